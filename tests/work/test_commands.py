"""Work rows: made once, leased by one, ended in the transaction of their effect."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.clock import Clock
from tracker.journal.desk import SystemDesk
from tracker.work.commands import (
    KEPT,
    LEASE,
    TRIES,
    LeaseLost,
    enqueue,
    finish,
    forget,
    lease,
    put_back,
)
from tracker.work.models import Work, WorkState
from tracker.work.queries import is_any_due, not_yet_there
from tracker.work.wire import Wanted

pytestmark = pytest.mark.differs

Sessions = async_sessionmaker[AsyncSession]


def wanted(*names: str) -> list[Wanted]:
    return [Wanted(kind="example", dedupe=name, payload={"name": name}) for name in names]


async def make(sessions: Sessions, clock: Clock, *names: str) -> None:
    async with sessions.begin() as session:
        await enqueue(SystemDesk(session, clock()), wanted(*names))


async def count(sessions: Sessions, state: WorkState) -> int:
    async with sessions() as session:
        asked = select(func.count()).select_from(Work).where(Work.state == state)
        return await session.scalar(asked) or 0


async def test_eight_callers_who_want_the_same_make_one_row_each(
    sessions: Sessions, clock: Clock
) -> None:
    await asyncio.gather(*(make(sessions, clock, "b", "a", "c") for _ in range(8)))

    assert await count(sessions, WorkState.WAITING) == 3
    async with sessions() as session:
        assert await not_yet_there(session, wanted("a", "d")) == wanted("d")


async def test_eight_callers_lease_each_row_once(sessions: Sessions, clock: Clock) -> None:
    await make(sessions, clock, *(f"row {number}" for number in range(40)))

    async def take() -> list[object]:
        async with sessions.begin() as session:
            return [one.id for one in await lease(SystemDesk(session, clock()), 7)]

    taken = [one for some in await asyncio.gather(*(take() for _ in range(8))) for one in some]

    assert len(taken) == len(set(taken)) == 40
    async with sessions() as session:
        assert not await is_any_due(SystemDesk(session, clock()))


async def test_a_lease_that_ran_out_is_taken_by_another_and_the_first_comes_too_late(
    sessions: Sessions, clock: Clock
) -> None:
    await make(sessions, clock, "a")
    async with sessions.begin() as session:
        [first] = await lease(SystemDesk(session, clock()), 1)
    clock.now += LEASE
    async with sessions.begin() as session:
        [second] = await lease(SystemDesk(session, clock()), 1)

    with pytest.raises(LeaseLost):
        async with sessions.begin() as session:
            await finish(SystemDesk(session, clock()), first)
    async with sessions.begin() as session:
        await finish(SystemDesk(session, clock()), second)

    assert (second.id, second.attempts) == (first.id, 2)
    assert await count(sessions, WorkState.DONE) == 1
    with pytest.raises(LeaseLost):
        async with sessions.begin() as session:
            await put_back(SystemDesk(session, clock()), second, "too late")


async def test_what_fails_comes_back_later_each_time_and_is_given_up_in_the_end(
    sessions: Sessions, clock: Clock
) -> None:
    await make(sessions, clock, "a")
    given_up: list[bool] = []
    pauses: list[timedelta] = []
    while not (given_up and given_up[-1]):
        async with sessions.begin() as session:
            [one] = await lease(SystemDesk(session, clock()), 1)
            given_up.append(
                await put_back(SystemDesk(session, clock()), one, "Example failure" * 100)
            )
            row = await session.get(Work, one.id, populate_existing=True)
            assert row is not None
            pauses.append(row.due_at - clock())
        clock.now = row.due_at

    assert given_up == [False] * (TRIES - 1) + [True]
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert row.last_error is not None
    assert row.last_error.startswith("Example failure")
    async with sessions() as session:
        assert not await is_any_due(SystemDesk(session, clock() + timedelta(days=1)))


async def test_what_was_done_is_forgotten_after_a_week_and_what_was_given_up_stays(
    sessions: Sessions, clock: Clock
) -> None:
    await make(sessions, clock, "a", "b", "c")
    async with sessions.begin() as session:
        done, dead, _ = await lease(SystemDesk(session, clock()), 3)
        await finish(SystemDesk(session, clock()), done)
        (await session.get_one(Work, dead.id)).state = WorkState.DEAD
    clock.now += KEPT + timedelta(seconds=1)

    async with sessions.begin() as session:
        await forget(SystemDesk(session, clock()))

    states = (WorkState.DONE, WorkState.DEAD, WorkState.WAITING)
    assert [await count(sessions, state) for state in states] == [0, 1, 1]
