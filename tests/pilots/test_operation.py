"""The plan of a pilot and its incidents."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tests.pilots.builders import went_live
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.process.stages import Stage, Status
from tracker.projects.models import Project, RecheckEvent

Sessions = async_sessionmaker[AsyncSession]
Acting = Callable[[str], httpx.AsyncClient]
PILOT = "/api/projects/KLA-2027-01/pilot"
INCIDENTS = "/api/projects/KLA-2027-01/incidents"
PLAN = {
    "site": "Example market square",
    "supplier": "Example supplier",
    "planned_start": "2027-05-10",
    "planned_end": "2027-08-27",
}


@pytest.fixture(autouse=True)
async def project(sessions: Sessions, cast: Cast, clock: Clock) -> None:
    async with sessions.begin() as session:
        await a_project(session, cast, clock.now, stage=Stage.PILOT)


async def report(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    asked = {"kind": "security", "happened_at": "2027-01-03T22:00:00+09:00", "text": "Example"}
    return await client.post(INCIDENTS, json=asked | changes)


async def test_the_plan_of_a_pilot_is_made_once_and_then_replaced_on_its_newest_version(
    officer: httpx.AsyncClient, city: httpx.AsyncClient
) -> None:
    absent = await city.get(PILOT)
    early = await officer.put(PILOT, json=PLAN, headers={"If-Match": '"1"'})
    made = await officer.put(PILOT, json=PLAN)
    blind = await city.put(PILOT, json=PLAN)
    tag = {"If-Match": made.headers["etag"]}
    replaced = await city.put(PILOT, json=PLAN | {"site": "Example quay"}, headers=tag)
    stale = await officer.put(PILOT, json=PLAN, headers=tag)

    assert (absent.status_code, early.status_code) == (404, 412)
    assert made.status_code == 201, made.text
    assert (blind.status_code, replaced.status_code, stale.status_code) == (428, 200, 412)
    shown = await city.get(PILOT)
    assert shown.json()["site"] == "Example quay"
    assert shown.headers["etag"] == '"2"'


async def test_when_a_pilot_ran_follows_from_what_became_of_the_equipment(
    officer: httpx.AsyncClient, sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    await officer.put(PILOT, json=PLAN)
    async with sessions.begin() as session:
        project = (await session.scalars(for_system(select(Project), "a test"))).one()
        went_live(session, cast, project, clock.now, on_day=date(2027, 1, 2))

    shown = (await officer.get(PILOT)).json()

    assert (shown["started_on"], shown["ended_on"]) == ("2027-01-02", None)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("provider", 201),
        ("city_contact", 201),
        ("manager", 403),
        ("city_approver", 403),
        ("other_firm_member", 404),
        ("other_city_contact", 404),
    ],
)
async def test_officer_city_and_firms_of_the_project_plan_the_pilot_and_report_incidents(
    acting: Acting, who: str, status: int
) -> None:
    assert (await acting(who).put(PILOT, json=PLAN)).status_code == status
    assert (await report(acting(who))).status_code == status


async def test_a_pilot_does_not_end_before_it_starts(officer: httpx.AsyncClient) -> None:
    refused = await officer.put(PILOT, json=PLAN | {"planned_end": "2027-05-09"})

    assert refused.status_code == 422
    assert refused.json()["fields"][0]["field"] == "planned_end"


async def test_an_incident_reopens_what_names_it_and_is_journalled(
    city: httpx.AsyncClient, sessions: Sessions
) -> None:
    made = await report(city)

    assert made.status_code == 201, made.text
    assert made.json()["happened_at"] == "2027-01-03T13:00:00Z"
    async with sessions() as session:
        fired = (await session.scalars(for_system(select(RecheckEvent), "a test looks"))).one()
        assert (fired.kind, fired.on_day) == ("incident", date(2027, 1, 4))
        asked = select(JournalEntry.what).where(JournalEntry.what == "incident.reported")
        assert await session.scalar(for_system(asked, "a test looks")) == "incident.reported"


async def test_a_firm_sees_only_the_incidents_it_reported(
    city: httpx.AsyncClient, consultant: httpx.AsyncClient, acting: Acting
) -> None:
    await report(consultant)
    hidden = await report(acting("provider"))

    assert len((await consultant.get(INCIDENTS)).json()["items"]) == 1
    assert (await consultant.get(hidden.headers["location"])).status_code == 404
    assert (await acting("other_city_contact").get(hidden.headers["location"])).status_code == 404
    assert len((await city.get(INCIDENTS)).json()["items"]) == 2


@pytest.mark.parametrize(
    ("happened_at", "status"),
    [("2027-01-04T03:00:01Z", 422), ("2027-01-03T22:00:00", 400), ("1989-01-01T00:00:00Z", 400)],
)
async def test_an_incident_happened_at_a_past_instant_with_its_offset(
    city: httpx.AsyncClient, happened_at: str, status: int
) -> None:
    assert (await report(city, happened_at=happened_at)).status_code == status


@pytest.mark.parametrize(("status", "answer"), [(Status.STOPPED, 201), (Status.PAST, 409)])
async def test_a_closed_project_records_incidents_and_takes_no_plan(
    officer: httpx.AsyncClient, sessions: Sessions, status: Status, answer: int
) -> None:
    async with sessions.begin() as session:
        (await session.scalars(for_system(select(Project), "a test"))).one().status = status

    assert (await report(officer)).status_code == answer
    assert (await officer.put(PILOT, json=PLAN)).status_code == 409


async def test_another_site_or_supplier_in_the_plan_reopens_what_names_it(
    officer: httpx.AsyncClient, sessions: Sessions
) -> None:
    """The first plan and the first supplier change nothing that was reviewed."""
    bare = {name: value for name, value in PLAN.items() if name != "supplier"}
    plans = [
        bare,
        PLAN,
        PLAN | {"planned_end": "2027-09-30"},
        PLAN | {"site": "Example quay"},
        PLAN | {"site": "Example quay", "supplier": "Another example supplier"},
        bare | {"site": "Example quay"},
    ]
    counts = []
    for version, plan in enumerate(plans):
        match = {"If-Match": f'"{version}"'} if version else {}
        answer = await officer.put(PILOT, json=plan, headers=match)
        assert answer.status_code in {200, 201}, answer.text
        counts.append(await kinds_fired(sessions))

    site, supplier = ["site_change"], ["supplier_change"]
    assert counts == [[], [], [], site, site + supplier, site + supplier + supplier]


async def kinds_fired(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        asked = select(RecheckEvent.kind).order_by(RecheckEvent.id)
        return list(await session.scalars(for_system(asked, "a test looks")))
