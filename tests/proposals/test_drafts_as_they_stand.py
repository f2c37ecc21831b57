"""A draft whose call is over is withdrawn by time, whether somebody has closed the call or not."""

from collections.abc import Awaitable, Callable

from tests.browsing import Browser
from tests.clock import Clock
from tests.proposals.desk import CallDesk
from tracker.pages.tones import PROPOSAL
from tracker.proposals.rules import ProposalState

Browsing = Callable[[str], Awaitable[Browser]]
DRAFT, _, WITHDRAWN = (PROPOSAL[one][1] for one in ProposalState)


async def told(desk: CallDesk, path: str) -> set[tuple[str, str]]:
    """What the proposal and the list of proposals say."""
    shown = (await desk.get("city_contact", path)).json()
    listed = (await desk.get("city_contact", "/proposals")).json()["items"]
    lines = [one for one in (shown, *listed) if one["id"] == shown["id"]]
    return {(one["state"], one["status"]) for one in lines}


async def status_of_project(desk: CallDesk, code: str) -> set[str]:
    shown = (await desk.get("city_contact", f"/projects/{code}")).json()
    listed = (await desk.get("city_contact", "/projects?stage=proposal")).json()["items"]
    way = (await desk.get("city_contact", f"/projects/{code}/gates")).json()
    return {way["status"]} | {one["status"] for one in (shown, *listed) if one["code"] == code}


async def codes(desk: CallDesk, status: str) -> list[str]:
    listed = await desk.get("city_contact", f"/projects?stage=proposal&status={status}")
    return [one["code"] for one in listed.json()["items"]]


async def test_a_draft_reads_withdrawn_once_its_call_is_over(desk: CallDesk, clock: Clock) -> None:
    path = await desk.start()
    code = (await desk.project_of(path)).code
    before = await told(desk, path), await status_of_project(desk, code)
    clock.pass_days(60)

    assert before == ({("draft", "active")}, {"active"})
    assert await told(desk, path) == {("withdrawn", "withdrawn")}
    assert await status_of_project(desk, code) == {"withdrawn"}
    assert (await codes(desk, "active"), await codes(desk, "withdrawn")) == ([], [code])


async def test_what_was_handed_in_stays_so_after_the_closing(desk: CallDesk, clock: Clock) -> None:
    path = await desk.handed_in()
    clock.pass_days(60)

    assert await told(desk, path) == {("handed_in", "active")}
    assert await codes(desk, "active") == [(await desk.project_of(path)).code]


async def test_no_page_calls_a_draft_what_is_withdrawn(
    desk: CallDesk, clock: Clock, browsing: Browsing
) -> None:
    path = await desk.start()
    city = await browsing("city_contact")
    pages = (path, "/proposals", f"/calls/{desk.call_id}")
    assert "Finish the proposal" in (await city.open("/")).text
    before = [DRAFT in (await city.open(one)).text for one in pages]
    await desk.post("city_contact", f"{path}/withdrawals", {"reason": "Another way."})
    assert "The project is withdrawn." in (await city.open("/")).text
    by_hand = [(await city.open(one)).text for one in pages]
    late = await desk.start("other_city_contact")
    clock.pass_days(60)
    other = await browsing("other_city_contact")
    by_time = [(await other.open(one)).text for one in (late, *pages[1:])]
    board = (await other.open("/projects?view=board")).text

    assert before == [True] * 3
    for text in (*by_hand, *by_time):
        assert (DRAFT in text, WITHDRAWN in text) == (False, True)
    assert '<li><a href="/projects/' not in board


async def test_a_call_past_its_closing_is_told_to_be_closed_by_whoever_opens_it_again(
    desk: CallDesk, clock: Clock
) -> None:
    clock.pass_days(60)

    refused = await desk.post("manager", f"/calls/{desk.call_id}/openings")

    assert refused.status_code == 409
    assert refused.json()["detail"] == "This call is closed already."
