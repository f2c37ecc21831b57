"""How a project stands reads alike wherever it is told, and to those alone who see reports."""

import html
import re
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.clock import Clock
from tracker.demo.journey import Journey
from tracker.kernel.database import for_system
from tracker.reports.models import Report
from tracker.reports.stored_content import thawed
from tracker.tasks import store

Sessions = async_sessionmaker[AsyncSession]
PATHS = ("/projects", "/projects?view=board", "/projects/{code}")
SHOWN = {"green": "Green", "amber": "Amber", "red": "Red", "unknown": "Not known"}


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.at("study")
@pytest.mark.parametrize("kept", [True, False], ids=["as it is kept", "before it is kept"])
@pytest.mark.parametrize("days", [0, 120], ids=["in time", "late"])
async def test_a_report_and_all_pages_say_the_same(
    journey: Journey,
    browsing: Callable[[str], Awaitable[Browser]],
    sessions: Sessions,
    clock: Clock,
    days: int,
    kept: bool,
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(1))
    journey.clock.pass_days(days)
    answer = await journey.send("officer", "POST", f"/projects/{journey.code}/reports", {})
    assert answer.status_code == 201, answer.text
    async with sessions() as session:
        row = (await session.scalars(for_system(select(Report), "a test"))).one()
    lines = {line.dimension: line for line in thawed(row.snapshot).ratings}
    if kept:
        while await store.mend(sessions, sessions, clock()):
            pass
    browser = await browsing("officer")
    listed, board, page = [
        words((await browser.open(path.format(code=journey.code))).text) for path in PATHS
    ]

    overall = SHOWN[lines["Overall"].computed]
    assert f"How it stands: {overall}" in page
    assert (overall == "Red") is bool(days)
    for shown in (listed, board):
        assert f" {overall} " in shown
    schedule = lines["Schedule"]
    assert f"Schedule {SHOWN[schedule.computed]} {schedule.evidence[0]}" in page


@pytest.mark.at("study")
async def test_who_sees_no_reports_is_told_nothing_of_it(
    journey: Journey,
    browsing: Callable[[str], Awaitable[Browser]],
    sessions: Sessions,
    clock: Clock,
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(1))
    journey.clock.pass_days(120)
    while await store.mend(sessions, sessions, clock()):
        pass
    for who in ("consultant", "observer"):
        browser = await browsing(who)
        for path in PATHS:
            answer = await browser.open(path.format(code=journey.code))
            if answer.status_code == 200:
                assert "How it stands" not in answer.text, (who, path)
                assert "Red" not in words(answer.text), (who, path)
