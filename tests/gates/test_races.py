"""Many callers at once: one decision, whoever is first.

`RACE_ROUNDS=1000 pytest -s tests/gates/test_races.py` is the long run, and prints its counts.
"""

import asyncio
import os
from collections import Counter
from datetime import date

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_call, a_project
from tests.cast import Cast
from tests.clock import Clock
from tests.statements import counted
from tracker.demo.acting import Acting
from tracker.demo.journey import Journey
from tracker.journal.verify import first_broken_entry
from tracker.kernel.database import for_system
from tracker.process.stages import Stage
from tracker.projects.models.decisions import Decision

pytestmark = pytest.mark.differs

ROUNDS = int(os.environ.get("RACE_ROUNDS", "10"))
CALLERS = 8


async def test_eight_callers_make_one_decision(
    acting: Acting,
    cast: Cast,
    clock: Clock,
    journey: Journey,
    kind: str,
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    answers: Counter[int] = Counter()
    async with sessions.begin() as session:
        call = (await a_call(session, cast, clock())).id

    for number in range(ROUNDS):
        clock.pass_days(0)
        journey.code = f"KLA-2027-{number:04d}"
        async with sessions.begin() as session:
            await a_project(
                session, cast, clock(), code=journey.code, stage=Stage.COMMISSIONING, call_id=call
            )
        motion = await stop_moved_and_voted(journey)
        deciders = ["officer", "manager", "manager2", "officer", "manager"] * 2
        version = (await journey.see("officer", f"/motions/{motion}"))["version"]
        results = await asyncio.gather(
            *(decide(acting(who), motion, version) for who in deciders[:CALLERS])
        )
        answers.update(result.status_code for result in results)

    assert answers[201] == ROUNDS
    assert answers[201] + answers[412] + answers[409] + answers[503] == ROUNDS * CALLERS
    async with sessions() as session:
        made = await session.scalar(
            for_system(select(func.count()).select_from(Decision), "a test")
        )
        assert made == ROUNDS
        assert await first_broken_entry(session) is None
    told = ", ".join(f"{answers[status]} x {status}" for status in sorted(answers))
    print(f"{kind}: {ROUNDS} rounds of {CALLERS} callers, {made} decisions; {told}")


async def stop_moved_and_voted(journey: Journey) -> str:
    moved = await journey.move("G2", verdict="stop", grounds="The city has no money.")
    assert moved.status_code == 201, moved.text
    motion: str = moved.json()["id"]
    voted = await journey.vote(motion, "manager", "manager")
    assert voted.status_code == 201, voted.text
    return motion


async def decide(client: httpx.AsyncClient, motion: str, version: int) -> httpx.Response:
    return await client.post(
        f"/api/motions/{motion}/decisions", headers={"If-Match": f'"{version}"'}
    )


async def test_a_stop_closes_the_project_and_the_second_click_is_told(
    journey: Journey,
    cast: Cast,
    clock: Clock,
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    async with sessions.begin() as session:
        await a_project(session, cast, clock(), stage=Stage.COMMISSIONING)
    journey.code = "KLA-2027-01"
    motion = await stop_moved_and_voted(journey)

    first = await journey.decide(motion)
    second = await journey.decide(motion)

    assert first.status_code == 201, first.text
    assert second.status_code == 409
    project = await journey.see("officer", f"/projects/{journey.code}")
    assert project["status"] == "stopped"
    assert project["status_since"] == date(2027, 1, 4).isoformat()


async def test_a_decision_at_g1_locks_the_call_before_its_project_like_everybody(
    app: Litestar, journey: Journey, kind: str
) -> None:
    await journey.to_proposal()
    votes = {who: f"committee_{number}" for number, who in enumerate(journey.committee, 1)}
    motion = await journey.put("G1", votes, leads_to="commissioning")
    seen = await journey.send("officer", "GET", f"/motions/{motion}")
    orders = []

    for path, headers in (
        (f"/motions/{motion}/decisions", {"If_Match": seen.headers["etag"]}),
        (f"/proposals/{journey.proposal}/submissions", {}),
    ):
        who = "officer" if headers else "city_contact"
        with counted(app) as sent:
            await journey.send(who, "POST", path, **headers)
        locks = [one for one in sent if "FOR UPDATE" in one]
        orders.append(["FROM call" in one for one in locks][:2])

    assert orders == ([[True, False]] * 2 if kind == "postgres" else [[], []])
