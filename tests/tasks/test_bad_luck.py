"""Two menders, one that ends in the middle, a role that goes, and a person of two roles."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tracker.demo.journey import Journey
from tracker.journal.desk import SystemDesk
from tracker.kernel.database import for_system
from tracker.notifications.models import Notice
from tracker.projects.models import Project
from tracker.scheduling.poller import mend
from tracker.tasks import freshness, store
from tracker.tasks.derive import Derived
from tracker.tasks.models import StoredTask, TaskOwner

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]


async def _kept(sessions: Sessions) -> tuple[list[str], int, list[Any]]:
    async with sessions() as session:
        ranks = await session.scalars(for_system(select(StoredTask.rank), "the test"))
        owners = list(await session.scalars(for_system(select(TaskOwner.id), "the test")))
        told = select(Notice.what, Notice.subject, Notice.person_id)
        notices = [tuple(row) for row in await session.execute(for_system(told, "the test"))]
        return sorted(ranks), len(owners), sorted(notices, key=str)


@pytest.mark.differs
@pytest.mark.at("study")
async def test_two_that_mend_a_project_at_once_keep_and_tell_everything_once(
    journey: Journey, app: Litestar, sessions: Sessions
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(2))
    while await mend(app.state.place):
        pass
    once = await _kept(sessions)
    await store.rebuild(sessions)

    await asyncio.gather(*(mend(app.state.place) for _ in range(3)))
    while await mend(app.state.place):
        pass

    ranks, owners, notices = await _kept(sessions)
    assert (ranks, owners, notices) == once
    assert len(ranks) == len(set(ranks))
    assert len(notices) == len(set(notices))


@pytest.mark.differs
@pytest.mark.at("study")
async def test_one_that_ends_in_the_middle_leaves_what_was_and_it_is_mended_later(
    journey: Journey, app: Litestar, sessions: Sessions, clock: Clock
) -> None:
    while await mend(app.state.place):
        pass
    before = await _kept(sessions)
    made = await journey.plan_deliverable("D06", "study", due=journey.day(2))

    async def ends(_: AsyncSession, __: Project, ___: Derived, ____: datetime) -> datetime | None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await store.mend(sessions, sessions, clock(), ends)
    between = await _kept(sessions)
    async with sessions() as session:
        stale = await freshness.stale(SystemDesk(session, clock()), 10)
    await mend(app.state.place)

    assert between == before
    assert len(stale) == 1, "it is known that something is left"
    assert any(made["id"] in rank for rank in (await _kept(sessions))[0])


@pytest.mark.at("study")
async def test_whose_firm_is_released_reads_nothing_more_and_may_do_nothing(
    journey: Journey,
) -> None:
    made = await journey.plan_deliverable("D06", "study", due=journey.day(20))
    mine = (await journey.see("consultant", "/me/tasks?limit=200"))["items"]
    file_id = await journey.upload("consultant", "Example version")
    firm = str(journey.cast.organisations["consulting"])
    held = (await journey.see("officer", f"/projects/{journey.code}/appointments"))["items"]
    [appointed] = [one for one in held if one["organisation_id"] == firm]
    released = {"last_day": journey.day(0), "reason": "Example end"}
    await journey.do("officer", f"/appointments/{appointed['id']}/releases", released)
    journey.clock.pass_days(1)

    (task,) = [one for one in mine if made["id"] in [thing["id"] for thing in one["things"]]]
    step = task["steps"][-1]
    path = step["address"].removeprefix("/api")
    refused = await journey.send("consultant", step["method"], path, {"files": [file_id]})
    assert refused.status_code in (403, 404)
    assert (await journey.see("consultant", "/me/tasks"))["items"] == []
    now = (await journey.see("officer", f"/projects/{journey.code}/tasks"))[0:]
    (whose,) = [one for one in now if made["id"] in [thing["id"] for thing in one["things"]]]
    assert str(journey.cast.organisations["consulting"]) not in whose["owner"]["houses"]


@pytest.mark.at("study")
async def test_a_person_of_two_roles_reads_that_the_other_has_work_and_changes_by_one_click(
    browsing: Browsing, journey: Journey, cast: Cast
) -> None:
    given = await journey.do(
        "administrator",
        f"/persons/{cast.person('reviewer')}/memberships",
        {"organisation_id": str(cast.organisations["secretariat"]), "role": "officer"},
    )
    await journey.do("manager", f"/memberships/{given['id']}/confirmations")
    reader = await browsing("reviewer")

    front = (await reader.open("/")).text
    button = re.search(r'name="membership" value="([^"]+)"', front)
    token = re.search(r'name="_token" value="([^"]+)"', front)
    assert button is not None
    assert token is not None
    assert re.search(r"As Project officer, Example secretariat, you have more to do: \d+\.", front)
    assert "As Reviewer" not in front
    clicked = await reader.send("/sign-in/role", {"_token": token[1], "membership": button[1]})
    assert clicked.status_code == 303
