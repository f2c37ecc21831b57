"""A call is shown as it stands, whether somebody has closed it by hand or not."""

from litestar import Litestar

from tests.clock import Clock
from tests.proposals.desk import CallDesk
from tests.statements import counted
from tracker.process.stages import Stage

RENAMED = {"label": "Renamed"}


async def states(desk: CallDesk, who: str = "officer") -> set[str]:
    """What the list and the call itself say."""
    listed = (await desk.get(who, "/calls")).json()["items"]
    shown = (await desk.get(who, f"/calls/{desk.call_id}")).json()
    return {shown["state"]} | {one["state"] for one in listed if one["id"] == str(desk.call_id)}


async def test_a_call_past_its_closing_is_closed_though_nobody_pressed_the_button(
    desk: CallDesk, clock: Clock
) -> None:
    await desk.handed_in()
    before = await states(desk)
    clock.pass_days(60)

    assert before == {"open"}
    assert await states(desk) == {"closed"}
    assert await states(desk, "city_contact") == {"closed"}


async def test_a_call_is_decided_once_no_proposal_waits_and_not_before(
    desk: CallDesk, clock: Clock
) -> None:
    first, second = await desk.handed_in(), await desk.handed_in(who="other_city_contact")
    clock.pass_days(60)
    await desk.post("other_city_contact", f"{second}/withdrawals", {"reason": "Another way."})
    waiting = await states(desk)

    await desk.put_in(first, stage=Stage.COMMISSIONING)

    assert waiting == {"closed"}
    assert await states(desk) == {"decided"}
    renamed = await desk.change(f"/calls/{desk.call_id}", RENAMED, "manager")
    assert renamed.json()["state"] == "decided"


async def test_an_answer_to_a_change_says_what_the_call_says(desk: CallDesk, clock: Clock) -> None:
    await desk.handed_in()
    clock.pass_days(60)

    renamed = await desk.change(f"/calls/{desk.call_id}", RENAMED, "manager")

    assert renamed.json()["state"] == "closed"


async def test_a_call_that_is_over_is_not_opened_again_by_a_later_closing(
    desk: CallDesk, clock: Clock
) -> None:
    clock.pass_days(60)
    later = {"closes_at": "2027-12-01T09:00:00+09:00"}

    refused = await desk.change(f"/calls/{desk.call_id}", later, "manager")

    assert refused.status_code == 409
    assert "closed" in refused.json()["detail"]


async def test_the_list_of_calls_asks_no_more_for_many_than_for_one(
    desk: CallDesk, app: Litestar
) -> None:
    with counted(app) as one:
        await desk.get("officer", "/calls")
    await desk.open_call()
    await desk.open_call()
    with counted(app) as more:
        answer = await desk.get("officer", "/calls")

    assert len(answer.json()["items"]) == 3
    assert len(more) == len(one)
