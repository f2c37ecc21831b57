"""Connections of SQLite: what reads in the event loop, and what somebody lets go of."""

import asyncio
import gc
from collections.abc import AsyncIterator
from pathlib import Path

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
    "WITH RECURSIVE steps(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM steps WHERE n < :most)"
    " SELECT sum(n) FROM steps"
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


async def _turns_while(reader: AsyncConnection, most: int) -> int:
    """How often somebody else had their turn while it was read."""
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    await reader.execute(sql("SELECT 1"))  # connected, and begun
    other = asyncio.create_task(turn())
    found = (await reader.execute(COUNTING, {"most": most})).scalar()
    had, _ = turns, other.cancel()
    assert found == most * (most + 1) // 2
    return had


async def test_an_error_of_a_read_is_told_as_it_is_and_the_connection_is_good_for_more(
    reader: AsyncConnection,
) -> None:
    with pytest.raises(OperationalError, match="no such table"):
        await reader.execute(sql("SELECT 1 FROM absent"))
    with pytest.raises(OperationalError, match="readonly"):
        await reader.execute(sql("CREATE TABLE something (n)"))
    await reader.rollback()

    assert (await reader.execute(sql("SELECT 1"))).scalar() == 1
