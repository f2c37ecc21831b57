"""A city that steps back ends what was moved about it, by whichever road it withdraws."""

from typing import Any

import httpx
import pytest

from tests.gates.test_motions import reason, state
from tracker.demo.journey import Journey

COMMITTEE = {f"committee{number}": f"committee_{number}" for number in (1, 2, 3)}


async def withdrawn(journey: Journey, road: str) -> httpx.Response:
    said = {"reason": "Example reason"}
    if road == "proposal":
        path = f"/proposals/{journey.proposal}/withdrawals"
        return await journey.send("city_contact", "POST", path, said)
    return await journey.send(
        "city_approver", "POST", f"/projects/{journey.code}/withdrawals", said
    )


@pytest.mark.at("proposal")
@pytest.mark.parametrize("road", ["proposal", "project"])
async def test_a_withdrawal_ends_the_open_motion_and_handing_in_again_brings_no_vote_back(
    journey: Journey, road: str
) -> None:
    motion = await journey.put("G1", COMMITTEE, leads_to="commissioning")

    gone = await withdrawn(journey, road)
    ended = await state(journey, motion)
    noted = await journey.noted("motion.lapsed")
    await journey.do("city_contact", f"/proposals/{journey.proposal}/submissions")
    await journey.judge()
    decided = await journey.decide(motion)

    assert (gone.status_code, ended, noted["object_id"]) == (201, "lapsed", motion)
    assert (decided.status_code, "This motion is lapsed" in decided.text) == (409, True)
    again = await journey.put("G1", {}, leads_to="commissioning")
    assert "votes are missing" in reason(await journey.decide(again))


@pytest.mark.at("commissioning")
async def test_a_proposal_that_was_selected_is_not_withdrawn_as_a_proposal(
    journey: Journey,
) -> None:
    motion: Any = await journey.put("G2", {}, verdict="stop")

    late = await withdrawn(journey, "proposal")

    assert (late.status_code, "approver withdraws" in late.text) == (409, True)
    assert await state(journey, motion) == "open"
