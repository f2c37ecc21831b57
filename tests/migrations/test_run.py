"""Migrations on both databases: they make what the models say, once, and refuse the unknown."""

import asyncio
import secrets
import warnings
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.schema import CreateIndex, CreateTable

from tests import postgres
from tracker.kernel import triggers
from tracker.kernel.database import open_engine
from tracker.migrations.revision import WrongSchema, newest
from tracker.migrations.run import check_schema, upgrade
from tracker.migrations.scripts import config
from tracker.migrations.tables import METADATA

pytestmark = pytest.mark.differs


async def test_the_migrated_schema_is_what_the_models_say(database_url: str) -> None:
    engine = open_engine(database_url)

    async with engine.connect() as connection:
        difference = await connection.run_sync(_difference)
        without = await connection.run_sync(triggers.missing, METADATA)

    await engine.dispose()
    assert difference == []
    assert without == []


async def test_migrating_twice_and_at_once_changes_nothing(database_url: str) -> None:
    await asyncio.gather(upgrade(database_url), upgrade(database_url))

    engine = open_engine(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(_difference) == []
    await engine.dispose()


async def test_a_newer_schema_is_refused_with_the_remedy(database_url: str) -> None:
    engine = open_engine(database_url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_future'")
    await engine.dispose()

    with pytest.raises(WrongSchema, match=r"9999_future, .*Install the version that made it"):
        await upgrade(database_url)


async def test_a_schema_without_its_triggers_is_not_served(database_url: str, kind: str) -> None:
    engine = create_async_engine(database_url)
    on = " ON entry" if kind == "postgres" else ""
    async with engine.begin() as connection:
        await connection.exec_driver_sql(f"DROP TRIGGER entry_no_update{on}")

    with pytest.raises(WrongSchema, match="entry"):
        await check_schema(engine)

    await engine.dispose()
    await upgrade(database_url)
    engine = open_engine(database_url)
    await check_schema(engine)
    await engine.dispose()


def test_the_first_schema_is_named_for_the_tables_it_makes() -> None:
    """So that a database of an earlier day, whose tables were others, is refused."""
    dialects = (sqlite.dialect(), postgresql.dialect())
    made = [
        str(one.compile(dialect=dialect))
        for dialect in dialects
        for table in sorted(METADATA.tables.values(), key=lambda table: table.name)
        for one in (
            CreateTable(table),
            *(CreateIndex(index) for index in sorted(table.indexes, key=lambda one: str(one.name))),
        )
    ]
    digest = sha256("".join(made).encode()).hexdigest()[:12]
    assert newest() == f"0001_{digest}", "write this name into 0001_first.py"


def _difference(connection: Connection) -> list[object]:
    """What autogenerate would change; it cannot read back the index over lower(email) on SQLite."""
    context = MigrationContext.configure(connection, opts={"include_object": _comparable})
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(?s).*expression-based index.*uq_person_email")
        warnings.filterwarnings("ignore", "(?s).*uq_person_email.*can't reflect")
        return list(compare_metadata(context, METADATA))


def _comparable(_object: object, name: str | None, kind: str, *_rest: object) -> bool:
    return not (kind == "index" and name == "uq_person_email")


@pytest.fixture
def fresh_url(kind: str, tmp_path: Path) -> Iterator[str]:
    """A database without anything in it."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'fresh.sqlite'}"
        return
    name = f"fresh_{secrets.token_hex(6)}"
    yield asyncio.run(postgres.create_database(name))
    asyncio.run(postgres.drop_database(name))


async def test_each_revision_finds_the_triggers_of_those_before_it(
    fresh_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A revision that rebuilds a table would lose them, and the next could change its rows."""
    after: list[tuple[str, ...]] = []
    missing = triggers.missing

    def noted(connection: Connection, metadata: MetaData, *, on_the_way: bool) -> list[str]:
        after.append(MigrationContext.configure(connection).get_current_heads())
        return missing(connection, metadata, on_the_way=on_the_way)

    monkeypatch.setattr(triggers, "missing", noted)
    await upgrade(fresh_url)

    scripts = ScriptDirectory.from_config(config())
    revisions = [(one.revision,) for one in reversed([*scripts.walk_revisions()])]
    assert after == [*revisions, revisions[-1]]


async def test_a_revision_after_which_a_trigger_is_missing_is_not_kept(
    fresh_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(triggers, "install", lambda *_: None)
        with pytest.raises(
            WrongSchema, match=r"Triggers are missing on .*entry.*; nothing was changed"
        ):
            await upgrade(fresh_url)

    engine = open_engine(fresh_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(lambda made: inspect(made).get_table_names()) == []
    await engine.dispose()
