"""After the scaling decision: check-ins, no gate, hold or lapse, and an end that is final."""

import pytest

from tracker.demo.journey import Journey

MONTHS = {6: 184, 12: 181, 24: 367}
"""Days from one check-in to the next, rounded up."""


async def checked_in(journey: Journey, months: int) -> None:
    made = await journey.do(
        "city_contact",
        f"/projects/{journey.code}/check-ins",
        {"months": months, "text": "Example news", "roll_out_started": False},
    )
    await journey.do("officer", f"/check-ins/{made['id']}/confirmations")


@pytest.mark.at("follow_up")
async def test_there_is_no_gate_hold_withdrawal_or_lapse_in_follow_up(journey: Journey) -> None:
    journey.clock.pass_days(400)  # whatever was proved has run out by now
    gates = await journey.gates()
    moved = await journey.move("G6", leads_to="follow_up", scaling="roll_out")
    held = await journey.move("G6", verdict="hold", look_again_on=journey.day(30))
    withdrawn = await journey.send(
        "city_approver", "POST", f"/projects/{journey.code}/withdrawals", {"reason": "Example"}
    )

    assert gates["lapses"] == []
    assert {line["standing"] for line in gates["gates"]} == {"passed"}
    assert (moved.status_code, held.status_code, withdrawn.status_code) == (409, 409, 409)


@pytest.mark.at("follow_up")
async def test_a_project_is_completed_after_every_check_in_and_duty_and_that_is_final(
    journey: Journey,
) -> None:
    path = f"/projects/{journey.code}/completions"
    told = []
    for months, days in MONTHS.items():
        early = await journey.send("officer", "POST", path)
        told.append(early.json()["detail"])
        journey.clock.pass_days(days)
        await checked_in(journey, months)
    for condition in (await journey.gates())["conditions"]:
        if condition["end"] is None:
            open_ = await journey.send("officer", "POST", path)
            assert "A condition is open" in open_.json()["detail"]
            ending = {"end": "met", "proof": "Example proof"}
            await journey.do("officer", f"/conditions/{condition['id']}/endings", ending)
    duties = await journey.send("officer", "POST", path)
    assert "closing duties are open" in duties.json()["detail"]
    await journey.clear("closing")
    await journey.clear("closing")  # the look showed what had run out
    done = await journey.send("officer", "POST", path)
    again = await journey.send("officer", "POST", path)

    assert told == [f"The check-in after {months} months is not confirmed." for months in MONTHS]
    assert done.status_code == 201, done.text
    assert (await journey.project())["status"] == "completed"
    assert again.status_code == 409
    newest = (await journey.decisions())[0]
    undone = await journey.move("G6", verdict="rework", supersedes=newest["id"])
    assert undone.status_code == 409


@pytest.mark.at("follow_up")
async def test_a_silent_city_does_not_keep_a_project_from_being_completed(
    journey: Journey,
) -> None:
    path = f"/projects/{journey.code}/check-ins"
    silent = {"not_reported_reason": "The city did not answer"}
    early = await journey.send("officer", "POST", path, {"months": 6} | silent)
    journey.clock.pass_days(sum(MONTHS.values()))
    in_its_place = await journey.send("officer", "POST", path, {"months": 6, "text": "All is well"})
    for months in MONTHS:
        made = await journey.do("officer", path, {"months": months} | silent)
        confirmation = f"/check-ins/{made['id']}/confirmations"
        own = await journey.send("officer", "POST", confirmation)
        other = await journey.send("manager", "POST", confirmation)
        assert (own.status_code, other.status_code) == (403, 201)

    completed = await journey.send("officer", "POST", f"/projects/{journey.code}/completions")

    assert (early.status_code, in_its_place.status_code) == (409, 422)
    assert in_its_place.json()["fields"][0]["field"] == "not_reported_reason"
    assert "A condition is open" in completed.json()["detail"]  # no check-in is missing any more
