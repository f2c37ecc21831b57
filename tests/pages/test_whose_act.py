"""A page offers to nobody what is their own to leave to others, or others' to do."""

from collections.abc import Awaitable, Callable

import pytest

from tests.browsing import Browser, Form
from tests.pages.test_every_page import links_in
from tracker.demo.journey import G3_VOTES, Journey

Browsing = Callable[[str], Awaitable[Browser]]
HOLD = {"verdict": "hold", "look_again_on": "2027-03-01"}


async def links(browser: Browser, path: str) -> set[str]:
    """The last parts of where a page leads, such as `votes/new`."""
    text = (await browser.open(path)).text
    return {"/".join(link.partition("?")[0].split("/")[-2:]) for link in links_in(text)}


@pytest.mark.at("study")
async def test_a_vote_is_asked_of_the_panel_and_not_of_whoever_asks(
    browsing: Browsing, journey: Journey
) -> None:
    at = f"/motions/{await journey.put('G3', {}, **HOLD)}"

    offered = {who: await links(await browsing(who), at) for who in ("officer", "officer2")}
    said = (await (await browsing("officer")).open(at)).text
    shut = await (await browsing("officer")).open(f"{at}/votes/new")

    assert "votes/new" not in offered["officer"]
    assert "votes/new" in offered["officer2"]
    assert "Whoever asked for the decision does not vote on it." in said
    assert not Form(shut.text).action
    assert not {"decisions/new"} & (offered["officer"] | offered["officer2"])


@pytest.mark.at("study")
async def test_what_all_have_voted_on_is_decided_and_reminds_nobody(
    browsing: Browsing, journey: Journey
) -> None:
    at = f"/motions/{await journey.put('G3', G3_VOTES, **HOLD)}"

    offered = await links(await browsing("officer"), at)

    assert {"decisions/new", "withdrawals/new"} <= offered
    assert "reminders/new" not in offered


@pytest.mark.at("study")
async def test_a_version_is_reviewed_by_who_accepts_it_and_once(
    browsing: Browsing, journey: Journey
) -> None:
    planned = await journey.plan_deliverable("D10", "study")
    sent = await journey.hand_in_version(planned["id"], "consulting_company", "D10")
    await journey.do("officer", f"/submissions/{sent['id']}/reviews", {"outcome": "accepted"})
    at = f"/deliverables/{planned['id']}"

    offered = {
        who: await links(await browsing(who), at)
        for who in ("officer", "reviewer", "city_approver", "consultant", "provider")
    }

    assert [who for who, found in offered.items() if "reviews/new" in found] == ["city_approver"]


@pytest.mark.at("pilot")
async def test_whoever_enters_a_reading_or_evaluates_leaves_the_check_to_others(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.go_live()
    (figure, *_) = (await journey.see("officer", f"/projects/{journey.code}/indicators"))["items"]
    await journey.do(
        "city_contact",
        f"/indicators/{figure['id']}/readings",
        {
            "period_start": journey.day(-3),
            "period_end": journey.day(-1),
            "value": 3,
            "quality": "accurate_measurement",
            "source": "Example source",
        },
    )
    at = f"/indicators/{figure['id']}"

    offered = {
        who: await links(await browsing(who), at) for who in ("city_contact", "city_contact2")
    }

    assert "checks/new" not in offered["city_contact"]
    assert "checks/new" in offered["city_contact2"]


@pytest.mark.at("study")
async def test_a_point_is_answered_by_its_owner_and_confirmed_by_another(
    browsing: Browsing, journey: Journey
) -> None:
    point = {
        "what": "Another thing",
        "text": "Say it anew",
        "owner_id": str(journey.cast.person("officer")),
        "due": journey.day(20),
    }
    await journey.pass_gate("G3", G3_VOTES, verdict="rework", points=[point])
    at = f"/projects/{journey.code}/decisions"

    before = {who: await links(await browsing(who), at) for who in ("officer", "officer2")}
    (row,) = (await journey.gates())["points"]
    said = {"answer": "Example answer"}
    await journey.do("officer", f"/rework-points/{row['id']}/answers", said, If_Match='"1"')
    after = {who: await links(await browsing(who), at) for who in ("officer", "officer2")}

    assert {who for who, found in before.items() if "answers/new" in found} == {"officer"}
    assert not {who for who, found in before.items() if "confirmations/new" in found}
    assert {who for who, found in after.items() if "confirmations/new" in found} == {"officer2"}
