"""One person under two hats is one person: refused as second pair of eyes on every road."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.cast import add_hat
from tests.clock import Clock
from tests.serving import client_of
from tracker.demo.journey import G4_VOTES, Journey
from tracker.kernel.actor import Role

THEIRS = "CP-SUP-02"


@pytest.fixture
async def hat(journey: Journey, app: Litestar, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    """The officer once more, as a reviewer of the secretariat."""
    async with app.state.sessions.begin() as session:
        await add_hat(
            session, journey.cast, "hat", "officer", "secretariat", Role.REVIEWER, clock()
        )
    async with client_of(app, journey.cast.tokens["hat"]) as client:
        yield client


async def refused(journey: Journey, answer: httpx.Response, word: str | None) -> None:
    """403, and on record where the road keeps its refusals."""
    assert answer.status_code == 403, answer.text
    assert answer.json()["detail"].endswith(".")
    if word is not None:
        noted = await journey.noted(word)
        assert noted["person_id"] == str(journey.cast.person("officer"))


@pytest.mark.at("preparation")
async def test_who_hands_in_does_not_review_it(journey: Journey, hat: httpx.AsyncClient) -> None:
    before = await journey.entry("G3", THEIRS)
    await journey.hand_in(THEIRS, "officer", replaces=before["pieces"][0]["id"])
    entry = await journey.entry("G3", THEIRS)
    body = {
        "gate": "G3",
        "evidence_digest": entry["set_digest"],
        "criteria": [one["index"] for one in entry["criteria"] if one["asked"]],
    }
    path = f"/api/projects/{journey.code}/requirements/{THEIRS}/reviews"

    await refused(journey, await hat.post(path, json=body), "review.refused")
    assert (await journey.entry("G3", THEIRS))["standing"] == "evidence_submitted"
    assert (await journey.send("reviewer", "POST", path[4:], body)).status_code == 201


@pytest.mark.at("preparation")
async def test_who_answers_a_fact_does_not_confirm_it(
    journey: Journey, hat: httpx.AsyncClient
) -> None:
    answered = await journey.do(
        "officer",
        f"/projects/{journey.code}/facts/cloud/answers",
        {"answer": "no", "reason": "Example reason"},
    )
    path = f"/api/fact-answers/{answered['id']}/checks"
    body = {"outcome": "confirmed", "comment": "Example"}

    await refused(journey, await hat.post(path, json=body), "fact.refused")
    assert (await journey.send("reviewer", "POST", path[4:], body)).status_code == 201


@pytest.mark.at("preparation")
async def test_who_asks_for_a_waiver_does_not_agree_to_it(
    journey: Journey, hat: httpx.AsyncClient
) -> None:
    asked = await journey.ask_waiver("CP-ARC-06", ["G4"], 20, who="officer")
    path = f"/api/waivers/{asked.json()['id']}/votes"

    await refused(journey, await hat.post(path, json={"outcome": "for"}), "waiver.refused")
    agreed = await journey.send("reviewer", "POST", path[4:], {"outcome": "for"})
    assert agreed.status_code == 201


@pytest.mark.at("preparation")
async def test_who_moves_a_decision_does_not_vote_on_it(
    journey: Journey, hat: httpx.AsyncClient
) -> None:
    await journey.preparation_done()
    await journey.plan(pilot=150)
    motion = await journey.put("G4", {"officer2": "officer"}, leads_to="pilot")
    body = {"seat": "reviewer", "choice": "for"}

    answer = await hat.post(f"/api/motions/{motion}/votes", json=body)

    await refused(journey, answer, "vote.refused")
    for who in ("reviewer2", "city_approver"):
        assert (await journey.vote(motion, who, G4_VOTES[who])).status_code == 201


@pytest.mark.at("preparation")
async def test_who_answers_a_point_or_owes_a_condition_does_not_close_it(
    journey: Journey, hat: httpx.AsyncClient
) -> None:
    owner = str(journey.cast.person("officer"))
    point = {"what": "Site", "text": "Name it", "owner_id": owner, "due": journey.day(10)}
    votes = {"officer2": "officer", "reviewer": "reviewer", "city_approver": "city_approver"}
    await journey.pass_gate("G4", votes, verdict="rework", points=[point])
    (row,) = (await journey.gates())["points"]
    path = f"/rework-points/{row['id']}"
    answered = await journey.send(
        "officer", "POST", f"{path}/answers", {"answer": "Named."}, If_Match='"1"'
    )
    match = {"If-Match": answered.headers["etag"]}

    await refused(journey, await hat.post(f"/api{path}/confirmations", headers=match), None)
    confirmed = await journey.acting("manager").post(f"/api{path}/confirmations", headers=match)
    assert confirmed.status_code == 201, confirmed.text


@pytest.mark.at("pilot")
async def test_the_two_who_restore_are_two_persons(
    journey: Journey, hat: httpx.AsyncClient
) -> None:
    """Approver and reviewer; the reviewer's hat of the officer counts once."""
    await journey.go_live()
    path = f"/projects/{journey.code}/operation-changes"

    def body(becomes: str) -> dict[str, Any]:
        return {"becomes": becomes, "reason": "Example reason"}

    await journey.do("officer", path, body("suspended"))
    first = await hat.post(f"/api{path}", json=body("live"))
    again = await hat.post(f"/api{path}", json=body("live"))
    still = (await journey.gates())["operation"]
    second = await journey.send("city_approver", "POST", path, body("live"))

    assert (first.status_code, first.json()["waits_for_another"]) == (201, True)
    assert again.status_code in (403, 409), again.text
    assert (still, second.status_code) == ("suspended", 201)
    assert (await journey.gates())["operation"] == "live"
