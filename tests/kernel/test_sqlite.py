"""Connections of SQLite: what works in the event loop, and what somebody lets go of."""

import asyncio
import gc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import TextClause, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.pending import Heard
from tracker.kernel import sqlite
from tracker.kernel.database import System, open_engine, reading


async def test_a_connection_that_is_stopped_while_it_closes_is_closed_all_the_same(
    tmp_path: Path,
) -> None:
    """So it goes where a request is cancelled, and again while its connection is closing."""
    connection = await sqlite.connect(str(tmp_path / "example.sqlite"))
    closing = asyncio.create_task(connection.close())
    await asyncio.sleep(0)
    connection.stop()

    async with asyncio.timeout(10):
        await closing


@pytest.mark.parametrize("left", [True, False])
async def test_a_task_that_is_left_pending_fails_the_test_that_left_it(
    complaints: Heard, *, left: bool
) -> None:
    async def wait() -> None:
        await asyncio.get_running_loop().create_future()

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    if not left:
        task.cancel()
        await asyncio.wait([task])
    del task
    gc.collect()

    told, complaints.told[:] = complaints.told.copy(), []
    assert [one for one in told if "was destroyed but it is pending" in one] == told
    assert bool(told) is left


def sql(words: str) -> TextClause:
    return text(words).execution_options(seen_by=System("a test"))


COUNTING = sql(
    "SELECT sum(n) FROM (WITH RECURSIVE steps(n)"
    " AS (SELECT 1 UNION ALL SELECT n + 1 FROM steps WHERE n < :most) SELECT n FROM steps)"
)


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'example.sqlite'}")
    async with reading(engine).connect() as connection:
        yield connection
    await engine.dispose()


async def test_what_is_read_in_a_moment_is_read_in_the_event_loop(reader: AsyncConnection) -> None:
    assert not await _turns_while(reader, most=10)


async def test_what_is_read_for_longer_leaves_the_loop_to_others_and_is_read_to_its_end(
    reader: AsyncConnection,
) -> None:
    turns = await _turns_while(reader, most=3_000_000)

    assert turns
    assert (await reader.execute(sql("SELECT 1"))).scalar() == 1, "and so is what comes after it"


@pytest.mark.parametrize("most", [10, 3_000_000])
async def test_nothing_is_kept_of_what_a_reading_transaction_wrote(
    reader: AsyncConnection, most: int
) -> None:
    await reader.execute(sql("CREATE TABLE something (n)"))
    await reader.execute(COUNTING, {"most": most})
    await reader.commit()

    with pytest.raises(OperationalError, match="no such table"):
        await reader.execute(sql("SELECT n FROM something"))


async def test_a_transaction_that_writes_goes_to_the_thread_only_to_wait(tmp_path: Path) -> None:
    """For the lock, for the disk, and with what may touch many rows."""
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'example.sqlite'}")
    async with engine.begin() as connection:
        await connection.execute(sql("CREATE TABLE something (n)"))
        assert not await _turns_while(connection, most=10)
        assert not await _turns_in(connection, "INSERT INTO something VALUES (1)")
        assert await _turns_while(connection, most=3_000_000)
        assert await _turns_in(connection, "SELECT 1"), "what took long once is not tried again"
    async with engine.begin() as connection:
        assert await _turns_in(connection, "INSERT INTO something VALUES (2)"), "waits for the lock"
        assert await _turns_in(connection, "UPDATE something SET n = 3")
        assert not await _turns_in(connection, "SELECT 1")
    async with engine.connect() as connection:
        rows = await connection.scalars(sql("SELECT n FROM something"))
        assert list(rows) == [3, 3], "and all of it is kept"
    await engine.dispose()


async def _turns_while(connection: AsyncConnection, most: int) -> int:
    """How often somebody else had their turn while it was read."""
    await connection.execute(sql("SELECT 1"))  # connected, and begun
    turns, found = await _watched(connection, COUNTING, most=most)
    assert found == most * (most + 1) // 2
    return turns


async def _turns_in(connection: AsyncConnection, words: str) -> int:
    turns, _ = await _watched(connection, sql(words))
    return turns


async def _watched(connection: AsyncConnection, words: TextClause, **given: int) -> tuple[int, Any]:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    other = asyncio.create_task(turn())
    answer = await connection.execute(words, given)
    had, _ = turns, other.cancel()
    return had, answer.scalar() if answer.returns_rows else None


async def test_an_error_of_a_read_is_told_as_it_is_and_the_connection_is_good_for_more(
    reader: AsyncConnection,
) -> None:
    with pytest.raises(OperationalError, match="no such table"):
        await reader.execute(sql("SELECT 1 FROM absent"))
    await reader.rollback()

    assert (await reader.execute(sql("SELECT 1"))).scalar() == 1
