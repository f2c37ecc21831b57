"""What every page, report and answer of the API tells of one project, held beside each other."""

import html
import re
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.journeys.fronts import without_codes
from tracker.demo.steps import Steps
from tracker.kernel.database import for_system
from tracker.people import queries as people
from tracker.process.working_days import days_late
from tracker.reports.models import Report
from tracker.reports.stored_content import persons_in, thawed
from tracker.reports.wording import whom

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]
Row = tuple[str, str, str]
"""What people read, since which day, and by which: a day as ISO has it, or in words."""

_GROUP = re.compile(
    r'<h3>(.*?) <span class="soft">.*?</div>\s*<ul class="tasks">(.*?)</ul>',
    re.DOTALL,
)
_ROW = re.compile(
    r'<li>\s*<span class="due">(.*?)</span>\s*<span class="what"><a href="[^"]*">(.*?)</a>'
    r'.*?<time (?:class="since" )?datetime="(.*?)"',
    re.DOTALL,
)
_DAY = re.compile(r'<time datetime="(.*?)"')
_TAG = re.compile(r"<[^>]+>")


def plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).strip()


def rows_of(text: str) -> list[Row]:
    return [(plain(what), since, _by(due)) for due, what, since in _ROW.findall(text)]


def _by(due: str) -> str:
    day = _DAY.search(due)
    return day[1] if day is not None else plain(due)


def groups_of(page: str) -> dict[str, list[Row]]:
    """By the name of whose turn it is, over all lists of the page."""
    found: dict[str, list[Row]] = {}
    for whose, listed in _GROUP.findall(page):
        found.setdefault(plain(whose).replace("; or ", " or "), []).extend(rows_of(listed))
    return found


def by_when(due: date | None, today: date) -> str:
    if late := days_late(due, today):
        return f"{late} day{'s' * (late > 1)} late"
    return "no day" if due is None else "today" if due == today else due.isoformat()


def row_of(one: dict[str, Any], today: date) -> Row:
    """As the API tells it."""
    due = date.fromisoformat(one["due"]) if one["due"] else None
    return one["what"], one["since"], by_when(due, today)


async def told(steps: Steps, who: str, today: date) -> list[dict[str, Any]]:
    """What waits now, by the API; nothing that lies ahead."""
    found = await steps.see(who, f"/projects/{steps.code}/tasks")
    return [one for one in found if one["opens"] is None or one["opens"] <= today.isoformat()]


async def of_pages(steps: Steps, browsing: Browsing, today: date) -> dict[str, list[Row]]:
    """The project's page as an officer reads it, held to the API and to the page of each gate."""
    at, officer = f"/projects/{steps.code}", await browsing("officer")
    tasks = await told(steps, "officer", today)
    page = groups_of((await officer.open(at)).text)
    assert every(page) == sorted(row_of(one, today) for one in tasks)
    own = sorted(row_of(one, today) for one in tasks if one["mine"])
    assert sorted(page.get("You", [])) == own
    for gate in {gate for one in tasks for gate in one["gates"]}:
        shown = groups_of((await officer.open(f"{at}/gates/{gate}")).text)
        assert every(shown) == sorted(row_of(one, today) for one in tasks if gate in one["gates"])
        assert shown.keys() <= page.keys()
    return page


async def on_fronts(steps: Steps, browsing: Browsing, today: date, stage: str) -> None:
    """What is somebody's by the project's list is so by their own, and on their front page."""
    for who in (*AT_HOME, *(["consultant"] if stage not in BEFORE_A_FIRM else [])):
        waits = [one for one in await told(steps, who, today) if one["mine"]]
        expected = sorted(row_of(one, today) for one in waits)
        mine = await steps.see(who, "/me/tasks?limit=200")
        assert sorted(row_of(one, today) for one in mine["items"]) == expected, who
        front = (await (await browsing(who)).open("/")).text.partition("<main")[2]
        first = re.split(
            r"Waiting for others|From your colleagues|What happens next|<h2>Ahead", front
        )
        if who.startswith("city"):
            expected = sorted((without_codes(what), since, by) for what, since, by in expected)
        assert sorted(rows_of(first[0])) == expected, who


async def reported(steps: Steps, sessions: Sessions, today: date) -> dict[str, list[Row]]:
    """What a report made now says is waited for, by whom."""
    made = await steps.do("manager", f"/projects/{steps.code}/reports", {})
    async with sessions() as session:
        asked = for_system(select(Report), "a test")
        (report,) = [row for row in await session.scalars(asked) if str(row.id) == made["id"]]
        content = thawed(report.snapshot)
        names = await people.names(session, persons_in(content))
    found: dict[str, list[Row]] = {}
    for one in content.waits:
        row = (one.what, one.since.isoformat(), by_when(one.due, today))
        found.setdefault(" or ".join(whom(one.whom, names)), []).append(row)
    return found


def every(groups: dict[str, list[Row]]) -> list[Row]:
    return sorted(row for rows in groups.values() for row in rows)


AT_HOME = ("officer", "manager", "reviewer", "city_contact", "city_security", "city_approver")
BEFORE_A_FIRM = ("proposal", "commissioning")
