"""What a project that has ended still lets people do, however it ended (process.md, 3: closing)."""

from typing import Any

import httpx
import pytest

from tests.journey import G3_VOTES, Journey

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
