"""Programmes, calls with their criteria, and solutions."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_call
from tests.cast import Cast
from tests.clock import Clock
from tests.serving import opened
from tracker.journal.desk import Desk
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.kernel.errors import Conflict
from tracker.kernel.ids import uuid7
from tracker.process.stages import CallState
from tracker.programme import commands
from tracker.programme.models import PublishedCatalogue

Sessions = async_sessionmaker[AsyncSession]
Acting = Callable[[str], httpx.AsyncClient]

CRITERIA = [
    {"title": "Need", "weight": 60, "scale_max": 5},
    {"title": "Readiness", "weight": 40, "scale_max": 10},
]


async def a_programme(manager: httpx.AsyncClient, currency: str = "USD") -> str:
    made = await manager.post(
        "/api/programmes", json={"label": "Example programme", "currency": currency}
    )
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def a_draft(manager: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    body = {
        "programme_id": await a_programme(manager),
        "year": 2027,
        "label": "Example call 2027",
        "theme": "Example theme",
        "places": 2,
        "ceiling": "120000.50",
        "opens_at": "2027-01-01T09:00:00+09:00",
        "closes_at": "2027-03-01T18:00:00+09:00",
        "voting_day": "2027-04-01",
    }
    return await manager.post("/api/calls", json=body | changes)


async def publish(sessions: Sessions, clock: Clock, version: str) -> UUID:
    async with sessions.begin() as session:
        row = PublishedCatalogue(
            id=uuid7(clock.now),
            created_at=clock.now,
            version=version,
            sha256="0" * 64,
            source="{}",
            published_at=clock.now,
            published_by=None,
        )
        session.add(row)
    clock.now += timedelta(hours=1)
    return row.id


async def journal(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        asked = select(JournalEntry.what).order_by(JournalEntry.seq)
        return list(await session.scalars(for_system(asked, "a test")))


def the_version(answer: httpx.Response) -> dict[str, str]:
    return {"If-Match": answer.headers["etag"]}


async def test_a_call_is_drafted_given_criteria_and_opened_with_the_newest_catalogue(
    manager: httpx.AsyncClient, acting: Acting, sessions: Sessions, clock: Clock
) -> None:
    await publish(sessions, clock, "1")
    newest = await publish(sessions, clock, "2")
    drafted = await a_draft(manager)

    where = drafted.headers["location"]
    criteria = {"criteria": CRITERIA}
    weighed = await manager.put(f"{where}/criteria", json=criteria, headers=the_version(drafted))
    opened = await manager.post(f"{where}/openings")

    assert opened.status_code == 201, opened.text
    shown = (await acting("other_city_contact").get(where)).json()
    assert shown["state"] == "open"
    assert shown["catalogue_id"] == str(newest)
    assert (shown["ceiling"], shown["currency"]) == ("120000.50", "USD")
    assert [row["weight"] for row in shown["criteria"]] == [60, 40]
    assert weighed.headers["etag"] != drafted.headers["etag"]
    words = await journal(sessions)
    assert words[-4:] == ["programme.added", "call.drafted", "criteria.set", "call.opened"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_at": "2027-01-01T09:00:00+09:00"}, "closes_at"),
        ({"voting_day": "2027-03-01"}, "voting_day"),
        ({"zone": "Asia/Nowhere"}, "zone"),
        ({"quorum": 1}, "quorum"),
        ({"places": 0}, "places"),
        ({"ceiling": "1.5", "programme": "KRW"}, "ceiling"),
        ({"programme_id": str(uuid4())}, "programme_id"),
    ],
)
async def test_a_call_against_a_rule_is_told_its_field(
    manager: httpx.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    asked = dict(changes)  # the parameter is shared by the runs on both databases
    if currency := asked.pop("programme", None):
        asked["programme_id"] = await a_programme(manager, currency)

    answer = await a_draft(manager, **asked)

    assert answer.status_code == 422, answer.text
    assert [one["field"] for one in answer.json()["fields"]] == [field]


async def test_an_instant_without_its_offset_is_not_read(manager: httpx.AsyncClient) -> None:
    answer = await a_draft(manager, opens_at="2027-01-01T09:00:00")

    assert answer.status_code == 400
    assert "opens_at" in answer.json()["detail"]


async def test_the_voting_day_is_a_day_of_the_calls_zone(manager: httpx.AsyncClient) -> None:
    """18:00 in Seoul is 09:00 UTC; 01:00 in Seoul on the 2nd is still the 1st in UTC."""
    late = {"closes_at": "2027-03-02T01:00:00+09:00", "voting_day": "2027-03-02"}

    assert (await a_draft(manager, **late)).status_code == 422
    assert (await a_draft(manager, **(late | {"zone": "UTC"}))).status_code == 201


@pytest.mark.parametrize("weights", [[60, 39], [60, 41], []])
async def test_a_call_whose_weights_do_not_sum_to_100_stays_shut(
    manager: httpx.AsyncClient, sessions: Sessions, clock: Clock, weights: list[int]
) -> None:
    await publish(sessions, clock, "1")
    drafted = await a_draft(manager)
    where = drafted.headers["location"]
    criteria = [{"title": f"No {w}", "weight": w, "scale_max": 5} for w in weights]
    body = {"criteria": criteria}
    await manager.put(f"{where}/criteria", json=body, headers=the_version(drafted))

    answer = await manager.post(f"{where}/openings")

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "criteria"
    assert (await manager.get(where)).json()["state"] == "draft"


async def test_a_call_opens_once(manager: httpx.AsyncClient) -> None:
    drafted = await a_draft(manager)
    where = drafted.headers["location"]
    body = {"criteria": CRITERIA}
    await manager.put(f"{where}/criteria", json=body, headers=the_version(drafted))

    first = await manager.post(f"{where}/openings")
    again = await manager.post(f"{where}/openings")

    assert [first.status_code, again.status_code] == [201, 409]


async def test_a_call_needs_a_published_catalogue(
    database_url: str, cast: Cast, clock: Clock
) -> None:
    """The database as it is before the application's first start."""
    async with opened(database_url) as made, made.begin() as session:
        call = await a_call(session, cast, clock.now, state=CallState.DRAFT)

        with pytest.raises(Conflict, match="publish one"):
            await commands.open_call(Desk(session, clock.now, cast.actors["manager"]), call)


async def test_a_call_is_not_opened_after_its_own_deadline(
    manager: httpx.AsyncClient, sessions: Sessions, clock: Clock
) -> None:
    await publish(sessions, clock, "1")
    drafted = await a_draft(manager)
    where = drafted.headers["location"]
    body = {"criteria": CRITERIA}
    await manager.put(f"{where}/criteria", json=body, headers=the_version(drafted))
    clock.set(2027, 3, 1, hour=9)  # 18:00 in Seoul

    answer = await manager.post(f"{where}/openings")

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "closes_at"


async def test_what_cities_rely_on_is_fixed_once_the_call_is_open(
    manager: httpx.AsyncClient, sessions: Sessions, clock: Clock
) -> None:
    await publish(sessions, clock, "1")
    drafted = await a_draft(manager)
    where = drafted.headers["location"]
    body = {"criteria": CRITERIA}
    await manager.put(f"{where}/criteria", json=body, headers=the_version(drafted))
    version = the_version(await manager.post(f"{where}/openings"))

    fixed = await manager.put(f"{where}/criteria", json=body, headers=version)
    fewer = await manager.patch(where, json={"places": 1}, headers=version)
    sooner = {"closes_at": "2027-02-01T18:00:00+09:00"}
    earlier = await manager.patch(where, json=sooner, headers=version)
    later = {"closes_at": "2027-03-05T18:00:00+09:00", "label": "Longer", "places": 3}
    extended = await manager.patch(where, json=later, headers=version)

    assert [fixed.status_code, fewer.status_code, earlier.status_code] == [409, 422, 422]
    assert extended.status_code == 200, extended.text
    assert extended.json()["places"] == 3
    assert extended.json()["closes_at"] == "2027-03-05T09:00:00Z"


async def test_an_older_reading_of_a_call_changes_nothing(manager: httpx.AsyncClient) -> None:
    drafted = await a_draft(manager)
    where = drafted.headers["location"]
    first = await manager.patch(where, json={"label": "A"}, headers=the_version(drafted))

    body = {"criteria": CRITERIA}
    stale = await manager.put(f"{where}/criteria", json=body, headers=the_version(drafted))
    blind = await manager.patch(where, json={"label": "B"})

    assert first.status_code == 200
    assert (stale.status_code, blind.status_code) == (412, 428)
    assert (await manager.get(where)).json()["criteria"] == []


@pytest.mark.parametrize("bad", [{"weight": 0}, {"weight": 101}, {"scale_max": 0}])
async def test_a_criterion_has_a_weight_and_a_scale(
    manager: httpx.AsyncClient, bad: dict[str, int]
) -> None:
    drafted = await a_draft(manager)
    body = {"criteria": [CRITERIA[0] | bad]}

    answer = await manager.put(
        f"{drafted.headers['location']}/criteria", json=body, headers=the_version(drafted)
    )

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/programmes"),
        ("POST", "/api/calls"),
        ("PATCH", "/api/calls/{id}"),
        ("PUT", "/api/calls/{id}/criteria"),
        ("POST", "/api/calls/{id}/openings"),
        ("POST", "/api/calls/{id}/closings"),
        ("POST", "/api/calls/{id}/committee-seats"),
        ("GET", "/api/calls/{id}/committee-seats"),
        ("DELETE", "/api/committee-seats/{id}"),
    ],
)
async def test_only_a_manager_makes_and_staffs_calls(
    officer: httpx.AsyncClient, manager: httpx.AsyncClient, method: str, path: str
) -> None:
    where = path.format(id=uuid4())
    headers = {"If-Match": '"1"'}

    assert (await officer.request(method, where, json={}, headers=headers)).status_code == 403
    if "{id}" in path:
        bodies = {"PUT": {"criteria": []}, "DELETE": None, "GET": None}
        body = bodies.get(method, {"person_id": str(uuid4())} if "seats" in path else {})
        unknown = await manager.request(method, where, json=body, headers=headers)
        assert unknown.status_code == 404, unknown.text


async def test_calls_are_listed_newest_first_page_by_page(
    manager: httpx.AsyncClient, city: httpx.AsyncClient, clock: Clock
) -> None:
    for number in range(3):
        await a_draft(manager, label=f"Call {number}")
        clock.now += timedelta(minutes=1)

    first = (await city.get("/api/calls?limit=2")).json()
    rest = (await city.get(f"/api/calls?limit=2&after={first['next']}")).json()

    assert [row["label"] for row in first["items"] + rest["items"]] == [
        "Call 2",
        "Call 1",
        "Call 0",
    ]
    assert rest["next"] is None


async def test_a_programme_changes_its_label(
    manager: httpx.AsyncClient, city: httpx.AsyncClient
) -> None:
    where = f"/api/programmes/{await a_programme(manager)}"
    version = the_version(await city.get(where))

    changed = await manager.patch(where, json={"label": "New name"}, headers=version)

    assert changed.json()["label"] == "New name"
    assert (await city.get("/api/programmes")).json()["items"][0]["label"] == "New name"


async def test_a_solution_is_added_by_the_desk_and_read_by_cities(
    officer: httpx.AsyncClient, city: httpx.AsyncClient, cast: Cast, sessions: Sessions
) -> None:
    body = {
        "title": "Example shared parking",
        "does": "Shares private parking spaces.",
        "origin_city_id": str(cast.organisations["other_city"]),
    }

    made = await officer.post("/api/solutions", json=body)
    refused = await city.post("/api/solutions", json=body)
    nowhere = await officer.post(
        "/api/solutions", json=body | {"origin_city_id": str(cast.organisations["consulting"])}
    )
    where = made.headers["location"]
    changed = await officer.patch(where, json={"evidence": "A report"}, headers=the_version(made))

    assert [made.status_code, refused.status_code, nowhere.status_code] == [201, 403, 422]
    assert changed.json()["evidence"] == "A report"
    listed = (await city.get("/api/solutions")).json()["items"]
    assert [row["title"] for row in listed] == ["Example shared parking"]
    assert (await journal(sessions))[-2:] == ["solution.added", "solution.changed"]


async def test_two_openings_at_once_have_one_effect(
    manager: httpx.AsyncClient, acting: Acting, sessions: Sessions, clock: Clock
) -> None:
    await publish(sessions, clock, "1")
    drafted = await a_draft(manager)
    where = drafted.headers["location"]
    body = {"criteria": CRITERIA}
    await manager.put(f"{where}/criteria", json=body, headers=the_version(drafted))

    answers = await asyncio.gather(
        manager.post(f"{where}/openings"), acting("manager2").post(f"{where}/openings")
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert (await journal(sessions)).count("call.opened") == 1
