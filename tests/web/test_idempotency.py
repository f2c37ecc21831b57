"""A POST sent again under its `Idempotency-Key` has one effect and one answer (model.md, 5)."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.clock import Clock
from tests.web.test_problems import programmes
from tracker.web import idempotency
from tracker.web.models import StoredAnswer

pytestmark = pytest.mark.differs

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]
PLACE = "/api/programmes"
ASKED = {"label": "Example", "currency": "KRW"}
KEY = {"Idempotency-Key": "once-7"}


async def post(client: httpx.AsyncClient, asked: Any = None, **headers: str) -> httpx.Response:
    return await client.post(PLACE, json=asked or ASKED, headers=KEY | headers)


async def test_the_same_again_gets_the_first_answer(
    manager: httpx.AsyncClient, sessions: Sessions
) -> None:
    first, again = await post(manager), await post(manager)

    assert first.status_code == 201
    assert (again.status_code, again.content) == (201, first.content)
    for name in ("etag", "location", "content-type"):
        assert again.headers.get(name) == first.headers.get(name)
    assert await programmes(sessions) == 1


async def test_eight_at_once_have_one_effect_and_one_answer(
    manager: httpx.AsyncClient, sessions: Sessions
) -> None:
    answers = await asyncio.gather(*(post(manager) for _ in range(8)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await programmes(sessions) == 1


async def test_another_request_under_the_key_is_told_to_take_a_new_one(
    manager: httpx.AsyncClient, sessions: Sessions
) -> None:
    await post(manager)
    other_body = await post(manager, ASKED | {"label": "Other"})
    other_path = await manager.post("/api/solutions", json={}, headers=KEY)

    assert other_body.status_code == 422
    assert other_body.json()["fields"][0]["field"] == "Idempotency-Key"
    assert other_path.status_code in (400, 422)
    assert await programmes(sessions) == 1


async def test_a_key_is_its_senders_own(acting: Acting, sessions: Sessions) -> None:
    mine, theirs = await post(acting("manager")), await post(acting("manager2"))

    assert mine.json()["id"] != theirs.json()["id"]
    assert await programmes(sessions) == 2


@pytest.mark.parametrize("key", ["", "with space", "x" * 201, "\u00fc"])
async def test_a_key_that_is_none_is_told(
    manager: httpx.AsyncClient, sessions: Sessions, key: str
) -> None:
    headers = {"Idempotency-Key": key.encode()}
    answer = await manager.post(PLACE, json=ASKED, headers=headers)

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "Idempotency-Key"
    assert await programmes(sessions) == 0


async def test_what_failed_leaves_the_key_free(
    manager: httpx.AsyncClient, sessions: Sessions
) -> None:
    failed = await post(manager, {"label": "Example"})
    done = await post(manager)

    assert (failed.status_code, done.status_code) == (400, 201)
    assert await programmes(sessions) == 1


async def test_a_commit_that_fails_leaves_the_key_free(
    app: Litestar,
    manager: httpx.AsyncClient,
    sessions: Sessions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def lost(_: AsyncSession) -> None:
        raise OperationalError("COMMIT", {}, Exception("the server closed the connection"))

    with monkeypatch.context() as broken:
        broken.setattr(app.state, "report_crash", lambda *_: None)
        broken.setattr(AsyncSession, "commit", lost)
        failed = await post(manager)
    done = await post(manager)

    assert failed.status_code == 500
    assert done.status_code == 201
    assert await programmes(sessions) == 1


async def test_after_a_day_the_key_is_forgotten(
    manager: httpx.AsyncClient, sessions: Sessions, clock: Clock
) -> None:
    first = await post(manager)
    clock.now += idempotency.KEPT + timedelta(seconds=1)
    later = await post(manager)
    async with sessions.begin() as session:
        await idempotency.sweep(session, clock() + idempotency.KEPT + timedelta(seconds=1))
        left = await session.scalar(select(func.count()).select_from(StoredAnswer))

    assert first.json()["id"] != later.json()["id"]
    assert await programmes(sessions) == 2
    assert left == 0


async def test_a_role_that_may_not_leaves_no_key_behind(acting: Acting, sessions: Sessions) -> None:
    """Wrong roles are refused before the key is looked at: nothing is kept for them."""
    answer = await post(acting("observer"))
    async with sessions() as session:
        kept = await session.scalar(select(func.count()).select_from(StoredAnswer))

    assert answer.status_code == 403
    assert kept == 0
