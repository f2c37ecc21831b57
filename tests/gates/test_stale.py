"""A decision in force says what it rests on and what changed since; that blocks nothing."""

from typing import Any

import pytest
from litestar import Litestar

from tests.statements import counted
from tracker.demo.journey import G3_VOTES, Journey


async def stale(journey: Journey) -> dict[str, Any]:
    return {one["gate"]: one["stale"] for one in reversed(await journey.decisions())}


@pytest.mark.at("pilot")
async def test_what_changed_under_a_decision_is_named(journey: Journey) -> None:
    fresh = (await stale(journey))["G4"]
    await journey.meet("G4", "CP-ARC-06")
    proved = await stale(journey)
    await journey.answer_fact("cloud", "yes")
    answered = await stale(journey)
    lines = {line["gate"]: line["decisions"] for line in (await journey.gates())["gates"]}

    assert fresh == []
    assert proved["G4"] == ["“Independent security test before go-live” at G4"]
    assert "facts about the project" in answered["G1"]
    assert lines["G4"][0]["stale"] == answered["G4"]


@pytest.mark.at("preparation")
async def test_a_deliverable_sent_back_later_makes_its_decision_stale(journey: Journey) -> None:
    point = {
        "what": "D10",
        "text": "The prices are wrong",
        "owner_id": str(journey.cast.person("consultant")),
        "due": journey.day(10),
    }
    votes = {**G3_VOTES, "reviewer2": "reviewer"}
    before = (await stale(journey))["G3"]

    made = await journey.pass_gate("G4", votes, verdict="rework", points=[point])

    assert "accepted deliverables" not in before
    assert "accepted deliverables" in (await stale(journey))["G3"]
    assert made["stale"] == []


@pytest.mark.at("pilot")
async def test_a_later_decision_seals_which_earlier_ones_had_become_stale(
    journey: Journey,
) -> None:
    await journey.meet("G4", "CP-ARC-06")
    made = await journey.pass_gate("G5", G3_VOTES, verdict="hold", look_again_on=journey.day(30))

    sealed = await journey.see("officer", f"/projects/{journey.code}/decisions/{made['id']}")

    told = {one["gate"]: one["parts"] for one in sealed["dossier"]["stale"]}
    assert told["G4"] == ["“Independent security test before go-live” at G4"]


@pytest.mark.at("decision")
async def test_decisions_are_listed_in_as_many_statements_for_many_as_for_few(
    app: Litestar, journey: Journey
) -> None:
    """Each decision but one is taken back, and then none."""
    with counted(app) as many:
        await journey.decisions()
    newest = (await journey.decisions())[0]
    await journey.pass_gate("G5", G3_VOTES, verdict="rework", supersedes=newest["id"])
    with counted(app) as fewer_in_force:
        await journey.decisions()

    assert len(many) == len(fewer_in_force) <= 15
