"""Reading risks, issues, lessons and meetings; a firm sees what it wrote or answers for."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import Desk
from tracker.kernel.actor import Role
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.process.policy import Act, may
from tracker.projects.models import Project
from tracker.projects.queries import in_projects_of
from tracker.registers.models import Assessment, Concern, ConcernKind, Lesson, Meeting
from tracker.registers.rules import Trend, trend
from tracker.registers.wire import ConcernView, LessonView, MeetingView, judged

Found = TypeVar("Found", Concern, Lesson, Meeting)


class Weighed(Struct, frozen=True, kw_only=True):
    """An open concern as it was assessed last."""

    row: Concern
    exposure: int
    trend: Trend


def visible_to(desk: Desk, rows: Select[Found], table: type[Found]) -> Select[Found]:
    """The one place that says which entries of the logs somebody may see."""
    if not may(desk.actor, Act.REGISTER_SEE):
        return for_actor(rows.where(false()), desk.actor)
    seen = rows.where(in_projects_of(desk, table.project_id))
    if desk.actor.role is Role.FIRM_MEMBER:
        theirs = table.organisation_id == desk.actor.organisation_id
        if table is Concern:
            theirs = or_(theirs, Concern.owner_id == desk.actor.person_id)
        seen = seen.where(theirs)
    return for_actor(seen, desk.actor)


async def get(desk: Desk, table: type[Found], row_id: UUID) -> Found:
    """An entry of a log by its id; NotFound if it is not the actor's to see."""
    found = select(table).where(table.id == row_id)
    row = await desk.session.scalar(visible_to(desk, found, table))
    if row is None:
        raise NotFound
    return row


async def of_project(
    session: AsyncSession, table: type[Found], project_id: UUID, row_id: UUID
) -> Found | None:
    """An entry that another one names."""
    statement = select(table).where(table.project_id == project_id, table.id == row_id)
    return await session.scalar(for_system(statement, "named by another entry of the log"))


async def is_replaced(
    session: AsyncSession, table: type[Lesson] | type[Meeting], row_id: UUID
) -> bool:
    statement = select(table.id).where(table.replaces_id == row_id)
    return await session.scalar(for_system(statement, "entries that were corrected")) is not None


async def concerns(
    desk: Desk,
    project: Project,
    kind: ConcernKind | None,
    still_open: bool,
    after: str | None,
    limit: int,
) -> Page[ConcernView]:
    """Risks and issues, those raised last first, each with its assessments; two statements."""
    statement = select(Concern).where(Concern.project_id == project.id)
    if kind is not None:
        statement = statement.where(Concern.kind == kind)
    if still_open:
        statement = statement.where(Concern.closed_by.is_(None))
    seen = visible_to(desk, newest_first(statement, Concern.id, after, limit), Concern)
    rows = (await desk.session.scalars(seen)).all()
    given = await assessments(desk.session, [row.id for row in rows])
    return page_of(rows, limit, lambda row: ConcernView.of(row, given[row.id]))


async def view(session: AsyncSession, row: Concern) -> ConcernView:
    return ConcernView.of(row, (await assessments(session, [row.id]))[row.id])


async def assessments(
    session: AsyncSession, concern_ids: Sequence[UUID]
) -> dict[UUID, list[Assessment]]:
    """By concern, oldest first."""
    statement = (
        select(Assessment)
        .where(Assessment.concern_id.in_(concern_ids))
        .order_by(Assessment.concern_id, Assessment.number)
    )
    found: dict[UUID, list[Assessment]] = defaultdict(list)
    for row in await session.scalars(for_system(statement, "how a concern was assessed")):
        found[row.concern_id].append(row)
    return found


async def lessons(desk: Desk, project: Project, after: str | None, limit: int) -> Page[LessonView]:
    statement = select(Lesson).where(Lesson.project_id == project.id)
    seen = visible_to(desk, newest_first(statement, Lesson.id, after, limit), Lesson)
    return page_of((await desk.session.scalars(seen)).all(), limit, LessonView.of)


async def meetings(
    desk: Desk, project: Project, after: str | None, limit: int
) -> Page[MeetingView]:
    statement = select(Meeting).where(Meeting.project_id == project.id)
    seen = visible_to(desk, newest_first(statement, Meeting.id, after, limit), Meeting)
    return page_of((await desk.session.scalars(seen)).all(), limit, MeetingView.of)


async def open_concerns(session: AsyncSession, project_id: UUID) -> list[Weighed]:
    """All that are open in a project, the gravest first, then by their day; two statements."""
    rows = await open_rows(session, project_id)
    given = await assessments(session, [row.id for row in rows])
    weighed = [_weighed(row, given[row.id]) for row in rows]
    return sorted(weighed, key=_gravest_first)


async def open_rows(session: AsyncSession, project_id: UUID) -> list[Concern]:
    """All that are open in a project, in the order in which they were raised."""
    statement = select(Concern).where(Concern.project_id == project_id, Concern.closed_by.is_(None))
    rows = await session.scalars(
        for_system(statement.order_by(Concern.id), "what a project is worried about")
    )
    return list(rows)


def _weighed(row: Concern, given: Sequence[Assessment]) -> Weighed:
    found = [judged(one) for one in given]
    return Weighed(row=row, exposure=found[-1].exposure, trend=trend(found))


def _gravest_first(one: Weighed) -> tuple[int, date, UUID]:
    return -one.exposure, one.row.due, one.row.id
