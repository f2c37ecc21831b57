"""Reading the money of projects: lines, and totals that never mix currencies."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import Desk
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.kernel.text import from_minor
from tracker.projects.models import MoneyLine, MoneySource, MoneyState, Project
from tracker.projects.queries.seeing import in_projects_of
from tracker.projects.wire import MoneyLineView, MoneyTotal


async def money_lines(session: AsyncSession, project_id: UUID) -> list[MoneyLine]:
    """Every amount on record, in the order in which it was recorded."""
    statement = select(MoneyLine).where(MoneyLine.project_id == project_id).order_by(MoneyLine.id)
    return list(await session.scalars(for_system(statement, "the money of one project")))


async def money_page(
    desk: Desk, project: Project, after: str | None, limit: int
) -> Page[MoneyLineView]:
    """Amounts of a project, those recorded last first."""
    statement = select(MoneyLine).where(
        MoneyLine.project_id == project.id, in_projects_of(desk, MoneyLine.project_id)
    )
    seen = for_actor(newest_first(statement, MoneyLine.id, after, limit), desk.actor)
    return page_of((await desk.session.scalars(seen)).all(), limit, MoneyLineView.of)


async def money_line(desk: Desk, line_id: UUID) -> MoneyLine:
    statement = select(MoneyLine).where(
        MoneyLine.id == line_id, in_projects_of(desk, MoneyLine.project_id)
    )
    row = await desk.session.scalar(for_actor(statement, desk.actor))
    if row is None:
        raise NotFound
    return row


async def totals_of_project(desk: Desk, project: Project) -> list[MoneyTotal]:
    """What was pledged, confirmed and received for a project, by source and currency."""
    return await _totals(desk, MoneyLine.project_id == project.id)


async def totals_of_call(desk: Desk, call_id: UUID) -> list[MoneyTotal]:
    """As `totals_of_project`, for all projects of a call."""
    theirs = select(Project.id).where(Project.call_id == call_id)
    return await _totals(desk, MoneyLine.project_id.in_(theirs))


async def _totals(desk: Desk, which: ColumnElement[bool]) -> list[MoneyTotal]:
    """One statement; amounts are added in minor units, so that nothing is rounded."""
    asked: Select[MoneySource, MoneyState, str, int, int] = (
        select(
            MoneyLine.source,
            MoneyLine.state,
            MoneyLine.currency,
            func.sum(MoneyLine.amount),
            func.count(),
        )
        .where(which, in_projects_of(desk, MoneyLine.project_id))
        .group_by(MoneyLine.source, MoneyLine.state, MoneyLine.currency)
    )
    rows = await desk.session.execute(for_actor(asked, desk.actor))
    return sorted(_told(rows), key=_in_order)


def _told(rows: Iterable[tuple[MoneySource, MoneyState, str, int, int]]) -> Iterable[MoneyTotal]:
    for source, state, currency, amount, lines in rows:
        yield MoneyTotal(
            currency=currency,
            source=source,
            state=state,
            amount=from_minor(int(amount), currency),  # PostgreSQL adds to a decimal
            lines=lines,
        )


def _in_order(total: MoneyTotal) -> tuple[str, int, int]:
    sources, states = list(MoneySource), list(MoneyState)
    return total.currency, sources.index(total.source), states.index(total.state)
