"""Readiness on a day to come: what is there today, and what will have run out by then."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

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
    officer, path = await browsing("officer"), f"/projects/{journey.code}/gates/G4"
    points = _points((await officer.open(path)).text)
    assert len(points) > 2
    days = dict(zip(points, (journey.day(25), journey.day(3)), strict=False))

    shown = (await officer.open(f"{path}?{_asked(points, days)}")).text
    wrong = await officer.open(
        f"{path}?{_asked(points, dict(zip(points, ('soon', journey.day(-1)), strict=False)))}"
    )

    assert "not before <strong>29 January 2027</strong>" in " ".join(shown.split())
    assert f"{len(points) - 2} things have no day yet" in shown
    assert shown.count("the earliest day hangs on this") == 1
    assert ENDING in shown.split("Runs out or falls due by then")[1].split("</ul>")[0]
    assert "if the days below hold" not in shown
    assert wrong.status_code == 422
    assert "Write the day like 2027-01-09." in wrong.text
    assert "Give today or a later day." in wrong.text
    assert ("day", "soon") in Form(wrong.text).fields, "what was typed is there again"
    assert "not before" not in wrong.text


@pytest.mark.at("preparation")
async def test_the_decision_can_be_asked_for_only_where_nothing_is_left_open_by_then(
    browsing: Callable[[str], Awaitable[Browser]], journey: Journey
) -> None:
    await journey.meet("G4", ENDING, valid_until=journey.day(20))
    officer, path = await browsing("officer"), f"/projects/{journey.code}/gates/G4"
    points = _points((await officer.open(path)).text)

    before = (
        await officer.open(f"{path}?{_asked(points, dict.fromkeys(points, journey.day(3)))}")
    ).text
    after = (
        await officer.open(f"{path}?{_asked(points, dict.fromkeys(points, journey.day(25)))}")
    ).text

    assert "asked for on <strong>7 January 2027</strong>" in " ".join(before.split())
    assert "not before <strong>29 January 2027</strong>" in " ".join(after.split())
    assert "will be open by then" in after
    assert "if the days below hold" not in after


@pytest.mark.at("preparation")
async def test_a_day_stays_with_its_point_when_the_list_has_changed_and_the_question_is_kept(
    browsing: Callable[[str], Awaitable[Browser]], journey: Journey
) -> None:
    officer, gate = await browsing("officer"), f"/projects/{journey.code}/gates/G4"
    points = _points((await officer.open(gate)).text)
    gone = {"checklist_is_clear CP-XXX-99": journey.day(3)}
    days = gone | {points[2]: journey.day(4)} | {one: "" for one in points if one != points[2]}

    shown = (await officer.open(f"{gate}?{_asked(list(days), days)}")).text
    asked = f"{gate}?verdict=pass&leads_to=decision"
    there = (await officer.open(asked)).text

    assert dict(zip(points, _values(shown), strict=True)) == {
        one: journey.day(4) if one == points[2] else "" for one in points
    }
    labels = re.findall(r'<label for="done-\d+">(.*?)</label>', shown, re.DOTALL)
    assert len(set(labels)) == len(points), "each names its row"
    assert ("leads_to", "decision") in Form(there).fields
    assert _points(there) != points, "another way asks for other things"


@pytest.mark.at("preparation")
async def test_who_decides_is_named_and_of_whoever_may_not_it_is_said_why(
    browsing: Callable[[str], Awaitable[Browser]], journey: Journey
) -> None:
    await journey.meet("G4", ENDING)
    page = (await (await browsing("officer")).open(f"/projects/{journey.code}/gates/G4")).text
    panel = page.split("Who decides")[1].split("</dl>")[0]

    assert "All three vote; two have to be for it" in panel
    assert panel.count("<dt>") == 3
    assert "Whoever" in panel, "somebody's hands were on what the gate rests on"


def _points(text: str) -> list[str]:
    return [value for name, value in Form(text).fields if name == "point"]


def _values(text: str) -> list[str]:
    return [value for name, value in Form(text).fields if name == "day"]


def _asked(points: list[str], days: dict[str, str]) -> str:
    return urlencode(
        [pair for one in points for pair in (("point", one), ("day", days.get(one, "")))]
    )


@pytest.mark.at("study")
async def test_what_is_handed_in_is_owed_by_those_who_have_not_spoken_on_it(
    journey: Journey,
) -> None:
    row = await journey.plan_deliverable(
        "D06", "study", due=journey.day(5), acceptors=["officer", "city_approver"]
    )

    async def owed_by() -> list[str]:
        told = await journey.readiness("G3")
        (one,) = (one for one in told["unmet"] if one["subject"] == "D06")
        return list(one["owed_by"])

    planned = await owed_by()
    version = await _handed_in(journey, row["id"])
    handed_in = await owed_by()
    path = f"/submissions/{version['id']}/reviews"
    await journey.do("officer", path, {"outcome": "accepted"})
    half = await owed_by()
    await journey.do("city_approver", path, {"outcome": "returned", "comments": "See page 3."})

    assert planned == ["firm_member"]
    assert handed_in == ["city_approver", "officer"]
    assert half == ["city_approver"]
    assert await owed_by() == ["firm_member"]


async def _handed_in(journey: Journey, deliverable: str) -> Any:
    """A first version, on which nobody has spoken."""
    files = [await journey.upload("consultant")]
    return await journey.do(
        "consultant", f"/deliverables/{deliverable}/submissions", {"files": files}
    )
