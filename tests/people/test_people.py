"""People and their roles: who adds them, from which day to which a role is held."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import PEOPLE, Cast, add_token
from tests.clock import Clock
from tests.people.test_tokens import role_of
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]
NEW = {"name": "Example newcomer", "email": "Newcomer@Example.org"}


@pytest.fixture
def administrator(acting: Acting) -> httpx.AsyncClient:
    return acting("administrator")


async def journal(sessions: Sessions, what: str, object_id: str) -> int:
    asked = select(JournalEntry.object_id).where(JournalEntry.what == what)
    async with sessions() as session:
        found = await session.scalars(for_system(asked, "a test"))
        return [str(one) for one in found].count(object_id)


async def test_a_person_is_added_once_whatever_the_case_of_the_address(
    administrator: httpx.AsyncClient, clock: Clock, sessions: Sessions
) -> None:
    clock.now += timedelta(seconds=1)  # ids of one millisecond are ordered within one process only
    made = await administrator.post("/api/persons", json=NEW)
    again = await administrator.post("/api/persons", json=NEW | {"email": "newcomer@example.ORG"})
    listed = (await administrator.get("/api/persons?limit=1")).json()

    assert made.status_code == 201, made.text
    assert made.json()["email"] == "newcomer@example.org"
    assert again.status_code == 422
    assert again.json()["fields"][0]["field"] == "email"
    assert listed["items"] == [made.json()]
    assert listed["next"] is not None
    assert await journal(sessions, "person.added", made.json()["id"]) == 1


@pytest.mark.parametrize("field", ["role", "active", "id"])
async def test_a_person_is_not_added_with_what_others_decide(
    administrator: httpx.AsyncClient, field: str
) -> None:
    answer = await administrator.post("/api/persons", json=NEW | {field: "administrator"})

    assert answer.status_code == 400
    assert field in answer.json()["detail"]


async def test_a_person_lives_in_a_time_zone_that_exists(administrator: httpx.AsyncClient) -> None:
    answer = await administrator.post("/api/persons", json=NEW | {"zone": "Asia/Nowhere"})

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "zone"


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"administrator"}))
async def test_only_an_administrator_touches_people(acting: Acting, cast: Cast, who: str) -> None:
    person = cast.person("observer")
    role = {"organisation_id": str(cast.organisations["secretariat"]), "role": "administrator"}
    membership = cast.actors["observer"].membership_id
    client, match = acting(who), {"If-Match": '"1"'}

    answers = [
        await client.get("/api/persons"),
        await client.post("/api/persons", json=NEW),
        await client.post(f"/api/persons/{person}/memberships", json=role),
        await client.patch(
            f"/api/memberships/{membership}", json={"until": "2027-01-05"}, headers=match
        ),
        await client.delete(f"/api/persons/{person}", headers=match),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5


async def test_a_deactivated_person_is_shut_out_at_once(
    administrator: httpx.AsyncClient, app: Litestar, cast: Cast, sessions: Sessions
) -> None:
    person = str(cast.person("officer2"))

    answers = [
        await administrator.delete(f"/api/persons/{one}", headers={"If-Match": version})
        for one, version in ((person, '"9"'), (str(uuid4()), '"1"'), (person, '"1"'))
    ]

    assert [answer.status_code for answer in answers] == [412, 404, 204]
    assert await role_of(app, cast.tokens["officer2"]) is None
    assert await journal(sessions, "person.deactivated", person) == 1


async def test_an_administrator_does_not_shut_their_own_account(
    administrator: httpx.AsyncClient, cast: Cast
) -> None:
    answer = await administrator.delete(
        f"/api/persons/{cast.person('administrator')}", headers={"If-Match": '"1"'}
    )

    assert answer.status_code == 403
    assert "ask another administrator" in answer.json()["detail"]


async def give(
    administrator: httpx.AsyncClient, cast: Cast, organisation: str, **asked: Any
) -> httpx.Response:
    """A role for the officer beside the one they have."""
    body = {"organisation_id": str(cast.organisations[organisation])} | asked
    return await administrator.post(f"/api/persons/{cast.person('officer')}/memberships", json=body)


@pytest.mark.parametrize(
    ("organisation", "role"),
    [
        ("secretariat", "city_approver"),
        ("city", "officer"),
        ("city", "firm_member"),
        ("consulting", "city_contact"),
        ("consulting", "reviewer"),
        ("partner", "manager"),
    ],
)
async def test_a_role_belongs_to_its_kind_of_organisation(
    administrator: httpx.AsyncClient, cast: Cast, organisation: str, role: str
) -> None:
    answer = await give(administrator, cast, organisation, role=role)

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "role"


async def test_a_role_is_held_from_its_first_day_through_its_last(
    administrator: httpx.AsyncClient,
    app: Litestar,
    cast: Cast,
    clock: Clock,
    sessions: Sessions,
) -> None:
    given = await give(
        administrator, cast, "secretariat", role="observer", starts="2027-01-06", until="2027-01-07"
    )
    assert given.status_code == 201, given.text
    async with sessions.begin() as session:
        secret = add_token(session, UUID(given.json()["id"]), "tablet", clock())
    clock.set(2027, 1, 5, hour=23)

    held = []
    for _ in range(5):
        held.append(await role_of(app, secret))
        clock.now += timedelta(hours=23)

    assert held == [None, "observer", "observer", None, None]
    assert await journal(sessions, "membership.given", given.json()["id"]) == 1


async def test_a_role_ends_with_the_last_day_that_is_set(
    administrator: httpx.AsyncClient, app: Litestar, cast: Cast, clock: Clock, sessions: Sessions
) -> None:
    membership = str(cast.actors["officer2"].membership_id)
    path = f"/api/memberships/{membership}"

    answers = [
        await administrator.patch(path, json={"until": day}, headers={"If-Match": version})
        for day, version in (
            ("2027-01-05", '"9"'),
            ("2027-01-02", '"1"'),
            ("2027-01-05", '"1"'),
        )
    ]
    unsaid = await administrator.patch(path, json={"until": "2027-01-05"})
    absent = await administrator.patch(
        f"/api/memberships/{uuid4()}", json={"until": "2027-01-05"}, headers={"If-Match": '"1"'}
    )

    assert [answer.status_code for answer in answers] == [412, 422, 200]
    assert answers[2].headers["etag"] == '"2"'
    assert (unsaid.status_code, absent.status_code) == (428, 404)
    clock.set(2027, 1, 5, hour=23)
    assert await role_of(app, cast.tokens["officer2"]) == "officer"
    clock.set(2027, 1, 6, hour=0)
    assert await role_of(app, cast.tokens["officer2"]) is None
    assert await journal(sessions, "membership.ended", membership) == 1


async def test_a_role_given_today_can_be_ended_at_once_and_is_not_revived(
    administrator: httpx.AsyncClient, app: Litestar, cast: Cast, clock: Clock, sessions: Sessions
) -> None:
    given = await give(administrator, cast, "secretariat", role="observer")
    where = f"/api/memberships/{given.json()['id']}"
    async with sessions.begin() as session:
        secret = add_token(session, UUID(given.json()["id"]), "tablet", clock())
    before = await role_of(app, secret)

    ended = await administrator.patch(
        where, json={"until": "2027-01-03"}, headers={"If-Match": '"1"'}
    )
    at_once = await role_of(app, secret)
    revived = await administrator.patch(
        where, json={"until": "2027-12-31"}, headers={"If-Match": '"2"'}
    )
    anew = await give(administrator, cast, "secretariat", role="observer")

    assert (before, at_once) == ("observer", None)
    assert (ended.status_code, revived.status_code, anew.status_code) == (200, 409, 201)
    assert ended.json()["starts"] == ended.json()["until"] == "2027-01-03"
    assert "give it anew" in revived.json()["detail"]
    assert await role_of(app, secret) is None


async def test_the_roles_of_a_person_are_listed_to_administrators_alone(
    administrator: httpx.AsyncClient, officer: httpx.AsyncClient, cast: Cast, clock: Clock
) -> None:
    clock.pass_days(1)
    await give(administrator, cast, "secretariat", role="observer")
    path = f"/api/persons/{cast.person('officer')}/memberships"

    listed = (await administrator.get(path)).json()["items"]
    one = await administrator.get(f"/api/memberships/{listed[0]['id']}")

    assert [row["role"] for row in listed] == ["observer", "officer"]
    assert one.headers["etag"] == '"1"'
    assert (await administrator.get(f"/api/persons/{uuid4()}/memberships")).status_code == 404
    assert (await officer.get(path)).status_code == 403


async def test_a_role_that_is_held_is_not_given_a_second_time(
    administrator: httpx.AsyncClient, cast: Cast
) -> None:
    twice = await give(administrator, cast, "secretariat", role="officer")
    backwards = await give(
        administrator, cast, "secretariat", role="observer", starts="2027-01-06", until="2027-01-05"
    )
    nowhere = await administrator.post(
        f"/api/persons/{uuid4()}/memberships",
        json={"organisation_id": str(cast.organisations["city"]), "role": "city_contact"},
    )

    assert twice.status_code == 409
    assert backwards.status_code == 422
    assert nowhere.status_code == 404
