"""Somebody's whole work goes to a colleague in one act, and nothing else of theirs does."""

from typing import Any

import httpx
import pytest

from tests.gates.test_handover import point
from tracker.demo.journey import G3_VOTES, Journey

STUDY = pytest.mark.at("study")


async def handed_over(journey: Journey, of: str, to: str, who: str = "manager") -> httpx.Response:
    path = f"/persons/{journey.cast.person(of)}/handovers"
    body = {"to_id": str(journey.cast.person(to)), "reason": "They have left"}
    return await journey.send(who, "POST", path, body)


async def owing(journey: Journey, who: str) -> None:
    """A risk, and a point of rework."""
    concern = {
        "kind": "risk",
        "category": "delivery",
        "title": "Example risk",
        "response": "Watch it",
        "owner_id": str(journey.cast.person(who)),
        "due": journey.day(20),
        "assessment": {"likelihood": 2, "impact": 3, "why": "At first"},
    }
    await journey.do("officer", f"/projects/{journey.code}/concerns", concern)
    points = [point(journey, who)]
    await journey.pass_gate("G3", G3_VOTES, verdict="rework", points=points)


async def assigned_by_name(journey: Journey, who: str) -> None:
    body: dict[str, Any] = {
        "organisation_id": str(journey.cast.organisations["secretariat"]),
        "person_id": str(journey.cast.person(who)),
        "capacity": "officer",
    }
    await journey.do("manager", f"/projects/{journey.code}/assignments", body)


@STUDY
async def test_all_that_an_officer_owes_goes_to_another_in_one_act(journey: Journey) -> None:
    await owing(journey, "officer2")
    await assigned_by_name(journey, "officer2")
    done = await handed_over(journey, "officer2", "officer")
    assert done.status_code == 201, done.text
    counts = done.json()
    assert (counts["assignments"], counts["points"], counts["concerns"]) == (1, 1, 1)
    assert counts["projects"] == 1

    to = str(journey.cast.person("officer"))
    gates = await journey.gates()
    assert [one["owner_id"] for one in gates["points"]] == [to]
    concerns = await journey.see("officer", f"/projects/{journey.code}/concerns")
    assert [one["owner_id"] for one in concerns["items"]] == [to]
    rows = (await journey.see("manager", f"/projects/{journey.code}/assignments"))["items"]
    ended = {one["person_id"]: one["until"] for one in rows if one["person_id"]}
    assert ended[to] is None
    assert ended[str(journey.cast.person("officer2"))] is not None
    assert "They have left" in (await journey.noted("rework.reassigned"))["detail"]
    assert (await handed_over(journey, "officer2", "officer")).json()["projects"] == 0


@STUDY
async def test_a_contact_hands_over_the_work_of_the_own_house_and_of_no_other(
    journey: Journey,
) -> None:
    await owing(journey, "city_contact")
    assert (await handed_over(journey, "officer2", "officer", "city_contact")).status_code == 404
    assert (
        await handed_over(journey, "city_contact", "officer", "city_contact")
    ).status_code == 422
    for who in ("consultant", "other_city_contact"):
        answer = await handed_over(journey, "city_contact", "city_contact2", who)
        assert answer.status_code == 404, who
    for who in ("reviewer", "administrator", "city_privacy"):
        answer = await handed_over(journey, "city_contact", "city_contact2", who)
        assert answer.status_code == 403, who

    own = await handed_over(journey, "city_contact", "city_contact2", "city_contact")
    assert own.status_code == 201, own.text
    assert (own.json()["points"], own.json()["concerns"]) == (1, 1)


@STUDY
async def test_work_goes_to_somebody_of_the_same_role_alone(journey: Journey) -> None:
    for to in ("reviewer", "manager", "city_contact", "officer2"):
        answer = await handed_over(journey, "officer2", to)
        assert answer.status_code == 422, to
        assert answer.json()["fields"][0]["field"] == "to_id"


@STUDY
async def test_no_work_goes_to_an_account_that_is_shut(journey: Journey) -> None:
    path = f"/persons/{journey.cast.person('officer2')}"
    read = await journey.send("administrator", "GET", path)
    shut = await journey.send("administrator", "DELETE", path, If_Match=read.headers["etag"])
    assert shut.status_code == 204, shut.text
    answer = await handed_over(journey, "officer", "officer2")
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "to_id"


@pytest.mark.at("preparation")
async def test_who_handed_a_condition_on_does_not_confirm_it_either(journey: Journey) -> None:
    await journey.preparation_done()
    await journey.plan(pilot=150)
    owner = str(journey.cast.person("officer2"))
    asked = journey.condition("Train the operators", 30, owner_id=owner)
    votes = {"officer": "officer", "reviewer2": "reviewer", "city_approver": "city_approver"}
    await journey.pass_gate(
        "G4", votes, who="manager", verdict="conditions", leads_to="pilot", conditions=[asked]
    )
    assert (await handed_over(journey, "officer2", "officer")).json()["conditions"] == 1
    (row,) = (await journey.gates())["conditions"]
    path, body = f"/conditions/{row['id']}/endings", {"end": "met", "proof": "A list of names"}

    before = await journey.send("officer2", "POST", path, body)
    now = await journey.send("officer", "POST", path, body)
    other = await journey.send("manager", "POST", path, body)

    assert (before.status_code, now.status_code) == (403, 403)
    assert other.is_success, other.text


@STUDY
async def test_work_for_another_house_of_the_same_person_stays_where_it_is(
    journey: Journey,
) -> None:
    await owing(journey, "consultant")
    also = {"organisation_id": str(journey.cast.organisations["city"]), "role": "city_contact"}
    person = journey.cast.person("consultant")
    await journey.do("administrator", f"/persons/{person}/memberships", also)

    done = await handed_over(journey, "consultant", "city_contact2", "city_contact")

    assert done.status_code == 201, done.text
    assert (done.json()["points"], done.json()["concerns"]) == (0, 0)
    assert [one["owner_id"] for one in (await journey.gates())["points"]] == [str(person)]
