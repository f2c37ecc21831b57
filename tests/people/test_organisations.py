"""Organisations: cities with a code, and everybody else without."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system

Acting = Callable[[str], httpx.AsyncClient]
CITY = {"kind": "city", "name": "Example new city", "code": "QQA"}


@pytest.mark.parametrize("who", ["officer", "manager", "administrator"])
async def test_a_city_is_added_with_its_code(acting: Acting, who: str) -> None:
    made = await acting(who).post("/api/organisations", json=CITY)

    assert made.status_code == 201, made.text
    assert made.json()["code"] == "QQA"
    assert made.json()["zone"] == "Asia/Seoul"


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"code": None}, 422, "code"),
        ({"kind": "firm"}, 422, "code"),
        ({"code": "KLA"}, 422, "code"),
        ({"code": "qqa"}, 400, "code"),
        ({"code": "QQAA"}, 400, "code"),
        ({"zone": "Moon/Base"}, 422, "zone"),
        ({"name": " "}, 400, "name"),
        ({"name": "Example\u202ecity"}, 400, "name"),
        ({"kind": "ministry"}, 400, "kind"),
        ({"version": 7}, 400, "version"),
    ],
)
async def test_an_organisation_that_does_not_fit_is_refused_by_its_field(
    officer: httpx.AsyncClient, changed: dict[str, Any], status: int, field: str
) -> None:
    answer = await officer.post("/api/organisations", json=CITY | changed)

    assert answer.status_code == status, answer.text
    assert answer.json()["fields"][0]["field"] == field


@pytest.mark.parametrize("who", ["reviewer", "city_contact", "consultant", "observer"])
async def test_others_read_organisations_and_change_none(
    acting: Acting, cast: Cast, who: str
) -> None:
    path = f"/api/organisations/{cast.organisations['city']}"

    read = await acting(who).get(path)
    answers = [
        await acting(who).post("/api/organisations", json=CITY),
        await acting(who).patch(path, json={"name": "Mine"}, headers={"If-Match": '"1"'}),
    ]

    assert read.json()["name"] == "Example city"
    assert [answer.status_code for answer in answers] == [403, 403]


async def test_a_change_names_its_version_and_leaves_the_rest_alone(
    officer: httpx.AsyncClient, cast: Cast, sessions: async_sessionmaker[AsyncSession]
) -> None:
    path = f"/api/organisations/{cast.organisations['city']}"

    first = await officer.patch(path, json={"country": "UG"}, headers={"If-Match": '"1"'})
    stale = await officer.patch(path, json={"country": "KE"}, headers={"If-Match": '"1"'})
    unsaid = await officer.patch(path, json={"country": "KE"})
    fixed = await officer.patch(path, json={"code": "QQB"}, headers={"If-Match": '"2"'})
    absent = await officer.patch(
        f"/api/organisations/{uuid4()}", json={"country": "KE"}, headers={"If-Match": '"1"'}
    )

    assert first.status_code == 200
    assert first.headers["etag"] == '"2"'
    assert [one.status_code for one in (stale, unsaid, fixed, absent)] == [412, 428, 400, 404]
    shown = (await officer.get(path)).json()
    assert (shown["name"], shown["code"], shown["country"]) == ("Example city", "KLA", "UG")
    asked = select(JournalEntry.detail).where(JournalEntry.what == "organisation.changed")
    async with sessions() as session:
        details = await session.scalars(for_system(asked, "a test"))
        assert list(details) == ['{"changed":{"country":[null,"UG"]},"fields":["country"]}']


async def test_organisations_are_listed_newest_first_and_page_by_page(
    officer: httpx.AsyncClient, cast: Cast, clock: Clock
) -> None:
    clock.now += timedelta(seconds=1)  # ids of one millisecond are ordered within one process only
    made = [
        (await officer.post("/api/organisations", json={"kind": "firm", "name": name})).json()
        for name in ("Example older firm", "Example newer firm")
    ]

    listed, after = [], ""
    while True:
        page = (await officer.get(f"/api/organisations?limit=2{after}")).json()
        listed += page["items"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"

    assert listed[:2] == made[::-1]
    assert len({one["id"] for one in listed}) == len(listed) == len(cast.organisations) + 2
