"""Who may take a decision back: the same panel and bars as when it was made."""

from typing import Any

import pytest

from tracker.demo.journey import G3_VOTES, G4_VOTES, Journey


async def standing_in(journey: Journey, who: str) -> None:
    """The manager is named as deputy of this officer."""
    await journey.do(
        "officer",
        "/deputies",
        {
            "organisation_id": str(journey.cast.organisations["secretariat"]),
            "role": "officer",
            "person_id": str(journey.cast.person(who)),
            "deputy_id": str(journey.cast.person("manager")),
        },
    )


async def handed_in_by(journey: Journey, who: str) -> Any:
    """A deliverable of the study that this officer writes and the city accepts."""
    made = await journey.do(
        "officer",
        f"/projects/{journey.code}/deliverables",
        {
            "code": "D12",
            "title": "Example plan",
            "stage": "study",
            "owner_capacity": "secretariat",
            "acceptors": ["city_approver"],
            "minimum_content": "Example content",
            "due": journey.day(30),
        },
    )
    file_id = await journey.upload(who)
    path = f"/deliverables/{made['id']}/submissions"
    version = await journey.do(who, path, {"files": [file_id]})
    path = f"/submissions/{version['id']}/reviews"
    return await journey.do("city_approver", path, {"outcome": "accepted"})


@pytest.mark.at("study")
async def test_who_was_barred_from_a_decision_is_barred_from_taking_it_back(
    journey: Journey,
) -> None:
    for who in ("officer", "officer2"):
        await standing_in(journey, who)
    await journey.study_done()
    await handed_in_by(journey, "officer2")
    await journey.plan(preparation=260)
    votes = {"manager": "officer", "city_approver": "city_approver"}
    decided = await journey.pass_gate("G3", votes, leads_to="preparation")
    motion = await journey.put("G3", {}, verdict="rework", supersedes=decided["id"])

    barred = await journey.vote(motion, "officer2", "officer")
    for who, seat in votes.items():
        assert (await journey.vote(motion, who, seat)).status_code == 201
    taken_back = await journey.decide(motion)

    assert barred.status_code == 403, barred.text
    assert "handed in" in barred.json()["reasons"][0]
    assert taken_back.status_code == 201, taken_back.text


@pytest.mark.at("pilot")
async def test_who_verified_for_g4_does_not_take_it_back_as_the_reviewer(journey: Journey) -> None:
    newest = (await journey.decisions())[0]
    motion = await journey.put("G4", G3_VOTES, verdict="rework", supersedes=newest["id"])

    barred = await journey.vote(motion, "reviewer", "reviewer")
    voted = await journey.vote(motion, "reviewer2", G4_VOTES["reviewer2"])

    assert barred.status_code == 403, barred.text
    assert "verify a critical entry" in barred.json()["reasons"][0]
    assert voted.status_code == 201, voted.text
