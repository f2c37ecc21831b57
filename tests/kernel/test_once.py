"""What is read once in a transaction that cannot write, and anew where something may change."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from tracker.kernel.database import System, open_engine, reading
from tracker.kernel.once import once

ASKED = text("SELECT random()").execution_options(seen_by=System("a test"))


@once
async def drawn(session: AsyncSession, name: str) -> int:
    """Another number each time that the database is asked."""
    found: int = (await session.execute(ASKED)).scalar_one()
    return found


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'example.sqlite'}")
    yield engine
    await engine.dispose()


async def test_whoever_only_reads_asks_once_for_the_same(engine: AsyncEngine) -> None:
    async with async_sessionmaker(reading(engine))() as session:
        first = await drawn(session, "one")

        assert await drawn(session, "one") == first
        assert await drawn(session, "another") != first
        await session.rollback()
        assert await drawn(session, "one") != first, "another transaction may see another state"
    async with async_sessionmaker(reading(engine))() as session:
        assert await drawn(session, "one") != first


async def test_whoever_may_write_asks_anew(engine: AsyncEngine) -> None:
    async with async_sessionmaker(engine)() as session:
        assert await drawn(session, "one") != await drawn(session, "one")
