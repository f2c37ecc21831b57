"""Readiness on a day to come: what is there today, and what will have run out by then."""

from collections.abc import Awaitable, Callable

import pytest

from tests.browsing import Browser, Form
from tracker.demo.journey import Journey

ENDING = "CP-ARC-06"


async def _open(journey: Journey, on: str = "") -> set[str]:
    asked = f"?on={on}" if on else ""
    answer = await journey.see("officer", f"/projects/{journey.code}/gates/G4/readiness{asked}")
    return {one["subject"] for one in answer["unmet"]}


@pytest.mark.at("preparation")
async def test_a_proof_that_ends_is_open_on_the_day_after_its_last_and_not_before(
    journey: Journey,
) -> None:
    await journey.meet("G4", ENDING, valid_until=journey.day(20))

    assert ENDING not in await _open(journey)
    assert ENDING not in await _open(journey, journey.day(20))
    assert ENDING in await _open(journey, journey.day(21))
    assert ENDING not in await _open(journey), "asking has changed nothing"


@pytest.mark.at("preparation")
async def test_a_day_that_has_passed_is_refused(journey: Journey) -> None:
    path = f"/api/projects/{journey.code}/gates/G4/readiness?on={journey.day(-1)}"
    answer = await journey.acting("officer").get(path)

    assert answer.status_code == 422
    assert "today or a later day" in answer.text


@pytest.mark.at("preparation")
async def test_days_for_open_points_show_the_last_of_them_and_what_runs_out_by_then(
    browsing: Callable[[str], Awaitable[Browser]], journey: Journey
) -> None:
    await journey.meet("G4", ENDING, valid_until=journey.day(20))
    officer, path = await browsing("officer"), f"/projects/{journey.code}/gates/G4/forecast"
    many = (await officer.open(path)).text.count('name="day"')
    assert many > 2
    days = [journey.day(25), journey.day(3), *[""] * (many - 2)]

    shown = (await officer.open(f"{path}?day={'&day='.join(days)}")).text
    wrong = await officer.open(f"{path}?day=soon&day={journey.day(-1)}")

    assert "Earliest 29 January 2027, a forecast" in shown
    assert f"{many - 2} points have no day yet" in shown
    assert ENDING in shown.split("Runs out or falls due by then")[1].split("</ul>")[0]
    assert wrong.status_code == 422
    assert "Write the day like 2027-01-09." in wrong.text
    assert "Give today or a later day." in wrong.text
    assert ("day", "soon") in Form(wrong.text).fields, "what was typed is there again"
    assert "Earliest" not in wrong.text
