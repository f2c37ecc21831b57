"""What happens while an invitation is open: two answers at once, a right that ends, an account."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tests.people.test_coming_in import posted
from tests.people.test_invited import (
    NEW,
    answered,
    ask,
    asked,
    roles_of,
    state_seen,
    told,
    with_password,
)
from tracker.journal.desk import SystemDesk
from tracker.kernel.errors import Conflict
from tracker.people import queries as people
from tracker.people.commands import invitations
from tracker.people.commands.answers import accept
from tracker.people.models import Invitation, Person
from tracker.people.queries.members import organisations_of

pytestmark = pytest.mark.differs

Acting = Callable[[str], httpx.AsyncClient]
Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]


async def test_two_answers_at_once_give_one_role(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, browsing: Browsing, clock: Clock
) -> None:
    person = cast.person("reviewer")
    await with_password(sessions, person, clock)
    one = await asked(acting, cast, "reviewer@example.org")
    await posted(app)
    first, second = await browsing("reviewer"), await browsing("reviewer")

    answers = await asyncio.gather(answered(first, one, "accept"), answered(second, one, "accept"))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 303
    assert statuses[1] in (303, 412)
    assert await roles_of(sessions, person) == ["firm_member", "reviewer"]


async def test_an_invitation_is_accepted_or_withdrawn_and_never_both(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, browsing: Browsing, clock: Clock
) -> None:
    person = cast.person("reviewer")
    await with_password(sessions, person, clock)
    one = await asked(acting, cast, "reviewer@example.org")
    await posted(app)
    path = f"/api/invitations/{one}"
    version = (await acting("other_firm_member").get(path)).headers["etag"]
    browser = await browsing("reviewer")

    accepted, withdrawn = await asyncio.gather(
        answered(browser, one, "accept"),
        acting("other_firm_member").delete(path, headers={"If-Match": version}),
    )

    took, ended = accepted.status_code == 303, withdrawn.status_code == 204
    assert took is not ended, (accepted.status_code, withdrawn.text)
    assert ("firm_member" in await roles_of(sessions, person)) is took
    assert await state_seen(acting, one) == ("accepted" if took else "withdrawn")


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
async def test_a_letter_that_is_written_late_leaves_an_answer_alone(
    acting: Acting, cast: Cast, sessions: Sessions, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite writes one at a time, so that nothing comes between there."""
    one = await asked(acting, cast, NEW)

    async def meanwhile(_session: AsyncSession, _email: str) -> None:
        async with sessions.begin() as other:
            row = await other.get_one(Invitation, one)
            row.accepted_at, row.person_id = clock(), cast.person("officer")

    monkeypatch.setattr(people, "person_by_email", meanwhile)
    async with sessions.begin() as session:
        await invitations.write(SystemDesk(session, clock()), one, "http://localhost")

    async with sessions() as session:
        row = await session.get_one(Invitation, one)
        assert row.person_id == cast.person("officer")


async def test_whoever_was_shut_between_the_look_and_the_lock_accepts_nothing(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    one = await asked(acting, cast, "reviewer@example.org")
    await posted(app)
    async with sessions.begin() as session:
        row = await session.get_one(Invitation, one)
        person = await session.get_one(Person, cast.person("reviewer"))
        shut = update(Person).where(Person.id == person.id).values(active=False)
        await session.execute(shut.execution_options(synchronize_session=False))
        assert person.active, "as it was read"
        with pytest.raises(Conflict):
            await accept(SystemDesk(session, clock()), row, person)


async def test_a_right_taken_away_asks_nobody_in(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, browsing: Browsing, clock: Clock
) -> None:
    """The next who may asks again, and then it can be accepted."""
    await with_password(sessions, cast.person("reviewer"), clock)
    mine = {"organisation_id": str(cast.organisations["city"]), "role": "city_privacy"}
    asking = {"name": "X", "email": "reviewer@example.org"} | mine
    one = (await acting("city_contact").post("/api/invitations", json=asking)).json()["id"]
    await posted(app)
    browser = await browsing("reviewer")
    async with sessions.begin() as session:
        gone = cast.person("city_contact")
        await session.execute(update(Person).where(Person.id == gone).values(active=False))

    assert (await answered(browser, one, "accept")).status_code == 409
    again = await acting("city_contact2").post(f"/api/invitations/{one}/repetitions")
    assert again.status_code == 201
    assert (await answered(browser, one, "accept")).status_code == 303


async def test_one_invitation_of_an_address_to_a_role_is_open_at_a_time(
    acting: Acting, cast: Cast, clock: Clock
) -> None:
    old = await asked(acting, cast, NEW)
    clock.pass_days(15)
    new = await asked(acting, cast, NEW)
    again = await acting("other_firm_member").post(f"/api/invitations/{old}/repetitions")
    other = await ask(acting, cast, NEW, until="2027-02-01")

    assert old != new
    assert again.status_code == other.status_code == 409
    assert await state_seen(acting, old) == "expired"


async def test_a_role_held_from_a_later_day_begins_when_it_is_accepted(
    app: Litestar, acting: Acting, cast: Cast, sessions: Sessions, browsing: Browsing, clock: Clock
) -> None:
    person = cast.person("reviewer")
    await with_password(sessions, person, clock)
    later = {"organisation_id": str(cast.organisations["other_firm"]), "role": "firm_member"}
    given = await acting("administrator").post(
        f"/api/persons/{person}/memberships", json=later | {"starts": "2027-06-01"}
    )
    assert given.status_code == 201, given.text
    one = await asked(acting, cast, "reviewer@example.org")
    await posted(app)

    assert (await answered(await browsing("reviewer"), one, "accept")).status_code == 303
    async with sessions() as session:
        assert cast.organisations["other_firm"] in await organisations_of(
            SystemDesk(session, clock()), person
        )
    assert await roles_of(sessions, person) == ["firm_member", "reviewer"]
    given_anew = await told(sessions, "membership.given", "invitation.accepted")
    assert given_anew[-2:] == ["membership.given", "invitation.accepted"]
    assert given_anew.count("membership.given") >= 2, "its first day is on record as well"
