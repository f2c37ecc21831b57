"""Invariants of the process that no single case shows: docs/invariants.md names them."""

import asyncio

import pytest

from tracker.demo.journey import G4_VOTES, Journey

pytestmark = pytest.mark.differs

NO_PILOT = {"verdict": "pass", "leads_to": "decision", "grounds": "A pilot would prove nothing."}


@pytest.mark.at("preparation")
async def test_the_decision_is_reached_from_preparation_with_the_list_of_g4_open(
    journey: Journey,
) -> None:
    await journey.plan(decision=300)
    assert not (await journey.checklist("G4"))["clear"]

    await journey.pass_gate("G4", G4_VOTES, **NO_PILOT)

    assert (await journey.project())["stage"] == "decision"


@pytest.mark.at("pilot")
async def test_a_pilot_never_outlives_its_decision_of_g4(journey: Journey) -> None:
    newest = (await journey.decisions())[0]
    assert (newest["gate"], newest["leads_to"]) == ("G4", "pilot")

    await journey.pass_gate(
        "G4", G4_VOTES, verdict="rework", supersedes=newest["id"], grounds="The site was lost."
    )

    assert (await journey.project())["stage"] == "preparation"
    live = await journey.send(
        "officer",
        "POST",
        f"/projects/{journey.code}/operation-changes",
        {"becomes": "live", "reason": "Example reason"},
    )
    assert live.status_code == 409


async def test_two_decisions_at_once_never_exceed_the_places_of_the_call(
    journey: Journey,
) -> None:
    await journey.open_call(places=1)
    motions = []
    for title in ("Example parking", "Example lighting"):
        await journey.propose(title)
        await journey.judge()
        await journey.answer_facts()
        await journey.plan(commissioning=60)
        await journey.clear("G1")
        seats = {who: f"committee_{number}" for number, who in enumerate(journey.committee, 1)}
        motions.append(await journey.put("G1", seats, leads_to="commissioning"))

    answers = await asyncio.gather(*(journey.decide(motion) for motion in motions))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    [refused] = [answer for answer in answers if answer.status_code == 409]
    assert any("place" in reason["why"] for reason in refused.json()["reasons"])


@pytest.mark.at("follow_up")
async def test_a_project_with_an_open_condition_is_not_completed(journey: Journey) -> None:
    conditions = (await journey.gates())["conditions"]
    assert {one["end"] for one in conditions} == {None}
    for months, days in ((6, 190), (12, 190), (24, 370)):
        journey.clock.pass_days(days)
        made = await journey.do(
            "city_contact",
            f"/projects/{journey.code}/check-ins",
            {"months": months, "text": "Example report"},
        )
        await journey.do("officer", f"/check-ins/{made['id']}/confirmations")

    path = f"/projects/{journey.code}/completions"
    early = await journey.send("officer", "POST", path)
    for one in conditions:
        await journey.do(
            "officer", f"/conditions/{one['id']}/endings", {"end": "met", "proof": "Example proof"}
        )

    later = await journey.send("officer", "POST", path)

    assert (early.status_code, later.status_code) == (409, 409)
    assert "A condition is open" in early.json()["detail"]
    assert "closing duties are open" in later.json()["detail"]
    assert (await journey.project())["status"] == "active"
