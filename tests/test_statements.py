"""How many statements a request sends: constant in rows (performance.md, goals 7 and 10)."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tests.statements import counted
from tracker.demo.journey import G3_VOTES, Journey
from tracker.kernel.database import for_system
from tracker.kernel.ids import uuid7
from tracker.projects.models import Assignment, Project

pytestmark = pytest.mark.giant

MOST = 10_000


async def many_projects(
    sessions: async_sessionmaker[AsyncSession], cast: Cast, clock: Clock, count: int
) -> None:
    """Copies of one project, each assigned to the city."""
    async with sessions.begin() as session:
        first = await a_project(session, cast, clock(), firms=False)
        row = (
            (await session.execute(for_system(select(Project.__table__), "a builder")))
            .mappings()
            .one()
        )
        projects, assignments = [], []
        for number in range(count - 1):
            now = clock() + timedelta(milliseconds=number)
            made = dict(row) | {"id": uuid7(now), "code": f"KLA-2027-{number:05d}"}
            projects.append(made)
            assignments.append(
                {
                    "id": uuid7(now),
                    "created_at": now,
                    "version": 1,
                    "project_id": made["id"],
                    "organisation_id": cast.organisations["city"],
                    "person_id": None,
                    "capacity": "city",
                    "from": first.stage_since,
                    "until": None,
                }
            )
        await session.execute(insert(Project.__table__), projects)
        await session.execute(insert(Assignment.__table__), assignments)


@pytest.mark.parametrize("who", ["officer", "city_contact", "observer"])
async def test_a_list_takes_as_many_statements_for_ten_thousand_projects_as_for_ten(
    app: Litestar,
    acting: Callable[[str], httpx.AsyncClient],
    sessions: async_sessionmaker[AsyncSession],
    cast: Cast,
    clock: Clock,
    who: str,
) -> None:
    await many_projects(sessions, cast, clock, MOST)

    with counted(app) as few:
        first = await acting(who).get("/api/projects", params={"limit": 10})
    with counted(app) as many:
        whole = await acting(who).get("/api/projects", params={"limit": 200})

    assert len(first.json()["items"]) == 10
    assert len(whole.json()["items"]) == 200
    assert len(few) == len(many) <= 3


async def test_the_last_page_is_reached_with_the_statements_of_the_first(
    app: Litestar,
    officer: httpx.AsyncClient,
    sessions: async_sessionmaker[AsyncSession],
    cast: Cast,
    clock: Clock,
) -> None:
    await many_projects(sessions, cast, clock, 450)
    seen: set[str] = set()
    after, counts = None, set()

    while True:
        params = {"limit": 200} | ({"after": after} if after else {})
        with counted(app) as sent:
            page = (await officer.get("/api/projects", params=params)).json()
        counts.add(len(sent))
        seen |= {item["code"] for item in page["items"]}
        if (after := page["next"]) is None:
            break

    assert len(seen) == 450
    assert counts == {2}


async def test_detail_and_change_of_a_project_stay_within_their_statements(
    app: Litestar,
    officer: httpx.AsyncClient,
    sessions: async_sessionmaker[AsyncSession],
    cast: Cast,
    clock: Clock,
) -> None:
    async with sessions.begin() as session:
        await a_project(session, cast, clock())

    with counted(app) as detail:
        shown = await officer.get("/api/projects/KLA-2027-01")
    with counted(app) as change:
        changed = await officer.patch(
            "/api/projects/KLA-2027-01",
            json={"title": "Another title"},
            headers={"If-Match": shown.headers["etag"]},
        )

    assert changed.status_code == 200
    assert len(detail) <= 4
    assert len(change) <= 5


@pytest.mark.at("study")
async def test_a_gate_is_read_and_decided_in_a_fixed_number_of_statements(
    app: Litestar, journey: Journey
) -> None:
    """The number is of the process, not of the rows: each requirement adds a review meanwhile."""
    with counted(app) as before:
        await journey.readiness("G3")
    await journey.study_done()
    await journey.plan(preparation=260)
    with counted(app) as after:
        await journey.readiness("G3")
    with counted(app) as again:
        await journey.readiness("G3")

    motion = (await journey.move("G3", leads_to="preparation")).json()["id"]
    for who, seat in G3_VOTES.items():
        await journey.vote(motion, who, seat)
    seen = await journey.send("officer", "GET", f"/motions/{motion}")
    with counted(app) as decision:
        path = f"/motions/{motion}/decisions"
        decided = await journey.send("officer", "POST", path, If_Match=seen.headers["etag"])

    assert decided.status_code == 201, decided.text
    assert len(before) == len(after) <= 18
    assert len(again) == 3, "who asks, the project, and whether anything happened since"
    assert len(decision) <= 28
