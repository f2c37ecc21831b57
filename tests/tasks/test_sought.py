"""Lists of tasks are filtered alike by the database and by what is laid over it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tracker.demo.journey import Journey
from tracker.journal.desk import Desk
from tracker.process.tasks import Kind
from tracker.tasks import queries, store
from tracker.tasks.queries import Sought

Sessions = async_sessionmaker[AsyncSession]


async def _found(sessions: Sessions, cast: Cast, clock: Clock, sought: Sought) -> list[Any]:
    actor = cast.actors["manager"]
    async with sessions() as session:
        over = await queries.fresh(Desk(session, clock(), actor))
        page = await queries.of_others(Desk(session, clock(), actor), over, "", 200, sought)
        assert page.count == len(page.items)
        return [(one.task.kind, one.task.subject, one.rank) for one in page.items]


@pytest.mark.at("study")
async def test_each_filter_says_the_same_of_what_is_kept_and_of_what_is_derived(
    journey: Journey, sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    made = await journey.plan_deliverable("D06", "study", due=journey.day(1))
    journey.clock.pass_days(3)
    everything = Sought()
    asked = [
        everything,
        Sought(project=journey.code),
        Sought(project="ZZZ-2099-99"),
        Sought(kind=Kind.HAND_IN),
        Sought(owner_id=cast.organisations["consulting"]),
        Sought(owner_id=cast.person("city_contact")),
        Sought(gate="G3"),
        Sought(late=True),
        Sought(late=False),
        Sought(due_before=journey.today() - timedelta(days=1)),
        Sought(due_before=journey.today(), late=True, gate="G3", kind=Kind.HAND_IN),
    ]

    over = [await _found(sessions, cast, clock, one) for one in asked]
    while await store.mend(sessions, sessions, clock()):
        pass
    kept = [await _found(sessions, cast, clock, one) for one in asked]

    assert over == kept
    by = dict(zip(asked, kept, strict=True))
    assert by[Sought(project="ZZZ-2099-99")] == []
    assert by[Sought(project=journey.code)] == by[everything]
    late, on_time = by[Sought(late=True)], by[Sought(late=False)]
    assert (Kind.HAND_IN, made["id"]) in {one[:2] for one in late}
    assert sorted([*late, *on_time]) == sorted(by[everything])
    assert {one[0] for one in by[Sought(kind=Kind.HAND_IN)]} == {Kind.HAND_IN}
    assert late
    assert on_time


@pytest.mark.at("study")
async def test_a_program_asks_for_what_one_firm_owes(journey: Journey, cast: Cast) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(1))
    journey.clock.pass_days(3)
    firm = cast.organisations["consulting"]

    page = await journey.see("officer", f"/tasks?owner_id={firm}&late=true&kind=hand_in")
    wrong = await journey.send("officer", "GET", "/tasks?kind=nothing")

    assert [one["what"] for one in page["items"]] == ["Hand in “Example D06”"]
    assert wrong.status_code == 400
    assert "kind" in wrong.text
