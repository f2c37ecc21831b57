"""A role that takes part in decisions counts once a second person has confirmed it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import browser_of
from tests.cast import PEOPLE, Cast, add_hat, add_token
from tests.clock import Clock
from tests.people.test_acting_as_another import letters
from tests.people.test_tokens import role_of, told
from tracker.journal.desk import SystemDesk
from tracker.kernel.actor import DECIDING, Role
from tracker.people import queries as people
from tracker.people.commands import answers
from tracker.people.models import Invitation, Membership, Person

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]
WHO = "other_firm_member"
ONE_OF_EACH = sorted({role: who for who, (_, role) in reversed(PEOPLE.items())}.values())
HOME = {Role.CITY_APPROVER: "city"}


async def give(acting: Acting, cast: Cast, role: Role, whose: str = WHO) -> Any:
    organisation = cast.organisations[HOME.get(role, "secretariat")]
    given = await acting("administrator").post(
        f"/api/persons/{cast.person(whose)}/memberships",
        json={"organisation_id": str(organisation), "role": role},
    )
    assert given.status_code == 201, given.text
    return given.json()


async def confirm(client: httpx.AsyncClient, given: Any) -> httpx.Response:
    return await client.post(f"/api/memberships/{given['id']}/confirmations")


async def waiting(client: httpx.AsyncClient) -> list[str]:
    return [one["id"] for one in (await client.get("/api/roles-to-confirm")).json()["items"]]


@pytest.mark.parametrize("role", sorted(DECIDING))
async def test_a_role_that_decides_is_not_held_before_a_second_person_confirms_it(
    acting: Acting, app: Litestar, cast: Cast, sessions: Sessions, clock: Clock, role: Role
) -> None:
    """Else one administrator makes three people of their own and decides a gate by them."""
    given = await give(acting, cast, role)
    async with sessions.begin() as session:
        secret = add_token(session, UUID(given["id"]), "puppet", clock())
    async with sessions() as session:
        holders = await people.holders(SystemDesk(session, clock()), [role])
    assert given["confirmed_at"] is None
    assert await role_of(app, secret) is None
    assert cast.person(WHO) not in {one.person_id for one in holders}
    assert await waiting(acting("manager")) == [given["id"]]

    confirmed = await confirm(acting("manager"), given)

    assert confirmed.status_code == 201, confirmed.text
    assert await role_of(app, secret) == role
    assert await waiting(acting("manager")) == []
    entry = (await told(sessions, "membership.confirmed"))[0]
    assert (entry.person_id, str(entry.object_id)) == (cast.person("manager"), given["id"])


@pytest.mark.parametrize("role", sorted(set(Role) - DECIDING - {Role.FIRM_MEMBER}))
async def test_a_role_that_decides_nothing_is_held_at_once(
    acting: Acting, cast: Cast, role: Role
) -> None:
    where = "secretariat" if role is Role.OBSERVER else "city"
    given = await acting("administrator").post(
        f"/api/persons/{cast.person(WHO)}/memberships",
        json={"organisation_id": str(cast.organisations[where]), "role": role},
    )
    assert given.json()["confirmed_at"] is not None
    assert await waiting(acting("manager")) == []


@pytest.mark.parametrize("who", ONE_OF_EACH)
async def test_only_a_manager_or_another_administrator_confirms(
    acting: Acting, cast: Cast, who: str
) -> None:
    given = await give(acting, cast, Role.REVIEWER)
    answer = await confirm(acting(who), given)
    assert answer.status_code == (201 if who == "manager" else 403)


async def test_neither_who_gave_a_role_nor_who_gets_it_confirms_it(
    acting: Acting, app: Litestar, cast: Cast, sessions: Sessions
) -> None:
    given = await give(acting, cast, Role.ADMINISTRATOR, "manager2")

    refused = [await confirm(acting(who), given) for who in ("administrator", "manager2")]

    assert [one.status_code for one in refused] == [403, 403]
    assert "A second person confirms a role" in refused[0].json()["detail"]
    noted = [entry.person_id for entry in await told(sessions, "membership.refused")]
    assert noted == [cast.person("administrator"), cast.person("manager2")]
    async with sessions() as session:
        row = await session.get_one(Membership, UUID(given["id"]))
        row.confirmed_by, row.confirmed_at = row.given_by, row.created_at
        with pytest.raises(IntegrityError):
            await session.flush()


async def test_a_role_is_confirmed_once_and_not_after_its_end(
    acting: Acting, cast: Cast, clock: Clock
) -> None:
    given = await give(acting, cast, Role.OFFICER)
    ended = await give(acting, cast, Role.REVIEWER)
    today = clock.now.date().isoformat()
    shut = await acting("administrator").patch(
        f"/api/memberships/{ended['id']}", json={"until": today}, headers={"If-Match": '"1"'}
    )
    assert shut.status_code == 200, shut.text
    clock.pass_days(1)

    first, again = [await confirm(acting("manager"), given) for _ in range(2)]
    late = await confirm(acting("manager"), ended)

    assert (first.status_code, again.status_code, late.status_code) == (201, 409, 409)
    assert first.json()["starts"] == clock.now.date().isoformat(), "not before it was confirmed"
    assert (await confirm(acting("manager"), {"id": UUID(int=1)})).status_code == 404


async def test_an_approver_asked_in_by_an_officer_waits_for_somebody_else(
    acting: Acting, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    """The officer would otherwise have the city's vote as well as their own."""
    asked = await acting("officer").post(
        "/api/invitations",
        json={"name": "X", "email": "city_contact@example.org", "role": Role.CITY_APPROVER}
        | {"organisation_id": str(cast.organisations["city"])},
    )
    assert asked.status_code == 201, asked.text
    async with sessions.begin() as session:
        row = await session.get_one(Invitation, UUID(asked.json()["id"]))
        person = await session.get_one(Person, cast.person("city_contact"))
        accepted = await answers.accept(SystemDesk(session, clock()), row, person)

    assert await waiting(acting("manager")) == [str(accepted.id)]
    assert (await letters(sessions))["city_security@example.org"].startswith("Example officer gave")
    assert (await confirm(acting("manager"), {"id": accepted.id})).status_code == 201


async def test_an_administrator_is_confirmed_by_another(
    acting: Acting, app: Litestar, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    async with sessions.begin() as session:
        await add_hat(
            session, cast, "second", "observer", "secretariat", Role.ADMINISTRATOR, clock()
        )
    given = await give(acting, cast, Role.MANAGER)
    client = await browser_of(app, cast, "second")
    shown = await client.open("/colleagues")
    assert "Roles that wait for a second person" in shown.text
    assert f"{WHO}@example.org" in shown.text

    sent = await client.fill(f"/memberships/{given['id']}/confirmations/new")

    assert (sent.status_code, sent.headers["location"].partition("?")[0]) == (303, "/colleagues")
    assert "Roles that wait" not in (await client.open("/colleagues")).text
    async with sessions() as session:
        by = await session.scalar(
            select(Membership.confirmed_by).where(Membership.id == UUID(given["id"]))
        )
    assert by == cast.person("second")


async def test_who_gave_a_role_sees_that_it_waits_and_has_no_button(
    acting: Acting, app: Litestar, cast: Cast
) -> None:
    given = await give(acting, cast, Role.OFFICER)
    browser = await browser_of(app, cast, "administrator")
    shown = (await browser.open("/colleagues")).text
    assert "Somebody else confirms it" in shown
    assert f"/memberships/{given['id']}/confirmations/new" not in shown
    person = (await browser.open(f"/people/{cast.person(WHO)}")).text
    assert "Waits for a second person" in person


async def test_a_role_that_waits_stands_on_the_front_page_of_whoever_may_confirm_it(
    acting: Acting, app: Litestar, cast: Cast
) -> None:
    """A manager's page said that nothing waits while a new colleague could not work."""
    given = await give(acting, cast, Role.REVIEWER)
    said = "Confirm a role that decides, or have it ended: "
    manager, giver = [await browser_of(app, cast, who) for who in ("manager", "administrator")]

    front = (await manager.open("/")).text
    (task,) = (await acting("manager").get("/api/me/tasks")).json()["items"]

    act = f"/memberships/{given['id']}/confirmations/new"
    assert f'<a href="/colleagues">{said}' in front
    assert act in (await manager.open("/colleagues")).text
    assert (task["kind"], task["project"], task["mine"]) == ("confirm_role", "", True)
    assert task["steps"][0]["address"] == f"/api/memberships/{given['id']}/confirmations"
    theirs = (await giver.open("/")).text
    assert "Nothing waits for you now." in theirs
    assert f'<a href="/colleagues">{said}' in theirs.split("Waiting for others")[1]
    assert "Somebody else confirms it" in (await giver.open("/colleagues")).text
    for other in ("officer", "consultant", "city_contact"):
        assert said not in (await acting(other).get("/api/tasks")).text
    assert (await manager.fill(act)).status_code == 303
    assert said not in (await manager.open("/")).text
    assert said not in (await giver.open("/")).text
