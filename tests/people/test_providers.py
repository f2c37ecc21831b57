"""Signing in at an organisation's own provider: who comes in, and every token that does not."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pyotp
import pytest
from litestar import Litestar
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tests.people import fake_provider as fake
from tests.people.fake_provider import ISSUER, LIES, FakeProvider
from tests.people.leaving import SUBJECT, away, back, destination, entered, identities
from tests.people.test_coming_in import invited
from tracker.journal.desk import SystemDesk
from tracker.people.authentication import COOKIE
from tracker.people.commands import factors, providers
from tracker.people.models import OutsideIdentity, SignIn, SignInProvider, WayOut
from tracker.people.provider_pages import COOKIE as AWAY
from tracker.people.rules import FRESH
from tracker.web.csrf import token_for

Browsing = Callable[[str], Awaitable[Browser]]
Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]


async def sessions_of(sessions: Sessions, person: UUID) -> int:
    async with sessions() as session:
        asked = select(func.count()).select_from(SignIn).where(SignIn.person_id == person)
        return await session.scalar(asked) or 0


@pytest.mark.asvs("6.8.1", "6.8.4", "7.6.2")
async def test_who_is_linked_comes_in_at_the_own_organisation(
    app: Litestar, linked: UUID, provider: FakeProvider, sessions: Sessions
) -> None:
    browser = Browser(app)
    to = await away(browser, linked, "/projects")
    assert to.startswith(f"{ISSUER}/authorize?")
    assert fake.SECRET not in to
    answer = await back(browser, provider.authorise(to, SUBJECT))

    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/projects"
    assert (await browser.open("/projects")).status_code == 200
    assert AWAY not in browser.cookies
    async with sessions() as session:
        assert (await session.scalars(select(WayOut.id))).all() == []


@pytest.mark.asvs("6.8.2", "6.8.1")
@pytest.mark.parametrize("lie", LIES)
async def test_a_token_that_says_something_else_lets_nobody_in(
    app: Litestar, linked: UUID, provider: FakeProvider, cast: Cast, sessions: Sessions, lie: str
) -> None:
    provider.lie = LIES[lie]
    browser = Browser(app)
    answer = await back(browser, provider.authorise(await away(browser, linked), SUBJECT))

    assert answer.status_code == 422
    assert COOKIE not in browser.cookies
    assert await sessions_of(sessions, cast.person("city_contact")) == 0


@pytest.mark.asvs("6.8.2")
@pytest.mark.parametrize(
    "sign",
    [
        fake.signed_by_a_stranger,
        fake.unsigned,
        fake.signed_with_the_public_key,
        fake.signed_by_an_enclosed_key,
        lambda claims: "not.a.token",
        lambda claims: fake.signed(claims)[:-4] + "AAAA",
    ],
)
async def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    app: Litestar,
    linked: UUID,
    provider: FakeProvider,
    cast: Cast,
    sessions: Sessions,
    sign: Callable[[dict[str, Any]], str],
) -> None:
    provider.sign = sign
    browser = Browser(app)
    answer = await back(browser, provider.authorise(await away(browser, linked), SUBJECT))

    assert answer.status_code == 422
    assert await sessions_of(sessions, cast.person("city_contact")) == 0


async def test_a_return_counts_once_in_the_browser_that_left_and_in_time(
    app: Litestar, linked: UUID, provider: FakeProvider, clock: Clock
) -> None:
    browser, other = Browser(app), Browser(app)
    given = provider.authorise(await away(browser, linked), SUBJECT)
    assert (await back(other, given)).status_code == 422, "the browser never left"
    await away(other, linked)
    assert (await back(other, given)).status_code == 422, "it left with another state"
    assert (await back(browser, given | {"state": "x"})).status_code == 422
    given = provider.authorise(await away(browser, linked), SUBJECT)
    kept = dict(browser.cookies)
    assert (await back(browser, given)).status_code == 303
    browser.cookies = kept
    assert (await back(browser, given)).status_code == 422, "a second time"

    given = provider.authorise(await away(browser, linked), SUBJECT)
    clock.now += providers.AWAY + timedelta(seconds=1)
    assert (await back(browser, given)).status_code == 422, "too late"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://login.example.com"},
        {"iss": ""},
        {"code": ""},
        {"code": "another code"},
        {"error": "access_denied", "code": ""},
    ],
)
async def test_an_answer_that_was_meddled_with_lets_nobody_in(
    app: Litestar, linked: UUID, provider: FakeProvider, changed: dict[str, str]
) -> None:
    browser = Browser(app)
    given = provider.authorise(await away(browser, linked), SUBJECT)
    answer = await back(browser, given | changed)
    assert answer.status_code == 422
    assert "did not work out" in answer.text
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize(
    "configuration",
    [
        {"issuer": "https://login.example.com"},
        {"token_endpoint": "http://login.example.org/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
async def test_a_provider_that_describes_itself_wrongly_is_not_left_for(
    app: Litestar, linked: UUID, provider: FakeProvider, configuration: dict[str, Any]
) -> None:
    provider.configuration |= configuration
    browser = Browser(app)
    answer = await browser.fill("/sign-in/organisation", {"provider": str(linked)})
    assert answer.status_code == 422
    assert "refresh" not in answer.headers


async def test_a_provider_opens_roles_in_its_own_organisation_alone(
    app: Litestar, linked: UUID, provider: FakeProvider, acting: Acting, cast: Cast
) -> None:
    """Whoever keeps the city's people could otherwise make themselves an officer."""
    given = await acting("administrator").post(
        f"/api/persons/{cast.person('city_contact')}/memberships",
        json={"organisation_id": str(cast.organisations["secretariat"]), "role": "observer"},
    )
    assert given.status_code == 201, given.text
    provider.lie = lambda claims: claims.update(auth_time=claims["iat"])
    browser = Browser(app)
    await back(browser, provider.authorise(await away(browser, linked), SUBJECT))
    token = {"_token": token_for(browser.cookies[COOKIE])}
    other = given.json()["id"]
    assert (await browser.open("/sign-in/role")).text.count('name="membership"') == 1
    refused = await browser.send("/sign-in/role", token | {"membership": other})
    assert refused.status_code == 404

    elsewhere = token | {"membership_id": other, "name": "Example program", "_once": "once"}
    made = await browser.send(f"/persons/{cast.person('city_contact')}/tokens/new", elsewhere)
    assert made.status_code == 403
    assert "Act in that role first" in made.text


async def test_an_end_of_the_provider_ends_its_sessions_and_lets_nobody_in(
    app: Litestar, linked: UUID, provider: FakeProvider, acting: Acting, browsing: Browsing
) -> None:
    browser, by_password = Browser(app), await browsing("city_contact")
    await back(browser, provider.authorise(await away(browser, linked), SUBJECT))
    to = await away(late := Browser(app), linked)
    administrator = acting("administrator")
    read = await administrator.get(f"/api/sign-in-providers/{linked}")
    ended = await administrator.delete(
        f"/api/sign-in-providers/{linked}", headers={"If-Match": read.headers["etag"]}
    )
    assert ended.status_code == 204
    assert (await browser.open("/account")).status_code == 403
    assert (await by_password.open("/account")).status_code == 200
    assert (await back(late, provider.authorise(to, SUBJECT))).status_code == 422


async def test_an_invitation_is_taken_up_at_the_own_organisation(
    app: Litestar,
    acting: Acting,
    cast: Cast,
    sessions: Sessions,
    provider: FakeProvider,
) -> None:
    made = await entered(acting, cast)
    path = await invited(app, acting, cast)
    browser = Browser(app)
    assert "Sign in at" in (await browser.open(path)).text
    to = destination(await browser.send(f"{path}/elsewhere", {"provider": str(made)}))
    answer = await back(browser, provider.authorise(to, "new one"))
    assert answer.status_code == 303
    assert (await browser.open("/account")).status_code == 200
    assert (await Browser(app).open(path)).status_code == 404, "the link is spent"

    again = Browser(app)
    answer = await back(again, provider.authorise(await away(again, made), "new one"))
    assert answer.status_code == 303


async def test_another_organisations_provider_takes_up_no_invitation(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, provider: FakeProvider
) -> None:
    foreign = await entered(acting, cast, "consulting")
    path = await invited(app, acting, cast)
    sent = await Browser(app).send(f"{path}/elsewhere", {"provider": str(foreign)})
    assert sent.status_code == 404


async def test_an_account_is_linked_shortly_after_a_factor_and_by_its_own_session(
    browsing: Browsing,
    acting: Acting,
    cast: Cast,
    sessions: Sessions,
    provider: FakeProvider,
    clock: Clock,
) -> None:
    made = await entered(acting, cast)
    mine, theirs = await browsing("city_contact"), await browsing("city_privacy")
    path = f"/account/identities/{made}"
    token = {"_token": token_for(mine.cookies[COOKIE])}
    to = destination(await mine.send(path, token))
    given = provider.authorise(to, SUBJECT)
    theirs.cookies[AWAY] = mine.cookies[AWAY]
    assert (await back(theirs, given)).status_code == 422, "a session that did not ask"

    given = provider.authorise(destination(await mine.send(path, token)), SUBJECT)
    assert (await back(mine, given)).headers["location"] == "/account"
    async with sessions() as session:
        who = await session.scalar(select(OutsideIdentity.person_id))
    assert who == cast.person("city_contact")
    token = {"_token": token_for(theirs.cookies[COOKIE])}
    taken = await back(
        theirs, provider.authorise(destination(await theirs.send(path, token)), SUBJECT)
    )
    assert taken.status_code == 303, "said on the account page"
    assert await identities(sessions) == 1

    clock.now += FRESH + timedelta(seconds=1)
    late = await mine.send(path, {"_token": token_for(mine.cookies[COOKIE])})
    assert late.headers["location"].startswith("/sign-in/again")


async def test_a_session_of_a_provider_changes_no_other_way_to_sign_in(
    app: Litestar,
    acting: Acting,
    cast: Cast,
    sessions: Sessions,
    provider: FakeProvider,
    clock: Clock,
) -> None:
    made = await entered(acting, cast, two=True)
    person = cast.person("city_contact")
    async with sessions.begin() as session:
        row = await session.get_one(SignInProvider, made)
        await providers.link(SystemDesk(session, clock()), person, row, SUBJECT)
        secret = await factors.propose(SystemDesk(session, clock()), person, None)
        await factors.confirm(
            SystemDesk(session, clock()), person, None, pyotp.TOTP(secret).at(clock.now)
        )
    browser = Browser(app)
    await back(browser, provider.authorise(await away(browser, made), SUBJECT))
    token = {"_token": token_for(browser.cookies[COOKIE])}
    assert (await browser.open("/account")).status_code == 200, "it asked for two factors there"
    assert (await browser.send("/account/authenticator", token)).status_code == 403
    assert (await browser.send(f"/account/identities/{made}", token)).status_code == 403


@pytest.mark.asvs("6.8.4")
@pytest.mark.parametrize("counts", ["neither", "claim", "setting"])
async def test_one_factor_there_is_one_factor_here(
    app: Litestar,
    acting: Acting,
    cast: Cast,
    sessions: Sessions,
    provider: FakeProvider,
    clock: Clock,
    counts: str,
) -> None:
    made = await entered(acting, cast, "secretariat", two=counts == "setting")
    async with sessions.begin() as session:
        row = await session.get_one(SignInProvider, made)
        await providers.link(SystemDesk(session, clock()), cast.person("officer"), row, SUBJECT)
    if counts == "claim":
        provider.lie = lambda claims: claims.update(amr=["pwd", "mfa"])
    browser = Browser(app)
    answer = await back(browser, provider.authorise(await away(browser, made), SUBJECT))
    wanted = "/sign-in/authenticator" if counts == "neither" else "/"
    assert answer.headers["location"] == wanted
