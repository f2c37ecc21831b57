"""A vote that came by signed letter is told as such in the memo, and no other vote is."""

import pytest

from tests.gates.test_letters import OTHERS, compared, recorded
from tests.reports.test_making import file, words
from tracker.demo.journey import Journey
from tracker.reports.wording import day


@pytest.mark.at("study")
async def test_the_memo_says_which_vote_came_by_letter_and_when_it_was_signed(
    journey: Journey,
) -> None:
    await journey.plan(preparation=260)
    motion = await journey.put("G3", OTHERS, verdict="stop")
    letter = await recorded(journey, motion)
    assert (await compared(journey, letter, "reviewer")).status_code == 201
    decision = (await journey.decide(motion)).json()

    told = words(await file(journey, "officer", f"/decisions/{decision['id']}/memo.docx"))

    assert told.count("By letter, signed on ") == 1
    assert f"signed on {day(journey.clock().date())}; counted {day(journey.clock().date())}" in told
    assert "Example city_approver" in told
