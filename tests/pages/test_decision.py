"""A decision's page: what was said, who voted how, and what has come of it since."""

import re
from collections.abc import Awaitable, Callable

import pytest

from tests.browsing import Browser
from tracker.demo.journey import G3_VOTES, Journey

Browsing = Callable[[str], Awaitable[Browser]]


@pytest.mark.at("proposal")
async def test_dissent_comes_first_in_the_voters_own_words(
    browsing: Browsing, journey: Journey
) -> None:
    motion = await journey.put(
        "G1", {"committee1": "committee_1", "committee2": "committee_2"}, leads_to="commissioning"
    )
    voted = await journey.vote(motion, "committee3", "committee_3", "against", "Example dissent")
    assert voted.status_code == 201, voted.text
    decided = (await journey.decide(motion)).json()

    page = await (await browsing("city_contact")).open(
        f"/projects/{journey.code}/decisions/{decided['id']}"
    )

    shown = page.text.partition("<main")[2]
    assert page.status_code == 200
    assert "It stands" in shown
    votes = shown.partition("Who voted how")[2]
    assert votes.index("Example dissent") < votes.index("<span>Yes</span>")
    assert decided["snapshot_sha256"] in shown
    assert "Nobody voted against it." not in shown


@pytest.mark.at("study")
async def test_every_decision_on_the_way_says_where_it_led(
    browsing: Browsing, journey: Journey
) -> None:
    officer = await browsing("officer")
    for one in await journey.decisions():
        shown = (await officer.open(f"/projects/{journey.code}/decisions/{one['id']}")).text
        assert "Nobody voted against it." in shown
        assert re.search(r"Next stage: \w+", shown)


@pytest.mark.at("preparation")
async def test_what_was_taken_back_leads_to_what_took_it_back_and_says_what_that_asks(
    browsing: Browsing, journey: Journey
) -> None:
    wrong = (await journey.decisions())[0]
    anew = await journey.pass_gate(
        "G3", G3_VOTES, verdict="rework", supersedes=wrong["id"], grounds="Old prices."
    )
    at, officer = f"/projects/{journey.code}/decisions", await browsing("officer")

    before = (await officer.open(f"{at}/{wrong['id']}")).text
    after = (await officer.open(f"{at}/{anew['id']}")).text

    assert "Taken back" in before
    assert "It stands" not in before
    assert f'href="{at}/{anew["id"]}"' in before
    assert f'href="{at}/{wrong["id"]}"' in after
    assert "how that stands today" in after
