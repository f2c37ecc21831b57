"""What is "of this stage" is of this visit: what an earlier visit brought opens no gate again."""

from typing import Any

import pytest

from tracker.demo.journey import G3_VOTES, Journey

G6_VOTES = {"city_approver": "city_approver", "manager": "manager"}


async def open_rules(journey: Journey, gate: str, **asked: Any) -> set[str]:
    return {point["rule"] for point in (await journey.readiness(gate, **asked))["unmet"]}


async def adapt(journey: Journey) -> Any:
    ready = await journey.readiness("G6", verdict="rework", leads_to="preparation", scaling="adapt")
    await journey.plan(preparation=450)
    return await journey.pass_gate(
        "G6",
        G6_VOTES,
        verdict="rework",
        leads_to="preparation",
        scaling="adapt",
        changes=["site"],
        grounds="Another site is needed.",
        conditions=[
            journey.condition(f"Close {point['subject']}", 60, about=point["subject"])
            for point in ready["expected"]
        ],
    )


async def deliverable(journey: Journey, code: str) -> Any:
    found = (await journey.see("officer", f"/projects/{journey.code}/deliverables"))["items"]
    return next(one for one in found if one["code"] == code)


@pytest.mark.at("pilot")
async def test_an_extended_pilot_is_evaluated_anew(journey: Journey) -> None:
    await journey.go_live()
    journey.clock.pass_days(30)
    await journey.evaluated()
    before = await open_rules(journey, "G5", leads_to="decision")
    await journey.clear("G4")
    ready = await journey.readiness("G5", leads_to="pilot")
    await journey.pass_gate(
        "G5",
        G3_VOTES,
        verdict="conditions",
        leads_to="pilot",
        new_end=journey.day(200),
        grounds="More readings are needed.",
        conditions=[
            journey.condition(f"Close {point['subject']}", 60, about=point["subject"])
            for point in ready["expected"]
        ],
    )

    after = await open_rules(journey, "G5", leads_to="decision")
    await journey.evaluated()
    again = await open_rules(journey, "G5", leads_to="decision")

    rule = "evaluation_is_accepted"
    assert (rule in before, rule in after, rule in again) == (False, True, False)


@pytest.mark.at("decision")
async def test_what_was_accepted_counts_in_its_visit_and_again_once_that_is_returned_to(
    journey: Journey,
) -> None:
    await journey.deliver("P05", "decision")
    decided = await adapt(journey)

    installed = await open_rules(journey, "G4", leads_to="pilot")
    planned = await deliverable(journey, "P01")
    await journey.submit(planned["id"], "solution_provider")
    anew = await open_rules(journey, "G4", leads_to="pilot")
    handed_in = await deliverable(journey, "P01")
    await journey.pass_gate("G6", G6_VOTES, verdict="rework", supersedes=decided["id"])
    back = await open_rules(journey, "G6", verdict="pass", leads_to="follow_up", scaling="roll_out")

    rule = "installation_is_accepted"
    assert (rule in installed, rule in anew) == (True, False)
    assert (planned["state"], handed_in["state"], handed_in["number"]) == ("planned", "accepted", 2)
    assert "memo_is_accepted" not in back


@pytest.mark.at("decision")
async def test_equipment_of_an_earlier_visit_still_has_to_be_removed(journey: Journey) -> None:
    await adapt(journey)

    ready = await journey.readiness("G4", leads_to="decision")

    assert "removal" in {point["subject"] for point in ready["expected"]}


@pytest.mark.at("study")
async def test_who_wrote_a_version_that_was_returned_does_not_vote(journey: Journey) -> None:
    await journey.do(
        "officer",
        "/deputies",
        {
            "organisation_id": str(journey.cast.organisations["secretariat"]),
            "role": "officer",
            "person_id": str(journey.cast.person("officer2")),
            "deputy_id": str(journey.cast.person("manager")),
        },
    )
    await journey.study_done()
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
    for who, outcome in (("officer2", "returned"), ("officer", "accepted")):
        file_id = await journey.upload(who, f"Example text of {who}")
        version = await journey.do(
            who, f"/deliverables/{made['id']}/submissions", {"files": [file_id]}
        )
        await journey.do(
            "city_approver",
            f"/submissions/{version['id']}/reviews",
            {"outcome": outcome, "comments": "Example comment"},
        )
    await journey.plan(preparation=260)
    motion = await journey.put("G3", {}, leads_to="preparation")

    voted = await journey.vote(motion, "officer2", "officer")

    assert voted.status_code == 403, voted.text
    assert "handed in" in voted.json()["reasons"][0]
