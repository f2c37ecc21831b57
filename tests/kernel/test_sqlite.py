"""Connections of SQLite that somebody lets go of."""

import asyncio
import gc
from pathlib import Path

import pytest

from tests.pending import Heard
from tracker.kernel import sqlite


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
