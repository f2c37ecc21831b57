"""What the database itself refuses, whoever writes the SQL."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from tests.kernel.test_triggers import any_row
from tracker.migrations.tables import METADATA

pytestmark = pytest.mark.differs


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(database_url)
    async with engine.connect() as made:
        yield made
        await made.rollback()
    await engine.dispose()


@pytest.mark.parametrize("name", ["motion", "decision", "waiver_use", "requirement_review"])
@pytest.mark.parametrize("gate", ["G0", "G7", "g1", "", "cl"])
async def test_a_gate_that_is_not_in_the_table_is_refused(
    connection: AsyncConnection, name: str, gate: str
) -> None:
    table = METADATA.tables[name]
    with pytest.raises(IntegrityError, match=f"ck_{name}_gate_known"):
        await connection.execute(insert(table), any_row(table) | {"gate": gate})


FOREIGN = {
    "call": "catalogue_id",
    "project": "catalogue_id",
    "motion": "supersedes_id",
    "money_line": "project_id",
}


@pytest.mark.at("study")
@pytest.mark.parametrize("name", FOREIGN)
async def test_a_row_that_is_not_there_cannot_be_named(
    connection: AsyncConnection, name: str
) -> None:
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    table = METADATA.tables[name]
    if name == "money_line":
        statement: Any = insert(table).values(any_row(table))
    else:
        assert await connection.scalar(select(table.c.id).limit(1)) is not None
        statement = update(table).values({FOREIGN[name]: uuid4()})
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        await connection.execute(statement)
