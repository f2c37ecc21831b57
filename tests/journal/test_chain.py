import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from tests.clock import START
from tests.kernel.rows import an_organisation
from tests.serving import opened
from tracker.journal.chain import GENESIS, first_break, hash_of
from tracker.journal.desk import Desk
from tracker.journal.models import JournalEntry
from tracker.journal.verify import first_broken_entry
from tracker.kernel.actor import Actor, OrganisationKind, Role
from tracker.kernel.database import for_system
from tracker.people.models import Organisation

pytestmark = pytest.mark.differs

Sessions = async_sessionmaker[AsyncSession]
OFFICER = Actor(
    person_id=uuid4(),
    organisation_id=uuid4(),
    membership_id=uuid4(),
    kind=OrganisationKind.SECRETARIAT,
    role=Role.OFFICER,
)


@pytest.fixture
async def opened_sessions(database_url: str) -> AsyncIterator[Sessions]:
    async with opened(database_url) as made:
        yield made


async def count(session: AsyncSession) -> int:
    asked = select(func.count()).select_from(JournalEntry)
    return await session.scalar(for_system(asked, "a test")) or 0


async def add(sessions: Sessions, row: Organisation, now: datetime) -> None:
    async with sessions.begin() as session:
        session.add(row)
        Desk(session, now, OFFICER).record("organisation.added", row)


async def write(sessions: Sessions, number: int) -> None:
    async with sessions.begin() as session:
        row = an_organisation(f"Example firm {number}")
        session.add(row)
        row.project_id = uuid4()  # type: ignore[attr-defined]  # as rows of projects have
        now = START + timedelta(microseconds=number)
        Desk(session, now, OFFICER).record("organisation.added", row, number=number)


async def test_eight_writers_make_one_chain(opened_sessions: Sessions) -> None:
    async with opened_sessions() as session:
        before = await count(session)

    async def write_forty(writer: int) -> None:
        for number in range(40):
            await write(opened_sessions, writer * 100 + number)

    await asyncio.gather(*(write_forty(writer) for writer in range(8)))

    async with opened_sessions() as session:
        assert await count(session) == before + 320
        assert await first_broken_entry(session) is None
        asked = select(JournalEntry.seq, JournalEntry.prev).order_by(JournalEntry.seq)
        rows = (await session.execute(for_system(asked, "a test"))).all()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert len({row.prev for row in rows}) == len(rows)


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
async def test_a_writer_that_waits_does_not_hold_the_head(opened_sessions: Sessions) -> None:
    """On SQLite the write lock orders writers anyway."""
    async with opened_sessions() as session:
        before = await count(session)
    async with opened_sessions.begin() as slow:
        Desk(slow, START, OFFICER).record("organisation.changed")
        await slow.execute(select(1))
        await asyncio.wait_for(write(opened_sessions, 1), timeout=5)

    async with opened_sessions() as session:
        assert await count(session) == before + 2
        assert await first_broken_entry(session) is None


async def test_a_rollback_loses_the_entry_with_the_change(opened_sessions: Sessions) -> None:
    async with opened_sessions() as session:
        before = await count(session)
        row = an_organisation("Example firm that never was")
        session.add(row)
        Desk(session, START, OFFICER).record("organisation.added", row)
        await session.flush()
        await session.rollback()
        await session.commit()

        assert await count(session) == before
        found = select(Organisation).where(Organisation.name == row.name)
        assert await session.scalar(found) is None


async def test_a_change_that_cannot_be_stored_leaves_no_entry(opened_sessions: Sessions) -> None:
    async with opened_sessions() as session:
        before = await count(session)
    double = an_organisation("Example firm")
    double.code = "KLA"  # the cast has this city
    with pytest.raises(IntegrityError):
        await add(opened_sessions, double, START)

    async with opened_sessions() as session:
        assert await count(session) == before


async def test_an_entry_that_cannot_be_stored_takes_the_change_with_it(
    opened_sessions: Sessions,
) -> None:
    row = an_organisation("Example firm")
    without_zone = datetime(2027, 1, 4)  # noqa: DTZ001 - the point
    with pytest.raises(StatementError, match="time zone"):
        await add(opened_sessions, row, without_zone)

    async with opened_sessions() as session:
        assert await session.get(Organisation, row.id) is None


async def test_a_savepoint_given_up_loses_its_own_entries_only(opened_sessions: Sessions) -> None:
    async with opened_sessions() as session:
        before = await count(session)
    async with opened_sessions.begin() as session:
        kept, double = an_organisation("Example firm"), an_organisation("Example double")
        double.code = "KLA"
        session.add(kept)
        Desk(session, START, OFFICER).record("organisation.added", kept)
        with suppress(IntegrityError):
            async with session.begin_nested():
                session.add(double)
                Desk(session, START, OFFICER).record("organisation.added", double)
        async with session.begin_nested():
            Desk(session, START, OFFICER).record("organisation.changed", kept)

    async with opened_sessions() as session:
        assert await count(session) == before + 2
        assert await first_broken_entry(session) is None
        newest = select(JournalEntry.what).order_by(JournalEntry.seq.desc()).limit(2)
        told = list(await session.scalars(for_system(newest, "a test")))
    assert told == ["organisation.changed", "organisation.added"]


def test_a_float_in_the_detail_is_refused() -> None:
    with pytest.raises(TypeError):
        Desk(AsyncSession(), START, OFFICER).record("x.y", value=1.5)


# The chain itself, without a database

COLUMNS: dict[str, Any] = {
    "seq": 99,
    "at": datetime(2027, 1, 4, 4, tzinfo=UTC),
    "person_id": uuid4(),
    "organisation_id": uuid4(),
    "role": "manager",
    "what": "organisation.changed",
    "project_id": uuid4(),
    "object_type": "person",
    "object_id": uuid4(),
    "detail": '{"number":2}',
    "prev": "f" * 64,
    "hash": "e" * 64,
}


def a_chain(length: int) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for seq in range(1, length + 1):
        entry = {
            "seq": seq,
            "at": START,
            "person_id": None,
            "organisation_id": None,
            "role": None,
            "what": "organisation.added",
            "project_id": None,
            "object_type": "organisation",
            "object_id": uuid4(),
            "detail": "{}",
            "prev": entries[-1]["hash"] if entries else GENESIS,
        }
        entries.append(entry | {"hash": hash_of(entry)})
    return entries


def test_every_column_is_in_the_chain() -> None:
    assert set(COLUMNS) == set(JournalEntry.__table__.columns.keys())
    assert first_break(a_chain(5)) is None


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_changed_column_breaks_the_chain(name: str, place: int) -> None:
    entries = a_chain(5)
    entries[place][name] = COLUMNS[name]

    broken = first_break(entries)

    assert broken is not None
    assert broken.seq == place + 1


@pytest.mark.parametrize("place", [0, 2])
def test_a_missing_entry_breaks_the_chain(place: int) -> None:
    entries = a_chain(5)
    del entries[place]

    broken = first_break(entries)

    assert broken is not None
    assert broken.seq == place + 1


def test_swapped_and_inserted_entries_break_the_chain() -> None:
    swapped = a_chain(5)
    swapped[1], swapped[2] = swapped[2] | {"seq": 2}, swapped[1] | {"seq": 3}
    inserted = a_chain(5)
    forged = inserted[1] | {"seq": 3}
    inserted.insert(2, forged | {"hash": hash_of(forged)})

    for entries, place in ((swapped, 2), (inserted, 3)):
        broken = first_break(entries)
        assert broken is not None
        assert broken.seq == place


# What somebody with the database file in hand can do


@pytest.fixture
async def tampered(database_url: str) -> AsyncIterator[AsyncEngine]:
    """The database without the triggers of the journal, and three more entries in it."""
    async with opened(database_url) as sessions:
        for number in range(3):
            await write(sessions, number)
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        on = " ON entry" if engine.dialect.name == "postgresql" else ""
        for verb in ("update", "delete"):
            await connection.exec_driver_sql(f"DROP TRIGGER entry_no_{verb}{on}")
    yield engine
    await engine.dispose()


LAST = "(SELECT max(seq) FROM entry)"
TAMPERING = {
    "at": f"UPDATE entry SET at = (SELECT at FROM entry WHERE seq = 1) WHERE seq = {LAST}",
    "person_id": f"UPDATE entry SET person_id = NULL WHERE seq = {LAST}",
    "organisation_id": f"UPDATE entry SET organisation_id = NULL WHERE seq = {LAST}",
    "role": f"UPDATE entry SET role = 'manager' WHERE seq = {LAST}",
    "what": f"UPDATE entry SET what = 'x.y' WHERE seq = {LAST}",
    "project_id": f"UPDATE entry SET project_id = NULL WHERE seq = {LAST}",
    "object_type": f"UPDATE entry SET object_type = 'person' WHERE seq = {LAST}",
    "object_id": f"UPDATE entry SET object_id = NULL WHERE seq = {LAST}",
    "detail": f"UPDATE entry SET detail = '{{}}' WHERE seq = {LAST}",
    "prev": f"UPDATE entry SET prev = '{'f' * 64}' WHERE seq = {LAST}",
    "hash": f"UPDATE entry SET hash = '{'e' * 64}' WHERE seq = 2",
    "seq": "UPDATE entry SET seq = 1000 WHERE seq = 2",
    "first": "DELETE FROM entry WHERE seq = 1",
    "middle": "DELETE FROM entry WHERE seq = 3",
    "detail of two exchanged": (
        "UPDATE entry SET detail = (SELECT e.detail FROM entry e WHERE e.seq = 5 - entry.seq), "
        "what = (SELECT e.what FROM entry e WHERE e.seq = 5 - entry.seq), "
        "object_id = (SELECT e.object_id FROM entry e WHERE e.seq = 5 - entry.seq) "
        "WHERE seq IN (2, 3)"
    ),
}


async def test_every_tampering_is_found(tampered: AsyncEngine, database_url: str) -> None:
    async with opened(database_url) as sessions, sessions() as session:
        assert await first_broken_entry(session) is None
        last = await count(session)
        await session.rollback()
        for what, statement in TAMPERING.items():
            async with tampered.connect() as connection:
                transaction = await connection.begin()
                await connection.exec_driver_sql(statement)
                async with AsyncSession(connection) as looking:
                    found = await first_broken_entry(looking)
                await transaction.rollback()
            assert found is not None, what
            if f"seq = {LAST}" in statement:
                assert found.startswith(f"Journal entry {last}: "), what


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("column", ["at", "person_id", "organisation_id", "object_id"])
async def test_a_column_made_unreadable_is_found(
    tampered: AsyncEngine, database_url: str, column: str
) -> None:
    """SQLite stores any text in any column."""
    with sqlite3.connect(database_url.removeprefix("sqlite+aiosqlite:///")) as connection:
        connection.execute(f"UPDATE entry SET {column} = 'zz' WHERE seq = 2")
    connection.close()
    async with opened(database_url) as sessions, sessions() as session:
        assert await first_broken_entry(session) == "Journal entry 2: it cannot be read."
