"""A database of PostgreSQL: dumped and restored by its own programs, of the server's version."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from tracker.backup.manifest import Head
from tracker.kernel.database import tell_unreachable
from tracker.kernel.errors import Conflict, TrackerError
from tracker.settings import Settings

_BY_LIBPQ = {
    "host": "PGHOST",
    "port": "PGPORT",
    "ssl": "PGSSLMODE",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "servicefile": "PGSERVICEFILE",
}
"""Options of the address that asyncpg and PostgreSQL's programs both know."""
_PARTLY_SEEN = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND pg_table_is_visible(oid) "
    "AND row_security_active(oid) ORDER BY relname LIMIT 1"
)
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
)
_TABLES = (
    "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
    "WHERE relkind IN ('r', 'p', 'v', 'm') AND nspname <> 'information_schema' "
    "AND nspname NOT LIKE 'pg\\_%' ORDER BY relname"
)
_STRANGE = (
    "SELECT count(*) FROM entry WHERE (seq = :seq AND hash <> :hash) "
    "OR (seq > :seq AND what <> 'tracker.restored')"
)
_FUNCTIONS = "tracker_refuse_change(), tracker_has_part(uuid)"


class Failed(TrackerError):
    """A program of PostgreSQL did not do what it was asked; its own words say why."""


async def server_of(settings: Settings) -> int:
    """The major version of the server."""
    async with _connected(settings) as connection:
        number = await connection.scalar(text("SHOW server_version_num"))
    return int(number) // 10_000


async def size_of(settings: Settings) -> int:
    async with _connected(settings) as connection:
        size: int = await connection.scalar(text("SELECT pg_database_size(current_database())"))
    return size


async def refuse_partial(settings: Settings) -> None:
    """A dump by a role behind row security would not be whole."""
    async with _connected(settings) as connection:
        table = await connection.scalar(text(_PARTLY_SEEN))
        role = await connection.scalar(text("SELECT current_user"))
    if table is not None:
        raise Conflict(
            f"The role {role} sees only a part of the rows (of the table {table}, for one), so "
            "that its copy would not be whole; back up as the owner of the tables, by another "
            "TRACKER_DATABASE_URL."
        )


async def dump(settings: Settings, snapshot: str, target: Path) -> None:
    """What the database held when the snapshot was taken, in the form of `pg_restore`."""
    await _run(
        settings,
        "pg_dump",
        "--format=custom",
        f"--snapshot={snapshot}",
        f"--file={target}",
        "--no-password",
    )


async def check_dump(settings: Settings, source: Path) -> None:
    """That `pg_restore` reads it from one end to the other."""
    await _run(settings, "pg_restore", f"--file={os.devnull}", str(source))


async def check_tools(settings: Settings, server: int) -> None:
    """Refuse programs of another version than the server's: older ones fail, newer ones write
    what the server's own cannot read."""
    for name in ("pg_dump", "pg_restore"):
        told = await _run(settings, name, "--version")
        found = re.search(r"\(PostgreSQL\) (\d+)", told)
        if found is None or int(found[1]) != server:
            version = found[1] if found else "unknown"
            raise Conflict(
                f"{_tool(settings, name)} is of version {version}, and the server of {server}; "
                f"install PostgreSQL's programs of version {server} and name their folder in "
                "TRACKER_POSTGRES_BIN."
            )


class PostgresPlace:
    """Where a database is restored: an empty one, filled in one transaction of `pg_restore`."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._filled = False
        self.url = settings.database
        self.staged = folder / "database.dump"

    async def refuse_unfit(self, server: str) -> None:
        """An older server than the one dumped may not know what is in the dump."""
        major = await server_of(self._settings)
        await check_tools(self._settings, major)
        if major < int(server):
            raise Conflict(
                f"The backup is of PostgreSQL {server}, and this server is of version {major}; "
                "restore it on that version or a newer one."
            )
        async with _connected(self._settings) as connection:
            others = await connection.scalar(text(_OTHERS))
        if others:
            raise Conflict(
                f"Somebody is connected to the database {self._name}, perhaps a tracker that is "
                "at work; stop whatever uses it, or name another TRACKER_DATABASE_URL."
            )

    async def refuse_filled(self) -> None:
        if tables := await self._tables():
            raise Conflict(
                f"The database {self._name} has tables already ({tables[0]}, for one), and is left "
                "as it is; restore into an empty one, by another TRACKER_DATABASE_URL."
            )

    async def clear(self, head: Head) -> None:
        """Empty the database of an interrupted restore, if it holds just what that had brought."""
        if not await self._tables():
            return
        try:
            async with _connected(self._settings) as connection:
                strange = await connection.scalar(
                    text(_STRANGE), {"seq": head.seq, "hash": head.hash}
                )
        except DBAPIError:  # its tables are not those of a tracker
            strange = 1
        if not strange:
            await self.empty()

    async def fill(self) -> None:
        self._filled = True
        await _run(
            self._settings,
            "pg_restore",
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            "--no-password",
            f"--dbname=dbname='{_quoted(self._name)}'",
            str(self.staged),
        )

    async def put(self) -> None:
        """It is there already."""

    async def undo(self) -> None:
        if self._filled:
            await self.empty()

    async def empty(self) -> None:
        """Take away the tables and functions of a tracker restored here that nobody uses."""
        async with _connected(self._settings) as connection:
            there = await connection.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
            )
            if names := ", ".join(f'"{name}"' for name in there):
                await connection.execute(text(f"DROP TABLE {names} CASCADE"))
            await connection.execute(text(f"DROP FUNCTION IF EXISTS {_FUNCTIONS} CASCADE"))
            await connection.commit()

    @property
    def _name(self) -> str:
        return make_url(self.url).database or ""

    async def _tables(self) -> Sequence[str]:
        async with _connected(self._settings) as connection:
            return list(await connection.scalars(text(_TABLES)))


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """A connection that looks at the server and not at the rows of projects."""
    engine = create_async_engine(settings.database, hide_parameters=True)
    tell_unreachable(engine.sync_engine)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


async def _run(settings: Settings, name: str, *arguments: str) -> str:
    """What the program says; it is ended with us. The password is in its environment alone."""
    process = await asyncio.create_subprocess_exec(
        _tool(settings, name),
        *arguments,
        env=_environment(settings.database),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        told, complaint = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        lines = complaint.decode(errors="replace").strip().splitlines() or ["no reason was given"]
        raise Failed(f"{name} failed: {lines[0].removeprefix(f'{name}: ')}")
    return told.decode(errors="replace")


def _tool(settings: Settings, name: str) -> str:
    folder = settings.postgres_bin
    found = shutil.which(name, path=None if folder is None else str(folder))
    if found is None:
        place = "on PATH" if folder is None else f"in {folder}"
        raise Conflict(
            f"There is no {name} {place}; install PostgreSQL's programs of the server's version "
            "and name their folder in TRACKER_POSTGRES_BIN."
        )
    return found


def _environment(url: str) -> dict[str, str]:
    """The address as PostgreSQL's own programs take it; nothing of it is on the command line."""
    at = make_url(url)
    said: dict[str, Any] = {
        "PGHOST": at.host,
        "PGPORT": at.port,
        "PGUSER": at.username,
        "PGPASSWORD": at.password,
        "PGDATABASE": at.database,
    }
    said |= {_BY_LIBPQ[name]: value for name, value in at.query.items() if name in _BY_LIBPQ}
    return os.environ | {name: str(value) for name, value in said.items() if value is not None}


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace("'", "\\'")
