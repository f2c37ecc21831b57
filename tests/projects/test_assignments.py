"""Assignments: who brings whom to a project, and how they leave."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import PEOPLE, Cast
from tests.clock import Clock
from tests.projects.looking import CODE, told
from tracker.kernel.database import for_system
from tracker.process.stages import Status
from tracker.projects.models import Assignment, Capacity, Project

pytestmark = pytest.mark.usefixtures("project")
Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]


async def give(
    client: httpx.AsyncClient, cast: Cast, organisation: str, code: str = CODE, **asked: Any
) -> httpx.Response:
    body = {"organisation_id": str(cast.organisations[organisation])} | asked
    return await client.post(f"/api/projects/{code}/assignments", json=body)


async def end(client: httpx.AsyncClient, assignment: Any, version: int = 1) -> httpx.Response:
    return await client.delete(
        f"/api/assignments/{assignment}", headers={"If-Match": f'"{version}"'}
    )


@pytest.mark.parametrize("who", ["officer", "manager"])
async def test_an_organisation_is_brought_to_a_project_and_sees_it(
    acting: Acting, cast: Cast, sessions: Sessions, project: Project, who: str
) -> None:
    await end(acting(who), (await _of(sessions, Capacity.CITY)).id)
    city = acting("city_contact")
    before = await city.get(f"/api/projects/{CODE}")

    made = await give(acting(who), cast, "city", capacity="city")

    assert made.status_code == 201, made.text
    assert made.json()["starts"] == "2027-01-04"
    assert made.json()["until"] is None
    after = await city.get(f"/api/projects/{CODE}")
    assert (before.status_code, after.status_code) == (404, 200)
    entry = (await told(sessions, "assignment.given"))[-1]
    assert (entry.person_id, entry.project_id) == (cast.person(who), project.id)
    assert str(entry.object_id) == made.json()["id"]


@pytest.mark.parametrize(
    ("organisation", "asked", "field"),
    [
        ("consulting", {"capacity": "consulting_company"}, "capacity"),
        ("providing", {"capacity": "solution_provider"}, "capacity"),
        ("consulting", {"capacity": "city"}, "organisation_id"),
        ("city", {"capacity": "officer"}, "organisation_id"),
        ("secretariat", {"capacity": "city_approver"}, "organisation_id"),
        ("city", {"capacity": "city", "until": "2027-01-03"}, "until"),
        ("city", {"capacity": "city", "person_id": "consultant"}, "person_id"),
        ("city", {"capacity": "city", "person_id": "nobody"}, "person_id"),
        ("other_city", {"capacity": "city"}, "organisation_id"),
        ("other_city", {"capacity": "city_approver"}, "organisation_id"),
        (
            "other_city",
            {"capacity": "city_approver", "person_id": "other_city_approver"},
            "organisation_id",
        ),
        ("partner", {"capacity": "committee", "person_id": "committee2"}, "capacity"),
        ("secretariat", {"capacity": "committee"}, "capacity"),
    ],
)
async def test_an_assignment_that_does_not_fit_is_refused_by_its_field(
    officer: httpx.AsyncClient, cast: Cast, organisation: str, asked: dict[str, str], field: str
) -> None:
    if "person_id" in asked:
        known = asked["person_id"] in cast.actors
        person = cast.person(asked["person_id"]) if known else uuid4()
        asked = asked | {"person_id": str(person)}

    answer = await give(officer, cast, organisation, **asked)

    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"][0]["field"] == field


@pytest.mark.parametrize(
    "who", sorted(set(PEOPLE) - {"officer", "officer2", "manager", "manager2"})
)
async def test_others_bring_nobody_and_send_nobody_away(
    acting: Acting, cast: Cast, sessions: Sessions, who: str
) -> None:
    row = await _of(sessions, Capacity.CITY)

    answers = [
        await give(acting(who), cast, "other_city", capacity="city"),
        await end(acting(who), row.id),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


async def test_nobody_is_brought_to_a_project_that_is_absent_or_past(
    officer: httpx.AsyncClient, cast: Cast, sessions: Sessions, clock: Clock, project: Project
) -> None:
    async with sessions.begin() as session:
        await a_project(
            session,
            cast,
            clock(),
            code="KLA-2019-01",
            status=Status.PAST,
            call_id=project.call_id,
        )

    absent = await give(officer, cast, "city", code="KLA-2027-99", capacity="city")
    past = await give(officer, cast, "city", code="KLA-2019-01", capacity="city")
    nobody = await officer.post(
        f"/api/projects/{CODE}/assignments",
        json={"organisation_id": str(uuid4()), "capacity": "city"},
    )

    assert (absent.status_code, past.status_code, nobody.status_code) == (404, 409, 404)


async def test_who_is_sent_away_sees_the_project_no_more_from_that_moment(
    officer: httpx.AsyncClient, city: httpx.AsyncClient, sessions: Sessions, cast: Cast
) -> None:
    row = await _of(sessions, Capacity.CITY)

    stale = await end(officer, row.id, version=9)
    unsaid = await officer.delete(f"/api/assignments/{row.id}")
    absent = await end(officer, uuid4())
    before = await city.get(f"/api/projects/{CODE}")
    ended = await end(officer, row.id)
    after = await city.get(f"/api/projects/{CODE}")

    assert [one.status_code for one in (stale, unsaid, absent, ended)] == [412, 428, 404, 204]
    assert (before.status_code, after.status_code) == (200, 404)
    assert [str(entry.object_id) for entry in await told(sessions, "assignment.ended")] == [
        str(row.id)
    ]
    assert (await _of(sessions, Capacity.CITY)).until == date(2027, 1, 3)


async def test_an_assignment_that_has_ended_keeps_its_last_day(
    officer: httpx.AsyncClient, sessions: Sessions, clock: Clock
) -> None:
    row = await _of(sessions, Capacity.CITY)
    await end(officer, row.id)
    clock.pass_days(30)

    again = await end(officer, row.id, version=2)

    assert again.status_code == 409
    assert again.json()["detail"] == "This assignment has ended already."
    assert (await _of(sessions, Capacity.CITY)).until == date(2027, 1, 3)
    assert len(await told(sessions, "assignment.ended")) == 1


async def test_an_assignment_that_would_end_later_can_be_ended_today(
    officer: httpx.AsyncClient, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    later = (clock.now + timedelta(days=30)).date().isoformat()
    made = await give(officer, cast, "city", capacity="city", until=later)

    ended = await end(officer, made.json()["id"])

    assert ended.status_code == 204


@pytest.mark.parametrize("capacity", [Capacity.CONSULTING_COMPANY, Capacity.SOLUTION_PROVIDER])
async def test_a_firm_leaves_by_its_appointment(
    officer: httpx.AsyncClient, sessions: Sessions, capacity: Capacity
) -> None:
    row = await _of(sessions, capacity)

    answer = await end(officer, row.id)

    assert answer.status_code == 409
    assert "release the firm" in answer.json()["detail"]
    assert (await _of(sessions, capacity)).until is None


async def _of(sessions: Sessions, capacity: Capacity) -> Assignment:
    asked = select(Assignment).where(Assignment.capacity == capacity)
    async with sessions() as session:
        return (await session.scalars(for_system(asked, "a test"))).one()
