"""A proposal's page: how it stands, what comes next, and what is done right there."""

import re
from collections.abc import Awaitable, Callable

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.statements import counted
from tracker.demo.journey import Journey
from tracker.tasks import store

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]


async def handed_in_anew(journey: Journey) -> str:
    """Nobody has scored the newest version, and nobody has said whether it is eligible."""
    at = f"/proposals/{journey.proposal}"
    await journey.do("city_contact", f"{at}/withdrawals", {"reason": "x"})
    await journey.do("city_contact", f"{at}/submissions")
    return at


@pytest.mark.at("proposal")
async def test_a_member_declares_a_conflict_or_scores_beside_what_they_read(
    browsing: Browsing, journey: Journey
) -> None:
    at = await handed_in_anew(journey)
    member = await browsing("committee1")

    before = (await member.open(at)).text
    points = dict.fromkeys(re.findall(r'name="(scores[.]\d+[.]points)"', before), "4")
    shown = await member.fill(f"{at}/scores/new", points)
    after = (await member.open(at)).text

    assert "Your turn:" in before
    assert before.index(f"{at}/conflicts/new") < before.index(f"{at}/scores/new")
    assert shown.status_code == 303, shown.text
    assert f"{at}/scores/new" not in after
    assert "(you)" in after


@pytest.mark.at("proposal")
async def test_an_officer_checks_the_eligibility_beside_the_proposal(
    browsing: Browsing, journey: Journey
) -> None:
    at = await handed_in_anew(journey)

    officer = (await (await browsing("officer")).open(at)).text
    city = (await (await browsing("city_contact")).open(at)).text

    assert f'action="{at}/eligibility-checks/new"' in officer
    assert "Next: whether it is eligible. The result is expected by" in city
    assert f"{at}/eligibility-checks/new" not in city


@pytest.mark.at("study")
async def test_a_city_reads_what_was_decided_and_why(browsing: Browsing, journey: Journey) -> None:
    shown = (await (await browsing("city_contact")).open(f"/proposals/{journey.proposal}")).text

    assert "The project goes on." in shown
    assert re.search(rf"/projects/{journey.code}/decisions/[0-9a-f-]+", shown)


@pytest.mark.at("proposal")
@pytest.mark.parametrize(("who", "most"), [("committee1", 27), ("city_contact", 13)])
async def test_how_many_statements_a_proposal_takes(
    app: Litestar, browsing: Browsing, journey: Journey, sessions: Sessions, who: str, most: int
) -> None:
    at = await handed_in_anew(journey)
    while await store.mend(sessions, sessions, journey.clock()):
        pass
    browser = await browsing(who)
    with counted(app) as sent:
        await browser.open(at)
    assert len(sent) <= most


@pytest.mark.at("proposal")
async def test_a_member_scores_by_the_day_of_the_vote_and_is_told_what_they_stood_back_from(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.do("city_contact", f"/proposals/{journey.proposal}/withdrawals", {"reason": "x"})
    await journey.do("city_contact", f"/proposals/{journey.proposal}/submissions")
    call = await journey.see("committee1", f"/calls/{journey.call}")
    (task,) = (await journey.see("committee1", "/me/tasks"))["items"]
    await journey.do("committee1", f"/proposals/{journey.proposal}/conflicts", {"reason": "x"})
    shown = (await (await browsing("committee1")).open("/")).text

    assert task["due"] == call["voting_day"]
    assert "You declared a conflict of interest on 1 proposal" in shown
    assert journey.proposal not in shown


@pytest.mark.at("proposal")
async def test_a_call_says_first_until_when_it_is_open_and_then_what_comes_next(
    browsing: Browsing, journey: Journey
) -> None:
    at = f"/calls/{journey.call}"
    opened = (await (await browsing("officer")).open(at)).text
    asked = (await (await browsing("city_contact")).open(at)).text
    journey.clock.pass_days(60)
    closed = (await (await browsing("officer")).open(at)).text

    assert "the committee votes by" in opened
    assert "1 proposal is handed in, for" in opened
    assert "is handed in, for" not in asked
    assert "The committee votes by" in closed
