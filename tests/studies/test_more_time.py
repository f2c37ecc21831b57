"""More time: asked for by who owes a deliverable, answered by the officer, told with its effect."""

from typing import Any

import pytest

from tracker.demo.journey import Journey

ASKED = "Answer who asks for more time for “Example D06”"


async def _late(journey: Journey) -> str:
    """D06, whose day has passed."""
    await journey.plan(study=40)
    row = await journey.plan_deliverable("D06", "study", due=journey.day(5))
    journey.clock.pass_days(8)
    return str(row["id"])


async def _ask(journey: Journey, deliverable: str, who: str = "consultant", days: int = 10) -> Any:
    asked = {"wanted": journey.day(days), "reason": "The measurements take longer."}
    return await journey.send(who, "POST", f"/deliverables/{deliverable}/time-requests", asked)


async def _turns(journey: Journey, who: str) -> list[str]:
    found = await journey.see(who, "/me/tasks")
    return [one["what"] for one in found["items"]]


@pytest.mark.at("study")
async def test_more_time_is_asked_for_after_the_day_and_moves_it_once_it_is_granted(
    journey: Journey,
) -> None:
    deliverable = await _late(journey)
    wanted = journey.day(10)
    asked = await _ask(journey, deliverable)
    assert asked.status_code == 201, asked.text
    assert ASKED in await _turns(journey, "officer")
    again = await _ask(journey, deliverable, days=11)
    assert again.status_code == 409
    assert "wait for the answer" in again.text

    path = f"/time-requests/{asked.json()['id']}/answers"
    await journey.do("officer", path, {"answer": "granted", "reason": "The gate has room."})

    assert ASKED not in await _turns(journey, "officer")
    row = await journey.see("consultant", f"/deliverables/{deliverable}")
    assert (row["due"], row["late"]) == (wanted, False)
    (moved,) = await journey.see("consultant", f"/deliverables/{deliverable}/due-changes")
    assert moved["reason"] == "The gate has room."
    (request,) = await journey.see("consultant", f"/deliverables/{deliverable}/time-requests")
    assert request["granted"] is True
    assert (await _ask(journey, deliverable, days=20)).status_code == 201, "and once more"


@pytest.mark.at("study")
async def test_a_request_that_is_refused_leaves_the_day_and_says_why(journey: Journey) -> None:
    deliverable = await _late(journey)
    before = await journey.see("officer", f"/deliverables/{deliverable}")
    asked = (await _ask(journey, deliverable)).json()
    path = f"/time-requests/{asked['id']}/answers"
    await journey.do("officer", path, {"answer": "refused", "reason": "The council waits for it."})
    twice = await journey.send("officer", "POST", path, {"answer": "granted", "reason": "Yes."})

    assert twice.status_code == 409
    assert "has been answered" in twice.text
    after = await journey.see("consultant", f"/deliverables/{deliverable}")
    assert after["due"] == before["due"]
    (request,) = await journey.see("consultant", f"/deliverables/{deliverable}/time-requests")
    assert (request["granted"], request["answer"]) == (False, "The council waits for it.")


@pytest.mark.at("study")
async def test_what_was_handed_in_meanwhile_asks_for_no_time(journey: Journey) -> None:
    deliverable = await _late(journey)
    asked = (await _ask(journey, deliverable)).json()
    files = [await journey.upload("consultant")]
    await journey.do("consultant", f"/deliverables/{deliverable}/submissions", {"files": files})

    assert ASKED not in await _turns(journey, "officer")
    answer = {"answer": "granted", "reason": "Yes."}
    path = f"/time-requests/{asked['id']}/answers"
    assert (await journey.send("officer", "POST", path, answer)).status_code == 409
    assert (await _ask(journey, deliverable)).status_code == 409


@pytest.mark.at("study")
@pytest.mark.parametrize(
    ("who", "days", "status", "told"),
    [
        ("consultant", -1, 422, "later than today"),
        ("city_contact", 10, 403, "for another party"),
        ("provider", 10, 404, ""),
    ],
)
async def test_it_is_asked_for_by_who_owes_it_and_for_a_day_to_come(
    journey: Journey, who: str, days: int, status: int, told: str
) -> None:
    deliverable = await _late(journey)
    answer = await _ask(journey, deliverable, who, days)

    assert answer.status_code == status
    assert told in answer.text


@pytest.mark.at("study")
@pytest.mark.parametrize(
    ("days", "told"), [(10, "stays possible on its day"), (30, "waits for it")]
)
async def test_what_it_does_to_the_gate_is_shown_before_it_is_granted(
    journey: Journey, browsing: Any, days: int, told: str
) -> None:
    deliverable = await _late(journey)
    asked = (await _ask(journey, deliverable, days=days)).json()
    officer, firm = await browsing("officer"), await browsing("consultant")

    page = (await officer.open(f"/deliverables/{deliverable}")).text
    form = (await officer.open(f"/time-requests/{asked['id']}/answers/new")).text
    theirs = (await firm.open(f"/deliverables/{deliverable}")).text

    assert "More time is asked for" in page
    assert told in page
    assert told in form
    assert "Give the time that is asked for" in page, "it is answered where it is looked at"
    assert "More time is asked for" in theirs
    assert "Give the time that is asked for" not in theirs
