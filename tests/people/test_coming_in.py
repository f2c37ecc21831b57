"""Invitation, password, second factor, sessions: how people come in, and how nobody else does."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import msgspec
import pyotp
import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tests.rights.cells import told
from tracker.people.authentication import COOKIE
from tracker.people.models import Authenticator, Person, SignIn
from tracker.scheduling.poller import tick
from tracker.work.wire import Letter

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]
PASSWORD = "green kettle on the roof"


async def posted(app: Litestar) -> list[Letter]:
    """The letters that whichever process is at work writes and carries by now."""
    found: list[Letter] = []

    async def post(letter: Letter) -> None:
        found.append(letter)

    place = msgspec.structs.replace(app.state.place, post=post)
    await tick(place)
    return found


def link_in(letter: Letter) -> str:
    """The path of the link in a letter."""
    line = next(line for line in letter.text.splitlines() if "/welcome/" in line)
    return line[line.index("/welcome/") :]


async def invited(
    app: Litestar,
    acting: Callable[[str], httpx.AsyncClient],
    cast: Cast,
    by: str = "city_contact",
    organisation: str = "city",
    role: str = "city_privacy",
) -> str:
    """Somebody is asked in; the path of the link in the letter."""
    answer = await acting(by).post(
        "/api/invitations",
        json={
            "name": "Example colleague",
            "email": "colleague@example.org",
            "organisation_id": str(cast.organisations[organisation]),
            "role": role,
        },
    )
    assert answer.status_code == 201, answer.text
    sent = {letter.to: letter for letter in await posted(app)}
    return link_in(sent["colleague@example.org"])


async def code_of(sessions: Sessions, email: str, clock: Clock) -> str:
    async with sessions() as session:
        secret = await session.scalar(
            select(Authenticator.secret)
            .join(Person, Person.id == Authenticator.person_id)
            .where(Person.email == email)
        )
    assert secret is not None
    return pyotp.TOTP(secret).at(clock.now)


@pytest.mark.asvs("6.4.1", "6.2.4", "6.2.12")
async def test_a_colleague_comes_in_by_the_link_of_an_invitation(
    acting: Callable[[str], httpx.AsyncClient], cast: Cast, sessions: Sessions, app: Litestar
) -> None:
    path = await invited(app, acting, cast)
    browser = Browser(app)

    weak = await browser.fill(path, {"password": "123456789012"})
    assert weak.status_code == 422
    assert "Many people use this one" in weak.text or "different characters" in weak.text
    done = await browser.fill(path, {"password": PASSWORD})

    assert done.status_code == 303
    assert done.headers["location"] == "/"
    assert (await browser.open("/account")).status_code == 200
    assert (await Browser(app).open(path)).status_code == 404, "a link works once"


@pytest.mark.asvs("6.3.3", "6.5.1", "6.5.5", "7.2.4")
async def test_an_officer_sets_up_a_second_factor_before_anything_else(
    acting: Callable[[str], httpx.AsyncClient],
    cast: Cast,
    sessions: Sessions,
    app: Litestar,
    clock: Clock,
) -> None:
    path = await invited(app, acting, cast, "administrator", "secretariat", "officer")
    waits = await Browser(app).fill(path, {"password": PASSWORD})
    assert waits.headers["location"] == "/sign-in/role", "no role before a second person's word"
    waiting = (await acting("manager").get("/api/roles-to-confirm")).json()["items"]
    await acting("manager").post(f"/api/memberships/{waiting[0]['id']}/confirmations")
    browser = Browser(app)
    known = {"email": "colleague@example.org", "password": PASSWORD}
    step = await browser.fill("/sign-in", known)
    assert step.headers["location"] == "/sign-in/authenticator"
    assert (await browser.open("/invitations/new")).status_code in (303, 404), "not in yet"

    await browser.open("/sign-in/authenticator")
    before = browser.cookies[COOKIE]
    wrong = await browser.fill("/sign-in/authenticator", {"code": "000000"})
    assert wrong.status_code == 422
    code = await code_of(sessions, "colleague@example.org", clock)
    shown = await browser.fill("/sign-in/authenticator", {"code": code})

    assert shown.status_code == 200
    assert shown.text.count("<li>") >= 10, "recovery codes"
    assert browser.cookies[COOKIE] != before, "a session that is worth more has a new secret"
    fresh = Browser(app)
    step = await fresh.fill("/sign-in", known)
    assert step.headers["location"] == "/sign-in/second"
    again = await fresh.fill("/sign-in/second", {"code": code})
    assert again.status_code == 422, "no code serves twice"
    clock.now += timedelta(seconds=60)
    code = await code_of(sessions, "colleague@example.org", clock)
    come = await fresh.fill("/sign-in/second", {"code": code})
    assert come.status_code == 303
    assert come.headers["location"] == "/"


@pytest.mark.asvs("6.3.1", "6.3.8")
async def test_an_unknown_address_and_a_wrong_password_are_told_alike(app: Litestar) -> None:
    browser = Browser(app)
    unknown = await browser.fill("/sign-in", {"email": "nobody@example.org", "password": "x" * 12})
    known = await browser.fill("/sign-in", {"email": "officer@example.org", "password": "x" * 12})
    assert unknown.status_code == known.status_code == 422
    assert told(unknown.text.replace("nobody@", "officer@")) == told(known.text)


async def test_who_is_signed_in_may_sign_in_anew_and_ask_for_a_link(browsing: Browsing) -> None:
    """The forms of those who are not in carry the token of those who are."""
    browser = await browsing("officer")
    asked = await browser.fill("/sign-in/forgotten", {"email": "officer@example.org"})
    assert asked.status_code == 200
    again = await browser.fill("/sign-in", {"email": "x@example.org", "password": "y" * 12})
    assert again.status_code == 422


@pytest.mark.asvs("7.1.1", "7.3.1")
async def test_a_session_ends_after_half_an_hour_of_silence(
    browsing: Browsing, clock: Clock
) -> None:
    browser = await browsing("officer")
    clock.now += timedelta(minutes=29)
    assert (await browser.open("/account")).status_code == 200
    clock.now += timedelta(minutes=31)
    assert (await browser.open("/account")).status_code == 403


@pytest.mark.asvs("7.1.1", "7.3.2")
async def test_a_session_ends_after_twelve_hours_however_busy(
    browsing: Browsing, clock: Clock
) -> None:
    browser = await browsing("officer")
    for _ in range(28):
        clock.now += timedelta(minutes=25)
        assert (await browser.open("/account")).status_code == 200
    clock.now += timedelta(minutes=21)
    assert (await browser.open("/account")).status_code == 403


@pytest.mark.asvs("7.4.1", "7.4.4")
async def test_signing_out_ends_the_session_for_whoever_copied_the_cookie(
    browsing: Browsing, app: Litestar
) -> None:
    browser = await browsing("officer")
    copy = Browser(app, browser.cookies[COOKIE])
    await browser.open("/account")
    token = (await browser.open("/account")).text.split('name="form-token" content="')[1][:88]
    out = await browser.send("/sign-out", {"_token": token})
    assert out.status_code == 303
    assert (await copy.open("/account")).status_code != 200


async def test_signing_out_of_a_session_that_has_ended_leads_to_the_sign_in(
    browsing: Browsing, clock: Clock
) -> None:
    browser = await browsing("officer")
    token = (await browser.open("/account")).text.split('name="form-token" content="')[1][:88]
    clock.now += timedelta(days=2)
    foreign = await browser.send("/sign-out", {"_token": token}, **{"Sec-Fetch-Site": "cross-site"})
    out = await browser.send("/sign-out", {"_token": token})

    assert foreign.status_code == 403, "no other site has it sent"
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
    assert COOKIE not in browser.cookies
    assert "You are signed out." in (await browser.open("/sign-in")).text


async def test_a_session_that_goes_on_is_ended_by_a_form_of_its_own_alone(
    browsing: Browsing,
) -> None:
    browser = await browsing("officer")

    assert (await browser.send("/sign-out", {"_token": ""})).status_code == 403
    assert (await browser.open("/account")).status_code == 200


async def test_nothing_is_said_to_be_kept_where_nothing_was_typed(
    browsing: Browsing, clock: Clock
) -> None:
    browser = await browsing("officer")
    clock.now += timedelta(days=2)
    for path in ("/account", "/menu", "/sign-in/again"):
        text = (await browser.open(path)).text
        assert "Your sign-in has ended." in text
        assert "is kept" not in text


@pytest.mark.asvs("7.2.1", "7.2.2")
async def test_only_the_hash_of_a_session_is_kept(browsing: Browsing, sessions: Sessions) -> None:
    browser = await browsing("officer")
    async with sessions() as session:
        rows = list(await session.scalars(select(SignIn.hash)))
    assert browser.cookies[COOKIE] not in rows
    assert len(rows) == 1


@pytest.mark.asvs("3.5.1", "3.5.2")
async def test_a_form_of_another_site_or_session_is_refused(browsing: Browsing) -> None:
    mine, theirs = await browsing("officer"), await browsing("manager")
    page = await mine.open("/account")
    token = page.text.split('name="form-token" content="')[1][:88]
    fields: dict[str, str | list[str]] = {"_token": token, "zone": "Asia/Seoul", "theme": "auto"}

    assert (await theirs.send("/account", fields)).status_code == 403, "another session's token"
    assert (await mine.send("/account", {**fields, "_token": ""})).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await mine.send("/account", fields, **foreign)).status_code == 403
    assert (await mine.send("/account", fields)).status_code == 303
