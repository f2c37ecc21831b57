import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tracker.projects.models import Project


@pytest.fixture
async def project(sessions: async_sessionmaker[AsyncSession], cast: Cast, clock: Clock) -> Project:
    """KLA-2027-01 of the city KLA, in study, with both firms."""
    async with sessions.begin() as session:
        return await a_project(session, cast, clock())
