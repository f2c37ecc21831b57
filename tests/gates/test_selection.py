"""What the committee votes on at G1: one version of the proposal, and its scores."""

import httpx
import pytest

from tracker.demo.journey import Journey

SEATS = {f"committee{number}": f"committee_{number}" for number in (1, 2, 3)}


def reasons(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 409, answer.text
    told: list[str] = answer.json()["reasons"]
    return told


async def hand_in_anew(journey: Journey) -> None:
    path = f"/proposals/{journey.proposal}"
    seen = await journey.send("city_contact", "GET", path)
    changed = {"answers": {"need": "Another"}}
    answer = await journey.send(
        "city_contact", "PATCH", path, changed, If_Match=seen.headers["etag"]
    )
    assert answer.status_code == 200, answer.text
    await journey.do("city_contact", f"{path}/submissions")
    await journey.judge()


@pytest.mark.at("proposal")
async def test_a_new_version_inherits_no_votes(journey: Journey) -> None:
    motion = await journey.put("G1", SEATS, leads_to="commissioning")
    await hand_in_anew(journey)

    voted = await journey.vote(motion, "committee1", "committee_1")
    decided = await journey.decide(motion)

    told = "version of the proposal changed since the motion was put; put it again."
    assert told in reasons(voted)
    assert told in reasons(decided)
    assert (await journey.project())["stage"] == "proposal"


@pytest.mark.at("proposal")
async def test_what_was_withdrawn_and_handed_in_again_is_voted_anew(journey: Journey) -> None:
    motion = await journey.put("G1", SEATS, leads_to="commissioning")
    path = f"/proposals/{journey.proposal}"
    await journey.do("city_contact", f"{path}/withdrawals", {"reason": "Example reason"})
    await journey.do("city_contact", f"{path}/submissions")
    await journey.judge()

    decided = await journey.decide(motion)
    again = await journey.move("G1", leads_to="commissioning")

    assert decided.status_code == 409
    assert "This motion is lapsed" in decided.json()["detail"]
    assert again.status_code == 201
    assert again.json()["votes"] == []


@pytest.mark.at("proposal")
async def test_the_decision_says_which_version_and_scores_it_rested_on(journey: Journey) -> None:
    await hand_in_anew(journey)
    made = await journey.pass_gate("G1", SEATS, leads_to="commissioning")

    sealed = await journey.see("officer", f"/projects/{journey.code}/decisions/{made['id']}")

    proposal = sealed["dossier"]["proposal"]
    number, proof = proposal["receipt"].rsplit("/", 1)[1].split("-")
    assert (proposal["version"], number) == (2, "2")
    assert proposal["content_sha256"].startswith(proof)
    assert len(proposal["scores_sha256"]) == 64
