"""A pilot: does it do what was hoped; and a figure, on whose page a reading is entered."""

from collections.abc import Awaitable, Callable

import pytest

from tests.browsing import Browser
from tracker.demo.journey import Journey

Browsing = Callable[[str], Awaitable[Browser]]


@pytest.mark.at("pilot")
async def test_a_pilot_says_first_whether_it_runs_and_how_many_figures_met_their_target(
    browsing: Browsing, journey: Journey
) -> None:
    page = await (await browsing("officer")).open(f"/projects/{journey.code}/pilot")
    answer = page.text.partition('class="answer"')[2].partition("</p>")[0]

    assert page.status_code == 200
    assert "Not yet live" in answer
    assert "figures have met their target" in answer


@pytest.mark.at("pilot")
async def test_a_reading_is_entered_beside_the_figure_by_those_who_may(
    browsing: Browsing, journey: Journey
) -> None:
    figures = await journey.see("officer", f"/projects/{journey.code}/indicators")
    at = f"/indicators/{figures['items'][0]['id']}"
    form = f'action="{at}/readings/new"'

    assert form in (await (await browsing("city_contact")).open(at)).text
    assert form not in (await (await browsing("officer")).open(at)).text
