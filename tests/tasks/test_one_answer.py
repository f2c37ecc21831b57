"""My turn, project page, gate page, report and API tell the same of one project."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.stages import LEGS
from tests.tasks.one_answer import every, of_pages, on_fronts, reported
from tracker.demo.cast import Cast
from tracker.demo.journey import Journey
from tracker.process.today import project_day

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]


@pytest.mark.parametrize("days", [0, 60, 400])
@pytest.mark.parametrize("leg", [pytest.param(one, marks=pytest.mark.at(one)) for one in LEGS])
async def test_everything_that_tells_of_a_project_tells_the_same(
    journey: Journey, sessions: Sessions, browsing: Browsing, cast: Cast, leg: str, days: int
) -> None:
    if leg == "study":
        made = await journey.plan_deliverable("D06", "study", due=journey.day(5))
        await journey.submit(made["id"])
    journey.clock.pass_days(days)
    today = project_day(cast, journey.clock())

    page = await of_pages(journey, browsing, today)
    await on_fronts(journey, browsing, today, leg)
    if leg == "proposal":
        return  # there is no report before a proposal is selected
    told_of = await reported(journey, sessions, today)

    assert every(told_of) == every(page)
    for who, rows in page.items():
        if who != "You":
            assert set(rows) <= set(told_of[who]), who


@pytest.mark.parametrize("days", [0, 90])
@pytest.mark.at("pilot")
async def test_also_of_one_that_has_ended(
    journey: Journey, sessions: Sessions, browsing: Browsing, cast: Cast, days: int
) -> None:
    at = f"/projects/{journey.code}"
    await journey.do("city_approver", f"{at}/withdrawals", {"reason": "Example"})
    journey.clock.pass_days(days)
    today = project_day(cast, journey.clock())

    page = await of_pages(journey, browsing, today)
    await on_fronts(journey, browsing, today, "pilot")

    assert every(page)
    assert every(await reported(journey, sessions, today)) == every(page)
