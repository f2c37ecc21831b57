"""An authenticator that is being set up belongs to the session that set about it."""

from collections.abc import Awaitable, Callable

import pyotp
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tracker.journal.desk import SystemDesk
from tracker.people.authentication import COOKIE
from tracker.people.commands import factors, passwords
from tracker.people.models import Authenticator
from tracker.web.csrf import token_for

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]
_PAGE = "/sign-in/authenticator"


async def _secret(sessions: Sessions) -> str:
    async with sessions() as session:
        return (await session.scalars(select(Authenticator.secret))).one()


async def test_another_session_is_shown_another_secret_and_the_earlier_one_counts_no_more(
    browsing: Browsing, sessions: Sessions, clock: Clock
) -> None:
    owner, thief = await browsing("officer"), await browsing("officer")
    await owner.open(_PAGE)
    first = await _secret(sessions)
    await owner.open(_PAGE)
    assert await _secret(sessions) == first, "the same page again shows the same code"

    shown = await thief.open(_PAGE)

    assert first not in shown.text
    second = await _secret(sessions)
    assert second in shown.text
    late = await owner.send(
        _PAGE,
        {"code": pyotp.TOTP(second).at(clock.now), "_token": token_for(owner.cookies[COOKIE])},
    )
    assert late.status_code == 422, "a secret that another session was shown"


async def test_a_new_password_drops_an_authenticator_that_no_code_has_confirmed(
    app: Litestar, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    person = cast.person("officer")
    hashed = await app.state.hashing.hashed("green kettle on the roof")
    async with sessions.begin() as session:
        await factors.propose(SystemDesk(session, clock()), person, None)
        await passwords.set_password(SystemDesk(session, clock()), person, hashed, None)
    async with sessions() as session:
        assert await session.scalar(select(Authenticator.id)) is None

    async with sessions.begin() as session:
        secret = await factors.propose(SystemDesk(session, clock()), person, None)
        code = pyotp.TOTP(secret).at(clock.now)
        assert await factors.confirm(SystemDesk(session, clock()), person, None, code) is not None
        await passwords.set_password(SystemDesk(session, clock()), person, hashed, None)
    async with sessions() as session:
        assert await session.scalar(select(Authenticator.id)) is not None
