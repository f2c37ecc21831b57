"""A GET cannot write, whatever its handler tries."""

from datetime import datetime
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.clock import Clock
from tests.serving import client_of
from tests.web.test_problems import programmes
from tracker.app import create_app
from tracker.kernel.ids import uuid7
from tracker.programme.models import Programme
from tracker.settings import Settings
from tracker.web.guards import Public


@pytest.fixture
def assembled(settings: Settings, clock: Clock) -> Litestar:
    """Not the one that all tests share: this one gets another route."""
    return create_app(settings, clock)


@get("/api/writes", guards=[Public("a test")])
async def writes(
    session: NamedDependency[AsyncSession], now: NamedDependency[datetime]
) -> dict[str, str]:
    row = Programme(id=uuid7(now), created_at=now, label="Example", currency="KRW")
    session.add(row)
    await session.flush()
    return {"written": "yes"}


@pytest.mark.asvs("3.5.3")
async def test_a_get_that_writes_fails_and_nothing_is_written(
    app: Litestar,
    sessions: async_sessionmaker[AsyncSession],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reported: list[Any] = []
    monkeypatch.setattr(app.state, "report_crash", lambda *told: reported.append(told))
    app.register(writes)
    async with client_of(app) as client:
        answer = await client.get("/api/writes")

    assert answer.status_code == 500
    assert "read" in str(reported[0][0]).lower()
    assert await programmes(sessions) == 0
