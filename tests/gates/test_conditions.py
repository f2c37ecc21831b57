"""What a decision leaves to be done: how it ends, what it blocks, and what happens when it is late."""

from typing import Any

import httpx
import pytest

from tests.journey import G3_VOTES, Journey

SENT_BACK = "CP-ARC-06"
BOARD = {"officer2": "officer", "reviewer2": "reviewer", "city_approver": "city_approver"}


def point(journey: Journey, what: str, text: str = "Do it again") -> dict[str, Any]:
    """A rework point owed by the city's contact, as a motion words it."""
    owner = str(journey.cast.person("city_contact"))
    return {"what": what, "text": text, "owner_id": owner, "due": journey.day(20)}


async def settle_points(journey: Journey) -> None:
    """Answered by their owner, confirmed by the officer."""
    for one in (await journey.gates())["points"]:
        if one["confirmed_by"] is None:
            path = f"/rework-points/{one['id']}"
            body = {"answer": "Done"}
            await journey.do("city_contact", f"{path}/answers", body, If_Match='"1"')
            await journey.do("officer", f"{path}/confirmations", If_Match='"2"')


async def rules_in_the_way(journey: Journey, gate: str, **query: str) -> dict[str, set[str]]:
    """Rule to subjects of what readiness tells."""
    found: dict[str, set[str]] = {}
    for one in (await journey.readiness(gate, **query))["unmet"]:
        found.setdefault(one["rule"], set()).add(one["subject"])
    return found


@pytest.mark.at("preparation")
async def test_a_requirement_named_by_rework_needs_a_new_review_and_its_point_an_answer(
    journey: Journey,
) -> None:
    await journey.preparation_done()
    await journey.plan(pilot=150)
    clear = await rules_in_the_way(journey, "G4")
    journey.clock.pass_days(1)

    await journey.pass_gate(
        "G4", BOARD, verdict="rework", points=[point(journey, SENT_BACK, "Test the new device")]
    )

    entry = await journey.entry("G4", SENT_BACK)
    [left] = (await journey.gates())["points"]
    assert clear == {}
    assert (entry["standing"], entry["because"]) == ("lapsed", "event")
    assert await rules_in_the_way(journey, "G4") == {
        "checklist_is_clear": {SENT_BACK},
        "rework_points_are_confirmed": {left["id"]},
    }

    await settle_points(journey)
    assert await rules_in_the_way(journey, "G4") == {"checklist_is_clear": {SENT_BACK}}
    refused = await journey.move("G4", leads_to="pilot")
    assert refused.status_code == 409

    journey.clock.pass_days(1)
    await journey.review("G4", SENT_BACK)
    assert await rules_in_the_way(journey, "G4") == {}
