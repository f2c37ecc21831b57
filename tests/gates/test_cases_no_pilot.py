"""Case C, day by day and invented: a study without a pilot, referred, then prepared after all."""

from typing import Any

import pytest

from tests.gates.test_cases import on
from tracker.demo.journey import G3_VOTES, Journey

pytestmark = pytest.mark.giant

G6_VOTES = {"city_approver": "city_approver", "manager": "manager"}
CHANGED = {"verdict": "rework", "leads_to": "preparation", "scaling": "adapt"}
FIRST_PILOT = CHANGED | {"changes": ["first_pilot"], "grounds": "First pilot."}
FIRMS = {"CP-SUP-02", "CP-EXIT-02", "CP-DAT-04"}
CITYS = {"CP-IAM-03"}


async def to_the_decision_without_a_pilot(journey: Journey) -> None:
    """6 September: G3 leads to the decision, with a reason; no provider was ever appointed."""
    await journey.to_study(provider=False)
    on(journey, 6, 9)
    await journey.deliver("D10", "study")
    await journey.clear("G3")
    await journey.plan(decision=300)
    grounds = "The study shows that no pilot is needed."
    await journey.pass_gate("G3", G3_VOTES, leads_to="decision", grounds=grounds)


async def referred_to_the_bank(journey: Journey) -> Any:
    """4 October: G6 stops, naming the lender; nothing of the list is done."""
    on(journey, 4, 10)
    return await journey.pass_gate(
        "G6",
        G6_VOTES,
        verdict="stop",
        scaling="refer",
        partner="Example Bank",
        grounds="The city looks for a lender.",
    )


async def standings(journey: Journey) -> dict[str, str]:
    return {line["gate"]: line["standing"] for line in (await journey.gates())["gates"]}


@pytest.mark.at("commissioning")
async def test_case_c_g6_offers_all_but_an_extension_of_what_never_ran(journey: Journey) -> None:
    await to_the_decision_without_a_pilot(journey)

    assert await standings(journey) == {
        "G1": "passed",
        "G2": "passed",
        "G3": "passed",
        "G4": "not_on_the_way",
        "G5": "not_on_the_way",
        "G6": "here",
    }
    listed = (await journey.checklist("G6", "scale"))["entries"]
    asked = [one for one in listed if one["level"] == "mandatory" and one["applicable"]]
    assert 9 <= len(asked) <= 18
    assert not [one["requirement"] for one in listed if "supplier" in one["provided_by"]]
    extended = await journey.move(
        "G6", verdict="rework", leads_to="pilot", scaling="extend", new_end=journey.day(60)
    )
    assert extended.status_code == 409, extended.text
    rules = {reason["rule"] for reason in extended.json()["reasons"]}
    assert {"pilot_approval_is_in_force", "equipment_is_live_or_suspended"} <= rules
    for verdict, leads_to, scaling in (
        ("pass", "follow_up", "roll_out"),
        ("rework", "preparation", "adapt"),
        ("stop", None, "stop"),
        ("stop", None, "refer"),
    ):
        query = {"verdict": verdict, "scaling": scaling}
        query |= {"leads_to": leads_to} if leads_to else {}
        await journey.readiness("G6", **query)


@pytest.mark.at("commissioning")
async def test_case_c_a_referral_asks_no_list_and_leaves_duties_to_firm_and_city(
    journey: Journey,
) -> None:
    await to_the_decision_without_a_pilot(journey)
    await referred_to_the_bank(journey)

    assert (await journey.project())["status"] == "referred"
    closing = {
        one["requirement"]: one["provided_by"]
        for one in (await journey.checklist("closing"))["entries"]
        if one["applicable"]
    }
    assert closing.keys() >= FIRMS | CITYS
    assert all("consultant" in closing[one] for one in FIRMS)
    assert all("city" in closing[one] for one in CITYS)
    duties = {duty["requirement"] for duty in (await journey.gates())["closing_duties"]}
    assert (FIRMS | CITYS) - duties == set()


@pytest.mark.at("commissioning")
async def test_case_c_the_stop_is_taken_back_and_a_first_pilot_prepared(journey: Journey) -> None:
    await to_the_decision_without_a_pilot(journey)
    stop = await referred_to_the_bank(journey)
    on(journey, 1, 11)
    await journey.pass_gate(
        "G6",
        G6_VOTES,
        verdict="rework",
        supersedes=stop["id"],
        grounds="The bank declined on 18 October.",
    )

    project = await journey.project()
    assert (project["stage"], project["status"]) == ("decision", "active")
    (point,) = (await journey.gates())["points"]
    shut = await journey.move("G6", **FIRST_PILOT)
    assert shut.status_code == 409
    await answered(journey, point)

    on(journey, 15, 11)
    await journey.plan(preparation=120)
    ready = await journey.readiness("G6", **CHANGED)
    conditions = [
        journey.condition(f"Close {point['subject']}", 60, about=point["subject"])
        for point in ready["expected"]
    ]
    await journey.pass_gate("G6", G6_VOTES, **FIRST_PILOT, conditions=conditions)
    assert (await journey.project())["stage"] == "preparation"
    lines = await standings(journey)
    assert (lines["G4"], lines["G5"]) == ("here", "ahead")
    decided = {line["gate"]: line["decisions"] for line in (await journey.gates())["gates"]}
    assert decided["G4"] == []


async def answered(journey: Journey, point: Any) -> None:
    """By its owner, and confirmed by another."""
    path = f"/rework-points/{point['id']}"
    match = {"If_Match": f'"{point["version"]}"'}
    said = await journey.send(
        "officer", "POST", f"{path}/answers", {"answer": "Lenders were asked."}, **match
    )
    assert said.status_code in (200, 201), said.text
    done = await journey.send(
        "manager", "POST", f"{path}/confirmations", If_Match=said.headers["etag"]
    )
    assert done.status_code in (200, 201), done.text
