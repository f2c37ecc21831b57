"""A provider of sign-in in this process, and somebody who is known there."""

from collections.abc import Callable
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tests.people.fake_provider import FakeProvider
from tests.people.leaving import SUBJECT, entered
from tracker.journal.desk import SystemDesk
from tracker.people.commands import providers
from tracker.people.models import SignInProvider

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
def provider(app: Litestar, clock: Clock) -> FakeProvider:
    made = FakeProvider(clock)
    app.state.outside = made.client
    return made


@pytest.fixture
async def linked(
    acting: Acting, cast: Cast, sessions: Sessions, provider: FakeProvider, clock: Clock
) -> UUID:
    """The city's contact is known at the city's provider as SUBJECT; the provider's id."""
    made = await entered(acting, cast)
    async with sessions.begin() as session:
        row = await session.get_one(SignInProvider, made)
        await providers.link(
            SystemDesk(session, clock()), cast.person("city_contact"), row, SUBJECT
        )
    return made
