"""Case B, day by day and invented: a camera is added while a pilot runs."""

from datetime import date
from typing import Any

import pytest

from tests.gates.test_cases import lapsed, on, operate, renewals
from tracker.demo.journey import G4_VOTES, Journey

pytestmark = pytest.mark.giant

CERTIFIED = "CP-ARC-08"
WATCHING = {"CP-PRIV-03", "CP-ETH-01", "CP-ETH-02"}
ACCESS = "CP-IAM-03"


async def passed_on_the_third_of_may(journey: Journey) -> Any:
    """G4 with a certificate that ends a month before the pilot does."""
    on(journey, 3, 5)
    for fact in ("cloud", "personal_data", "public_facing"):
        await journey.answer_fact(fact, "yes")
    await journey.clear("G3")
    await journey.preparation_done()
    await journey.meet("G4", CERTIFIED, valid_until="2027-07-25")
    await journey.plan(pilot=(date(2027, 8, 27) - journey.today()).days)
    ready = await journey.readiness("G4")
    assert [point["subject"] for point in ready["expected"]] == [CERTIFIED]
    due = [one["due"] for one in ready["renewals"] if one["requirement"] == ACCESS]
    assert due == [journey.day(90)]
    assert "25 July 2027" in ready["expected"][0]["why"]
    await journey.pass_gate(
        "G4",
        G4_VOTES,
        verdict="conditions",
        leads_to="pilot",
        conditions=await renewals(journey, ready, date(2027, 7, 25)),
    )
    on(journey, 10, 5)
    assert (await operate(journey, "officer", "live")).status_code == 201


async def operation(journey: Journey) -> str:
    """As the project and its way say alike."""
    found: str = (await journey.gates())["operation"]
    assert (await journey.see("officer", f"/projects/{journey.code}"))["operation"] == found
    return found


async def camera_added(journey: Journey) -> None:
    """Monday 14 June: the fact changes, and what it asks at G4 was never begun."""
    on(journey, 14, 6)
    await journey.answer_fact("watching", "yes")
    assert await lapsed(journey) == WATCHING
    asked_at_g5 = {one["requirement"] for one in (await journey.checklist("G5"))["entries"]}
    assert not WATCHING & asked_at_g5
    assert await operation(journey) == "live"


@pytest.mark.at("preparation")
async def test_case_b_a_camera_lapses_g4_and_is_suspended_by_rule_until_two_restore(
    journey: Journey,
) -> None:
    await passed_on_the_third_of_may(journey)
    await camera_added(journey)
    on(journey, 15, 6)
    assert await operation(journey) == "live"
    on(journey, 16, 6)
    assert await operation(journey) == "suspended"

    on(journey, 1, 7)
    early = await operate(journey, "city_approver", "live")
    for requirement in sorted(WATCHING):
        await journey.meet("G4", requirement)
    cured = await journey.gates()
    assert early.status_code == 409
    assert (cured["lapses"], cured["operation"]) == ([], "suspended")

    on(journey, 2, 7)
    assert (await operate(journey, "city_approver", "live")).json()["waits_for_another"] is True
    assert (await operate(journey, "reviewer", "live")).status_code == 201
    assert await operation(journey) == "live"


@pytest.mark.at("preparation")
async def test_case_b_a_renewed_certificate_lapses_nothing_and_a_late_access_review_does(
    journey: Journey,
) -> None:
    await passed_on_the_third_of_may(journey)
    on(journey, 20, 7)
    await journey.meet("G4", CERTIFIED, valid_until="2028-07-25")
    on(journey, 26, 7)
    assert await lapsed(journey) == set()

    on(journey, 22, 8)
    assert ACCESS not in await lapsed(journey)
    on(journey, 23, 8)
    assert ACCESS in await lapsed(journey)


@pytest.mark.at("preparation")
async def test_case_b_an_extension_asks_a_review_made_since_g4_by_the_first_clock(
    journey: Journey,
) -> None:
    await passed_on_the_third_of_may(journey)
    on(journey, 20, 7)
    await journey.meet("G4", CERTIFIED, valid_until="2028-07-25")
    on(journey, 5, 8)
    await journey.meet("G4", ACCESS)
    on(journey, 24, 8)
    assert await lapsed(journey) == set()

    shut = {
        point["subject"]: point["why"]
        for point in (await journey.readiness("G5", leads_to="pilot"))["unmet"]
        if point["rule"] == "checklist_is_clear"
    }
    assert {"CP-GOV-01", "CP-GOV-02"} <= set(shut)
    assert ACCESS not in shut
