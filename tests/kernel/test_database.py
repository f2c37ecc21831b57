import asyncio
import gc
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.kernel.rows import an_organisation
from tests.serving import opened
from tracker.journal import sessions_of
from tracker.kernel import sqlite
from tracker.kernel.database import open_engine, reading
from tracker.kernel.wall import WriteWhileReading
from tracker.people.models import Organisation

pytestmark = pytest.mark.differs

COUNTER = Table("counter", MetaData(), Column("value", Integer, nullable=False))


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    made = open_engine(database_url)
    yield made
    await made.dispose()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_every_sqlite_connection_keeps_what_it_acknowledged(engine: AsyncEngine) -> None:
    expected = {
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 5_000,
        "journal_mode": "wal",
    }
    async with AsyncExitStack() as held:
        for _ in range(4):
            connection = await held.enter_async_context(reading(engine).connect())
            found = {
                name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
                for name in expected
            }
            assert found == expected

        with pytest.raises(TimeoutError):  # there is no fifth
            await asyncio.wait_for(engine.connect(), timeout=0.3)


async def test_a_transaction_that_reads_is_refused_what_it_would_write(engine: AsyncEngine) -> None:
    row = an_organisation("Example firm")
    async with sessions_of(reading(engine))() as session:
        session.add(row)
        with pytest.raises(WriteWhileReading):
            await session.flush()
        await session.rollback()
        for statement in (delete(Organisation), update(Organisation).values(name="Another")):
            with pytest.raises(WriteWhileReading):
                await session.execute(statement)


async def test_a_connection_that_read_can_write_afterwards(engine: AsyncEngine) -> None:
    for _ in range(5):
        async with sessions_of(reading(engine))() as session:
            await session.scalar(select(Organisation.id).limit(1))
        async with sessions_of(engine).begin() as session:
            session.add(an_organisation("Example firm"))


async def test_changes_made_on_what_was_read_are_not_lost(engine: AsyncEngine) -> None:
    sessions = sessions_of(engine)
    async with engine.begin() as connection:
        await connection.run_sync(COUNTER.metadata.create_all)
        await connection.execute(insert(COUNTER).values(value=0))

    async def count_up() -> None:
        for _ in range(25):
            async with sessions.begin() as session:
                read = await session.scalar(select(COUNTER.c.value).with_for_update())
                await session.execute(update(COUNTER).values(value=(read or 0) + 1))

    await asyncio.gather(*(count_up() for _ in range(8)))

    async with sessions() as session:
        assert await session.scalar(select(COUNTER.c.value)) == 200


async def test_a_reader_does_not_wait_for_a_writer(engine: AsyncEngine) -> None:
    async with sessions_of(engine)() as writing:
        writing.add(an_organisation("Example firm not yet there"))
        await writing.flush()

        async with sessions_of(reading(engine))() as session:
            names = await asyncio.wait_for(session.scalars(select(Organisation.name)), timeout=1)

        assert "Example firm not yet there" not in set(names)


async def test_an_instant_comes_back_as_it_was_in_utc(database_url: str) -> None:
    seoul = timezone(timedelta(hours=9))
    given = datetime(2027, 1, 4, 12, 0, 0, 123_456, tzinfo=seoul)
    row = an_organisation("Example firm")
    row.created_at = given
    async with opened(database_url) as sessions:
        async with sessions.begin() as session:
            session.add(row)
        async with sessions() as session:
            stored = await session.scalar(
                select(Organisation.created_at).where(Organisation.id == row.id)
            )

    assert stored == given
    assert stored is not None
    assert stored.tzinfo is UTC


async def test_an_instant_without_a_zone_is_refused(engine: AsyncEngine) -> None:
    row = an_organisation("Example firm")
    row.created_at = datetime(2027, 1, 4)  # noqa: DTZ001 - the point
    async with sessions_of(engine)() as session:
        session.add(row)
        with pytest.raises(Exception, match="time zone"):
            await session.flush()


async def test_a_failed_statement_is_not_left_to_the_garbage_collector(
    tmp_path: Path,
) -> None:
    """Else the loop stands still while a connection waits for a lock that the loop would free."""
    settings = {"isolation_level": None, "check_same_thread": False, "timeout": 2}
    async with (
        sqlite.connect(f"{tmp_path}/two.db", **settings) as holding,
        sqlite.connect(f"{tmp_path}/two.db", **settings) as waiting,
    ):
        await holding.cursor().execute("CREATE TABLE seen (name TEXT PRIMARY KEY)")
        await holding.cursor().execute("INSERT INTO seen VALUES ('first')")
        with pytest.raises(sqlite3.IntegrityError):
            await waiting.cursor().execute("INSERT INTO seen VALUES ('first')")
        await holding.cursor().execute("BEGIN IMMEDIATE")
        await holding.cursor().execute("DELETE FROM seen")
        waits = asyncio.create_task(waiting.cursor().execute("INSERT INTO seen VALUES ('second')"))
        await asyncio.sleep(0.3)

        gc.collect()
        await holding.rollback()

        await waits
