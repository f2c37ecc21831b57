"""Who leaves a pilot changes its roles, and what the catalogue hangs on them is looked at again."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tracker.kernel.database import for_system
from tracker.process.stages import Status
from tracker.projects.models import Assignment, Capacity, Project, RecheckEvent

pytestmark = pytest.mark.usefixtures("project")
Sessions = async_sessionmaker[AsyncSession]
FIRST = {"If-Match": '"1"'}


@pytest.fixture
def administrator(acting: Any) -> httpx.AsyncClient:
    client: httpx.AsyncClient = acting("administrator")
    return client


async def fired(sessions: Sessions) -> list[tuple[str, str, date]]:
    """Which event re-opened which project from which day."""
    asked = select(Project.code, RecheckEvent.kind, RecheckEvent.on_day).join(
        RecheckEvent, RecheckEvent.project_id == Project.id
    )
    async with sessions() as session:
        rows = await session.execute(for_system(asked.order_by(Project.code), "a test"))
        return [tuple(row) for row in rows]


async def end_role(
    administrator: httpx.AsyncClient, cast: Cast, who: str, last_day: str
) -> httpx.Response:
    path = f"/api/memberships/{cast.actors[who].membership_id}"
    return await administrator.patch(path, json={"until": last_day}, headers=FIRST)


@pytest.mark.parametrize("who", ["city_security", "provider", "consultant"])
@pytest.mark.parametrize(
    ("last_day", "bites"), [("2027-01-03", "2027-01-04"), ("2027-02-01", "2027-02-01")]
)
async def test_a_role_that_ends_reopens_its_projects_from_its_last_day(
    administrator: httpx.AsyncClient,
    cast: Cast,
    sessions: Sessions,
    who: str,
    last_day: str,
    bites: str,
) -> None:
    ended = await end_role(administrator, cast, who, last_day)

    assert ended.status_code == 200, ended.text
    assert await fired(sessions) == [("KLA-2027-01", "role_change", date.fromisoformat(bites))]


async def test_a_person_shut_out_reopens_every_open_project_of_theirs(
    administrator: httpx.AsyncClient,
    cast: Cast,
    sessions: Sessions,
    clock: Clock,
    project: Project,
) -> None:
    call = {"call_id": project.call_id}
    async with sessions.begin() as session:
        for code, status in (("KLA-2027-02", Status.ON_HOLD), ("KLA-2027-03", Status.STOPPED)):
            await a_project(session, cast, clock(), code=code, status=status, **call)

    gone = await administrator.delete(f"/api/persons/{cast.person('city_privacy')}", headers=FIRST)

    assert gone.status_code == 204
    assert [code for code, _, _ in await fired(sessions)] == ["KLA-2027-01", "KLA-2027-02"]


@pytest.mark.parametrize("who", ["other_city_contact", "officer2", "committee2", "observer"])
async def test_who_held_nothing_around_the_pilot_reopens_nothing(
    administrator: httpx.AsyncClient, cast: Cast, sessions: Sessions, who: str
) -> None:
    gone = await administrator.delete(f"/api/persons/{cast.person(who)}", headers=FIRST)
    ended = await end_role(administrator, cast, who, "2027-01-03")

    assert (ended.status_code, gone.status_code) == (200, 204)
    assert await fired(sessions) == []


async def test_only_whoever_was_named_leaves_a_project_given_to_named_people(
    administrator: httpx.AsyncClient, cast: Cast, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        named = update(Assignment).where(Assignment.capacity == Capacity.CITY)
        await session.execute(
            for_system(named.values(person_id=cast.person("city_contact")), "a test")
        )

    await end_role(administrator, cast, "city_security", "2027-01-03")
    before = await fired(sessions)
    await end_role(administrator, cast, "city_contact", "2027-01-03")

    assert before == []
    assert [code for code, _, _ in await fired(sessions)] == ["KLA-2027-01"]


@pytest.mark.parametrize(
    ("capacity", "organisation", "expected"),
    [("city", "city", 1), ("city_approver", "city", 1), ("reviewer", "secretariat", 0)],
)
async def test_sending_away_the_citys_people_is_a_change_of_roles(
    officer: httpx.AsyncClient,
    cast: Cast,
    sessions: Sessions,
    capacity: str,
    organisation: str,
    expected: int,
) -> None:
    given = await officer.post(
        "/api/projects/KLA-2027-01/assignments",
        json={"organisation_id": str(cast.organisations[organisation]), "capacity": capacity},
    )
    ended = await officer.delete(f"/api/assignments/{given.json()['id']}", headers=FIRST)

    assert ended.status_code == 204, ended.text
    assert await fired(sessions) == [("KLA-2027-01", "role_change", date(2027, 1, 4))] * expected


async def test_nothing_is_reopened_by_a_role_whose_end_is_refused(
    administrator: httpx.AsyncClient, cast: Cast, sessions: Sessions
) -> None:
    refused = await end_role(administrator, cast, "city_security", "2026-12-31")

    assert refused.status_code == 422
    assert await fired(sessions) == []
