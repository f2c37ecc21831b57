"""What a project that has ended still lets people do, however it ended (process.md, 3: closing)."""

from typing import Any

import httpx
import pytest

from tracker.demo.journey import G3_VOTES, Journey

STATUS = {"stopped": "stopped", "referred": "referred", "withdrawn": "withdrawn"}


async def ended(journey: Journey, how: str) -> None:
    """A live pilot is ended, with a deliverable handed in and not yet judged."""
    if how == "withdrawn":
        path = f"/projects/{journey.code}/withdrawals"
        await journey.do("city_approver", path, {"reason": "No money"})
    else:
        more = {"partner": "Example Bank"} if how == "referred" else {}
        await journey.pass_gate("G5", G3_VOTES, verdict="stop", grounds="Example end", **more)


async def planned(journey: Journey) -> Any:
    return await journey.do(
        "officer",
        f"/projects/{journey.code}/deliverables",
        {
            "code": "P02",
            "title": "Example P02",
            "stage": "pilot",
            "owner_capacity": "consulting_company",
            "acceptors": ["officer"],
            "minimum_content": "Example content",
            "due": journey.day(30),
        },
    )


@pytest.mark.at("pilot")
@pytest.mark.parametrize("how", STATUS)
async def test_nothing_begins_and_what_is_left_can_be_finished(journey: Journey, how: str) -> None:
    await journey.go_live()
    given = await planned(journey)
    file_id = await journey.upload("consultant", "Example version")
    handed_in = await journey.do(
        "consultant", f"/deliverables/{given['id']}/submissions", {"files": [file_id]}
    )
    await ended(journey, how)
    here = f"/projects/{journey.code}"

    project = await journey.project()
    assert (project["status"], project["operation"]) == (STATUS[how], "suspended")
    assert (await journey.gates())["closing_duties"]
    refused = {
        "moving": await journey.move("G5", leads_to="decision", operation_after="suspended"),
        "holding": await journey.move("G5", verdict="hold", look_again_on=journey.day(30)),
        "restoring": await act(journey, "city_approver", "live"),
        "a fact": await journey.send(
            "officer", "POST", f"{here}/facts/cloud/answers", {"answer": "yes", "reason": "Example"}
        ),
        "a waiver": await journey.ask_waiver("CP-ARC-06", ["G5"], 10),
        "a version": await journey.send(
            "consultant", "POST", f"/deliverables/{given['id']}/submissions", {"files": [file_id]}
        ),
        "an appointment": await journey.send(
            "officer",
            "POST",
            f"{here}/appointments",
            {
                "organisation_id": str(journey.cast.organisations["other_firm"]),
                "capacity": "consulting_company",
            },
        ),
    }
    assert {what: one.status_code for what, one in refused.items()} == dict.fromkeys(refused, 409)

    accepted = f"/submissions/{handed_in['id']}/reviews"
    await journey.do("officer", accepted, {"outcome": "accepted"})
    proof = await journey.upload("officer", "Example proof")
    await journey.do(
        "officer",
        f"{here}/operation-changes",
        {"becomes": "off", "reason": "Example end", "proof_file_id": proof},
    )
    incident = {
        "kind": "security",
        "happened_at": journey.clock().isoformat(),
        "text": "Example incident",
    }
    await journey.do("city_contact", f"{here}/incidents", incident)
    line = {"source": "sponsor", "state": "received", "amount": "100", "currency": "KRW"}
    await journey.do("officer", f"{here}/money-lines", line)
    await journey.do("officer", f"{here}/reports", {})
    assert (await journey.gates())["operation"] == "off"


async def act(journey: Journey, who: str, becomes: str) -> httpx.Response:
    path = f"/projects/{journey.code}/operation-changes"
    return await journey.send(who, "POST", path, {"becomes": becomes, "reason": "Example"})


@pytest.mark.at("pilot")
async def test_what_is_owed_after_the_end_says_who_owes_it_and_by_when(journey: Journey) -> None:
    await journey.go_live()
    await ended(journey, "stopped")
    due = journey.day(30)

    gates = await journey.gates()
    duties = gates["closing_duties"]
    journey.clock.pass_days(10)
    await journey.switch_off()
    after = await journey.gates()

    assert gates["status_text"] == f"stopped, {len(duties)} closing duties open"
    assert after["status_text"] == f"stopped, {len(duties) - 1} closing duties open"
    assert {duty["due"] for duty in duties + after["closing_duties"]} == {due}
    assert all(duty["owed_by"] and duty["what"] for duty in duties)
    firms = next(duty for duty in duties if duty["requirement"] == "CP-SUP-02")
    assert (firms["list"], firms["requirement"]) == ("closing", "CP-SUP-02")
    [off] = [duty for duty in duties if duty["requirement"] is None]
    assert (off["what"], off["owed_by"][0]) == (
        "Switch the equipment off, with proof",
        "city_contact",
    )


@pytest.mark.at("decision")
async def test_open_conditions_and_what_g6_asks_for_a_stop_are_owed_after_the_end(
    journey: Journey,
) -> None:
    votes = {"city_approver": "city_approver", "manager": "manager"}
    ready = await journey.readiness("G6", verdict="rework", leads_to="pilot", scaling="extend")
    conditions = [journey.condition("Close", 40, about=one["subject"]) for one in ready["expected"]]
    conditions.append(journey.condition("Count again", 40))
    await journey.clear("G4")
    extended = {"verdict": "rework", "leads_to": "pilot", "scaling": "extend"}
    await journey.pass_gate("G6", votes, **extended, new_end=journey.day(60), conditions=conditions)
    await journey.pass_gate("G5", G3_VOTES, verdict="stop", grounds="Example end")

    gates = await journey.gates()

    open_ones = {one["id"] for one in gates["conditions"] if one["end"] is None}
    owed = {duty["condition_id"] for duty in gates["closing_duties"] if duty["condition_id"]}
    assert owed == open_ones
    assert {duty["list"] for duty in gates["closing_duties"]} == {"closing", None}


@pytest.mark.at("decision")
async def test_a_stop_at_g6_leaves_the_entries_that_it_asks_for_a_stop(journey: Journey) -> None:
    votes = {"city_approver": "city_approver", "manager": "manager"}
    asked = (await journey.checklist("G6", "stop"))["entries"]
    wanted = {
        one["requirement"]
        for one in asked
        if one["applicable"] and not one["clear"] and one["level"] != "recommended"
    }
    await journey.pass_gate("G6", votes, verdict="stop", scaling="stop")

    duties = (await journey.gates())["closing_duties"]

    assert wanted
    assert {duty["requirement"] for duty in duties if duty["list"] == "G6"} == wanted
