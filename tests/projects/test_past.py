"""Projects known from public sources only: where they came to, who reads them, and no gates."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.cast import Cast

Acting = Callable[[str], httpx.AsyncClient]


async def record(client: httpx.AsyncClient, cast: Cast, **changes: Any) -> httpx.Response:
    body = {
        "year": 2019,
        "city_id": str(cast.organisations["city"]),
        "title": "Example smart lighting",
        "stage": "pilot",
        "furthest_evidenced": "A press release of the opening",
        "sources": "https://example.org/opening",
    }
    return await client.post("/api/projects/past", json=body | changes)


@pytest.mark.parametrize("stage", ["proposal", "study", "pilot", "follow_up"])
async def test_a_past_project_stands_in_the_furthest_stage_that_is_evidenced(
    manager: httpx.AsyncClient, cast: Cast, stage: str
) -> None:
    made = await record(manager, cast, stage=stage)

    assert made.status_code == 201, made.text
    shown = (await manager.get(made.headers["location"])).json()
    assert (shown["stage"], shown["status"], shown["call_id"]) == (stage, "past", None)


async def test_the_stage_of_a_past_project_is_said(manager: httpx.AsyncClient, cast: Cast) -> None:
    unsaid = await record(manager, cast, stage=None)

    assert unsaid.status_code == 400


async def test_a_past_project_is_read_by_its_own_city_and_the_office(
    acting: Acting, manager: httpx.AsyncClient, cast: Cast
) -> None:
    where = (await record(manager, cast)).headers["location"]

    readers = ("city_contact", "city_approver", "officer", "reviewer", "observer")
    others = ("other_city_contact", "consultant", "committee1")
    seen = {who: (await acting(who).get(where)).status_code for who in (*readers, *others)}

    assert seen == dict.fromkeys(readers, 200) | dict.fromkeys(others, 404)


@pytest.mark.parametrize(
    "rest", ["gates", "gates/G3/readiness", "gates/G5/readiness", "checklist", "facts"]
)
async def test_a_past_project_has_neither_gates_nor_a_checklist(
    acting: Acting, manager: httpx.AsyncClient, cast: Cast, rest: str
) -> None:
    where = (await record(manager, cast)).headers["location"]

    answers = [await acting(who).get(f"{where}/{rest}") for who in ("officer", "city_contact")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "past project, read-only" in answers[0].json()["detail"]


async def test_nothing_is_added_to_a_past_project(manager: httpx.AsyncClient, cast: Cast) -> None:
    where = (await record(manager, cast)).headers["location"]
    city = {"organisation_id": str(cast.organisations["city"]), "capacity": "city"}
    money = {"source": "sponsor", "state": "pledged", "amount": "5", "currency": "KRW"}

    answers = [
        await manager.post(f"{where}/assignments", json=city),
        await manager.post(f"{where}/money-lines", json=money),
        await manager.patch(where, json={"title": "Other"}, headers={"If-Match": '"1"'}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
