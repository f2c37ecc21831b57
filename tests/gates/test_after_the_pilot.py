"""What the decision that ends the pilot says about the equipment, and what comes of it."""

from typing import Any

import pytest

from tests.gates.test_ways_apart import operate
from tracker.demo.journey import G3_VOTES, Journey


async def decided(journey: Journey, **said: Any) -> None:
    """A live pilot is evaluated and passes G5."""
    await journey.go_live()
    journey.clock.pass_days(30)
    await journey.evaluated()
    await journey.plan(decision=420)
    await journey.clear("G5")
    await journey.pass_gate("G5", G3_VOTES, leads_to="decision", **said)


@pytest.mark.at("pilot")
async def test_a_decision_to_switch_off_leaves_it_suspended_until_there_is_proof(
    journey: Journey,
) -> None:
    await decided(journey, operation_after="off")

    before = (await journey.gates())["operation"]
    ready = await journey.readiness("G6", leads_to="follow_up", scaling="roll_out")
    await journey.switch_off()

    assert before == "suspended"
    assert "operation_is_off_or_handed_over" in {one["rule"] for one in ready["unmet"]}
    assert (await journey.gates())["operation"] == "off"


async def operations(journey: Journey) -> set[str]:
    """What the way of the project, the project itself and the list of projects say."""
    alone = await journey.see("officer", f"/projects/{journey.code}")
    listed = await journey.see("officer", "/projects")
    return {one["operation"] for one in (await journey.gates(), alone, *listed["items"])}


@pytest.mark.at("pilot")
async def test_what_runs_until_a_day_is_suspended_by_rule_after_it(journey: Journey) -> None:
    await decided(journey, operation_after="live", live_until=journey.day(35))
    told = []
    for days in (5, 1):
        journey.clock.pass_days(days)
        told.append(await operations(journey))

    restored = await operate(journey, "city_approver", "live")
    suspended = await operate(journey, "officer", "suspended")

    assert told == [{"live"}, {"suspended"}]
    assert (restored.status_code, "let it run until" in restored.text) == (409, True)
    assert (suspended.status_code, "Only a live pilot" in suspended.text) == (409, True)


@pytest.mark.at("pilot")
async def test_an_extension_takes_the_last_day_away(journey: Journey) -> None:
    await decided(journey, operation_after="live", live_until=journey.day(50))
    await journey.clear("G4")
    query = {"verdict": "rework", "leads_to": "pilot", "scaling": "extend"}
    ready = await journey.readiness("G6", **query)
    await journey.pass_gate(
        "G6",
        {"city_approver": "city_approver", "manager": "manager"},
        **query,
        new_end=journey.day(100),
        conditions=[
            journey.condition("Close", 90, about=one["subject"]) for one in ready["expected"]
        ],
    )

    journey.clock.pass_days(30)

    gates = await journey.gates()
    assert (gates["stage"], gates["operation"], gates["live_until"]) == ("pilot", "live", None)
