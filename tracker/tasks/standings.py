"""How projects stand, for those who may see reports of them: the same that a report would say."""

from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Select, func, literal, select

from tracker.journal.desk import Desk
from tracker.kernel.database import for_system, rows_of
from tracker.kernel.paging import Page, page_of, sorted_first
from tracker.process.policy import Act, may
from tracker.process.stages import Stage, Status
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.projects.wire import ProjectLine
from tracker.tasks.models import TaskState
from tracker.tasks.queries import Fresh, fresh_in
from tracker.tasks.rated import Rated
from tracker.tasks.ratings import UNRATED

Ratings = tuple[Rated, ...]


class ProjectStanding(Struct, frozen=True, kw_only=True):
    """A line of the list; without `ratings` where nobody has looked at it, or may not know."""

    line: ProjectLine
    ratings: Ratings


async def worst_first(
    desk: Desk,
    over: Fresh,
    stage: Stage | None,
    status: Status | None,
    find: str | None,
    after: str | None,
    limit: int,
) -> Page[ProjectStanding]:
    """Projects as in `projects.page`, those first that are not as planned, then by their day.

    They sort as they were kept; what changed since is told as it is. One statement.
    """
    asked = beside(projects.lines(desk, stage, status, find))
    paged = sorted_first(asked, place(desk), len(UNRATED), Project.id, after, limit)
    rows = await rows_of(desk.session, paged)
    return page_of(
        rows,
        limit,
        lambda row: of_row(desk, over, row),
        lambda row: _place_of(desk, row).encode() + row.id.bytes,
    )


def beside(lines: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Rows of projects with how they stood when they were last looked at; for `of_row`."""
    joined = lines.outerjoin(TaskState, TaskState.project_id == Project.id)
    return joined.add_columns(TaskState.standing, TaskState.ratings)


def place(desk: Desk) -> ColumnElement[str]:
    """What sorts such rows; the same for all where the actor may not know how they stand."""
    if not may(desk.actor, Act.REPORT_SEE):
        return literal(UNRATED)
    return func.coalesce(TaskState.standing, UNRATED)


def _place_of(desk: Desk, row: Any) -> str:
    known = row.standing if may(desk.actor, Act.REPORT_SEE) else None
    return known or UNRATED


def of_row(desk: Desk, over: Fresh, row: Any) -> ProjectStanding:
    told = may(desk.actor, Act.REPORT_SEE)
    return ProjectStanding(
        line=ProjectLine.of(row, desk.now),
        ratings=over.ratings.get(row.id, _read(row.ratings)) if told else (),
    )


async def ratings_in(desk: Desk, project: Project) -> Ratings:
    """Of a project that the actor sees; one statement where that is as it was kept."""
    if not may(desk.actor, Act.REPORT_SEE):
        return ()
    over = await fresh_in(desk, project)
    if project.id in over.ratings:
        return over.ratings[project.id]
    asked = select(TaskState.ratings).where(TaskState.project_id == project.id)
    return _read(await desk.session.scalar(for_system(asked, "how a project stands")))


def _read(kept: str | None) -> Ratings:
    return msgspec.json.decode(kept, type=Ratings) if kept else ()
