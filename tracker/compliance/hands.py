"""Who gives an entry's proof and who checks it, and where a check would send it. Pure."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from tracker.compliance.duties import needs_sample, verifies_as
from tracker.compliance.entries import Ground, provided_for
from tracker.compliance.tasks import Houses, JudgedList, check, give, verifiers
from tracker.process.entry import ChecklistEntry, Review
from tracker.process.status import Standing, is_clear, needs_a_look, status
from tracker.process.tasks import Owner

_NOT_ON_RECORD = UUID(int=0)


class GivesAndChecks(Struct, frozen=True, kw_only=True):
    """Whose the proof of an entry is to give, and whose to check, today."""

    gives: Owner
    checks: Owner


class AfterCheck(Struct, frozen=True, kw_only=True):
    """How an entry would stand after a check, and whose turn it would be; None: nobody's."""

    standing: Standing
    turn: Owner | None


class CheckByReader(Struct, frozen=True, kw_only=True):
    """A check as somebody would record it: by whom, on which visit of the project, when."""

    by: UUID
    visit: int
    at: datetime


def hands_on(ground: Ground, entry: ChecklistEntry, houses: Houses) -> GivesAndChecks:
    requirement = ground.catalogue.requirement(entry.requirement)
    return GivesAndChecks(
        gives=give(ground, _listed(entry), entry, date.min, houses).owner,
        checks=verifiers(ground, requirement, houses),
    )


def after_checks(
    ground: Ground, entry: ChecklistEntry, houses: Houses, checking: CheckByReader
) -> dict[str, AfterCheck]:
    """What follows if all that is asked is ticked, some of it, or none, by the rules of status."""
    asked = sorted(entry.criteria)
    ticks = {"all": asked, "some": asked[:1], "none": []}
    if len(asked) < 2:
        del ticks["some"]
    return {
        name: _after(ground, entry, houses, checking, frozenset(ticked))
        for name, ticked in ticks.items()
    }


def _after(
    ground: Ground,
    entry: ChecklistEntry,
    houses: Houses,
    checking: CheckByReader,
    ticked: frozenset[int],
) -> AfterCheck:
    review = _review(ground, entry, checking, ticked)
    then = replace(entry, reviews=(*entry.reviews, review))
    judged = status(then, ground.today, checking.visit)
    if is_clear(judged):
        return AfterCheck(standing=judged.standing, turn=None)
    task = check if needs_a_look(then, judged) else give
    owner = task(ground, _listed(then), then, date.min, houses).owner
    return AfterCheck(standing=judged.standing, turn=owner)


def _review(
    ground: Ground, entry: ChecklistEntry, checking: CheckByReader, ticked: frozenset[int]
) -> Review:
    requirement = ground.catalogue.requirement(entry.requirement)
    provided = provided_for(ground, entry.requirement)
    person = ground.people.person(checking.by)
    duty = verifies_as(requirement, person, ground.people.persons, provided)
    return Review(
        id=_NOT_ON_RECORD,
        gate=entry.gate,
        visit=checking.visit,
        evidence_digest=entry.set_digest,
        pieces=tuple(piece.id for piece in entry.pieces),
        ticked=ticked,
        rejected=False,
        more_wanted=False,
        sample_wanted=duty is not None and needs_sample(requirement, duty),
        sample=duty is None,
        by=checking.by,
        at=checking.at,
        on=ground.today,
        discounted_on=None,
    )


def _listed(entry: ChecklistEntry) -> JudgedList:
    return JudgedList(gate=entry.gate, entries=(), holds_up=(), due=None)
