"""What a session is worth stays what it was: digits, passwords, tokens of forms, sessions."""

import unicodedata
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pyotp
import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tests.people.test_coming_in import PASSWORD, invited
from tracker.journal.desk import SystemDesk
from tracker.people.authentication import COOKIE
from tracker.people.commands import factors
from tracker.people.rules import FRESH
from tracker.web.csrf import token_for

Browsing = Callable[[str], Awaitable[Browser]]
Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]


async def test_wide_digits_of_a_keyboard_are_digits(
    browsing: Browsing, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    person = cast.person("officer")
    async with sessions.begin() as session:
        secret = await factors.propose(SystemDesk(session, clock()), person, None)
        await factors.confirm(
            SystemDesk(session, clock()), person, None, pyotp.TOTP(secret).at(clock.now)
        )
    browser = await browsing("officer")
    clock.now += FRESH + timedelta(seconds=1)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in pyotp.TOTP(secret).at(clock.now))
    assert unicodedata.normalize("NFKC", wide).isascii()

    shown = await browser.fill("/sign-in/again?next=/account", {"code": wide})

    assert shown.status_code == 303


async def test_who_signs_in_anew_leaves_no_session_behind(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    browser = Browser(app)
    await browser.fill(await invited(app, acting, cast), {"password": PASSWORD})
    before = browser.cookies[COOKIE]
    entry = {"email": "colleague@example.org", "password": PASSWORD}

    again = await browser.send("/sign-in", entry | {"_token": token_for(before)})

    assert again.status_code == 303
    assert browser.cookies[COOKIE] != before
    assert (await Browser(app, before).open("/account")).status_code != 200
    assert (await browser.open("/account")).status_code == 200


async def test_a_changed_password_is_no_factor_shown(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    browser = Browser(app)
    await browser.fill(await invited(app, acting, cast), {"password": PASSWORD})
    clock.now += FRESH + timedelta(seconds=1)
    typed = {"password": PASSWORD, "new_password": f"{PASSWORD} again"}

    changed = await browser.send(
        "/account/password", typed | {"_token": token_for(browser.cookies[COOKIE])}
    )
    asked = await browser.send(
        "/account/authenticator", {"_token": token_for(browser.cookies[COOKIE])}
    )

    assert changed.status_code == 303
    assert asked.headers["location"].startswith("/sign-in/again")


@pytest.mark.parametrize(
    "path",
    ["/account/identities/0190f1de-0000-7000-8000-00000000000a", "/sign-in/again/elsewhere"],
)
async def test_a_form_without_its_token_is_refused(browsing: Browsing, path: str) -> None:
    answer = await (await browsing("officer")).send(path, {"_token": "another's"})

    assert answer.status_code == 403


async def test_a_city_names_deputies_among_its_own_people(browsing: Browsing) -> None:
    shown = (await (await browsing("city_contact")).open("/deputies/new")).text

    assert "Example city_approver2" in shown or "city_approver" in shown
    for stranger in ("Example committee1", "Example other_city_contact", "Example consultant"):
        assert stranger not in shown
    everybody = (await (await browsing("officer")).open("/deputies/new")).text
    assert "Example committee1" in everybody
