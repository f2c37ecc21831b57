"""The benchmarks run to their end and print every figure; how fast it is, is no matter here."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import QueuePool

from benchmarks.reference import Sqlite
from tests.command_line import environment
from tracker.kernel.database import open_engine

FIGURES = (
    "cold start",
    "memory, idle",
    "list, 50 of 1,000",
    "project detail",
    "checklist of a gate",
    "readiness of a gate",
    "durable change",
    "my turn, 50 of",
    "deriving and keeping",
    "my turn, p95 while",
    "status report",
    "list p99 while reports are made",
    "memory after",
)


@pytest.mark.long
def test_a_quick_run_prints_a_line_for_each_figure() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--database", "sqlite"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert [name for name in FIGURES if not any(f"| {name}" in line for line in lines)] == []


async def test_the_reference_has_as_many_connections_as_the_tracker_however_many_ask(
    tmp_path: Path,
) -> None:
    """More would slow it down: each has a thread."""
    path = tmp_path / "example.sqlite"
    engine = open_engine(f"sqlite+aiosqlite:///{path}")
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE project (code TEXT)")
    before = threading.active_count()
    reference = Sqlite(str(path))
    await reference.prepare()

    rows = await asyncio.gather(*(reference.rows("SELECT 1 AS found") for _ in range(40)))
    threads = threading.active_count() - before
    await reference.close()

    assert threads == cast(QueuePool, engine.pool).size()
    assert rows == [[{"found": 1}]] * 40
