"""An exception opens a gate for its days, and shuts it after them."""

import pytest

from tracker.demo.journey import Journey

WAIVED = "CP-GOV-07"


@pytest.mark.at("commissioning")
@pytest.mark.parametrize(("days", "answers"), [(10, 201), (11, 409)])
async def test_a_waiver_opens_a_gate_through_its_last_day_and_no_longer(
    journey: Journey, days: int, answers: int
) -> None:
    owner = str(journey.cast.person("officer"))
    await journey.sign()
    await journey.plan(study=200)
    await journey.clear("G2", leave=frozenset({WAIVED}))
    shut = await journey.readiness("G2")
    await journey.waive(WAIVED, ["G2"], days=10)
    renewal = journey.condition("Renew it", 10, about=WAIVED, renews=True, owner_id=owner)
    motion = await journey.put(
        "G2", {"manager": "manager"}, verdict="conditions", leads_to="study", conditions=[renewal]
    )

    journey.clock.pass_days(days)
    decided = await journey.decide(motion)

    assert [point["subject"] for point in shut["unmet"]] == [WAIVED]
    assert decided.status_code == answers, decided.text
    if answers == 409:
        [reason] = decided.json()["reasons"]
        assert "waiver ended 14 January 2027" in reason["why"]
        assert (await journey.noted("decision.refused"))["what"] == "decision.refused"
        assert (await journey.project())["stage"] == "commissioning"
    else:
        journey.clock.pass_days(1)
        lapses = (await journey.gates())["lapses"]
        assert {lapse["gate"] for lapse in lapses} == {"G2"}
        assert WAIVED in {lapse["subject"] for lapse in lapses}


@pytest.mark.at("commissioning")
async def test_half_a_waiver_opens_nothing(journey: Journey) -> None:
    asked = await journey.ask_waiver(WAIVED, ["G2"], days=10)
    waiver = asked.json()["id"]

    await journey.do("city_approver", f"/waivers/{waiver}/votes", {"outcome": "for"})
    half = (await journey.entry("G2", WAIVED))["standing"]
    await journey.do("manager", f"/waivers/{waiver}/votes", {"outcome": "for"})

    assert half == "not_started"
    assert (await journey.entry("G2", WAIVED))["standing"] == "waived"


@pytest.mark.at("commissioning")
async def test_a_red_line_is_never_waived(journey: Journey) -> None:
    answer = await journey.ask_waiver("CP-SUP-02", ["G2"], days=5)

    assert answer.status_code in (403, 409)
    assert "can never be waived" in answer.json()["detail"]
    assert (await journey.noted("waiver.refused"))["what"] == "waiver.refused"


@pytest.mark.at("commissioning")
async def test_whoever_asked_for_a_waiver_that_counts_does_not_vote_at_the_gate(
    journey: Journey,
) -> None:
    owner = str(journey.cast.person("officer"))
    await journey.sign()
    await journey.plan(study=200)
    await journey.clear("G2", leave=frozenset({WAIVED}))
    asked = await journey.ask_waiver(WAIVED, ["G2"], days=10, who="manager")
    for approver in ("city_approver", "reviewer"):
        await journey.do(approver, f"/waivers/{asked.json()['id']}/votes", {"outcome": "for"})
    renewal = journey.condition("Renew it", 10, about=WAIVED, renews=True, owner_id=owner)
    motion = await journey.put(
        "G2", {}, verdict="conditions", leads_to="study", conditions=[renewal]
    )

    asker = await journey.vote(motion, "manager", "manager")
    other = await journey.vote(motion, "manager2", "manager")

    assert (asker.status_code, other.status_code) == (403, 201)
    assert "asked for something" in asker.text
