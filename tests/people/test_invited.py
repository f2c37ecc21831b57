"""Nobody takes part without their consent, and who asks learns nothing of who has an address."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tests.people.test_coming_in import PASSWORD, invited, link_in, posted
from tests.statements import counted
from tracker.journal.desk import SystemDesk
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.people.authentication import COOKIE
from tracker.people.commands import passwords
from tracker.people.models import Invitation, LinkKind, Membership, Password, Person
from tracker.people.queries.members import organisations_of
from tracker.people.rules import FRESH
from tracker.web.csrf import token_for

Acting = Callable[[str], httpx.AsyncClient]
Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]
NEW = "colleague@example.org"


async def ask(
    acting: Acting, cast: Cast, email: str, by: str = "other_firm_member", **other: Any
) -> httpx.Response:
    """A firm's member asks whoever has the address into the firm, or somebody else does."""
    body = {
        "name": "As typed",
        "email": email,
        "organisation_id": str(cast.organisations["other_firm"]),
        "role": "firm_member",
    }
    return await acting(by).post("/api/invitations", json=body | other)


async def asked(acting: Acting, cast: Cast, email: str, **other: Any) -> UUID:
    answer = await ask(acting, cast, email, **other)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])


@pytest.fixture
async def known(cast: Cast, sessions: Sessions, clock: Clock) -> None:
    """The reviewer has a password, so that they sign in and answer."""
    await with_password(sessions, cast.person("reviewer"), clock)


async def with_password(sessions: Sessions, person: UUID, clock: Clock) -> None:
    async with sessions.begin() as session:
        await passwords.set_password(SystemDesk(session, clock()), person, "$argon2id$", None)


async def answered(browser: Browser, invitation: UUID, how: str) -> httpx.Response:
    token = {"_token": token_for(browser.cookies[COOKIE])}
    return await browser.send(f"/account/invitations/{invitation}/{how}", token)


async def roles_of(sessions: Sessions, person: UUID) -> list[str]:
    async with sessions() as session:
        rows = await session.scalars(select(Membership.role).where(Membership.person_id == person))
        return sorted(role.value for role in rows)


async def state_seen(acting: Acting, invitation: UUID) -> str:
    read = await acting("other_firm_member").get(f"/api/invitations/{invitation}")
    return str(read.json()["state"])


async def told(sessions: Sessions, *what: str) -> list[str]:
    async with sessions() as session:
        found = (
            select(JournalEntry.what).where(JournalEntry.what.in_(what)).order_by(JournalEntry.seq)
        )
        return list(await session.scalars(for_system(found, "a test")))


@pytest.mark.usefixtures("known")
async def test_who_has_an_account_takes_part_only_once_they_accept(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, browsing: Browsing, clock: Clock
) -> None:
    """A firm that makes a reviewer its member without asking would bar them from its projects."""
    person, firm = cast.person("reviewer"), cast.organisations["other_firm"]
    one = await asked(acting, cast, "reviewer@example.org")
    (letter,) = await posted(app)
    assert "/welcome/" not in letter.text
    async with sessions() as session:
        assert firm not in await organisations_of(SystemDesk(session, clock()), person)
    browser = await browsing("reviewer")
    shown = (await browser.open("/account")).text
    assert "For Example other firm as Member of a firm, by Example other_firm_member" in shown

    assert (await answered(browser, one, "accept")).headers["location"] == "/account"
    assert (await answered(browser, one, "accept")).status_code == 303, "nothing more"

    assert await roles_of(sessions, person) == ["firm_member", "reviewer"]
    assert "You are asked to take part" not in (await browser.open("/account")).text
    assert await told(sessions, "invitation.accepted") == ["invitation.accepted"]
    assert await state_seen(acting, one) == "accepted"


@pytest.mark.usefixtures("known")
async def test_who_declines_holds_no_role_and_cannot_accept_any_more(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, browsing: Browsing
) -> None:
    one = await asked(acting, cast, "reviewer@example.org")
    await posted(app)
    browser = await browsing("reviewer")

    assert (await answered(browser, one, "decline")).status_code == 303
    assert (await answered(browser, one, "decline")).status_code == 303, "nothing more"
    assert (await answered(browser, one, "accept")).status_code == 409

    assert await roles_of(sessions, cast.person("reviewer")) == ["reviewer"]
    assert await told(sessions, "invitation.declined") == ["invitation.declined"]
    assert await state_seen(acting, one) == "declined"
    again = await asked(acting, cast, "reviewer@example.org")
    assert again != one


@pytest.mark.asvs("6.3.8")
@pytest.mark.usefixtures("known")
async def test_who_asks_is_answered_alike_whoever_has_the_address(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    """Nobody, a colleague with a password, one without, and one whose account is shut."""
    async with sessions.begin() as session:
        shut = update(Person).where(Person.id == cast.person("reviewer2"))
        await session.execute(shut.values(active=False))
    emails = (NEW, "reviewer@example.org", "officer@example.org", "Reviewer2@example.org")
    told_first, told_later, work = set(), set(), set()
    for email in emails:
        with counted(app) as sent:
            answer = await ask(acting, cast, email)
        work.add(tuple(sent))
        told_first.add(_without_the_address(answer, email))
    letters = {letter.to for letter in await posted(app)}
    for email in emails:
        again = await ask(acting, cast, email)
        told_later.add(_without_the_address(again, email))

    assert len(told_first) == len(told_later) == len(work) == 1
    assert "Example" not in str(told_first)
    assert "person" not in str(told_first | told_later)
    assert letters == {NEW, "reviewer@example.org", "officer@example.org"}
    assert await roles_of(sessions, cast.person("reviewer2")) == ["reviewer"]


def _without_the_address(answer: httpx.Response, email: str) -> str:
    body = answer.json()
    assert body.pop("email") == email.lower()
    headers = {"etag": answer.headers["etag"]}
    return f"{answer.status_code} {headers} {body}".replace(body["id"], "")


async def test_an_unanswered_invitation_leaves_no_person_behind(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    async def there() -> Person | None:
        async with sessions() as session:
            return await session.scalar(select(Person).where(Person.email == NEW))

    path = await invited(app, acting, cast)
    assert await there() is None
    await Browser(app).fill(path, {"password": PASSWORD})

    person = await there()
    assert person is not None
    assert await roles_of(sessions, person.id) == ["city_privacy"]


async def test_a_new_password_by_link_accepts_nothing_and_ends_the_link_of_an_invitation(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, clock: Clock, browsing: Browsing
) -> None:
    person = cast.person("city_contact2")
    one = await asked(acting, cast, "city_contact2@example.org")
    (letter,) = await posted(app)
    async with sessions.begin() as session:
        row = await session.get_one(Person, person)
        secret, _ = await passwords.new_link(
            SystemDesk(session, clock()), LinkKind.RESET, person_id=row.id
        )

    page = (await Browser(app).open(f"/welcome/{secret}")).text
    done = await Browser(app).fill(f"/welcome/{secret}", {"password": PASSWORD})

    assert "Example other firm" not in page
    assert done.status_code == 303
    assert await roles_of(sessions, person) == ["city_contact"]
    assert (await Browser(app).open(link_in(letter))).status_code == 404
    assert (await answered(await browsing("city_contact2"), one, "accept")).status_code == 303
    assert await roles_of(sessions, person) == ["city_contact", "firm_member"]


@pytest.mark.usefixtures("known")
async def test_whose_address_it_becomes_does_not_get_what_was_sent_to_another(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, browsing: Browsing
) -> None:
    one = await asked(acting, cast, "reviewer@example.org")
    two = await asked(acting, cast, "observer@example.org")
    by_link = next(letter for letter in await posted(app) if "observer" in letter.to)
    moved = {"reviewer": "was@example.org", "officer": "reviewer@example.org"}
    moved |= {"observer": "other@example.org", "manager": "observer@example.org"}
    for name, email in moved.items():
        async with sessions.begin() as session:
            theirs = update(Person).where(Person.id == cast.person(name))
            await session.execute(theirs.values(email=email))

    for name, invitation in (("officer", one), ("reviewer", one), ("manager", two)):
        browser = await browsing(name)
        assert "You are asked" not in (await browser.open("/account")).text
        assert (await answered(browser, invitation, "accept")).status_code == 404
    assert (await Browser(app).open(link_in(by_link))).status_code == 404


async def test_a_second_letter_to_a_new_address_is_answered_on_the_account_it_made(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    one = await asked(acting, cast, NEW)
    (letter,) = await posted(app)
    browser = Browser(app)
    await browser.fill(await invited(app, acting, cast), {"password": PASSWORD})

    assert (await Browser(app).open(link_in(letter))).status_code == 404, "it has a password"
    assert "Example other firm" in (await browser.open("/account")).text
    assert (await answered(browser, one, "accept")).status_code == 303
    async with sessions() as session:
        person = await session.scalar(select(Person.id).where(Person.email == NEW))
        assert await session.scalar(select(func.count()).select_from(Password)) == 1
    assert person is not None
    assert await roles_of(sessions, person) == ["city_privacy", "firm_member"]


@pytest.mark.usefixtures("known")
async def test_a_withdrawn_invitation_cannot_be_accepted_by_link_or_account(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, browsing: Browsing
) -> None:
    one, two = await asked(acting, cast, "reviewer@example.org"), await asked(acting, cast, NEW)
    path = next(link_in(letter) for letter in await posted(app) if letter.to == NEW)
    version = {"If-Match": '"1"'}
    for which in (one, two):
        address = f"/api/invitations/{which}"
        foreign = await acting("consultant").delete(address, headers=version)
        assert foreign.status_code == 404
        gone = await acting("other_firm_member").delete(address, headers=version)
        assert gone.status_code == 204, gone.text

    assert (await Browser(app).open(path)).status_code == 404
    assert (await Browser(app).send(path, {"password": PASSWORD})).status_code == 404
    assert (await answered(await browsing("reviewer"), one, "accept")).status_code == 409
    assert await told(sessions, "invitation.withdrawn") == ["invitation.withdrawn"] * 2
    again = await acting("other_firm_member").post(f"/api/invitations/{one}/repetitions")
    assert again.status_code == 409
    assert "Example" not in again.text


async def test_asking_again_while_it_is_open_writes_again_and_asks_no_second_time(
    app: Litestar, acting: Acting, cast: Cast, clock: Clock
) -> None:
    one = await asked(acting, cast, NEW)
    assert await asked(acting, cast, NEW.upper()) == one
    assert len(await posted(app)) == 1, "one letter a minute"
    clock.now += timedelta(minutes=1)
    assert await asked(acting, cast, NEW) == one
    sent_again = await acting("other_firm_member").get(f"/api/invitations/{one}")
    assert sent_again.json()["expires_at"][:10] == "2027-01-18"
    (letter,) = await posted(app)
    assert (await Browser(app).open(link_in(letter))).status_code == 200
    other = await acting("city_contact").post(
        "/api/invitations",
        json={"name": "X", "email": NEW, "role": "city_security"}
        | {"organisation_id": str(cast.organisations["city"])},
    )
    assert other.json()["id"] != str(one)


@pytest.mark.parametrize(("until", "days"), [(None, 14), ("2027-01-06", 3)])
async def test_an_invitation_is_over_after_two_weeks_or_with_the_role(
    app: Litestar, acting: Acting, cast: Cast, clock: Clock, until: str | None, days: int
) -> None:
    one = await asked(acting, cast, NEW, until=until)
    (letter,) = await posted(app)
    clock.now = clock.now.replace(hour=0 if until else clock.now.hour) + timedelta(days=days)
    clock.now -= timedelta(seconds=1)
    assert (await Browser(app).open(link_in(letter))).status_code == 200
    clock.now += timedelta(seconds=1)

    assert (await Browser(app).open(link_in(letter))).status_code == 404
    assert await state_seen(acting, one) == "expired"
    again = await acting("other_firm_member").post(f"/api/invitations/{one}/repetitions")
    assert again.status_code == (409 if until else 201)
    assert await state_seen(acting, one) == ("expired" if until else "open")


@pytest.mark.usefixtures("known")
async def test_an_account_that_is_shut_meanwhile_accepts_nothing(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, browsing: Browsing
) -> None:
    one = await asked(acting, cast, "reviewer@example.org")
    await asked(acting, cast, "officer@example.org")
    path = next(link_in(letter) for letter in await posted(app) if "officer" in letter.to)
    browser = await browsing("reviewer")
    people = [cast.person("reviewer"), cast.person("officer")]
    async with sessions.begin() as session:
        await session.execute(update(Person).where(Person.id.in_(people)).values(active=False))

    assert (await answered(browser, one, "accept")).status_code == 403
    assert (await Browser(app).open(path)).status_code == 404
    assert (await Browser(app).send(path, {"password": PASSWORD})).status_code == 404
    for person, role in zip(people, ("reviewer", "officer"), strict=True):
        assert await roles_of(sessions, person) == [role]


@pytest.mark.usefixtures("known")
async def test_a_role_that_is_held_already_is_not_given_twice(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, browsing: Browsing
) -> None:
    whose = "other_firm_member@example.org"
    one = await asked(acting, cast, whose, by="administrator", until="2027-03-01")
    await posted(app)
    browser = await browsing("other_firm_member")
    assert "Last day: 1" in (await browser.open("/account")).text
    assert (await answered(browser, one, "accept")).status_code == 303
    assert await roles_of(sessions, cast.person("other_firm_member")) == ["firm_member"]
    assert await state_seen(acting, one) == "accepted"


@pytest.mark.asvs("7.5.3")
@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("how", ["accept", "decline"])
async def test_an_answer_is_a_formal_act_of_ones_own_page(
    app: Litestar, acting: Acting, cast: Cast, browsing: Browsing, clock: Clock, how: str
) -> None:
    one = await asked(acting, cast, "reviewer@example.org")
    await posted(app)
    browser, other = await browsing("reviewer"), await browsing("officer")
    foreign = await browser.send(f"/account/invitations/{one}/{how}", {"_token": "another's"})
    assert foreign.status_code == 403
    assert (await answered(other, one, how)).status_code == 404
    clock.now += FRESH + timedelta(seconds=1)
    late = await answered(browser, one, how)
    assert late.headers["location"].startswith("/sign-in/again")
    assert await state_seen(acting, one) == "open"


async def test_a_token_answers_what_its_own_organisation_asks(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    """A session of a provider can issue one, and must not join another house by it."""
    person, mine = cast.person("city_security"), "/api/me/invitations"
    firm = await asked(acting, cast, "city_security@example.org")
    asking = {"name": "X", "email": "city_security@example.org", "role": "city_privacy"}
    own = await acting("city_contact").post(
        "/api/invitations", json=asking | {"organisation_id": str(cast.organisations["city"])}
    )
    here = f"{mine}/{own.json()['id']}"
    await posted(app)
    me = acting("city_security")

    listed = (await me.get(mine)).json()["items"]
    assert [(one["organisation"], one["state"]) for one in listed] == [("Example city", "open")]
    assert (await me.post(f"{mine}/{firm}/acceptances")).status_code == 404
    assert (await acting("city_contact").post(f"{here}/acceptances")).status_code == 404
    taken = await me.post(f"{here}/acceptances")
    twice = await me.post(f"{here}/acceptances")
    assert taken.status_code == twice.status_code == 201
    assert taken.json()["membership_id"] == twice.json()["membership_id"] is not None
    assert (await me.get(taken.headers["location"])).json() == taken.json()
    assert (await me.post(f"{here}/declines")).status_code == 409
    assert await roles_of(sessions, person) == ["city_privacy", "city_security"]
    async with sessions() as session:
        assert (
            await session.scalar(
                select(func.count())
                .select_from(Invitation)
                .where(Invitation.accepted_at.is_not(None))
            )
            == 1
        )
