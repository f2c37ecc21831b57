"""How fresh a sign-in at a provider is, and what is changed only by who has just shown a factor."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tests.people.fake_provider import FakeProvider
from tests.people.leaving import SUBJECT, away, back, destination, entered, identities
from tests.people.test_coming_in import PASSWORD, invited
from tracker.journal.desk import SystemDesk
from tracker.people.authentication import COOKIE
from tracker.people.commands import passwords
from tracker.people.models import SignIn
from tracker.people.rules import FRESH
from tracker.web.csrf import token_for

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]


@pytest.mark.asvs("7.5.3")
async def test_a_formal_act_asks_the_provider_to_ask_anew(
    app: Litestar, linked: UUID, provider: FakeProvider, sessions: Sessions, clock: Clock
) -> None:
    browser = Browser(app)
    await back(browser, provider.authorise(await away(browser, linked), SUBJECT))
    clock.now += FRESH + timedelta(seconds=1)

    async def shown(subject: str) -> httpx.Response:
        token = {"_token": token_for(browser.cookies[COOKIE])}
        to = destination(await browser.send("/sign-in/again/elsewhere?next=/projects", token))
        assert "prompt=login" in to
        return await back(browser, provider.authorise(to, subject))

    assert (await shown("another")).status_code == 422
    provider.lie = lambda claims: claims.update(auth_time=claims["iat"] - 3600)
    assert (await shown(SUBJECT)).status_code == 422, "known there, but not asked anew"
    provider.lie = lambda claims: claims.pop("auth_time") and None
    silent = await shown(SUBJECT)
    assert silent.status_code == 422
    assert "did not say that you showed who you are just now" in silent.text
    assert await proven_at(sessions) is None
    provider.lie = lambda claims: claims.update(auth_time=claims["iat"] - 60)
    assert (await shown(SUBJECT)).headers["location"] == "/projects"
    assert await proven_at(sessions) == clock.now - timedelta(seconds=60), "not when it was told"


async def proven_at(sessions: Sessions) -> datetime | None:
    """Of the one session there is."""
    async with sessions() as session:
        (row,) = await session.scalars(select(SignIn))
    return row.proven_at


@pytest.mark.asvs("7.5.3")
@pytest.mark.parametrize(
    ("ago", "kept", "fresh"),
    [(None, None, False), (3600, 3600, False), (60, 60, True), (-30, 0, True)],
)
async def test_a_sign_in_there_is_as_fresh_as_the_provider_says_and_else_not_at_all(
    app: Litestar,
    linked: UUID,
    provider: FakeProvider,
    sessions: Sessions,
    clock: Clock,
    ago: int | None,
    kept: int | None,
    fresh: bool,
) -> None:
    """A provider may answer out of a session that it has had for days."""
    if ago is not None:
        provider.lie = lambda claims: claims.update(auth_time=claims["iat"] - ago)
    browser = Browser(app)
    come = await back(browser, provider.authorise(await away(browser, linked), SUBJECT))
    assert come.headers["location"] == "/", "the session is opened"
    assert await proven_at(sessions) == (
        None if kept is None else clock.now - timedelta(seconds=kept)
    )

    token = {"_token": token_for(browser.cookies[COOKIE])}
    formal = await browser.send("/deputies/new", token)
    asked_anew = formal.headers.get("location", "").startswith("/sign-in/again")
    assert (formal.status_code, asked_anew) == ((422, False) if fresh else (303, True))


async def test_a_sign_in_there_is_taken_away_for_the_password_and_by_its_own_session(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, provider: FakeProvider
) -> None:
    made = await entered(acting, cast)
    mine, there = Browser(app), Browser(app)
    await mine.fill(await invited(app, acting, cast), {"password": PASSWORD})
    path = f"/account/identities/{made}"

    def token(browser: Browser) -> str:
        return token_for(browser.cookies[COOKIE])

    to = destination(await mine.send(path, {"_token": token(mine)}))
    await back(mine, provider.authorise(to, SUBJECT))
    await back(there, provider.authorise(await away(there, made), SUBJECT))
    page = await mine.open("/account")
    assert f'id="password-{made}"' in page.text

    async def taken_away(browser: Browser, password: str) -> httpx.Response:
        return await browser.send(f"{path}/end", {"_token": token(browser), "password": password})

    wrong = await taken_away(mine, "not the password")
    assert wrong.status_code == 422
    assert f'href="#password-{made}"' in wrong.text
    assert (await taken_away(there, PASSWORD)).status_code == 403, "opened by the provider"
    assert await identities(sessions) == 1
    assert (await taken_away(mine, PASSWORD)).status_code == 303
    assert await identities(sessions) == 0


async def test_an_authenticator_is_set_up_only_shortly_after_a_factor_was_shown(
    app: Litestar, linked: UUID, provider: FakeProvider
) -> None:
    """Its first code would make a silent sign-in a fresh one."""
    browser = Browser(app)
    await back(browser, provider.authorise(await away(browser, linked), SUBJECT))
    page = "/sign-in/authenticator?next=/account"
    first = "/sign-in/again?next=%2Fsign-in%2Fauthenticator%3Fnext%3D%252Faccount"
    token = {"_token": token_for(browser.cookies[COOKIE])}

    assert (await browser.open(page)).headers["location"] == first
    sent = await browser.send(page, token | {"code": "000000"})
    assert sent.headers.get("location") == first

    to = destination(await browser.send("/sign-in/again/elsewhere?next=/account", token))
    await back(browser, provider.authorise(to, SUBJECT))
    assert (await browser.open(page)).status_code == 200


async def test_who_has_a_password_sets_an_authenticator_up_by_it(
    app: Litestar,
    linked: UUID,
    provider: FakeProvider,
    sessions: Sessions,
    cast: Cast,
    clock: Clock,
) -> None:
    """The provider could otherwise set one up for them, and so bar them."""
    async with sessions.begin() as session:
        person = cast.person("city_contact")
        await passwords.set_password(SystemDesk(session, clock()), person, "$argon2id$", None)
    browser = Browser(app)
    provider.lie = lambda claims: claims.update(auth_time=claims["iat"])
    await back(browser, provider.authorise(await away(browser, linked), SUBJECT))
    token = {"_token": token_for(browser.cookies[COOKIE])}

    assert (await browser.open("/sign-in/authenticator")).status_code == 403
    sent = await browser.send("/sign-in/authenticator", token | {"code": "000000"})
    assert sent.status_code == 403
