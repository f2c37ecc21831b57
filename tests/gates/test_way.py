"""One project all the way, over HTTP, on both databases."""

import pytest

from tracker.demo.journey import Journey


@pytest.mark.at("follow_up")
async def test_a_project_goes_from_proposal_to_scaling_decision(journey: Journey) -> None:
    project = await journey.see("officer", f"/projects/{journey.code}")
    way = await journey.see("officer", f"/projects/{journey.code}/gates")

    assert (project["stage"], project["status"]) == ("follow_up", "active")
    assert [line["standing"] for line in way["gates"]] == ["passed"] * 6
    assert [len(line["decisions"]) for line in way["gates"]] == [1] * 6


@pytest.mark.parametrize(
    ("gate", "leads_to"),
    [
        pytest.param("G2", "study", marks=pytest.mark.at("commissioning")),
        pytest.param("G3", "preparation", marks=pytest.mark.at("study")),
        pytest.param("G4", "pilot", marks=pytest.mark.at("preparation")),
        pytest.param("G5", "decision", marks=pytest.mark.at("pilot")),
        pytest.param("G6", "follow_up", marks=pytest.mark.at("decision")),
    ],
)
async def test_a_gate_is_refused_on_record_while_mandatory_entries_are_open(
    journey: Journey, gate: str, leads_to: str
) -> None:
    scaling = {"scaling": "roll_out"} if gate == "G6" else {}

    answer = await journey.move(gate, leads_to=leads_to, **scaling)

    assert answer.status_code == 409
    rules = {point["rule"] for point in answer.json()["reasons"]}
    assert "checklist_is_clear" in rules
    assert all(point["why"] and point["owed_by"] for point in answer.json()["reasons"])
    newest = (await journey.journal())[0]
    assert newest["what"] == "gate.refused"
    project = await journey.see("officer", f"/projects/{journey.code}")
    assert project["stage"] != leads_to
