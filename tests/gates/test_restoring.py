"""Two persons restore a pilot: for one suspension, without a break between them."""

from typing import Any

import pytest

from tests.gates.test_ways_apart import operate
from tracker.demo.journey import G3_VOTES, Journey

WATCHED = "CP-ARC-06"


async def agreed_by_the_city(journey: Journey) -> None:
    await journey.go_live()
    assert (await operate(journey, "officer", "suspended")).status_code == 201
    first = await operate(journey, "city_approver", "live")
    assert first.json()["waits_for_another"] is True


async def held_and_resumed(journey: Journey) -> None:
    await journey.pass_gate("G5", G3_VOTES, verdict="hold", look_again_on=journey.day(20))
    await journey.do("manager", f"/projects/{journey.code}/resumptions", {"reason": "Go on"})


async def lapsed_and_cured(journey: Journey) -> None:
    entry = await journey.entry("G4", WATCHED)
    path = f"/evidence/{entry['pieces'][0]['id']}/withdrawals"
    await journey.do("officer", path, {"reason": "It was of another device."})
    assert (await journey.gates())["lapses"]
    await journey.meet("G4", WATCHED)
    assert (await journey.gates())["lapses"] == []


async def left(journey: Journey) -> None:
    membership = journey.cast.actors["city_approver"].membership_id
    path, last = f"/memberships/{membership}", {"until": journey.day(0)}
    ended: Any = await journey.send("administrator", "PATCH", path, last, If_Match='"1"')
    assert ended.status_code == 200, ended.text
    journey.clock.pass_days(1)


@pytest.mark.at("pilot")
@pytest.mark.parametrize("between", [held_and_resumed, lapsed_and_cured, left])
async def test_a_consent_to_restore_ends_with_a_hold_a_lapse_or_the_role(
    journey: Journey, between: Any
) -> None:
    await agreed_by_the_city(journey)
    await between(journey)

    second = await operate(journey, "reviewer", "live")
    waiting = (await journey.gates())["operation"]
    third = await operate(journey, "city_approver2", "live")

    assert second.json()["waits_for_another"] is True
    assert waiting == "suspended"
    assert (third.status_code, third.json()["waits_for_another"]) == (201, False)
