"""What is in the way of a gate is said as something to do, and leads to where it is done."""

import re
from collections.abc import Awaitable, Callable

import pytest

from tests.browsing import Browser
from tracker.demo.journey import Journey
from tracker.pages.readiness import _MENDING
from tracker.process import GATES, gate_before
from tracker.process.every_move import EVERY_EXPECTATION, EVERY_MOVE
from tracker.process.seats import every_seat_can_be_filled
from tracker.process.stages import Stage

Browsing = Callable[[str], Awaitable[Browser]]
_ROW = re.compile(r'<span class="what"><a href="([^"]+)">([^<]+)</a>')
WALK = [
    pytest.param(one.value, marks=pytest.mark.at(one.value), id=one.value)
    for one in (Stage.STUDY, Stage.PREPARATION, Stage.PILOT, Stage.DECISION)
]


def test_every_rule_of_every_gate_says_what_to_do() -> None:
    rules = {*EVERY_MOVE, *EVERY_EXPECTATION}
    rules |= {rule for gate in GATES for way in gate.ways for rule in way.requires + way.expects}
    names = {rule.__name__ for rule in rules} | {every_seat_can_be_filled.__name__}
    assert names <= _MENDING.keys()


@pytest.mark.parametrize("stage", WALK)
@pytest.mark.parametrize("who", ["officer", "city_contact"])
async def test_each_point_of_each_way_leads_to_a_page_that_its_reader_may_open(
    browsing: Browsing, journey: Journey, stage: str, who: str
) -> None:
    gate, reader = gate_before(Stage(stage)), await browsing(who)
    assert gate is not None
    for way in gate.ways:
        path = f"/projects/{journey.code}/gates/{gate.id}"
        shown = await reader.open(f"{path}?leads_to={way.to.value}")
        assert shown.status_code == 200, f"{gate.id} to {way.to}"
        rows = _ROW.findall(shown.text)
        for href in {href for href, _ in rows}:
            assert (await reader.open(href)).status_code == 200, href
        assert "<span>Open</span>" not in shown.text, "no column says so in every row"
        assert not [text for _, text in rows if re.match(r"[A-Z]+-[A-Z]+-\d|[A-Z]\d\d ", text)]
    if who == "officer" and len(gate.ways) > 1:
        assert rows


@pytest.mark.at("study")
async def test_the_planned_end_leads_to_the_form_in_which_it_is_set(
    browsing: Browsing, journey: Journey
) -> None:
    at = f"/projects/{journey.code}"
    officer = await browsing("officer")
    path = f"{at}/gates/G3?leads_to=decision"
    rows = dict((text, href) for href, text in _ROW.findall((await officer.open(path)).text))
    assert rows["Set the planned end of the next stage"] == f"{at}/edit"


@pytest.mark.at("study")
async def test_a_project_that_has_ended_has_no_next_gate_and_tells_what_is_left(
    browsing: Browsing, journey: Journey
) -> None:
    officer, at = await browsing("officer"), f"/projects/{journey.code}"
    assert "the next gate" in (await officer.open(at)).text
    await journey.do("city_approver", f"{at}/withdrawals", {"reason": "Example"})

    shown = (await officer.open(at)).text
    gate = (await officer.open(f"{at}/gates/G3")).text

    assert "the next gate" not in shown
    assert "ended here" in shown
    assert "Still to be done after the end" in shown
    assert "The project has ended here" in gate
    assert "Still to be done after the end" in (await officer.open(f"{at}/decisions")).text
