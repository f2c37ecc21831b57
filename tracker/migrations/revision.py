"""Whether a database is up to date, found without loading the tables of the program."""

import asyncio
import re
from importlib import resources

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from tracker.kernel import sqlite
from tracker.kernel.errors import TrackerError, Unreachable
from tracker.kernel.wall import System

_SECONDS = 10
_ASKS = System("how new the schema is")
_VERSIONS = text("SELECT version_num FROM alembic_version").execution_options(seen_by=_ASKS)


class WrongSchema(TrackerError):
    """The database does not fit this program; the sentence says what to do."""


def revisions_of(connection: Connection) -> set[str]:
    """Where the schema of a database stands: one revision, or none where there is no schema."""
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.scalars(_VERSIONS))


async def is_current(url: str) -> bool:
    """False also where that cannot be told; then migrating tells why."""
    lite = url.startswith("sqlite")
    connecting = {"async_creator_fn": sqlite.connect} if lite else {}
    engine = create_async_engine(url, hide_parameters=True, connect_args=connecting)
    try:
        async with asyncio.timeout(_SECONDS), engine.connect() as connection:
            found = await connection.scalars(_VERSIONS)
            return set(found) == {newest()}
    except (SQLAlchemyError, Unreachable, OSError, TimeoutError):
        return False
    finally:
        await engine.dispose()


def newest() -> str:
    """The last revision: as its file says, for the files are numbered in order."""
    scripts = (resources.files("tracker.migrations") / "versions").iterdir()
    last = max((one for one in scripts if one.name.endswith(".py")), key=lambda one: one.name)
    (revision,) = re.findall(r'^revision = "(\w+)"$', last.read_text(), re.MULTILINE)
    return str(revision)
