"""Whose turn it is at the checklist: proofs, their checks, exceptions and facts. Pure."""

from collections.abc import Iterable, Iterator, Set
from datetime import date
from uuid import UUID

from msgspec import Struct

from tracker.compliance.catalogue import Requirement
from tracker.compliance.duties import (
    FIRM_DUTIES,
    ROLE_OF,
    UPGRADERS,
    PersonHere,
    approvers,
    may_check_fact,
    may_sample,
    verifies_as,
)
from tracker.compliance.entries import Ground, provided_for
from tracker.compliance.lists import Answer
from tracker.compliance.models import CatalogueUpgrade
from tracker.compliance.people import answered_by
from tracker.compliance.record import JustificationOnRecord, WaiverOnRecord
from tracker.compliance.waiver_rules import missing_approvers, waiver_state
from tracker.compliance.wire.waivers import WaiverState
from tracker.kernel.actor import CITY_ROLES, Role
from tracker.process.entry import ChecklistEntry, Piece
from tracker.process.stages import DutyRole, Level, Stage
from tracker.process.status import (
    Because,
    Judged,
    Standing,
    is_clear,
    last_day,
    look_at_the_set,
    needs_a_look,
    review_of_the_set,
)
from tracker.process.tasks import OUTSIDE, Kind, Owner, Task, Thing
from tracker.process.today import project_day
from tracker.process.unmet import FixKind
from tracker.projects.models import Project


class JudgedList(Struct, frozen=True, kw_only=True):
    """A list of entries as it is judged today.

    `kinds` are those of giving a proof and of checking it; `holds_up` the gates that wait while a
    mandatory entry is open; `since` the first day on which the list was asked; `due` its last day.
    `watched`: since a gate was passed, where the age of a proof ends nothing.
    """

    gate: str
    entries: tuple[tuple[ChecklistEntry, Judged, date], ...]
    holds_up: tuple[str, ...]
    due: date | None
    kinds: tuple[Kind, Kind] = (Kind.GIVE_EVIDENCE, Kind.REVIEW_EVIDENCE)
    watched: bool = False


class Houses(Struct, frozen=True, kw_only=True):
    """The project's city; `before_g2`: a manager stands in for a risk owner."""

    city_id: UUID
    before_g2: bool


_BEFORE_G2 = frozenset({Stage.PROPOSAL, Stage.COMMISSIONING})


def houses_of(project: Project) -> Houses:
    return Houses(city_id=project.city_id, before_g2=project.stage in _BEFORE_G2)


def of_lists(ground: Ground, asked: Iterable[JudgedList], houses: Houses) -> Iterator[Task]:
    """One task to give a proof, whatever lists ask for it; one to check it for each gate."""
    given: set[str] = set()
    for list_ in asked:
        for entry, judged, since in list_.entries:
            if is_clear(judged):
                continue
            outlived = withdraw(ground, list_, entry, since, houses, ground.today)
            if outlived is not None:
                yield outlived
            elif needs_a_look(entry, judged):
                yield check(ground, list_, entry, since, houses)
            elif entry.requirement not in given:
                given.add(entry.requirement)
                yield give(ground, list_, entry, since, houses)


def unasked(
    ground: Ground, lists: Iterable[tuple[str, tuple[ChecklistEntry, ...]]], known: Set[str]
) -> JudgedList:
    """Tasks to check proofs that were handed in before a gate asks for them."""
    by_requirement: dict[str, tuple[ChecklistEntry, Judged, date]] = {}
    for _gate, entries in lists:
        for entry in entries:
            fresh = bool(entry.pieces) and review_of_the_set(entry) is None
            if (
                fresh
                and entry.applicable
                and entry.requirement not in known | by_requirement.keys()
            ):
                by_requirement[entry.requirement] = (
                    entry,
                    _NOT_REVIEWED,
                    _handed_in_on(ground, entry),
                )
    return JudgedList(gate="", entries=tuple(by_requirement.values()), holds_up=(), due=None)


_NOT_REVIEWED = Judged(
    standing=Standing.EVIDENCE_SUBMITTED, because=Because.NOT_REVIEWED, since=None
)


def _handed_in_on(ground: Ground, entry: ChecklistEntry) -> date:
    """The day on which the newest piece of the evidence set was handed in."""
    last = max(piece.submitted_at for piece in ground.record.pieces(entry.requirement))
    return project_day(ground.record, last)


def of_waivers(ground: Ground, houses: Houses) -> Iterator[Task]:
    """A task for everybody whose agreement to a waiver is missing."""
    for requirement_id, asked in ground.record.waivers.items():
        requirement = ground.catalogue.by_id.get(requirement_id)
        if requirement is None:  # an upgrade took it away
            continue
        hands = ground.record.hands_on(requirement.id)
        for waiver in asked:
            if waiver_state(requirement, waiver, hands, ground.today) is WaiverState.REQUESTED:
                yield _waiver(ground, requirement, waiver, houses)


def _waiver(
    ground: Ground, requirement: Requirement, waiver: WaiverOnRecord, houses: Houses
) -> Task:
    hands = ground.record.hands_on(requirement.id)
    named = DutyRole.RISK_OWNER in ground.people.held
    seats = approvers(requirement, risk_owner_named=named, before_g2=houses.before_g2)
    missing = set(missing_approvers(requirement, waiver, hands))
    seats_of_approvers = zip(requirement.waiver.approver or (), seats, strict=True)
    duties = [
        duty for said, seat in seats_of_approvers if said in missing for duty in sorted(seat.duties)
    ]
    voted = frozenset(vote.person_id for vote in waiver.votes)
    return Task(
        kind=Kind.DECIDE_WAIVER,
        subject=str(waiver.id),
        owner=_owner(ground, duties, houses, frozenset(hands) | voted),
        since=project_day(ground.record, waiver.requested_at),
        fix=FixKind.WAIVER,
        things=(Thing(id=str(waiver.id), name=requirement.title),),
        detail={"requirement": requirement.id},
        firms=_own_firm(waiver.organisation_id, ground),
    )


def of_justifications(ground: Ground, houses: Houses) -> Iterator[Task]:
    """A task to check the newest justification of each requirement."""
    for requirement_id, given in ground.record.justifications.items():
        requirement = ground.catalogue.by_id.get(requirement_id)
        newest = given[-1]
        if requirement is None or newest.checked_at is not None:
            continue
        yield _justification(ground, requirement, newest, houses)


def _justification(
    ground: Ground, requirement: Requirement, newest: JustificationOnRecord, houses: Houses
) -> Task:
    return Task(
        kind=Kind.CHECK_JUSTIFICATION,
        subject=requirement.id,
        owner=verifiers(ground, requirement, houses),
        since=project_day(ground.record, newest.at),
        fix=FixKind.JUSTIFICATION,
        things=(Thing(id=str(newest.id), name=requirement.title),),
        detail={"requirement": requirement.id},
        firms=_firms_of(ground, newest.by),
    )


def of_upgrades(rows: Iterable[CatalogueUpgrade], project: Project) -> Iterator[Task]:
    """A task for the role that has to approve a proposed catalogue."""
    for row in rows:
        others = tuple(role for role in UPGRADERS if role is not row.proposed_as)
        yield Task(
            kind=Kind.CONFIRM_UPGRADE,
            subject=str(row.id),
            owner=Owner(roles=others, barred=frozenset({row.proposed_by})),
            since=project_day(project, row.created_at),
            fix=FixKind.UPGRADE,
            things=(Thing(id=str(row.id), name=project.title),),
        )


def of_facts(ground: Ground, houses: Houses, since: date) -> Iterator[Task]:
    """Tasks to answer questions about the project, and to check the answers."""
    questions = {fact.id: fact.question for fact in ground.catalogue.facts}
    for fact, counted in ground.facts.items():
        newest = counted.newest
        if newest is None or newest.confirmed is False:
            owner = _owner(ground, (DutyRole.CITY,), houses, frozenset())
            asked = (
                since
                if newest is None
                else project_day(ground.record, newest.checked_at or newest.at)
            )
            thing = Thing(id=fact, name=questions[fact])
            yield _fact(Kind.ANSWER_FACTS, owner, asked, FixKind.FACT, thing)
        elif newest.answer is Answer.NO and newest.confirmed is None:
            owner, asked = _fact_checkers(ground, newest.by), project_day(ground.record, newest.at)
            thing = Thing(id=str(newest.id), name=questions[fact])
            yield _fact(Kind.CONFIRM_FACTS, owner, asked, FixKind.FACT_ANSWER, thing)


def _fact(kind: Kind, owner: Owner, since: date, fix: FixKind, thing: Thing) -> Task:
    return Task(kind=kind, subject="facts", owner=owner, since=since, fix=fix, things=(thing,))


def _fact_checkers(ground: Ground, by: UUID) -> Owner:
    able = [
        one for one in ground.people.persons if may_check_fact(one, answered_by(ground.people, by))
    ]
    return _able(ground, DutyRole.REVIEWER, able)


def check(
    ground: Ground, list_: JudgedList, entry: ChecklistEntry, since: date, houses: Houses
) -> Task:
    requirement = ground.catalogue.requirement(entry.requirement)
    sample = look_at_the_set(entry) is Because.SAMPLE_WANTED
    return Task(
        kind=list_.kinds[1],
        subject=entry.gate,
        owner=_samplers(ground, requirement, entry, houses)
        if sample
        else verifiers(ground, requirement, houses),
        since=max(since, _handed_in_on(ground, entry)),
        due=list_.due,
        fix=FixKind.REQUIREMENT,
        things=(Thing(id=entry.requirement, name=entry.title),),
        detail={"gate": entry.gate},
        gates=_held_up(list_, entry),
        firms=_firms(ground, entry),
    )


def give(
    ground: Ground, list_: JudgedList, entry: ChecklistEntry, since: date, houses: Houses
) -> Task:
    return Task(
        kind=list_.kinds[0],
        subject=entry.gate,
        owner=_owner(ground, entry.provided_by, houses, frozenset()),
        since=since,
        due=list_.due,
        fix=FixKind.REQUIREMENT,
        things=(Thing(id=entry.requirement, name=entry.title),),
        detail={"gate": entry.gate},
        gates=_held_up(list_, entry),
        firms=_firms(ground, entry),
    )


def withdraw(
    ground: Ground,
    list_: JudgedList,
    entry: ChecklistEntry,
    since: date,
    houses: Houses,
    first: date,
) -> Task | None:
    """What ends before the day `first` beside what does not, and who provides cannot replace it.

    It is of somebody who provides no more, as the office before a firm was appointed, or a firm
    that has left. The whole set counts no more then, until an officer takes it out.
    """
    owner = _owner(ground, entry.provided_by, houses, frozenset())
    if any(role not in OUTSIDE for role in owner.roles):
        return None  # the office may replace whatever is there
    ends = {piece: last_of(list_, entry, piece) for piece in entry.pieces}
    ended = [piece for piece, day in ends.items() if day is not None and day < first]
    foreign = [one for one in ended if one.organisation_id not in owner.houses]
    if not foreign or len(ended) == len(entry.pieces):
        return None
    return Task(
        kind=Kind.WITHDRAW_EVIDENCE,
        subject=entry.requirement,
        owner=Owner(roles=(Role.OFFICER,)),
        since=since,
        due=list_.due,
        fix=FixKind.EVIDENCE,
        things=tuple(Thing(id=str(one.id), name=entry.title) for one in foreign),
        detail={"gate": entry.gate, "requirement": entry.requirement},
        gates=_held_up(list_, entry),
    )


def last_of(list_: JudgedList, entry: ChecklistEntry, piece: Piece) -> date | None:
    """The last day on which a piece counts on the list; None: it never ends."""
    return piece.valid_until if list_.watched else last_day(entry, piece)


def _held_up(list_: JudgedList, entry: ChecklistEntry) -> tuple[str, ...]:
    return list_.holds_up if entry.level is Level.MANDATORY else ()


def _owner(
    ground: Ground, duties: Iterable[DutyRole], houses: Houses, barred: frozenset[UUID]
) -> Owner:
    """Everybody with one of these duties in the project, without those barred."""
    wanted_duties = frozenset(duties)
    roles = tuple(dict.fromkeys(ROLE_OF[duty] for duty in duties))
    firms = _firms_with(ground, wanted_duties)
    city = {houses.city_id} if any(role in CITY_ROLES for role in roles) else set()
    those = [one for one in ground.people.persons if one.duties & wanted_duties]
    return Owner(
        roles=roles,
        houses=frozenset(city) | firms,
        barred=frozenset(one.person_id for one in those) & barred,
    )


def verifiers(ground: Ground, requirement: Requirement, houses: Houses) -> Owner:
    """Everybody who may verify now; none where all are barred."""
    provided = provided_for(ground, requirement.id)
    duty_of = {
        one: verifies_as(requirement, one, ground.people.persons, provided)
        for one in ground.people.persons
    }
    able = [one for one, duty in duty_of.items() if duty is not None]
    duty = next((duty for duty in duty_of.values() if duty is not None), requirement.verified_by)
    return _able(ground, duty, able, houses)


def _samplers(
    ground: Ground, requirement: Requirement, entry: ChecklistEntry, houses: Houses
) -> Owner:
    """Everybody who may take the sample, without who accepted the set."""
    provided, accepted = provided_for(ground, requirement.id), review_of_the_set(entry)
    able = [
        one
        for one in ground.people.persons
        if may_sample(requirement, one, provided)
        and (accepted is None or one.person_id != accepted.by)
    ]
    return _able(ground, requirement.sampled_by or requirement.verified_by, able, houses)


def _able(
    ground: Ground, duty: DutyRole, able: list[PersonHere], houses: Houses | None = None
) -> Owner:
    """The role of the duty, without those of its holders who are barred."""
    role = ROLE_OF[duty]
    may = {one.person_id for one in able}
    barred = {one.person_id for one in ground.people.persons if duty in one.duties} - may
    city = {houses.city_id} if houses is not None and role in CITY_ROLES else set()
    return Owner(roles=(role,), houses=frozenset(city), barred=frozenset(barred))


def _firms(ground: Ground, entry: ChecklistEntry) -> frozenset[UUID]:
    """The firms that provide it; other firms of the project do not see the task."""
    return _firms_with(ground, frozenset(entry.provided_by))


def _firms_with(ground: Ground, duties: frozenset[DutyRole]) -> frozenset[UUID]:
    wanted = duties & FIRM_DUTIES
    return frozenset(firm for firm, held in ground.people.capacities.items() if held & wanted)


def _firms_of(ground: Ground, person_id: UUID) -> frozenset[UUID]:
    """The firms of the project to which a person belongs."""
    organisations = (one.outside for one in ground.people.persons if one.person_id == person_id)
    return next(organisations, frozenset[UUID]()) & frozenset(ground.people.capacities)


def _own_firm(organisation_id: UUID, ground: Ground) -> frozenset[UUID]:
    return frozenset({organisation_id}) & frozenset(ground.people.capacities)
