"""Indicators and readings."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tests.statements import counted
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.kernel.ids import uuid7
from tracker.pilots import queries
from tracker.pilots.models import Indicator, Quality, Reading
from tracker.process.stages import Stage, Status
from tracker.projects.models import Project

Sessions = async_sessionmaker[AsyncSession]
Acting = Callable[[str], httpx.AsyncClient]
PATH = "/api/projects/KLA-2027-01/indicators"
UNKNOWN = "01a2dea3-b380-7aa1-9415-3e60c3a4522e"
BASELINE = {
    "baseline_value": 12.5,
    "baseline_on": "2026-12-01",
    "baseline_method": "Counted by hand",
}


@pytest.fixture(autouse=True)
async def project(sessions: Sessions, cast: Cast, clock: Clock) -> None:
    async with sessions.begin() as session:
        await a_project(session, cast, clock.now, stage=Stage.PILOT)


async def define(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    asked = {
        "code": "K1",
        "title": "Search time",
        "definition": "Mean minutes from arrival to parking",
        "unit": "min",
        "direction": "down",
    }
    return await client.post(PATH, json=asked | changes)


async def enter(
    client: httpx.AsyncClient, indicator: httpx.Response, **changes: Any
) -> httpx.Response:
    asked = {
        "period_start": "2026-12-01",
        "period_end": "2026-12-31",
        "value": 9.75,
        "quality": "accurate_measurement",
        "source": "Sensors",
    }
    given = {name: value for name, value in (asked | changes).items() if value is not None}
    return await client.post(f"{indicator.headers['location']}/readings", json=given)


async def check(
    client: httpx.AsyncClient, reading: httpx.Response, outcome: str = "verified"
) -> httpx.Response:
    asked = {"outcome": outcome, "comment": "Example"}
    return await client.post(f"{reading.headers['location']}/checks", json=asked)


async def test_an_indicator_has_a_baseline_once_value_day_and_method_are_given(
    city: httpx.AsyncClient, sessions: Sessions
) -> None:
    async def has_baseline() -> bool:
        async with sessions() as session:
            asked = for_system(select(Project), "a test looks")
            (fact,) = (
                await queries.facts(session, (await session.scalars(asked)).one())
            ).indicators
            return fact.has_baseline

    made = await define(city, baseline_value=0.0, baseline_on="2026-12-01")
    before = await has_baseline()
    changed = await city.patch(
        made.headers["location"],
        json={"baseline_method": "Counted by hand"},
        headers={"If-Match": made.headers["etag"]},
    )

    assert (made.status_code, changed.status_code) == (201, 200), made.text + changed.text
    assert (before, await has_baseline()) == (False, True)


async def test_an_indicator_changes_only_on_its_newest_version(city: httpx.AsyncClient) -> None:
    made = await define(city)
    where, tag = made.headers["location"], {"If-Match": made.headers["etag"]}

    first = await city.patch(where, json={"title": "Example"}, headers=tag)
    second = await city.patch(where, json={"title": "Other"}, headers=tag)
    without = await city.patch(where, json={"title": "Other"})

    assert [answer.status_code for answer in (first, second, without)] == [200, 412, 428]
    assert (await city.get(where)).json()["title"] == "Example"


async def test_a_reading_is_entered_verified_by_somebody_else_and_journalled(
    city: httpx.AsyncClient, acting: Acting, sessions: Sessions
) -> None:
    indicator = await define(city)
    made = await enter(city, indicator)
    own = await check(city, made)
    verified = await check(acting("city_contact2"), made)
    again = await check(acting("officer"), made, "returned")

    assert made.status_code == 201, made.text
    assert (own.status_code, verified.status_code, again.status_code) == (403, 201, 409)
    (listed,) = (await city.get(f"{indicator.headers['location']}/readings")).json()["items"]
    assert (listed["status"], listed["value"]) == ("verified", 9.75)
    assert listed["check"]["outcome"] == "verified"
    async with sessions() as session:
        asked = select(JournalEntry.what).where(
            JournalEntry.what.like("%ing.%") | JournalEntry.what.like("ind%")
        )
        entries = await session.scalars(
            for_system(asked.order_by(JournalEntry.seq), "a test looks")
        )
        assert list(entries) == ["indicator.defined", "reading.entered", "reading.verified"]


async def test_a_returned_reading_is_corrected_by_a_new_one_that_names_it(
    consultant: httpx.AsyncClient, officer: httpx.AsyncClient, city: httpx.AsyncClient
) -> None:
    indicator = await define(city)
    wrong = await enter(consultant, indicator, value=975)
    await check(officer, wrong, "returned")
    returned = (await consultant.get(wrong.headers["location"])).json()["status"]

    foreign = await enter(city, indicator, replaces_id=wrong.json()["id"])
    right = await enter(consultant, indicator, replaces_id=wrong.json()["id"])
    twice = await enter(consultant, indicator, replaces_id=wrong.json()["id"])

    assert returned == "returned"
    assert (foreign.status_code, right.status_code, twice.status_code) == (422, 201, 409)
    assert (await city.get(wrong.headers["location"])).json()["status"] == "replaced"


async def test_not_reported_is_a_reading_with_a_reason(city: httpx.AsyncClient) -> None:
    indicator = await define(city)

    made = await enter(
        city, indicator, value=None, quality=None, source=None, not_reported_reason="No power"
    )

    assert made.status_code == 201, made.text
    assert made.json()["not_reported_reason"] == "No power"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": None}, "value"),
        ({"not_reported_reason": "No power"}, "value"),
        ({"quality": None}, "quality"),
        ({"source": None}, "source"),
        ({"period_start": "2027-01-01"}, "period_end"),
        ({"period_end": "2027-01-06"}, "period_end"),
        ({"file_id": UNKNOWN}, "file_id"),
        ({"replaces_id": UNKNOWN}, "replaces_id"),
    ],
)
async def test_a_reading_against_a_rule_names_the_field(
    city: httpx.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    refused = await enter(city, await define(city), **changes)

    assert refused.status_code == 422
    assert refused.json()["fields"][0]["field"] == field


async def test_a_reading_names_a_file_of_its_own_side(
    city: httpx.AsyncClient, consultant: httpx.AsyncClient
) -> None:
    indicator = await define(city)
    ids = []
    for client in (city, consultant):
        sent = await client.post(
            "/api/projects/KLA-2027-01/files",
            content=b"Example series.\n",
            headers={"Content-Disposition": "attachment; filename=series.txt"},
        )
        ids.append(sent.json()["id"])

    own, foreign = [await enter(city, indicator, file_id=one) for one in ids]

    assert (own.status_code, foreign.status_code) == (201, 422)
    assert foreign.json()["fields"][0]["field"] == "file_id"


@pytest.mark.parametrize("value", ["1e16", "-1e16", "1e999", "NaN"])
async def test_a_value_that_no_double_of_ours_holds_is_not_read(
    city: httpx.AsyncClient, value: str
) -> None:
    indicator = await define(city)
    body = (
        '{"period_start": "2026-12-01", "period_end": "2026-12-31", "source": "Sensors", '
        f'"quality": "accurate_measurement", "value": {value}}}'
    )

    refused = await city.post(
        f"{indicator.headers['location']}/readings",
        content=body,
        headers={"Content-Type": "application/json"},
    )

    assert refused.status_code == 400


async def test_a_period_may_end_a_day_ahead_because_the_giver_lives_further_east(
    city: httpx.AsyncClient,
) -> None:
    made = await enter(city, await define(city), period_end="2027-01-05")

    assert made.status_code == 201


async def test_a_firm_sees_its_own_and_the_citys_readings_only(
    city: httpx.AsyncClient, consultant: httpx.AsyncClient, acting: Acting
) -> None:
    indicator = await define(city)
    await enter(city, indicator)
    await enter(consultant, indicator)
    hidden = await enter(acting("provider"), indicator)
    where = f"{indicator.headers['location']}/readings"

    assert len((await consultant.get(where)).json()["items"]) == 2
    assert (await consultant.get(hidden.headers["location"])).status_code == 404
    assert len((await city.get(where)).json()["items"]) == 3
    assert (await acting("other_city_contact").get(where)).status_code == 404


@pytest.mark.parametrize(
    ("who", "defining", "entering", "checking"),
    [
        ("manager", 403, 403, 403),
        ("officer", 201, 403, 201),
        ("reviewer", 403, 403, 403),
        ("city_approver", 403, 403, 403),
        ("city_contact2", 201, 201, 201),
        ("provider", 403, 201, 403),
        ("other_firm_member", 403, 404, 403),
        ("other_city_contact", 404, 404, 404),
    ],
)
async def test_each_role_does_its_own_part(
    city: httpx.AsyncClient, acting: Acting, who: str, defining: int, entering: int, checking: int
) -> None:
    indicator = await define(city)
    reading = await enter(city, indicator)

    assert (await define(acting(who), code="K2")).status_code == defining
    assert (await enter(acting(who), indicator)).status_code == entering
    assert (await check(acting(who), reading)).status_code == checking


@pytest.mark.parametrize(
    ("changes", "field"), [({"code": "K0"}, "code"), ({"baseline_on": "2027-01-05"}, "baseline_on")]
)
async def test_an_indicator_has_a_free_code_and_a_baseline_that_was_measured(
    city: httpx.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    await define(city, code="K0")

    refused = await define(city, **(BASELINE | changes))

    assert refused.status_code == 422
    assert refused.json()["fields"][0]["field"] == field


async def test_a_closed_project_takes_no_readings_but_checks_what_was_entered(
    city: httpx.AsyncClient, officer: httpx.AsyncClient, sessions: Sessions
) -> None:
    indicator = await define(city)
    reading = await enter(city, indicator)
    async with sessions.begin() as session:
        asked = for_system(select(Project), "a test")
        (await session.scalars(asked)).one().status = Status.STOPPED

    assert (await enter(city, indicator)).status_code == 409
    assert (await define(city, code="K2")).status_code == 409
    assert (await check(officer, reading)).status_code == 201


@pytest.mark.parametrize("path", ["/api/indicators/", "/api/readings/"])
async def test_unknown_things_are_not_found(officer: httpx.AsyncClient, path: str) -> None:
    assert (await officer.get(path + UNKNOWN)).status_code == 404


async def test_the_list_asks_as_often_for_many_readings_as_for_few(
    app: Litestar, sessions: Sessions, city: httpx.AsyncClient, cast: Cast, clock: Clock
) -> None:
    indicator = await define(city)
    where = f"{indicator.headers['location']}/readings"

    async def statements() -> int:
        with counted(app) as sent:
            assert (await city.get(where)).status_code == 200
        return len(sent)

    await enter(city, indicator)
    few = await statements()
    async with sessions.begin() as session:
        row = (await session.scalars(for_system(select(Indicator), "a test"))).one()
        for _ in range(20):
            session.add(a_reading(cast, row, clock))

    assert await statements() == few


def a_reading(cast: Cast, indicator: Indicator, clock: Clock) -> Reading:
    return Reading(
        id=uuid7(clock.now),
        created_at=clock.now,
        project_id=indicator.project_id,
        indicator_id=indicator.id,
        organisation_id=cast.organisations["city"],
        entered_by=cast.person("city_contact"),
        period_start=clock.now.date(),
        period_end=clock.now.date(),
        value=1.0,
        not_reported_reason=None,
        quality=Quality.MEASURED,
        source="Sensors",
        file_id=None,
        replaces_id=None,
    )
