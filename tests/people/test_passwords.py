"""Passwords: what will do, how they are kept, changed and set anew; recovery codes; sessions."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pyotp
import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tests.people.test_acting_as_another import letters
from tracker.journal.desk import SystemDesk
from tracker.people.authentication import COOKIE
from tracker.people.commands import factors, passwords
from tracker.people.hashing import Hashing
from tracker.people.models import Authenticator, LinkKind, Password, Person, RecoveryCode, SignIn
from tracker.people.rules import FRESH, LONGEST_PASSWORD, SHORTEST_PASSWORD, password_remedy
from tracker.people.secret import new_recovery_code, new_secret
from tracker.scheduling.poller import tick
from tracker.web.csrf import token_for
from tracker.work.models import Work

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]
OLD, NEW = "green kettle on the roof", "blue kettle under the bridge"


@pytest.mark.asvs("6.2.1", "6.2.4", "6.2.11", "6.1.2")
@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * (SHORTEST_PASSWORD - 1),
        "aaaaaaaaaaaa",
        "123qweasdzxc",
        "QwertyQwerty",
        "example officer",
    ],
)
def test_a_password_that_is_short_common_or_ones_own_name_will_not_do(password: str) -> None:
    assert password_remedy(password, "Example officer", "officer@example.org") is not None


@pytest.mark.asvs("6.2.5", "6.2.9")
@pytest.mark.parametrize(
    "password", [OLD, "seven red boats " * 5, "ñandú über straße", "0" + "ab c" * 20]
)
def test_length_is_all_that_is_asked_of_a_password(password: str) -> None:
    assert SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
    assert password_remedy(password) is None


@pytest.fixture
async def someone(app: Litestar, cast: Cast, sessions: Sessions) -> str:
    """The city's contact has a password; the address."""
    hashed = await app.state.hashing.hashed(OLD)
    async with sessions.begin() as session:
        await passwords.set_password(
            SystemDesk(session, app.state.clock()), cast.person("city_contact"), hashed, None
        )
    return "city_contact@example.org"


async def signed_in(app: Litestar, email: str, password: str) -> Browser | None:
    browser = Browser(app)
    answer = await browser.fill("/sign-in", {"email": email, "password": password})
    return browser if answer.status_code == 303 else None


@pytest.mark.asvs("6.2.8", "11.4.2")
async def test_a_password_is_kept_as_argon2id_and_compared_as_it_was_typed(
    app: Litestar, someone: str, sessions: Sessions
) -> None:
    async with sessions() as session:
        (hashed,) = await session.scalars(select(Password.hash))
    assert hashed.startswith("$argon2id$")
    assert await signed_in(app, someone, OLD) is not None
    for other in (OLD.upper(), OLD + " ", OLD[:-1], f" {OLD}"):
        assert await signed_in(app, someone, other) is None


async def test_a_password_costs_what_is_recommended() -> None:
    """The tests' own applications hash for less."""
    assert (await Hashing().hashed(OLD)).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.asvs("6.2.2", "6.2.3", "7.4.3")
async def test_a_password_is_changed_with_the_old_one_and_ends_every_other_session(
    app: Litestar, someone: str
) -> None:
    mine, other = await signed_in(app, someone, OLD), await signed_in(app, someone, OLD)
    assert mine is not None
    assert other is not None
    token = token_for(mine.cookies[COOKIE])
    wrong = await mine.send(
        "/account/password", {"_token": token, "password": "not the one", "new_password": NEW}
    )
    assert wrong.status_code == 422
    before = mine.cookies[COOKIE]
    done = await mine.send(
        "/account/password", {"_token": token, "password": OLD, "new_password": NEW}
    )

    assert done.status_code == 303
    assert mine.cookies[COOKIE] != before
    assert (await mine.open("/account")).status_code == 200
    assert (await other.open("/account")).status_code == 403
    assert await signed_in(app, someone, OLD) is None
    assert await signed_in(app, someone, NEW) is not None


@pytest.mark.asvs("6.4.1", "6.4.2", "6.3.8")
async def test_a_forgotten_password_is_set_by_a_link_that_works_once_for_an_hour(
    app: Litestar,
    someone: str,
    sessions: Sessions,
    clock: Clock,
    capsys: pytest.CaptureFixture[str],
) -> None:
    browser = Browser(app)
    known = await browser.fill("/sign-in/forgotten", {"email": someone})
    unknown = await browser.fill("/sign-in/forgotten", {"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 200
    async with sessions() as session:
        rows = list(await session.scalars(select(Work.kind)))
    assert sorted(rows) == ["reset", "reset"], "the same is done for both while they wait"
    await tick(app.state.place)
    printed = capsys.readouterr().out
    assert printed.count("/welcome/") == 1
    path = "/welcome/" + printed.split("/welcome/")[1].split()[0]

    done = await browser.fill(path, {"password": NEW})
    assert done.status_code == 303
    assert await signed_in(app, someone, NEW) is not None
    assert (await Browser(app).open(path)).status_code == 404
    await browser.fill("/sign-in/forgotten", {"email": someone})
    clock.now += timedelta(minutes=1)
    await browser.fill("/sign-in/forgotten", {"email": someone})
    await tick(app.state.place)
    late = "/welcome/" + capsys.readouterr().out.split("/welcome/")[-1].split()[0]
    clock.now += timedelta(hours=1, seconds=1)
    assert (await Browser(app).open(late)).status_code == 404


@pytest.mark.asvs("6.4.3")
async def test_a_new_password_by_link_still_asks_for_the_second_factor(
    app: Litestar, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    person = cast.person("officer")
    async with sessions.begin() as session:
        secret = await factors.propose(SystemDesk(session, clock()), person, None)
        codes = await factors.confirm(
            SystemDesk(session, clock()), person, None, pyotp.TOTP(secret).at(clock.now)
        )
        row = await session.get_one(Person, person)
        link, _ = await passwords.new_link(
            SystemDesk(session, clock()), LinkKind.RESET, person_id=row.id
        )
    browser = Browser(app)
    step = await browser.fill(f"/welcome/{link}", {"password": NEW})
    assert step.headers["location"] == "/sign-in/second"
    assert (await browser.open("/projects")).status_code == 303, "not in yet"

    assert codes is not None
    come = await browser.fill("/sign-in/second", {"code": codes[0].upper()})
    assert come.status_code == 303
    assert (await browser.open("/projects")).status_code == 200
    again = Browser(app)
    await again.fill("/sign-in", {"email": "officer@example.org", "password": NEW})
    twice = await again.fill("/sign-in/second", {"code": codes[0]})
    assert twice.status_code == 422, "a recovery code serves once"


@pytest.mark.asvs("6.5.2", "6.5.3", "6.5.4", "7.2.3")
async def test_secrets_are_random_and_only_their_hashes_are_kept(
    sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    assert len({new_secret() for _ in range(100)}) == 100
    assert min(len(new_secret()) for _ in range(100)) >= 43, "256 bits"
    async with sessions.begin() as session:
        codes = await factors.renew_codes(SystemDesk(session, clock()), cast.person("officer"))
    assert len(set(codes)) == factors.RECOVERY_CODES
    assert len(new_recovery_code()) == 11
    async with sessions() as session:
        kept = set(await session.scalars(select(RecoveryCode.hash)))
    assert kept.isdisjoint(codes)


@pytest.mark.asvs("7.5.2", "7.1.2")
async def test_ones_sessions_are_listed_and_ended_one_by_one(
    app: Litestar, someone: str, sessions: Sessions
) -> None:
    mine, other = await signed_in(app, someone, OLD), await signed_in(app, someone, OLD)
    assert mine is not None
    assert other is not None
    page = await mine.open("/account")
    assert page.text.count("/account/sessions/") == 1
    path = "/account/sessions/" + page.text.split("/account/sessions/")[1][:36]
    done = await mine.send(path, {"_token": token_for(mine.cookies[COOKIE])})
    assert done.status_code == 303
    assert (await other.open("/account")).status_code == 403
    async with sessions() as session:
        assert len([one for one in await session.scalars(select(SignIn.ended_at)) if one]) == 1


async def test_somebody_elses_session_is_not_mine_to_end(
    browsing: Browsing, sessions: Sessions
) -> None:
    mine, theirs = await browsing("officer"), await browsing("manager")
    async with sessions() as session:
        ids = list(await session.scalars(select(SignIn.id).order_by(SignIn.id)))
    answer = await mine.send(
        f"/account/sessions/{ids[1]}", {"_token": token_for(mine.cookies[COOKIE])}
    )
    assert answer.status_code == 404
    assert (await theirs.open("/account")).status_code == 200


@pytest.mark.asvs("7.4.2", "7.4.5", "6.4.4")
async def test_an_administrator_ends_sessions_and_takes_a_lost_authenticator_away(
    browsing: Browsing,
    acting: Callable[[str], httpx.AsyncClient],
    cast: Cast,
    sessions: Sessions,
    clock: Clock,
) -> None:
    person = cast.person("officer2")
    async with sessions.begin() as session:
        secret = await factors.propose(SystemDesk(session, clock()), person, None)
        await factors.confirm(
            SystemDesk(session, clock()), person, None, pyotp.TOTP(secret).at(clock.now)
        )
    browser = await browsing("officer2")
    administrator = acting("administrator")
    ended = await administrator.post(f"/api/persons/{person}/session-endings")
    assert ended.status_code == 201
    assert (await browser.open("/account")).status_code == 403
    removed = await administrator.post(f"/api/persons/{person}/authenticator-removals")
    assert removed.status_code == 201
    again = await administrator.post(f"/api/persons/{person}/authenticator-removals")
    assert again.status_code == 404
    sent = await letters(sessions)
    told = {"officer2", "manager", "manager2"}
    assert sent.keys() == {f"{one}@example.org" for one in told}
    assert all("Example administrator took the authenticator away" in one for one in sent.values())

    back = await browsing("officer2")
    read = await administrator.get(f"/api/persons/{person}")
    shut = await administrator.delete(
        f"/api/persons/{person}", headers={"If-Match": read.headers["etag"]}
    )
    assert shut.status_code in (200, 204)
    assert (await back.open("/account")).status_code == 403


@pytest.mark.asvs("7.5.1", "7.5.3")
async def test_an_authenticator_is_taken_away_only_shortly_after_a_factor_was_shown(
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
    token = {"_token": token_for(browser.cookies[COOKIE])}
    first = await browser.send("/account/authenticator", token)
    assert first.headers["location"].startswith("/sign-in/again")
    code = pyotp.TOTP(secret).at(clock.now)
    shown = await browser.fill("/sign-in/again?next=/account", {"code": code})
    assert shown.status_code == 303
    token = {"_token": token_for(browser.cookies[COOKIE])}
    done = await browser.send("/account/authenticator", token)
    assert done.headers["location"] == "/account"


@pytest.mark.asvs("3.7.2")
@pytest.mark.parametrize(
    "next_", ["https://example.com", "//example.com", "/\\example.com", "javascript:alert(1)"]
)
async def test_nobody_is_sent_to_another_site_after_signing_in(
    app: Litestar, someone: str, next_: str
) -> None:
    answer = await Browser(app).fill("/sign-in", {"email": someone, "password": OLD, "next": next_})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


async def someone_with_a_factor(app: Litestar, email: str, sessions: Sessions, clock: Clock) -> str:
    """The secret of the authenticator that the person of this address has from now on."""
    async with sessions.begin() as session:
        person = await session.scalar(select(Person).where(Person.email == email))
        assert person is not None
        secret = await factors.propose(SystemDesk(session, clock()), person.id, None)
        await factors.confirm(
            SystemDesk(session, clock()), person.id, None, pyotp.TOTP(secret).at(clock.now)
        )
    return secret


@pytest.mark.asvs("6.3.3", "7.5.1")
async def test_a_password_alone_neither_sees_nor_changes_an_account_with_a_second_factor(
    app: Litestar, someone: str, sessions: Sessions, clock: Clock
) -> None:
    await someone_with_a_factor(app, someone, sessions, clock)
    thief = Browser(app)
    half = await thief.fill("/sign-in", {"email": someone, "password": OLD})
    assert half.headers["location"] == "/sign-in/second"
    token = {"_token": token_for(thief.cookies[COOKIE])}
    async with sessions() as session:
        theirs = await session.scalar(select(SignIn.id).order_by(SignIn.id).limit(1))

    assert (await thief.open("/account")).headers["location"].startswith("/sign-in/second")
    assert (await thief.open("/projects")).headers["location"].startswith("/sign-in/second")
    for path, fields in (
        ("/account/authenticator", {}),
        ("/account", {"zone": "Asia/Seoul"}),
        ("/account/password", {"password": OLD, "new_password": "another kettle on the roof"}),
        (f"/account/sessions/{theirs}", {}),
    ):
        assert (await thief.send(path, fields | token)).status_code == 401, path
    async with sessions() as session:
        assert await session.scalar(select(Authenticator.confirmed_at)) is not None
        assert await session.scalar(select(SignIn.ended_at)) is None
    assert await signed_in(app, someone, OLD) is not None, "the password is as it was"


@pytest.mark.asvs("7.4.3")
async def test_what_a_session_was_worth_by_an_authenticator_goes_with_it(
    browsing: Browsing, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    person = cast.person("officer")
    async with sessions.begin() as session:
        secret = await factors.propose(SystemDesk(session, clock()), person, None)
        await factors.confirm(
            SystemDesk(session, clock()), person, None, pyotp.TOTP(secret).at(clock.now)
        )
    browser = await browsing("officer")
    token = {"_token": token_for(browser.cookies[COOKIE])}
    assert (await browser.send("/account/authenticator", token)).status_code == 303

    assert (
        (await browser.open("/projects")).headers["location"].startswith("/sign-in/authenticator")
    )


async def test_a_step_up_too_many_says_how_long_to_wait(
    app: Litestar, someone: str, clock: Clock
) -> None:
    browser = await signed_in(app, someone, OLD)
    assert browser is not None
    for _ in range(12):
        last = await browser.fill("/sign-in/again", {"password": "not the password"})
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) > 0
    assert "Too many tries" in last.text
