"""A city in Los Angeles and its firm in Auckland, at an instant at which they have two days."""

import re
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from litestar import Litestar
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tracker.demo.journey import Journey
from tracker.journal.desk import SystemDesk
from tracker.kernel.database import for_system
from tracker.notifications.models import Notice
from tracker.people.models import Organisation, Person
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.reports.models import Report
from tracker.reports.stored_content import thawed
from tracker.scheduling.poller import tick

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]
DAY = timedelta(days=1)
LATE = ">1 day late<"
FIRMS, CITYS = "D06", "D07"

pytestmark = pytest.mark.at("study")


async def apart(journey: Journey, sessions: Sessions) -> date:
    """Project and city in Los Angeles, on the Sunday that is answered; the firm has Monday."""
    zones = {"city": "America/Los_Angeles", "consulting": "Pacific/Auckland"}
    async with sessions.begin() as session:
        for name, zone in zones.items():
            row = await session.get_one(Organisation, journey.cast.organisations[name])
            row.zone = zone
        (project,) = await session.scalars(for_system(select(Project), "a test"))
        project.zone = zones["city"]
    clock = journey.clock
    clock.now = clock.now.replace(hour=3, minute=0) + (7 - clock.now.weekday()) * DAY
    return clock.now.date() - DAY


async def read_from(sessions: Sessions, zone: str) -> None:
    """Everybody reads by the clock of another place."""
    async with sessions.begin() as session:
        for person in await session.scalars(select(Person)):
            person.zone = zone


async def both_due(journey: Journey, due: date) -> dict[str, Any]:
    """A deliverable of the firm and one of the city, due that day; by their codes."""
    made = [
        await journey.plan_deliverable(FIRMS, "study", due=due.isoformat()),
        await journey.plan_deliverable(
            CITYS, "study", "city", acceptors=["officer"], due=due.isoformat()
        ),
    ]
    return {one["code"]: one["id"] for one in made}


@pytest.mark.parametrize("reader", ["Pacific/Kiritimati", "Etc/GMT+12"])
async def test_everybody_says_alike_whether_a_deliverable_is_late_wherever_they_read(
    journey: Journey, sessions: Sessions, browsing: Browsing, app: Litestar, reader: str
) -> None:
    sunday = await apart(journey, sessions)
    await read_from(sessions, reader)
    made = await both_due(journey, sunday)

    listed = await journey.see("officer", f"/projects/{journey.code}/deliverables")
    alone = {code: await journey.see("officer", f"/deliverables/{made[code]}") for code in made}
    officer = await browsing("officer")
    pages = {code: (await officer.open(f"/deliverables/{made[code]}")).text for code in made}
    plan = rows_of((await officer.open(f"/projects/{journey.code}/deliverables")).text)
    desk = rows_of((await officer.open("/")).text)
    firm = rows_of((await (await browsing("consultant")).open("/")).text)
    city = rows_of((await (await browsing("city_contact")).open("/")).text)
    report = await journey.do("officer", f"/projects/{journey.code}/reports", {})
    await tick(replace(app.state.place, mails=False))

    assert {one["code"]: one["late"] for one in listed["items"] if one["code"] in made} == {
        FIRMS: True,
        CITYS: False,
    }
    assert [alone[FIRMS]["late"], alone[CITYS]["late"]] == [True, False]
    assert ["late</span>" in pages[FIRMS], "late</span>" in pages[CITYS]] == [True, False]
    assert ["Late" in plan[FIRMS], "Late" in plan[CITYS]] == [True, False]
    assert [LATE in desk[FIRMS], LATE in desk[CITYS]] == [True, False]
    assert LATE in firm[FIRMS]
    assert "today" in city[CITYS]
    async with sessions() as session:
        frozen = await session.scalars(for_system(select(Report), "a test"))
        (row,) = [one for one in frozen if str(one.id) == report["id"]]
        told = list(await session.scalars(for_system(select(Notice), "a test")))
    late = {one.code: one.days_late for one in thawed(row.snapshot).deliverables}
    assert [late[FIRMS], late[CITYS]] == [1, 0]
    codes = {ident: code for code, ident in made.items()}
    assert {
        codes[one.subject]: one.local_date - sunday for one in told if one.subject in codes
    } == {FIRMS: DAY, CITYS: 0 * DAY}


def rows_of(page: str) -> dict[str, str]:
    """Of each of the two the first list item or table row that names it."""
    lines = re.findall(r"<(?:li|tr)>.*?</(?:li|tr)>", page, re.DOTALL)
    return {code: next((one for one in lines if code in one), "") for code in (FIRMS, CITYS)}


async def test_a_meeting_of_today_is_taken_from_wherever_it_is_today(
    journey: Journey, sessions: Sessions
) -> None:
    sunday = await apart(journey, sessions)

    async def meeting(held_on: date, who: str = "officer") -> int:
        asked = {
            "kind": "call",
            "held_on": held_on.isoformat(),
            "title": "Example call",
            "place": "Remote",
            "parties": [str(journey.cast.organisations["city"])],
            "agreed": "Nothing",
        }
        answer = await journey.send(who, "POST", f"/projects/{journey.code}/meetings", asked)
        return answer.status_code

    assert await meeting(sunday) == 201
    assert await meeting(sunday + DAY) == 201, "it is Monday in Seoul"
    assert await meeting(sunday + 2 * DAY) == 422
    async with sessions.begin() as session:
        row = await session.get_one(Organisation, journey.cast.organisations["secretariat"])
        row.zone = "America/Los_Angeles"
    assert await meeting(sunday + DAY) == 422


async def test_a_paper_is_signed_by_the_day_of_who_signs_it(
    journey: Journey, sessions: Sessions
) -> None:
    sunday = await apart(journey, sessions)
    upload = await journey.upload("officer")

    async def signed(by: str, on: date) -> int:
        asked = {
            "kind": "contract",
            "signed_on": on.isoformat(),
            "file_id": upload,
            "organisation_id": str(journey.cast.organisations[by]),
        }
        answer = await journey.send(
            "officer", "POST", f"/projects/{journey.code}/agreements", asked
        )
        return answer.status_code

    assert await signed("consulting", sunday + DAY) == 201
    assert await signed("city", sunday + DAY) == 422
    assert await signed("city", sunday) == 201


async def test_a_deputy_named_at_once_sits_at_once_also_where_it_is_yesterday(
    journey: Journey, sessions: Sessions
) -> None:
    await apart(journey, sessions)
    secretariat = journey.cast.organisations["secretariat"]
    asked = {
        "organisation_id": str(secretariat),
        "role": "officer",
        "person_id": str(journey.cast.person("officer")),
        "deputy_id": str(journey.cast.person("manager2")),
    }

    await journey.do("manager", "/deputies", asked)

    async with sessions() as session:
        (project,) = await session.scalars(for_system(select(Project), "a test"))
        found = await projects.deputies(
            SystemDesk(session, journey.clock.now), [secretariat], project.id
        )
    assert [one.deputy_id for one in found] == [journey.cast.person("manager2")]
