"""Somebody who can act owes every point and condition; a point finds another owner."""

from typing import Any

import pytest

from tracker.demo.journey import G3_VOTES, Journey

OUTSIDE = ("administrator", "observer", "other_city_contact", "other_firm_member", "committee1")


def point(journey: Journey, owner: str) -> dict[str, Any]:
    person = str(journey.cast.person(owner))
    return {"what": "Site", "text": "Name it", "owner_id": person, "due": journey.day(9)}


@pytest.mark.at("study")
@pytest.mark.parametrize("owner", OUTSIDE)
async def test_whoever_cannot_see_the_project_owes_nothing_in_it(
    journey: Journey, owner: str
) -> None:
    person = str(journey.cast.person(owner))

    pointed = await journey.move("G3", verdict="rework", points=[point(journey, owner)])
    await journey.plan(preparation=260)
    asked = await journey.move(
        "G3",
        verdict="conditions",
        leads_to="preparation",
        conditions=[journey.condition("Count again", 20, owner_id=person)],
    )

    for answer in (pointed, asked):
        assert answer.status_code == 422, answer.text
        assert answer.json()["fields"][0]["field"] == "owner_id"


async def pointed_at_the_firm(journey: Journey) -> str:
    points = [point(journey, "consultant")]
    await journey.pass_gate("G3", G3_VOTES, verdict="rework", points=points)
    [row] = (await journey.gates())["points"]
    return f"/rework-points/{row['id']}"


@pytest.mark.at("study")
async def test_a_point_whose_owner_cannot_act_is_handed_over_with_a_reason(
    journey: Journey,
) -> None:
    path = await pointed_at_the_firm(journey)
    given = {"owner_id": str(journey.cast.person("city_contact")), "reason": "The firm has left"}

    stuck = await journey.send(
        "city_contact", "POST", f"{path}/answers", {"answer": "Named."}, If_Match='"1"'
    )
    handed_over = await journey.do("officer", f"{path}/handovers", given)
    noted = await journey.noted("rework.reassigned")
    match = {"If_Match": f'"{handed_over["version"]}"'}
    answer = {"answer": "Named."}
    answered = await journey.send("city_contact", "POST", f"{path}/answers", answer, **match)
    confirmed = await journey.send(
        "officer", "POST", f"{path}/confirmations", If_Match=answered.headers["etag"]
    )

    assert stuck.status_code == 403
    assert handed_over["owner_id"] == given["owner_id"]
    assert str(journey.cast.person("consultant")) in noted["detail"]
    assert "The firm has left" in noted["detail"]
    assert (answered.status_code, confirmed.status_code) == (201, 201)


@pytest.mark.at("study")
async def test_a_point_is_handed_over_by_the_desk_to_somebody_else_who_takes_part(
    journey: Journey,
) -> None:
    path = await pointed_at_the_firm(journey)

    async def handed_over(who: str, to: str) -> int:
        body = {"owner_id": str(journey.cast.person(to)), "reason": "Example reason"}
        return (await journey.send(who, "POST", f"{path}/handovers", body)).status_code

    refused = [
        await handed_over("reviewer", "officer"),
        await handed_over("city_contact", "city_contact"),
        await handed_over("other_city_contact", "city_contact"),
        await handed_over("officer", "consultant"),
        await handed_over("officer", "other_firm_member"),
    ]

    assert refused == [403, 403, 403, 422, 422]
    assert await handed_over("manager", "officer") == 201


@pytest.mark.at("study")
async def test_whoever_takes_a_point_over_answers_it_anew(journey: Journey) -> None:
    path = await pointed_at_the_firm(journey)
    answer = {"answer": "Named."}
    await journey.do("consultant", f"{path}/answers", answer, If_Match='"1"')

    given = {"owner_id": str(journey.cast.person("officer")), "reason": "The firm has left"}
    taken = await journey.do("manager", f"{path}/handovers", given)

    match = {"If_Match": f'"{taken["version"]}"'}
    assert (taken["answer"], taken["answered_by"]) == (None, None)
    early = await journey.send("city_contact", "POST", f"{path}/confirmations", **match)
    assert (early.status_code, "not been answered" in early.text) == (409, True)
