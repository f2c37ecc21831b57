"""Case D, day by day and invented: the firm leaves during the study, and a decision was wrong."""

from typing import Any

import pytest

from tests.gates.test_cases import lapsed, name_holder, on
from tracker.demo.journey import Journey

pytestmark = pytest.mark.giant

TERMS = {"CP-SUP-01", "CP-SUP-02"}
ALSO = {"CP-GOV-02", "CP-GOV-07"}
"""The case names the terms alone; the catalogue lets a change of firm or role re-open these too."""
MANAGER_SITS = {"manager": "officer", "city_approver": "city_approver"}


async def commissioned_on_the_eleventh_of_january(journey: Journey) -> None:
    on(journey, 11, 1)
    await journey.to_study(provider=False)
    await name_holder(journey, "officer", "officer", "manager")


async def the_firm_changes(journey: Journey) -> None:
    """Last day 15 March; the successor starts on 5 April."""
    on(journey, 1, 3)
    (old,) = (await journey.see("officer", f"/projects/{journey.code}/appointments"))["items"]
    await journey.do(
        "officer",
        f"/appointments/{old['id']}/releases",
        {"last_day": "2027-03-15", "reason": "The firm closes its office."},
    )
    on(journey, 5, 4)
    await journey.do(
        "officer",
        f"/projects/{journey.code}/appointments",
        {
            "organisation_id": str(journey.cast.organisations["other_firm"]),
            "capacity": "consulting_company",
            "starts": "2027-04-05",
        },
    )


async def new_terms(journey: Journey) -> None:
    """Handed in by the officer on 7 April, accepted by the reviewer on 9 April."""
    on(journey, 7, 4)
    for requirement in sorted(TERMS):
        await journey.hand_in(requirement, "officer")
    on(journey, 9, 4)
    for requirement in sorted(TERMS):
        await journey.review("G2", requirement, "reviewer")
    assert await lapsed(journey) == ALSO
    for requirement in sorted(ALSO):
        await journey.review("G2", requirement)


async def version(journey: Journey, deliverable: str, text: str, outcome: str = "accepted") -> Any:
    """The new firm hands in; the city accepts, and the officer says this."""
    answer = await journey.acting("other_firm_member").post(
        f"/api/projects/{journey.code}/files",
        content=text.encode(),
        headers={"Content-Disposition": "attachment; filename=example.txt"},
    )
    assert answer.status_code == 201, answer.text
    handed_in = await journey.do(
        "other_firm_member",
        f"/deliverables/{deliverable}/submissions",
        {"files": [answer.json()["id"]]},
    )
    reviews = f"/submissions/{handed_in['id']}/reviews"
    await journey.do("officer", reviews, {"outcome": outcome, "comments": "Example comment"})
    if outcome == "accepted":
        await journey.do("city_approver", reviews, {"outcome": "accepted"})
    return handed_in


async def study_accepted_on_the_fifth_of_july(journey: Journey) -> dict[str, Any]:
    """G3, with the manager in the seat of the officer who handed in the terms."""
    on(journey, 1, 7)
    deliverables = {}
    for code in ("D07", "D10"):
        planned = await journey.do(
            "officer",
            f"/projects/{journey.code}/deliverables",
            {
                "code": code,
                "title": f"Example {code}",
                "stage": "study",
                "owner_capacity": "consulting_company",
                "acceptors": ["officer", "city_approver"],
                "minimum_content": "Example content",
                "due": journey.day(3),
            },
        )
        deliverables[code] = planned["id"]
        first = "returned" if code == "D07" else "accepted"
        await version(journey, planned["id"], f"{code}, first", first)
    await version(journey, deliverables["D07"], "D07, second")
    for entry in await journey.still_open("G3"):
        if not entry["pieces"]:
            provider = {"firm_member": "other_firm_member"}.get(entry["owed_by"][0])
            await journey.hand_in(entry["requirement"], provider or entry["owed_by"][0])
    for _ in ("the verifier", "whoever takes the sample"):
        for entry in await journey.still_open("G3"):
            await journey.tick(entry)
    await journey.plan(preparation=200)
    on(journey, 5, 7)
    return deliverables


@pytest.mark.at("commissioning")
async def test_case_d_a_new_firm_reopens_the_terms_until_somebody_else_accepts_them(
    journey: Journey,
) -> None:
    await commissioned_on_the_eleventh_of_january(journey)
    assert await lapsed(journey) == set()
    await the_firm_changes(journey)

    assert await lapsed(journey) == TERMS | ALSO
    shut = await journey.readiness("G3")
    assert {p["subject"] for p in shut["unmet"] if p["rule"] == "nothing_has_lapsed"} >= TERMS

    await new_terms(journey)
    assert await lapsed(journey) == set()


@pytest.mark.at("commissioning")
async def test_case_d_a_wrong_decision_is_taken_back_and_taken_anew(journey: Journey) -> None:
    await commissioned_on_the_eleventh_of_january(journey)
    await the_firm_changes(journey)
    await new_terms(journey)
    deliverables = await study_accepted_on_the_fifth_of_july(journey)

    old = await journey.put("G3", {"city_approver": "city_approver"}, leads_to="preparation")
    barred = await journey.vote(old, "officer", "officer")
    assert barred.status_code == 403, barred.text
    assert (await journey.vote(old, "manager", "officer")).status_code == 201
    wrong = await journey.decide(old)
    assert wrong.status_code == 201, wrong.text
    assert await visit(journey) == ("preparation", 4)

    on(journey, 23, 7)
    point = {
        "what": "D07",
        "text": "The prices are those of another year.",
        "owner_id": str(journey.cast.person("other_firm_member")),
        "due": "2027-08-02",
    }
    await journey.pass_gate(
        "G3",
        MANAGER_SITS,
        verdict="rework",
        supersedes=wrong.json()["id"],
        points=[point],
        grounds="D07 rests on wrong prices.",
    )
    assert await visit(journey) == ("study", 3)
    assert "D07" in {one["what"] for one in (await journey.gates())["points"]}
    assert {one["rule"] for one in (await journey.readiness("G3"))["unmet"]} >= {
        "rework_points_are_confirmed",
        "study_is_accepted",
    }

    on(journey, 2, 8)
    third = await version(journey, deliverables["D07"], "D07, third")
    assert third["number"] == 3
    for open_point in (await journey.gates())["points"]:
        await answered(journey, open_point)
    on(journey, 9, 8)
    await journey.pass_gate("G3", MANAGER_SITS, leads_to="preparation")
    assert await visit(journey) == ("preparation", 5)
    clicked = await journey.decide(old)
    assert clicked.status_code == 409


async def visit(journey: Journey) -> tuple[str, int]:
    project = await journey.project()
    return project["stage"], project["visit"]


async def answered(journey: Journey, point: Any) -> None:
    """By its owner, and confirmed by the manager."""
    people = {str(journey.cast.person(name)): name for name in ("other_firm_member", "officer")}
    path, match = f"/rework-points/{point['id']}", {"If_Match": f'"{point["version"]}"'}
    owner = people[point["owner_id"]]
    said = await journey.send(owner, "POST", f"{path}/answers", {"answer": "Done."}, **match)
    assert said.status_code == 201, said.text
    match = {"If_Match": said.headers["etag"]}
    done = await journey.send("manager", "POST", f"{path}/confirmations", **match)
    assert done.status_code == 201, done.text
