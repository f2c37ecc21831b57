"""Appointing and releasing firms."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.process.stages import Status
from tracker.projects.models import RecheckEvent

Sessions = async_sessionmaker[AsyncSession]
Acting = Callable[[str], httpx.AsyncClient]
PATH = "/api/projects/KLA-2027-01/appointments"


@pytest.fixture(autouse=True)
async def project(sessions: Sessions, cast: Cast, clock: Clock) -> None:
    async with sessions.begin() as session:
        await a_project(session, cast, clock.now, firms=False)


async def appoint(
    client: httpx.AsyncClient, cast: Cast, firm: str = "consulting", **changes: Any
) -> httpx.Response:
    asked = {"organisation_id": str(cast.organisations[firm]), "capacity": "consulting_company"}
    return await client.post(PATH, json=asked | changes)


async def release(
    client: httpx.AsyncClient, appointed: httpx.Response, last_day: str = "2027-03-15"
) -> httpx.Response:
    asked = {"last_day": last_day, "reason": "Its contract was ended"}
    return await client.post(f"{appointed.headers['location']}/releases", json=asked)


async def events(sessions: Sessions) -> list[tuple[str, str]]:
    async with sessions() as session:
        rows = await session.scalars(for_system(select(RecheckEvent), "a test looks"))
        return sorted((row.on_day.isoformat(), row.kind) for row in rows)


async def test_an_appointment_gives_access_and_is_journalled(
    officer: httpx.AsyncClient, consultant: httpx.AsyncClient, sessions: Sessions, cast: Cast
) -> None:
    before = await consultant.get("/api/projects/KLA-2027-01")

    made = await appoint(officer, cast)

    assert made.status_code == 201, made.text
    assert made.json()["starts"] == "2027-01-04"
    assert before.status_code == 404
    assert (await consultant.get("/api/projects/KLA-2027-01")).status_code == 200
    shown = await consultant.get(made.headers["location"])
    assert shown.headers["etag"] == made.headers["etag"]
    async with sessions() as session:
        asked = select(JournalEntry.what).where(JournalEntry.what.startswith("firm."))
        assert list(await session.scalars(for_system(asked, "a test looks"))) == ["firm.appointed"]
    assert await events(sessions) == []


async def test_one_firm_may_hold_both_capacities(officer: httpx.AsyncClient, cast: Cast) -> None:
    first = await appoint(officer, cast)
    second = await appoint(officer, cast, capacity="solution_provider")

    assert (first.status_code, second.status_code) == (201, 201)


async def test_a_capacity_has_one_firm_at_a_time(officer: httpx.AsyncClient, cast: Cast) -> None:
    await appoint(officer, cast)

    refused = await appoint(officer, cast, "other_firm")

    assert refused.status_code == 409
    assert "release that firm first" in refused.json()["detail"]


async def test_released_the_firm_has_access_through_its_last_day(
    officer: httpx.AsyncClient,
    consultant: httpx.AsyncClient,
    cast: Cast,
    clock: Clock,
    sessions: Sessions,
) -> None:
    made = await appoint(officer, cast)

    ended = await release(officer, made)

    assert (ended.status_code, ended.json()["until"]) == (201, "2027-03-15")
    clock.set(2027, 3, 15, hour=23)
    assert (await consultant.get("/api/projects/KLA-2027-01")).status_code == 200
    clock.set(2027, 3, 16, hour=0)
    assert (await consultant.get("/api/projects/KLA-2027-01")).status_code == 404
    assert (await consultant.get(made.headers["location"])).status_code == 404
    assert await events(sessions) == [
        ("2027-03-15", "contract_change"),
        ("2027-03-15", "role_change"),
        ("2027-03-15", "supplier_change"),
    ]


async def test_a_successor_reopens_what_names_the_change_on_its_first_day(
    officer: httpx.AsyncClient, acting: Acting, cast: Cast, clock: Clock, sessions: Sessions
) -> None:
    await release(officer, await appoint(officer, cast))

    made = await appoint(officer, cast, "other_firm", starts="2027-04-05")

    assert made.status_code == 201, made.text
    assert [kind for day, kind in await events(sessions) if day == "2027-04-05"] == [
        "contract_change",
        "role_change",
        "supplier_change",
    ]
    clock.set(2027, 4, 5)
    assert (await acting("other_firm_member").get(made.headers["location"])).status_code == 200


async def test_a_firm_sees_its_own_appointments_only(
    officer: httpx.AsyncClient, consultant: httpx.AsyncClient, city: httpx.AsyncClient, cast: Cast
) -> None:
    await appoint(officer, cast)
    other = await appoint(officer, cast, "providing", capacity="solution_provider")

    seen = (await consultant.get(PATH)).json()["items"]

    assert [row["organisation_id"] for row in seen] == [str(cast.organisations["consulting"])]
    assert (await consultant.get(other.headers["location"])).status_code == 404
    assert len((await city.get(PATH)).json()["items"]) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"firm": "city"}, "organisation_id"),
        ({"starts": "2027-03-01", "until": "2027-02-28"}, "until"),
        ({"agreement_id": "01a2dea3-b380-7aa1-9415-3e60c3a4522e"}, "agreement_id"),
    ],
)
async def test_an_appointment_names_a_firm_days_in_order_and_its_own_agreement(
    officer: httpx.AsyncClient, cast: Cast, changes: dict[str, Any], field: str
) -> None:
    refused = await appoint(officer, cast, **changes)

    assert refused.status_code == 422
    assert refused.json()["fields"][0]["field"] == field


@pytest.mark.parametrize("last_day", ["2027-01-03", "2027-07-01"])
async def test_the_last_day_lies_within_the_appointment(
    officer: httpx.AsyncClient, cast: Cast, last_day: str
) -> None:
    made = await appoint(officer, cast, until="2027-06-30")

    refused = await release(officer, made, last_day)

    assert refused.status_code == 422
    assert refused.json()["fields"][0]["field"] == "last_day"


async def test_a_firm_is_released_once(officer: httpx.AsyncClient, cast: Cast) -> None:
    made = await appoint(officer, cast)
    await release(officer, made)

    again = await release(officer, made, "2027-03-20")

    assert again.status_code == 409


@pytest.mark.parametrize("who", ["reviewer", "city_contact", "consultant", "administrator"])
async def test_only_officers_and_managers_appoint_and_release(
    acting: Acting, cast: Cast, who: str
) -> None:
    made = await appoint(acting("manager"), cast)

    assert (await appoint(acting(who), cast, "other_firm")).status_code == 403
    assert (await release(acting(who), made)).status_code == 403


async def test_a_closed_project_takes_no_firm(
    officer: httpx.AsyncClient, sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    async with sessions.begin() as session:
        await a_project(
            session, cast, clock.now, code="KLA-2027-02", status=Status.STOPPED, firms=False
        )
    asked = {
        "organisation_id": str(cast.organisations["consulting"]),
        "capacity": "consulting_company",
    }

    refused = await officer.post("/api/projects/KLA-2027-02/appointments", json=asked)

    assert refused.status_code == 409
    assert "closed" in refused.json()["detail"]


async def test_an_unknown_project_or_appointment_is_not_found(
    officer: httpx.AsyncClient, stranger: httpx.AsyncClient, cast: Cast
) -> None:
    made = await appoint(officer, cast)
    unknown = "/api/appointments/01a2dea3-b380-7aa1-9415-3e60c3a4522e"

    assert (await officer.get("/api/projects/KLA-2027-09/appointments")).status_code == 404
    assert (await officer.get(unknown)).status_code == 404
    assert (await stranger.get(made.headers["location"])).status_code == 404
