"""Only what ends too early is renewed: every other condition shuts the way until it is met."""

from typing import Any

import pytest

from tracker.demo.checklist_steps import PROVIDERS
from tracker.demo.journey import G3_VOTES, G4_VOTES, Journey

ENDING = "CP-ARC-06"


async def ending_in_forty_days(journey: Journey) -> Any:
    """G4 is ready, but for a proof that ends in the middle of the pilot; who renews it."""
    await journey.preparation_done()
    await journey.plan(pilot=350)
    await journey.meet("G4", ENDING, valid_until=journey.day(40))
    [point] = (await journey.readiness("G4", leads_to="pilot"))["expected"]
    assert (point["rule"], point["subject"]) == ("assurance_outlasts_the_next_stage", ENDING)
    return str(journey.cast.person(PROVIDERS[point["owed_by"][0]]))


async def moved(journey: Journey, days: int, **said: Any) -> Any:
    renewal = journey.condition("Renew it", days, **{"about": ENDING, "renews": True} | said)
    ordinary = [] if renewal["about"] == ENDING else [journey.condition("x", 9, about=ENDING)]
    return await journey.move(
        "G4", leads_to="pilot", verdict="conditions", conditions=[renewal, *ordinary]
    )


@pytest.mark.at("preparation")
async def test_a_renewal_names_what_ends_its_last_day_and_somebody_who_provides_it(
    journey: Journey,
) -> None:
    owner = await ending_in_forty_days(journey)
    stranger = str(journey.cast.person("reviewer"))
    refused = {
        "renews": await moved(journey, 10, about="Pay the fine", owner_id=owner),
        "due": await moved(journey, 41, owner_id=owner),
        "owner_id": await moved(journey, 40, owner_id=stranger),
    }

    taken = await moved(journey, 40, owner_id=owner)

    told = {name: one.json()["fields"][0] for name, one in refused.items()}
    assert {name: one.status_code for name, one in refused.items()} == dict.fromkeys(refused, 422)
    assert {name: one["field"] for name, one in told.items()} == {name: name for name in told}
    assert "ends too early for the next stage" in told["renews"]["message"]
    assert "“Independent security test before go-live” ends on" in told["due"]["message"]
    assert taken.status_code == 201, taken.text


@pytest.mark.at("preparation")
async def test_the_removal_of_what_was_installed_is_no_renewal(journey: Journey) -> None:
    await journey.deliver("P01", "preparation", capacity="solution_provider")
    await journey.plan(decision=420)
    body = {"leads_to": "decision", "verdict": "conditions", "grounds": "No pilot after all."}

    as_renewal = await journey.move(
        "G4", **body, conditions=[journey.condition("Remove", 30, about="removal", renews=True)]
    )
    await journey.pass_gate(
        "G4", G4_VOTES, **body, conditions=[journey.condition("Remove", 30, about="removal")]
    )

    assert as_renewal.status_code == 422
    shut = await journey.readiness("G6", verdict="pass", leads_to="follow_up", scaling="roll_out")
    assert "no_condition_is_open" in {point["rule"] for point in shut["unmet"]}


@pytest.mark.at("preparation")
async def test_the_panel_replaces_a_renewal_by_another_of_the_same_and_no_later(
    journey: Journey,
) -> None:
    owner = await ending_in_forty_days(journey)
    renewal = journey.condition("Renew it", 40, about=ENDING, renews=True, owner_id=owner)
    await journey.pass_gate(
        "G4", G4_VOTES, leads_to="pilot", verdict="conditions", conditions=[renewal]
    )
    [set_] = (await journey.gates())["conditions"]
    later, sooner = (
        renewal | {"due": journey.day(days), "replaces": set_["id"], "text": "Renew it soon"}
        for days in (41, 30)
    )

    refused = await journey.move("G4", verdict="rework", conditions=[later])
    board = G3_VOTES | {"reviewer": "reviewer"}
    await journey.pass_gate("G4", board, verdict="rework", conditions=[sooner])

    assert refused.status_code == 422
    old, new = (await journey.gates())["conditions"]
    assert (old["end"], new["renews"], new["due"]) == ("replaced", True, journey.day(30))
    assert "no_condition_is_open" not in {
        point["rule"] for point in (await journey.readiness("G5"))["unmet"]
    }
