"""A journey with the front pages beside it."""

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.journeys.handing import Handing
from tests.notifications.conftest import Minute
from tests.notifications.conftest import minute as minute
from tracker.demo.journey import Journey


@pytest.fixture
def handing(
    app: Litestar,
    cast: Cast,
    journey: Journey,
    sessions: async_sessionmaker[AsyncSession],
    minute: Minute,
) -> Handing:
    return Handing(app, cast, journey, sessions, minute)
