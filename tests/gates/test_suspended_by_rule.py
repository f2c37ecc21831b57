"""A pilot that the rule suspended stays so, whatever ends the lapse, until two restore it."""

import pytest

from tracker.demo.journey import Journey

WAIVED = "CP-ARC-06"


async def withdraw_evidence(journey: Journey, requirement: str) -> None:
    for piece in (await journey.entry("G4", requirement))["pieces"]:
        await journey.do(
            "city_contact", f"/evidence/{piece['id']}/withdrawals", {"reason": "Example reason"}
        )


@pytest.mark.at("pilot")
async def test_a_waiver_that_begins_later_does_not_undo_the_suspension(journey: Journey) -> None:
    await journey.go_live()
    asked = await journey.ask_waiver(WAIVED, ["G4"], 15, starts=12)
    assert asked.status_code == 201, asked.text
    for who in ("city_approver", "reviewer"):
        await journey.do(who, f"/waivers/{asked.json()['id']}/votes", {"outcome": "for"})
    await withdraw_evidence(journey, WAIVED)
    before = await journey.gates()

    journey.clock.pass_days(9)
    lapsed = await journey.gates()
    journey.clock.pass_days(4)
    covered = await journey.gates()
    path = f"/projects/{journey.code}/operation-changes"
    live = {"becomes": "live", "reason": "The waiver covers it."}
    first = await journey.do("city_approver", path, live)
    second = await journey.do("reviewer", path, live)
    restored = await journey.gates()

    assert (before["operation"], [one["subject"] for one in before["lapses"]]) == ("live", [WAIVED])
    assert (lapsed["operation"], covered["operation"]) == ("suspended", "suspended")
    assert covered["lapses"] == []
    assert (first["operation"], second["operation"]) == ("suspended", "live")
    assert restored["operation"] == "live"
