"""Why an act on a thing is not the reader's: it is their own, or somebody else's to do.

Each answers with the sentence of the command, or with None where they may do it. The state of the
project is asked before (`process/shut.py`), and that of the thing (`thing_states.py`).
"""

from uuid import UUID

from msgspec import Struct

from tracker.compliance.wire.catalogues import UpgradeView
from tracker.compliance.wire.checklist import JustificationLine, WaiverLine
from tracker.compliance.wire.evidence import EvidenceView
from tracker.compliance.wire.facts import FactView
from tracker.gates.commands import duties
from tracker.gates.commands.motions import ITS_MOVER
from tracker.gates.motion_progress import Turns
from tracker.gates.wire import ConditionView, PointView
from tracker.kernel.actor import Actor, Role
from tracker.kernel.saying import N_
from tracker.pages.thing_states import TimeNow, VersionNow
from tracker.pilots.models import Side
from tracker.pilots.wire.evaluations import CheckInView, EvaluationView
from tracker.pilots.wire.indicators import ReadingView
from tracker.studies.rules import OWED_BY
from tracker.studies.wire import DeliverableView

ANOTHER = N_("Whoever did this does not confirm it as well; somebody else does.")
NOT_ASKED = N_("Your vote is not asked: you may not sit here, or the seat is taken.")
MOVED = N_("Whoever asked for the decision does not vote on it.")
VOTES_MISSING = N_("Votes are missing; the decision is made once the panel has agreed.")


class MotionNow(Struct, frozen=True, kw_only=True):
    """Who put an open motion, and whose turn it is there; None once it has lapsed."""

    moved_by: UUID
    turns: Turns | None


def votes(one: MotionNow, actor: Actor) -> str | None:
    """A vote that was cast may be changed until the decision."""
    if one.turns is None:
        return None
    if one.turns.wrong:
        return one.turns.wrong[0]
    asked = one.turns.sitting.union(*one.turns.seats.values())
    if actor.person_id in asked:
        return None
    return MOVED if actor.person_id == one.moved_by else NOT_ASKED


def takes_letters(one: MotionNow, _actor: Actor) -> str | None:
    """Whoever records or compares a letter does not vote themselves."""
    return one.turns.wrong[0] if one.turns is not None and one.turns.wrong else None


def decides(one: MotionNow, actor: Actor) -> str | None:
    if one.turns is None:
        return None
    if one.turns.wrong:
        return one.turns.wrong[0]
    if not one.turns.spoken and not one.turns.lost:
        return VOTES_MISSING
    return None if actor.person_id in one.turns.deciders else NOT_ASKED


def delegates(one: MotionNow, actor: Actor) -> str | None:
    """Of the holders, whoever has yet to vote."""
    if one.turns is None:
        return None
    panel = one.turns.dossier.panel.candidates
    holds = {row.seat for row in panel if row.person_id == actor.person_id and row.holder}
    return None if holds & one.turns.seats.keys() else NOT_ASKED


def reminds(one: MotionNow, _actor: Actor) -> str | None:
    waits = one.turns is not None and bool(one.turns.seats)
    return None if waits else N_("No vote is missing, so nobody is reminded.")


def withdraws(one: MotionNow, actor: Actor) -> str | None:
    if one.turns is None or actor.person_id == one.moved_by:
        return None
    gone = one.moved_by not in one.turns.dossier.panel.movers
    return None if gone and actor.role is Role.MANAGER else ITS_MOVER


def confirms_condition(row: ConditionView, actor: Actor) -> str | None:
    return duties.NOT_ITS_OWNER if row.owner_id == actor.person_id else None


def answers_point(row: PointView, actor: Actor) -> str | None:
    return None if row.owner_id == actor.person_id else duties.ITS_OWNER


def confirms_point(row: PointView, actor: Actor) -> str | None:
    if row.answered_by is None:
        return duties.NOT_ANSWERED
    mine = actor.person_id in (row.owner_id, row.answered_by)
    return duties.NOT_WHO_ANSWERED if mine else None


def checks_reading(row: ReadingView, actor: Actor) -> str | None:
    return ANOTHER if row.entered_by == actor.person_id else None


def accepts_evaluation(row: EvaluationView, actor: Actor) -> str | None:
    """Once for each side, by neither who evaluated nor anybody of their house."""
    if actor.person_id == row.submitted_by or actor.organisation_id == row.organisation_id:
        return ANOTHER
    side = Side.OFFICER if actor.role is Role.OFFICER else Side.CITY
    return N_("Your side has accepted the evaluation.") if side in row.accepted_by else None


def confirms_check_in(row: CheckInView, actor: Actor) -> str | None:
    return ANOTHER if row.entered_by == actor.person_id else None


def checks_fact(row: FactView, actor: Actor) -> str | None:
    if row.confirmed is not None:
        return N_("This answer is checked already.")
    return ANOTHER if row.by == actor.person_id else None


def checks_justification(row: JustificationLine, actor: Actor) -> str | None:
    return ANOTHER if row.by == actor.person_id else None


def votes_on_waiver(row: WaiverLine, actor: Actor) -> str | None:
    if not row.missing:
        return N_("Nobody's agreement to this exception is missing.")
    return ANOTHER if row.requested_by == actor.person_id else None


def withdraws_evidence(row: EvidenceView, actor: Actor) -> str | None:
    """Whose house handed it in, or the desk."""
    theirs = actor.organisation_id == row.organisation_id
    desk = actor.role in (Role.OFFICER, Role.MANAGER)
    return None if theirs or desk else ANOTHER


def approves_upgrade(row: UpgradeView, actor: Actor) -> str | None:
    if row.approved_by is not None:
        return N_("This upgrade is approved already.")
    proposed = actor.person_id == row.proposed_by or actor.role is row.proposed_as
    return ANOTHER if proposed else None


def hands_in(row: DeliverableView, actor: Actor) -> str | None:
    """Whoever holds the capacity; of a firm by name, its members."""
    named = row.organisation_id in (None, actor.organisation_id)
    owes = actor.role in OWED_BY[row.owner_capacity] and named
    return None if owes else N_("Somebody else hands this in; it is said under “Owed by”.")


def asks_for_time(one: TimeNow, actor: Actor) -> str | None:
    return hands_in(one.deliverable, actor)


def answers_for_time(one: TimeNow, actor: Actor) -> str | None:
    return ANOTHER if one.asked is not None and one.asked.by == actor.person_id else None


def reviews_version(one: VersionNow, actor: Actor) -> str | None:
    row, version = one.deliverable, one.version
    if actor.role.value not in row.acceptors:
        return N_("Others accept this; it is said under “Accepted by”.")
    if actor.person_id == version.submitted_by or actor.organisation_id == version.organisation_id:
        return ANOTHER
    spoken = any(actor.person_id == said.person_id for said in version.reviews)
    return N_("You have reviewed this version.") if spoken else None
