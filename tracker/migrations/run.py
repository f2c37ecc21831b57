"""Bringing the schema up to date at start, and refusing one that is newer than the program."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, select
from sqlalchemy import func as sql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from tracker.kernel import row_security, sqlite, triggers
from tracker.kernel.database import tell_unreachable
from tracker.migrations.revision import WrongSchema, newest, revisions_of
from tracker.migrations.tables import METADATA

_LOCK = 0x6D696772  # any fixed number: one advisory lock for migrating


_FAULTS = {
    "SQLITE_CANTOPEN": "cannot be opened; is its folder there, and may you write to it?",
    "SQLITE_NOTADB": "is no SQLite database; name another file",
    "SQLITE_CORRUPT": "is damaged; restore the back-up",
    "SQLITE_READONLY": "may not be written to; give this user the right",
    "SQLITE_BUSY": "is in use by another program; try again when that is done",
    "42501": "may not be changed by this role; let the owner run `tracker migrate`",
}


async def upgrade(url: str) -> None:
    """Run every revision not yet applied, then make the triggers again and check they are there.

    On a connection of its own: SQLite's foreign keys must be off while tables are rebuilt.
    """
    engine = create_async_engine(
        url,
        isolation_level="AUTOCOMMIT" if _lite(url) else None,
        hide_parameters=True,
        connect_args={"async_creator_fn": sqlite.connect} if _lite(url) else {},
    )
    if not _lite(url):
        tell_unreachable(engine.sync_engine)
    try:
        async with _opened(engine) as connection:
            await connection.run_sync(_upgrade_lite if _lite(url) else _upgrade_postgres)
    finally:
        await engine.dispose()


async def check_schema(engine: AsyncEngine) -> None:
    """Refuse a schema without its triggers."""
    async with _opened(engine) as connection:
        if without := await connection.run_sync(triggers.missing, METADATA):
            raise WrongSchema(
                f"Triggers are missing on {', '.join(without)}; run `tracker migrate`."
            )


async def check_current(engine: AsyncEngine) -> None:
    """Refuse a database that is absent or not at this program's newest revision."""
    if _is_absent(engine.url):
        raise WrongSchema(f"There is no database at {engine.url.database}; run `tracker migrate`.")
    async with _opened(engine) as connection:
        if await connection.run_sync(revisions_of) != {newest()}:
            raise WrongSchema("The database is of another version; run `tracker migrate`.")


@asynccontextmanager
async def _opened(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection; a fault that the operator can mend is a sentence."""
    if _lite(engine.url.drivername) and not Path(engine.url.database or "").parent.is_dir():
        raise WrongSchema(f"There is no folder for the database {engine.url.database}; make it.")
    try:
        async with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", "")
        fault = next((_FAULTS[name] for name in _FAULTS if str(code).startswith(name)), None)
        if fault is None:
            raise
        raise WrongSchema(f"The database {engine.url.database} {fault}.") from error


def _is_absent(url: URL) -> bool:
    return _lite(url.drivername) and not Path(url.database or "").exists()


def _lite(url: str) -> bool:
    return url.startswith("sqlite")


def _upgrade_lite(connection: Connection) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=OFF",
        "busy_timeout=30000",
    ):
        connection.exec_driver_sql(f"PRAGMA {pragma}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        _run(connection)
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise WrongSchema(f"The migration broke {len(broken)} references; nothing was changed.")
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def _upgrade_postgres(connection: Connection) -> None:
    connection.execute(select(sql.pg_advisory_xact_lock(_LOCK)))
    _run(connection)
    connection.commit()


def _run(connection: Connection) -> None:
    if revisions_of(connection) != {newest()}:
        from tracker.migrations import scripts  # Alembic is loaded only where it has work to do

        scripts.climb(connection, _check_triggers)
    _check_triggers(connection)


def _check_triggers(connection: Connection) -> None:
    """A revision that rebuilds a table loses its triggers; the next one is to find them there."""
    triggers.install(connection, METADATA)
    if connection.dialect.name == "postgresql":
        row_security.install(connection, METADATA)
    if without := triggers.missing(connection, METADATA, on_the_way=True):
        raise WrongSchema(f"Triggers are missing on {', '.join(without)}; nothing was changed.")
