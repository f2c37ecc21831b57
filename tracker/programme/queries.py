"""Reading programmes, calls, seats and solutions. These tables belong to no project."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.programme.models import (
    Call,
    CommitteeSeat,
    Criterion,
    Programme,
    PublishedCatalogue,
    Solution,
)
from tracker.programme.rules import state_at
from tracker.programme.wire import CallLine, CallView, ProgrammeView, SeatView, SolutionView


async def programmes(session: AsyncSession, after: str | None, limit: int) -> Page[ProgrammeView]:
    page = newest_first(select(Programme), Programme.id, after, limit)
    return page_of((await session.scalars(page)).all(), limit, ProgrammeView.of)


async def programme(session: AsyncSession, programme_id: UUID) -> Programme:
    row = await session.get(Programme, programme_id)
    if row is None:
        raise NotFound
    return row


async def calls(session: AsyncSession, after: str | None, limit: int) -> Sequence[Call]:
    """Calls, newest first, and one more than the page holds where there is one."""
    return (await session.scalars(newest_first(select(Call), Call.id, after, limit))).all()


def lines_of(
    rows: Sequence[Call], limit: int, undecided: Collection[UUID], now: datetime
) -> Page[CallLine]:
    """The page of these calls; `undecided` are those with a proposal that waits."""
    return page_of(rows, limit, lambda row: CallLine.of(row, now, undecided=row.id in undecided))


async def call(session: AsyncSession, call_id: UUID) -> Call:
    row = await session.get(Call, call_id)
    if row is None:
        raise NotFound
    return row


async def lock_call(session: AsyncSession, call_id: UUID) -> Call:
    """The call for a command: locked until the transaction ends, before any of its projects."""
    statement = select(Call).where(Call.id == call_id).with_for_update()
    row = await session.scalar(statement.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


async def call_view(desk: AnyDesk, row: Call, *, undecided: bool = True) -> CallView:
    """The call as it stands, with its criteria and its programme's currency."""
    currency = (await programme(desk.session, row.programme_id)).currency
    state = state_at(row.state, row.closes_at, desk.now, undecided=undecided)
    return CallView.of(row, state, currency, await criteria(desk.session, row.id))


async def criteria(session: AsyncSession, call_id: UUID) -> list[Criterion]:
    """In their order."""
    statement = select(Criterion).where(Criterion.call_id == call_id).order_by(Criterion.position)
    return list(await session.scalars(statement))


async def newest_catalogue(session: AsyncSession) -> UUID | None:
    """The version published last."""
    statement = select(PublishedCatalogue.id).order_by(
        PublishedCatalogue.published_at.desc(), PublishedCatalogue.id.desc()
    )
    return await session.scalar(statement.limit(1))


async def seats(
    session: AsyncSession, call_id: UUID, after: str | None, limit: int
) -> Page[SeatView]:
    """Seats of a call, newest first, ended ones among them."""
    statement = select(CommitteeSeat).where(CommitteeSeat.call_id == call_id)
    page = newest_first(statement, CommitteeSeat.id, after, limit)
    return page_of((await session.scalars(page)).all(), limit, SeatView.of)


async def seats_in_force(session: AsyncSession, call_id: UUID) -> list[CommitteeSeat]:
    """In the order of their numbers. A seat ends at once, so one with a last day is over."""
    statement = select(CommitteeSeat).where(
        CommitteeSeat.call_id == call_id, CommitteeSeat.until.is_(None)
    )
    return list(await session.scalars(statement.order_by(CommitteeSeat.number)))


async def seat(session: AsyncSession, seat_id: UUID) -> CommitteeSeat:
    row = await session.get(CommitteeSeat, seat_id)
    if row is None:
        raise NotFound
    return row


async def seat_of(session: AsyncSession, call_id: UUID, person_id: UUID) -> CommitteeSeat | None:
    """The person's seat in the call, also one that ended."""
    return await session.scalar(
        select(CommitteeSeat).where(
            CommitteeSeat.call_id == call_id, CommitteeSeat.person_id == person_id
        )
    )


async def next_seat_number(session: AsyncSession, call_id: UUID) -> int:
    taken = select(func.max(CommitteeSeat.number)).where(CommitteeSeat.call_id == call_id)
    return 1 + (await session.scalar(taken) or 0)


async def solutions(session: AsyncSession, after: str | None, limit: int) -> Page[SolutionView]:
    page = newest_first(select(Solution), Solution.id, after, limit)
    return page_of((await session.scalars(page)).all(), limit, SolutionView.of)


async def solution(session: AsyncSession, solution_id: UUID) -> Solution:
    row = await session.get(Solution, solution_id)
    if row is None:
        raise NotFound
    return row
