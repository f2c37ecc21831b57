"""Append-only tables stay so, whoever writes the SQL."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import JSON, Column, Enum, Table, insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from tests import postgres
from tests.stages import Place, copied
from tests.test_shape import NO_ACTS
from tracker.kernel import triggers
from tracker.kernel.database import UtcDateTime
from tracker.migrations.revision import WrongSchema
from tracker.migrations.run import check_schema
from tracker.migrations.tables import METADATA

pytestmark = pytest.mark.differs

KINDS = ("sqlite", "postgres")
_ANY: dict[type, Any] = {
    UUID: uuid4(),
    str: "aa",
    int: 1,
    bool: True,
    float: 1.0,
    bytes: b"a",
    date: date(2027, 1, 4),
    datetime: datetime(2027, 1, 4, tzinfo=UTC),
}


@pytest.fixture(scope="module", params=KINDS)
def stripped(
    request: pytest.FixtureRequest,
    places: Callable[[str, str | None], Place],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A database in which any row can be put into any table: without foreign keys and checks."""
    name = f"stripped_{secrets.token_hex(6)}"
    url = copied(places(request.param, None), tmp_path_factory.mktemp(name), name)
    if request.param == "postgres":
        asyncio.run(_strip(url))
    yield url
    if request.param == "postgres":
        asyncio.run(postgres.drop_database(name))


async def _strip(url: str) -> None:
    engine = create_async_engine(url)
    asked = (
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace"
    )
    async with engine.begin() as connection:
        for table, name in (await connection.exec_driver_sql(asked)).all():
            await connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    await engine.dispose()


@pytest.fixture
async def connection(stripped: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(stripped)
    async with engine.connect() as made:
        if stripped.startswith("sqlite"):
            await made.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
            await made.exec_driver_sql("PRAGMA recursive_triggers = ON")
        yield made
        await made.rollback()
    await engine.dispose()


def any_row(table: Table) -> dict[str, Any]:
    return {column.name: _any_value(column) for column in table.columns}


def _any_value(column: Column[Any]) -> Any:
    if column.name == "seq":
        return 10**6
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    return _ANY[datetime if isinstance(column.type, UtcDateTime) else column.type.python_type]


def changes(table: Table, dialect: str) -> list[str]:
    key = next(iter(table.primary_key)).name
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    again = f"INTO {table.name} ({names}) SELECT {names} FROM {table.name}"
    found = [f"UPDATE {table.name} SET {key} = {key}", f"DELETE FROM {table.name}"]
    if dialect == "sqlite":
        return [*found, f"INSERT OR REPLACE {again}", f"REPLACE {again}"]
    upsert = f"INSERT {again} ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}"
    return [*found, upsert, f"TRUNCATE {table.name} CASCADE"]


@pytest.mark.parametrize("name", triggers.append_only(METADATA))
async def test_the_rows_of_acts_cannot_be_changed(connection: AsyncConnection, name: str) -> None:
    table = METADATA.tables[name]
    await connection.execute(insert(table), any_row(table))

    for statement in changes(table, connection.dialect.name):
        savepoint = await connection.begin_nested()
        with pytest.raises(DBAPIError, match="append-only table"):
            await connection.execute(text(statement))
        await savepoint.rollback()


def test_a_row_never_changes_or_the_later_writer_is_told() -> None:
    """Criteria go with their call's version; the others are swept, move on, or end once."""
    neither = {
        table.name
        for table in METADATA.tables.values()
        if not table.info.get("append_only") and "version" not in table.columns
    }

    assert neither == NO_ACTS


@pytest.mark.parametrize("verb", ["update", "delete", "truncate"])
async def test_the_service_does_not_start_without_a_trigger(database_url: str, verb: str) -> None:
    if verb == "truncate" and database_url.startswith("sqlite"):
        return
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await check_schema(engine)
        on = "" if database_url.startswith("sqlite") else " ON decision"
        await connection.exec_driver_sql(f"DROP TRIGGER decision_no_{verb}{on}")
    with pytest.raises(WrongSchema, match=r"decision; run `tracker migrate`"):
        await check_schema(engine)
    await engine.dispose()


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
async def test_the_service_does_not_start_with_a_trigger_switched_off(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE entry DISABLE TRIGGER entry_no_delete")
    with pytest.raises(WrongSchema, match="entry"):
        await check_schema(engine)
    await engine.dispose()
