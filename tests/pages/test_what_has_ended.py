"""What time has ended is told to have ended, and offers no link to end it."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tracker.demo.journey import Journey
from tracker.people.models import ApiToken

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]


def line_of(page: str, words: str) -> str:
    (found,) = [one for one in re.findall(r"<li>.*?</li>", page, re.DOTALL) if words in one]
    return str(found)


@pytest.mark.at("study")
async def test_a_deputy_whose_time_is_over_has_ended(journey: Journey, browsing: Browsing) -> None:
    asked = {
        "organisation_id": str(journey.cast.organisations["secretariat"]),
        "role": "officer",
        "person_id": str(journey.cast.person("officer")),
        "deputy_id": str(journey.cast.person("manager2")),
        "until": journey.day(5),
    }
    made = await journey.do("manager", "/deputies", asked)
    manager = await browsing("manager")
    before = line_of((await manager.open("/deputies")).text, "Example manager2")
    journey.clock.pass_days(7)

    again = await browsing("manager")
    after = line_of((await again.open("/deputies")).text, "Example manager2")
    shown = await journey.see("manager", f"/deputies/{made['id']}")

    assert (made["term"], shown["term"]) == ("running", "over")
    assert ("Ended" in before, "<a " in before) == (False, True)
    assert ("Ended" in after, "<a " in after) == (True, False)


@pytest.mark.at("study")
async def test_a_firm_that_was_released_has_ended(journey: Journey, browsing: Browsing) -> None:
    path = f"/projects/{journey.code}/appointments"
    (firm,) = [
        one
        for one in (await journey.see("officer", path))["items"]
        if one["capacity"] == "consulting_company"
    ]
    etag = (await journey.send("officer", "GET", f"/appointments/{firm['id']}")).headers["etag"]
    said = {"last_day": journey.day(3), "reason": "Example reason"}
    await journey.do("officer", f"/appointments/{firm['id']}/releases", said, If_Match=etag)
    journey.clock.pass_days(5)

    page = (await (await browsing("officer")).open(f"/projects/{journey.code}/people")).text
    shown = await journey.see("officer", f"/appointments/{firm['id']}")

    line = line_of(page, "Example reason")
    assert shown["term"] == "over"
    assert ("Ended" in line, "<a " in line) == (True, False)


async def test_a_token_that_ran_out_says_so(
    journey: Journey, browsing: Browsing, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        soon = journey.clock.now + timedelta(days=1)
        await session.execute(update(ApiToken).values(expires_at=soon))
    administrator = await browsing("administrator")
    path = f"/people/{journey.cast.person('officer')}"
    before = line_of((await administrator.open(path)).text, "test")
    journey.clock.now += timedelta(days=1)

    again = await browsing("administrator")
    after = line_of((await again.open(path)).text, "test")

    assert ("Ran out" in before, "<a " in before) == (False, True)
    assert ("Ran out" in after, "<a " in after) == (True, False)


@pytest.mark.at("study")
async def test_a_link_to_nudge_for_what_is_over_says_so(
    browsing: Browsing, journey: Journey
) -> None:
    at = f"/projects/{journey.code}/tasks/hand_in:x:x/nudges/new"
    officer, stranger = await browsing("officer"), await browsing("other_city_contact")

    shown = await officer.open(at)

    assert shown.status_code == 200
    assert "it waits for nobody any more" in shown.text
    assert f'href="/projects/{journey.code}"' in shown.text.partition("<main")[2]
    assert (await stranger.open(at)).status_code in (403, 404)
