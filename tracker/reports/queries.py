"""Reading reports that were made."""

from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import Desk
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.process.policy import Act, may
from tracker.projects.models import Project
from tracker.projects.queries import in_projects_of
from tracker.reports.models import Report, ReportKind
from tracker.reports.wire import ReportView

Columns = TypeVarTuple("Columns")


def visible_to(desk: Desk, reports: Select[*Columns]) -> Select[*Columns]:
    """The one place that says which reports somebody may see: those of their projects."""
    if not may(desk.actor, Act.REPORT_SEE):
        return for_actor(reports.where(false()), desk.actor)
    return for_actor(reports.where(in_projects_of(desk, Report.project_id)), desk.actor)


async def page(desk: Desk, project: Project, after: str | None, limit: int) -> Page[ReportView]:
    """The reports of a project, newest first, without their content."""
    statement = select(
        Report.id,
        Report.kind,
        Report.number,
        Report.as_of,
        Report.journal_seq,
        Report.snapshot_sha256,
        Report.made_by,
    ).where(Report.project_id == project.id)
    seen = visible_to(desk, newest_first(statement, Report.id, after, limit))
    rows = (await desk.session.execute(seen)).all()
    return page_of(rows, limit, lambda row: ReportView(project=project.code, **row._mapping))


async def report(desk: Desk, report_id: UUID) -> Report:
    statement = select(Report).where(Report.id == report_id)
    row = await desk.session.scalar(visible_to(desk, statement))
    if row is None:
        raise NotFound
    return row


async def newest_status(session: AsyncSession, project_id: UUID) -> Report | None:
    statement = (
        select(Report)
        .where(Report.project_id == project_id, Report.kind == ReportKind.STATUS)
        .order_by(Report.number.desc())
        .limit(1)
    )
    return await session.scalar(for_system(statement, "the report before this one"))
