"""Reading what the committee sees and says."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVarTuple
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from tracker.files.models import StoredFile
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import Actor, Role
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.errors import NotFound
from tracker.process.stages import OPEN, Stage
from tracker.process.today import access_day
from tracker.programme import queries as programme
from tracker.programme.models import Call, CommitteeSeat, Criterion
from tracker.projects import queries as projects
from tracker.projects.models import Assignment, Capacity, Project
from tracker.proposals import queries
from tracker.proposals.models import ConflictOfInterest, Proposal, ProposalVersion, Score
from tracker.proposals.rules import Points, in_hundredths, mean, total
from tracker.proposals.wire import MemberScores, ScoresView, ScoreView

Columns = TypeVarTuple("Columns")
Given = Row[UUID, UUID, int, str]
"""Person, criterion, points, comment."""


def visible_scores(actor: Actor, scores: Select[*Columns]) -> Select[*Columns]:
    """Of a proposal the actor may see: officer and manager all, a member once theirs are in."""
    if actor.role is Role.COMMITTEE_MEMBER:
        own = aliased(Score)
        theirs = exists().where(
            own.proposal_id == Score.proposal_id,
            own.number == Score.number,
            own.person_id == actor.person_id,
        )
        scores = scores.where(theirs)
    elif actor.role not in {Role.OFFICER, Role.MANAGER}:
        scores = scores.where(false())
    return for_actor(scores, actor)


class Judgement(Struct, frozen=True, kw_only=True):
    """What became of a proposal by a member and by the committee.

    `total` out of 100 is the member's own of the newest version, None while they have not scored
    it. `voting_day` is a day of the call, by which the result is expected.
    """

    total: str | None
    stage: Stage
    voting_day: date


async def judged_by(desk: Desk, proposal_ids: Collection[UUID]) -> Mapping[UUID, Judgement]:
    """How a member and the committee judged each of these; one statement."""
    own = and_(
        Score.proposal_id == Proposal.id,
        Score.number == Proposal.number,
        Score.person_id == desk.actor.person_id,
    )
    statement = (
        select(
            Proposal.id,
            Project.stage,
            Call.voting_day,
            Criterion.weight,
            Criterion.scale_max,
            Score.points,
        )
        .join(Project, Project.id == Proposal.project_id)
        .join(Call, Call.id == Proposal.call_id)
        .outerjoin(Score, own)
        .outerjoin(Criterion, Criterion.id == Score.criterion_id)
        .where(Proposal.id.in_(proposal_ids))
    )
    rows: dict[UUID, list[Any]] = {}
    for row in await desk.session.execute(for_actor(statement, desk.actor)):
        rows.setdefault(row.id, []).append(row)
    return {one: _judgement(found) for one, found in rows.items()}


def _judgement(rows: Sequence[Any]) -> Judgement:
    given = [
        Points(weight=row.weight, points=row.points, scale_max=row.scale_max)
        for row in rows
        if row.points is not None
    ]
    return Judgement(
        total=in_hundredths(total(given)) if given else None,
        stage=rows[0].stage,
        voting_day=rows[0].voting_day,
    )


async def stood_back(desk: Desk) -> int:
    """On how many proposals the member declared a conflict of interest."""
    statement = select(func.count(ConflictOfInterest.proposal_id.distinct())).where(
        ConflictOfInterest.person_id == desk.actor.person_id
    )
    said = for_system(statement, "what a member declared themselves")
    return await desk.session.scalar(said) or 0


async def scores(desk: Desk, proposal_id: UUID, number: int | None) -> ScoresView:
    """Scores of one version, the newest if none is named."""
    proposal = await queries.get(desk, proposal_id)
    number = proposal.number if number is None else number
    criteria = {row.id: row for row in await programme.criteria(desk.session, proposal.call_id)}
    barred = await queries.conflicted(desk.session, proposal, number)
    statement = (
        select(Score.person_id, Score.criterion_id, Score.points, Score.comment)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .where(Score.proposal_id == proposal.id, Score.number == number)
        .order_by(Score.person_id, Criterion.position)
    )
    given: dict[UUID, list[Given]] = {}
    for row in await desk.session.execute(visible_scores(desk.actor, statement)):
        given.setdefault(row.person_id, []).append(row)
    totals = {person: total(_points(rows, criteria)) for person, rows in given.items()}
    overall = mean([totals[person] for person in totals if person not in barred])
    return ScoresView(
        number=number,
        mean=None if overall is None else in_hundredths(overall),
        members=[
            MemberScores(
                person_id=person,
                conflicted=person in barred,
                total=in_hundredths(totals[person]),
                scores=[_view(row) for row in rows],
            )
            for person, rows in given.items()
        ],
    )


async def readable_file(desk: Desk, file_id: UUID) -> StoredFile:
    """A file the actor may read; for a committee member one that a version was handed in with."""
    row = await projects.visible_file(desk, file_id)
    if desk.actor.role is Role.COMMITTEE_MEMBER:
        statement = select(ProposalVersion.files).where(
            ProposalVersion.project_id == row.project_id
        )
        handed_in = await desk.session.scalars(for_system(statement, "what the committee reads"))
        if str(row.id) not in {one for files in handed_in for one in files}:
            raise NotFound
    return row


async def has_scored(session: AsyncSession, proposal: Proposal, person_id: UUID) -> bool:
    """Whether this person's scores of the newest version are in."""
    statement = (
        select(Score.id)
        .where(
            Score.proposal_id == proposal.id,
            Score.number == proposal.number,
            Score.person_id == person_id,
        )
        .limit(1)
    )
    found = await session.scalar(for_system(statement, "nobody scores a version twice"))
    return found is not None


async def projects_to_read(desk: AnyDesk, seat: CommitteeSeat) -> Sequence[Project]:
    """Projects of the seat's call that await selection, without conflict, not yet the member's."""
    has_it = exists().where(Assignment.project_id == Project.id, _is_members(seat, desk.now))
    has_conflict = exists().where(
        ConflictOfInterest.proposal_id == Proposal.id,
        ConflictOfInterest.number == Proposal.number,
        ConflictOfInterest.person_id == seat.person_id,
    )
    statement = (
        select(Project)
        .join(Proposal, Proposal.project_id == Project.id)
        .where(
            Proposal.call_id == seat.call_id,
            Proposal.submitted_at.is_not(None),
            Project.stage == Stage.PROPOSAL,
            Project.status.in_(OPEN),
            ~has_it,
            ~has_conflict,
        )
        .order_by(Project.id)
    )
    rows = await desk.session.scalars(for_system(statement, "what a new committee member is given"))
    return rows.all()


async def assignments_in_call(desk: AnyDesk, seat: CommitteeSeat) -> Sequence[Assignment]:
    """What the member was given to read in the seat's call."""
    statement = (
        select(Assignment)
        .join(Project, Project.id == Assignment.project_id)
        .where(Project.call_id == seat.call_id, _is_members(seat, desk.now))
        .order_by(Assignment.id)
    )
    rows = await desk.session.scalars(for_system(statement, "what a former committee member loses"))
    return rows.all()


def _is_members(seat: CommitteeSeat, now: datetime) -> ColumnElement[bool]:
    return and_(
        Assignment.person_id == seat.person_id,
        Assignment.capacity == Capacity.COMMITTEE,
        or_(Assignment.until.is_(None), Assignment.until >= access_day(now)),
    )


def _points(rows: Sequence[Given], criteria: dict[UUID, Criterion]) -> list[Points]:
    return [
        Points(
            weight=criteria[row.criterion_id].weight,
            points=row.points,
            scale_max=criteria[row.criterion_id].scale_max,
        )
        for row in rows
    ]


def _view(row: Given) -> ScoreView:
    return ScoreView(criterion_id=row.criterion_id, points=row.points, comment=row.comment)
