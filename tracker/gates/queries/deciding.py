"""Reading motions, votes, decisions, conditions and rework points."""

from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates.letter_wire import VoteLetterView
from tracker.gates.models import (
    Choice,
    Delegation,
    Motion,
    MotionState,
    Reminder,
    RestoreConsent,
    ReworkPoint,
    Vote,
    VoteLetter,
)
from tracker.gates.wire import ConditionView, DecisionView, VoteView
from tracker.journal.desk import Desk
from tracker.kernel.actor import Role
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.errors import NotFound
from tracker.process.dossier import StaleDecision
from tracker.process.panel import CountedVote as Voice
from tracker.process.stages import Stage, Verdict
from tracker.programme import queries as programme
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.projects.models.decisions import Condition, Decision

GENESIS = "0" * 64
"""What stands as the hash of the decision before a project's first."""

Found = TypeVar("Found", Motion, Decision, Condition, ReworkPoint, VoteLetter)


def visible_to(desk: Desk, statement: Select[Found], table: type[Found]) -> Select[Found]:
    """Gates of a project are seen by whoever sees the project and may see gates at all."""
    return for_actor(statement.where(_is_shown(desk, table)), desk.actor)


async def get(desk: Desk, table: type[Found], row_id: UUID) -> Found:
    """A motion, decision, condition or point by its id; NotFound if it is not the actor's."""
    row = await desk.session.scalar(
        visible_to(desk, select(table).where(table.id == row_id), table)
    )
    if row is None:
        raise NotFound
    return row


async def lock_project_of(desk: Desk, table: type[Found], row_id: UUID) -> Project:
    """Lock the project of a row before the row is read; NotFound if it is not the actor's."""
    project_id_of_row = select(table.project_id).where(table.id == row_id)
    if desk.actor.role is not Role.COMMITTEE_MEMBER:
        return await projects.lock_by_id(desk, project_id_of_row.scalar_subquery())
    shown = for_actor(project_id_of_row.where(_is_shown(desk, table)), desk.actor)
    project_id = await desk.session.scalar(shown)
    if project_id is None:
        raise NotFound
    return await projects.lock_seen(desk.session, project_id)


def _is_shown(desk: Desk, table: type[Found]) -> ColumnElement[bool]:
    """After G1 the committee sees no more of a project than a motion that takes G1 back."""
    seen = projects.in_projects_of(desk, table.project_id)
    if desk.actor.role is not Role.COMMITTEE_MEMBER or table is not Motion:
        return seen
    assigned = projects.assigned(desk, Motion.project_id)
    return or_(seen, and_(assigned, Motion.gate == "G1", Motion.state == MotionState.OPEN))


async def lock_call_of(desk: Desk, motion_id: UUID) -> None:
    """At G1, lock the call before the project: everybody who locks both does it in this order."""
    statement = (
        select(Motion.gate, Project.call_id)
        .join(Project, Project.id == Motion.project_id)
        .where(Motion.id == motion_id, _is_shown(desk, Motion))
    )
    row = (await desk.session.execute(for_actor(statement, desk.actor))).one_or_none()
    if row is None:
        raise NotFound
    if row.gate == "G1" and row.call_id is not None:
        await programme.lock_call(desk.session, row.call_id)


async def open_motion(session: AsyncSession, project_id: UUID) -> Motion | None:
    statement = select(Motion).where(
        Motion.project_id == project_id, Motion.state == MotionState.OPEN
    )
    return await session.scalar(for_system(statement, "at most one open motion"))


async def motions_at(session: AsyncSession, project_id: UUID, gate: str) -> list[Motion]:
    """Every motion ever put at a gate, oldest first."""
    statement = select(Motion).where(Motion.project_id == project_id, Motion.gate == gate)
    rows = await session.scalars(for_system(statement.order_by(Motion.round), "rounds of a gate"))
    return list(rows)


async def votes(session: AsyncSession, motion_id: UUID) -> list[Vote]:
    """The votes that stand: a changed vote, or one in its place, hides the one it replaces."""
    return standing(await all_votes(session, motion_id))


async def all_votes(session: AsyncSession, motion_id: UUID) -> list[Vote]:
    """Every vote ever cast on a motion, oldest first."""
    statement = select(Vote).where(Vote.motion_id == motion_id).order_by(Vote.id)
    return list(await session.scalars(for_system(statement, "votes of a motion")))


def standing(rows: Iterable[Vote]) -> list[Vote]:
    rows = list(rows)
    replaced = {row.replaces_id for row in rows}
    return [row for row in rows if row.id not in replaced]


def voices(rows: Iterable[Vote]) -> tuple[Voice, ...]:
    """Votes in the form in which the panel counts them."""
    return tuple(
        Voice(seat=row.seat, person_id=row.person_id, in_favour=row.choice is Choice.FOR)
        for row in rows
    )


async def letters(session: AsyncSession, motion_id: UUID) -> list[VoteLetter]:
    """Votes on a motion that came by letter, compared or not, oldest first."""
    statement = select(VoteLetter).where(VoteLetter.motion_id == motion_id).order_by(VoteLetter.id)
    return list(await session.scalars(for_system(statement, "letters of a motion")))


async def letter_views(session: AsyncSession, motion_id: UUID) -> list[VoteLetterView]:
    """As `letters`, each with whether it is still to be compared."""
    rows = await letters(session, motion_id)
    open_ones = waiting(rows, await all_votes(session, motion_id))
    return [VoteLetterView.of(row, row.id in open_ones) for row in rows]


async def letters_behind(session: AsyncSession, rows: Iterable[Vote]) -> dict[UUID, VoteLetter]:
    """The letter of each of these votes that came by one; nothing is asked where none did."""
    letter_ids = [row.letter_id for row in rows if row.letter_id is not None]
    if not letter_ids:
        return {}
    statement = select(VoteLetter).where(VoteLetter.id.in_(letter_ids))
    letters = await session.scalars(for_system(statement, "letters behind votes"))
    return {row.id: row for row in letters}


def waiting(rows: Iterable[VoteLetter], cast: Iterable[Vote]) -> set[UUID]:
    """Letters that may still be compared: the newest of each seat, while no vote came of it."""
    counted = {row.letter_id for row in cast}
    newest = {row.seat: row.id for row in rows}
    return {letter_id for letter_id in newest.values() if letter_id not in counted}


async def delegations(session: AsyncSession, motion_id: UUID) -> list[Delegation]:
    statement = select(Delegation).where(Delegation.motion_id == motion_id)
    return list(await session.scalars(for_system(statement, "delegations of a motion")))


async def reminders(session: AsyncSession, motion_id: UUID, seat: str) -> list[Reminder]:
    statement = select(Reminder).where(Reminder.motion_id == motion_id, Reminder.seat == seat)
    return list(await session.scalars(for_system(statement, "reminders of a seat")))


async def decisions(session: AsyncSession, project_id: UUID) -> list[Decision]:
    """Every decision of a project, oldest first, in force or taken back."""
    statement = select(Decision).where(Decision.project_id == project_id).order_by(Decision.id)
    return in_chain(list(await session.scalars(for_system(statement, "the way of a project"))))


def in_chain(rows: list[Decision]) -> list[Decision]:
    """Decisions in the order of their hash chain; ids do not order those of one millisecond."""
    after = {row.prev_sha256: row for row in rows}
    ordered: list[Decision] = []
    while (row := after.pop(ordered[-1].snapshot_sha256 if ordered else GENESIS, None)) is not None:
        ordered.append(row)
    return ordered + [row for row in rows if row.prev_sha256 in after]


def in_force(rows: Iterable[Decision]) -> list[Decision]:
    """Those that no later decision takes back."""
    rows = list(rows)
    taken_back = {row.supersedes_id for row in rows}
    return [row for row in rows if row.id not in taken_back]


def can_be_taken_back(rows: Iterable[Decision]) -> Decision | None:
    """The newest moving or closing decision in force."""
    moving = [
        row for row in in_force(rows) if row.leads_to is not None or row.verdict is Verdict.STOP
    ]
    return moving[-1] if moving else None


def newest_to_pilot(rows: Iterable[Decision]) -> Decision | None:
    """The newest G4 decision in force that led to the pilot."""
    led = [row for row in in_force(rows) if row.gate == "G4" and row.leads_to is Stage.PILOT]
    return led[-1] if led else None


def views(rows: Sequence[Decision], stale: Iterable[StaleDecision]) -> list[DecisionView]:
    taken_back_by = {row.supersedes_id: row.id for row in rows if row.supersedes_id}
    parts = {one.id: one.parts for one in stale}
    return [DecisionView.of(row, taken_back_by.get(row.id), parts.get(row.id, ())) for row in rows]


def vote_views(rows: list[Vote]) -> list[VoteView]:
    return [
        VoteView(
            person_id=row.person_id,
            seat=row.seat,
            choice=row.choice,
            grounds=row.grounds,
            stands_in=row.stands_in,
            letter_id=row.letter_id,
            at=row.created_at,
        )
        for row in rows
    ]


async def conditions(session: AsyncSession, project_id: UUID) -> list[Condition]:
    statement = select(Condition).where(Condition.project_id == project_id).order_by(Condition.id)
    return list(await session.scalars(for_system(statement, "conditions of a project")))


def condition_views(rows: list[Condition]) -> list[ConditionView]:
    """All conditions of one project, each with the length of the chain that it ends."""
    before = {row.id: row.replaces_id for row in rows}

    def replaced(row_id: UUID) -> int:
        earlier = before.get(row_id)
        return 0 if earlier is None else 1 + replaced(earlier)

    return [ConditionView.of(row, replaced(row.id)) for row in rows]


async def points(session: AsyncSession, project_id: UUID) -> list[ReworkPoint]:
    statement = select(ReworkPoint).where(ReworkPoint.project_id == project_id)
    rows = await session.scalars(
        for_system(statement.order_by(ReworkPoint.id), "rework of a project")
    )
    return list(rows)


async def consents(session: AsyncSession, suspension_id: UUID) -> list[RestoreConsent]:
    statement = select(RestoreConsent).where(RestoreConsent.suspension_id == suspension_id)
    return list(await session.scalars(for_system(statement, "who agreed to restore")))
