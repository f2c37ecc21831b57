"""Leaving for a provider of sign-in and coming back, as a browser does it."""

from collections.abc import Callable
from html import unescape
from urllib.parse import urlencode
from uuid import UUID

import httpx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.people import fake_provider as fake
from tests.people.fake_provider import ISSUER
from tracker.people.models import OutsideIdentity

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]
SUBJECT = "248289761001"


async def entered(
    acting: Acting, cast: Cast, organisation: str = "city", two: bool = False
) -> UUID:
    """The organisation's provider is entered by an administrator; its id."""
    answer = await acting("administrator").post(
        f"/api/organisations/{cast.organisations[organisation]}/sign-in-providers",
        json={
            "issuer": ISSUER,
            "client_id": fake.CLIENT,
            "client_secret": fake.SECRET,
            "two_factors": two,
        },
    )
    assert answer.status_code == 201, answer.text
    assert fake.SECRET not in answer.text
    return UUID(answer.json()["id"])


def destination(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    to = answer.headers["refresh"].removeprefix("0; url=")
    assert to in unescape(answer.text), "a link for browsers that do not go by themselves"
    return str(to)


async def away(browser: Browser, provider_id: UUID, to: str = "/") -> str:
    """The browser has left for the provider; the address it is sent to."""
    page = f"/sign-in/organisation?{urlencode({'next': to})}"
    return destination(await browser.fill(page, {"provider": str(provider_id)}))


async def back(browser: Browser, given: dict[str, str]) -> httpx.Response:
    browser.client.headers["Sec-Fetch-Site"] = "cross-site"
    answer = await browser.open(f"/sign-in/returned?{urlencode(given)}")
    browser.client.headers["Sec-Fetch-Site"] = "same-origin"
    return answer


async def identities(sessions: Sessions) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(OutsideIdentity)) or 0
