"""What the pages of calls and proposals offer, by where the call stands."""

import html
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

from tests.browsing import Browser
from tests.clock import Clock
from tests.proposals.desk import DRAFT, CallDesk

Browsing = Callable[[str], Awaitable[Browser]]
_ACT = re.compile(r'href="/(?:calls|proposals)/[^/"]+/([a-z-]*/?(?:new|edit|end))"')


async def offered(browser: Browser, path: str) -> set[str]:
    """The last parts of the addresses of acts that a page links."""
    return set(_ACT.findall((await browser.open(path)).text))


async def test_a_call_is_closed_by_hand_once_its_time_is_over_and_once(
    desk: CallDesk, browsing: Browsing, clock: Clock
) -> None:
    at, manager = f"/calls/{desk.call_id}", await browsing("manager")
    before = await offered(manager, at)
    clock.pass_days(60)
    over = await offered(await browsing("manager"), at)
    await desk.post("manager", f"{at}/closings")
    after = await offered(await browsing("manager"), at)

    assert ["closings/new" in one for one in (before, over, after)] == [False, True, False]
    assert not {"openings/new", "criteria/edit"} & (before | over | after)
    assert "committee-seats/new" in before & over & after


async def test_before_a_call_begins_its_page_and_its_refusal_name_the_day(
    desk: CallDesk, browsing: Browsing, clock: Clock
) -> None:
    begins = clock.now + timedelta(days=9)
    await desk.open_call(opens_at=begins)
    at = f"/calls/{desk.call_id}"

    page = await (await browsing("city_contact")).open(at)
    answer = await desk.post("city_contact", f"{at}/proposals", DRAFT)

    said = answer.json()["detail"]
    assert answer.status_code == 409
    assert re.fullmatch(r"This call takes proposals from \d+ \w+ \d{4} on\.", said)
    assert said in html.unescape(page.text)
    assert "proposals/new" not in _ACT.findall(page.text)


async def test_a_proposal_past_its_time_is_not_changed_and_the_page_says_why(
    desk: CallDesk, browsing: Browsing, clock: Clock
) -> None:
    at = await desk.handed_in()
    in_time = await offered(await browsing("city_contact"), at)
    clock.pass_days(60)
    late = await (await browsing("city_contact")).open(at)

    assert {"submissions/new", "edit", "withdrawals/new"} <= in_time
    assert not {"submissions/new", "edit"} & set(_ACT.findall(late.text))
    assert "no new version was asked for" in html.unescape(late.text)
    assert "withdrawals/new" in _ACT.findall(late.text)


async def test_a_form_of_an_act_that_is_shut_says_why_and_has_no_button(
    desk: CallDesk, browsing: Browsing, clock: Clock
) -> None:
    await desk.handed_in()
    clock.pass_days(60)

    page = await (await browsing("city_contact")).open(f"/calls/{desk.call_id}/proposals/new")

    assert "This call takes no proposals now; it is closed." in html.unescape(page.text)
    assert 'name="title"' not in page.text
