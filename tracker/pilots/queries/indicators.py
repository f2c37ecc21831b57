"""Reading indicators and readings."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import TypeVarTuple
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from tracker.journal.desk import Desk
from tracker.kernel.actor import Role
from tracker.kernel.database import for_system
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.pilots.attainment import Band, attainment, band
from tracker.pilots.models import Indicator, Reading, ReadingCheck, ReadingOutcome
from tracker.pilots.queries.scope import visible_to
from tracker.pilots.wire.indicators import IndicatorView, ReadingView
from tracker.projects.models import Project

Columns = TypeVarTuple("Columns")


class Measured(Struct, frozen=True, kw_only=True):
    """An indicator and the readings that count, by the end of their periods."""

    indicator: Indicator
    readings: tuple[Reading, ...]


def bands(measured: Sequence[Measured]) -> Iterator[tuple[Indicator, float | None, Band]]:
    """Each indicator with how far its newest confirmed value has come."""
    for one in measured:
        values = [reading.value for reading in one.readings if reading.value is not None]
        actual = values[-1] if values else None
        row = one.indicator
        share = attainment(row.baseline_value, row.target_value, actual)
        yield row, share, band(share)


async def measured(session: AsyncSession, project_id: UUID, as_of: datetime) -> list[Measured]:
    """What was confirmed by an instant: readings that nothing entered by then replaced.

    Two statements, by the indicators' codes.
    """
    newer = aliased(Reading)
    replaced = exists().where(newer.replaces_id == Reading.id, newer.created_at <= as_of)
    confirmed = (
        select(Reading)
        .join(ReadingCheck, ReadingCheck.reading_id == Reading.id)
        .where(
            Reading.project_id == project_id,
            ReadingCheck.outcome == ReadingOutcome.VERIFIED,
            ReadingCheck.created_at <= as_of,
            ~replaced,
        )
        .order_by(Reading.period_end, Reading.id)
    )
    readings: dict[UUID, tuple[Reading, ...]] = {}
    for row in await session.scalars(for_system(confirmed, "figures of a report")):
        readings[row.indicator_id] = (*readings.get(row.indicator_id, ()), row)
    statement = select(Indicator).where(Indicator.project_id == project_id)
    rows = await session.scalars(for_system(statement, "figures of a report"))
    in_order = sorted(rows, key=lambda row: row.code)  # databases order text by their own rules
    return [Measured(indicator=row, readings=readings.get(row.id, ())) for row in in_order]


async def indicators(
    desk: Desk, project: Project, after: str | None, limit: int
) -> Page[IndicatorView]:
    """The indicators of a project, newest first."""
    asked = newest_first(
        select(Indicator).where(Indicator.project_id == project.id), Indicator.id, after, limit
    )
    rows = await desk.session.scalars(visible_to(desk, asked, Indicator.project_id))
    return page_of(rows.all(), limit, IndicatorView.of)


async def indicator(desk: Desk, indicator_id: UUID) -> Indicator:
    statement = select(Indicator).where(Indicator.id == indicator_id)
    row = await desk.session.scalar(visible_to(desk, statement, Indicator.project_id))
    if row is None:
        raise NotFound
    return row


async def code_is_taken(session: AsyncSession, project_id: UUID, code: str) -> bool:
    statement = select(Indicator.id).where(
        Indicator.project_id == project_id, Indicator.code == code
    )
    return await session.scalar(for_system(statement, "codes in use")) is not None


async def readings(
    desk: Desk, indicator_id: UUID, after: str | None, limit: int
) -> Page[ReadingView]:
    """The readings of an indicator, newest first, each with its check; one statement."""
    statement = (
        select(Reading, Reading.id, ReadingCheck, _is_replaced().label("replaced"))
        .outerjoin(ReadingCheck, ReadingCheck.reading_id == Reading.id)
        .where(Reading.indicator_id == indicator_id)
    )
    seen = _visible(desk, newest_first(statement, Reading.id, after, limit))
    rows = (await desk.session.execute(seen)).all()
    return page_of(
        rows,
        limit,
        lambda row: ReadingView.of(row.Reading, row.ReadingCheck, replaced=row.replaced),
    )


async def courses(desk: Desk, indicator_ids: Collection[UUID]) -> dict[UUID, list[ReadingView]]:
    """All readings with a value of some indicators, as far as the actor sees them; one statement.

    By indicator, the oldest period first.
    """
    statement = (
        select(Reading, ReadingCheck, _is_replaced().label("replaced"))
        .outerjoin(ReadingCheck, ReadingCheck.reading_id == Reading.id)
        .where(Reading.indicator_id.in_(indicator_ids), Reading.value.is_not(None))
        .order_by(Reading.period_end, Reading.id)
    )
    by_indicator: dict[UUID, list[ReadingView]] = {}
    for row, check, replaced in await desk.session.execute(_visible(desk, statement)):
        view = ReadingView.of(row, check, replaced=replaced)
        by_indicator.setdefault(row.indicator_id, []).append(view)
    return by_indicator


async def reading(desk: Desk, reading_id: UUID) -> Reading:
    statement = select(Reading).where(Reading.id == reading_id)
    row = await desk.session.scalar(_visible(desk, statement))
    if row is None:
        raise NotFound
    return row


async def reading_view(session: AsyncSession, row: Reading) -> ReadingView:
    statement = (
        select(ReadingCheck, _is_replaced().label("replaced"))
        .select_from(Reading)
        .outerjoin(ReadingCheck, ReadingCheck.reading_id == Reading.id)
        .where(Reading.id == row.id)
    )
    check, replaced = (await session.execute(for_system(statement, "how a reading stands"))).one()
    return ReadingView.of(row, check, replaced=replaced)


async def reading_of_indicator(
    session: AsyncSession, indicator_id: UUID, reading_id: UUID
) -> Reading | None:
    statement = select(Reading).where(
        Reading.indicator_id == indicator_id, Reading.id == reading_id
    )
    return await session.scalar(for_system(statement, "the reading that another replaces"))


def _is_replaced() -> ColumnElement[bool]:
    newer = aliased(Reading)
    return exists().where(newer.replaces_id == Reading.id)


def _visible(desk: Desk, rows: Select[*Columns]) -> Select[*Columns]:
    """Firms see what their own side entered, and the city's."""
    if desk.actor.role is Role.FIRM_MEMBER:
        by_city = exists().where(
            Project.id == Reading.project_id, Project.city_id == Reading.organisation_id
        )
        rows = rows.where(or_(Reading.organisation_id == desk.actor.organisation_id, by_city))
    return visible_to(desk, rows, Reading.project_id)
