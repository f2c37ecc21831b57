"""A project in its study, judged by the shipped catalogue, with both firms on it."""

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tracker.compliance import commands
from tracker.journal.desk import SystemDesk
from tracker.projects.models import Project


@pytest.fixture
async def project(
    app: Litestar, sessions: async_sessionmaker[AsyncSession], cast: Cast, clock: Clock
) -> Project:
    async with sessions.begin() as session:
        await commands.publish_shipped(SystemDesk(session, clock()))
        return await a_project(session, cast, clock())
