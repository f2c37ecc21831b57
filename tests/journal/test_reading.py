"""What is read once, what is kept until something happened, and what is always read anew."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.serving import opened
from tracker.journal import sessions_of
from tracker.journal.desk import AnyDesk, SystemDesk
from tracker.journal.reading import MOST, kept, once
from tracker.kernel.database import System, reading

Sessions = async_sessionmaker[AsyncSession]
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
DRAWN = text("SELECT random()").execution_options(seen_by=System("a test"))


class Its(Struct, frozen=True):
    """Stands for a project, and for a row of it that something happened to."""

    id: UUID
    project_id: UUID | None
    __tablename__ = "example"


async def _drawn(desk: AnyDesk) -> float:
    """Another number each time that the database is asked."""
    found: float = (await desk.session.execute(DRAWN)).scalar_one()
    return found


@once
async def drawn(desk: AnyDesk, _name: str) -> float:
    return await _drawn(desk)


@kept
async def drawn_of(desk: AnyDesk, _its: Its, _day: int = 1) -> float:
    return await _drawn(desk)


@pytest.fixture
async def writes(database_url: str) -> AsyncIterator[Sessions]:
    async with opened(database_url) as made:
        yield made


@pytest.fixture
def reads(writes: Sessions) -> Sessions:
    return sessions_of(reading(writes.kw["bind"]))


ITS = Its(uuid4(), uuid4())


async def looked(sessions: Sessions, its: Its = ITS, day: int = 1) -> float:
    async with sessions() as session:
        return await drawn_of(SystemDesk(session, NOW), its, day)


async def happened(writes: Sessions, on: Its) -> None:
    async with writes.begin() as session:
        SystemDesk(session, NOW).record("example.changed", on)


async def test_whoever_only_reads_asks_once_for_the_same(reads: Sessions) -> None:
    async with reads() as session:
        desk = SystemDesk(session, NOW)
        first = await drawn(desk, "one")

        assert await drawn(desk, "one") == first
        assert await drawn(desk, "another") != first
        assert await drawn(SystemDesk(session, NOW + timedelta(1)), "one") != first
        await session.rollback()
        assert await drawn(desk, "one") != first, "another transaction may see another state"
    async with reads() as session:
        assert await drawn(SystemDesk(session, NOW), "one") != first


async def test_whoever_may_write_asks_anew(writes: Sessions) -> None:
    async with writes() as session:
        desk = SystemDesk(session, NOW)
        assert await drawn(desk, "one") != await drawn(desk, "one")
        assert await drawn_of(desk, ITS) != await drawn_of(desk, ITS)


async def test_what_is_kept_serves_until_something_happens_in_the_project_or_in_none(
    writes: Sessions, reads: Sessions
) -> None:
    first = await looked(reads)

    assert await looked(reads) == first
    assert await looked(reads, day=2) != first
    await happened(writes, Its(uuid4(), uuid4()))
    assert await looked(reads) == first, "that was another project"
    await happened(writes, Its(uuid4(), ITS.id))
    second = await looked(reads)
    assert second != first
    await happened(writes, Its(uuid4(), None))
    assert await looked(reads) != second, "people and catalogues belong to no project"


async def test_what_a_process_keeps_is_bounded(reads: Sessions) -> None:
    first = await looked(reads)
    for _ in range(MOST):
        await looked(reads, Its(uuid4(), uuid4()))

    assert await looked(reads) != first
