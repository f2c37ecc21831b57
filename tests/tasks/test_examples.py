"""What front pages told wrongly when each worked out for itself whose turn it is."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tests.compliance.faulty import written
from tests.gates.test_upgrades import approve, newer, propose
from tests.test_statements import many_projects
from tracker.compliance import catalogue as catalogues
from tracker.compliance.commands import publish
from tracker.demo.journey import Journey
from tracker.tasks import keep

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]


async def kinds(journey: Journey, who: str) -> set[str]:
    """Of what is somebody's turn, by the API."""
    return {one["kind"] for one in (await journey.see(who, "/me/tasks?limit=200"))["items"]}


@pytest.mark.at("proposal")
async def test_a_handed_in_proposal_waits_for_the_officer_and_the_committee(
    journey: Journey,
) -> None:
    await journey.do("city_contact", f"/proposals/{journey.proposal}/withdrawals", {"reason": "x"})
    await journey.do("city_contact", f"/proposals/{journey.proposal}/submissions")

    assert "check_eligibility" in await kinds(journey, "officer")
    assert "score" in await kinds(journey, "committee1")
    await journey.check_eligibility()
    assert "check_eligibility" not in await kinds(journey, "officer")


@pytest.mark.at("study")
async def test_the_officer_reads_the_requirements_that_the_office_owes(
    browsing: Browsing, journey: Journey
) -> None:
    shown = (await (await browsing("officer")).open("/")).text

    assert "give_evidence" in await kinds(journey, "officer")
    assert "Give proof" in shown.split("Waiting for others")[0]


@pytest.mark.at("study")
async def test_what_a_rework_sends_back_is_on_the_front_page_of_the_firm(
    browsing: Browsing, journey: Journey
) -> None:
    made = await journey.plan_deliverable("D10", "study")
    await journey.submit(made["id"])
    consultant = await browsing("consultant")
    before = (await consultant.open("/")).text
    moved = await journey.move(
        "G3",
        verdict="rework",
        points=[
            {
                "what": "D10",
                "text": "Say it anew",
                "owner_id": str(journey.cast.person("consultant")),
                "due": journey.day(20),
            }
        ],
    )
    motion = moved.json()["id"]
    for who, seat in {"officer2": "officer", "city_approver": "city_approver"}.items():
        assert (await journey.vote(motion, who, seat)).is_success
    assert (await journey.decide(motion)).is_success

    after = (await consultant.open("/")).text
    assert "new version of “Example D10”" not in before
    assert "Hand in a new version of “Example D10”" in after
    assert {"hand_in_again", "answer_point"} <= await kinds(journey, "consultant")


@pytest.mark.at("study")
async def test_nobody_is_asked_to_vote_on_a_motion_whose_grounds_have_changed(
    journey: Journey,
) -> None:
    await journey.study_done()
    await journey.plan(preparation=260)
    moved = await journey.move("G3", leads_to="preparation")
    assert moved.is_success, moved.text
    assert "vote" in await kinds(journey, "officer2")
    assert "vote" in await kinds(journey, "city_approver")

    entries = (await journey.checklist("G3"))["entries"]
    await journey.prove(next(one for one in entries if one["pieces"] and one["standing"] == "met"))

    assert "vote" not in await kinds(journey, "officer2")
    assert "vote" not in await kinds(journey, "city_approver")
    assert "move_again" in await kinds(journey, "officer")


async def test_an_officer_with_very_many_projects_reads_all_that_waits(
    browsing: Browsing, sessions: Sessions, cast: Cast, clock: Clock, journey: Journey
) -> None:
    await many_projects(sessions, cast, clock, 200)
    while await keep.mend(sessions, sessions, clock()):
        pass
    page = await journey.see("officer", "/me/tasks?limit=200")
    assert page["count"] > 200
    seen = {one["project"] for one in page["items"]}
    while page["next"]:
        page = await journey.see("officer", f"/me/tasks?limit=200&after={page['next']}")
        seen |= {one["project"] for one in page["items"]}
    assert len(seen) == 200
    shown = (await (await browsing("officer")).open("/")).text
    assert f'My turn <span class="soft num">{page["count"]}+<' in shown, "a thousand, and more"
    assert "More of my turn" in shown


@pytest.mark.at("study")
async def test_a_newer_catalogue_waits_for_the_other_of_manager_and_reviewer(
    journey: Journey, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        await publish(session, catalogues.load(written(newer)), journey.clock())

    upgrade = await propose(journey, "manager")

    assert "confirm_upgrade" in await kinds(journey, "reviewer")
    assert "confirm_upgrade" not in await kinds(journey, "manager")
    assert (await approve(journey, "reviewer", upgrade)).is_success
    assert "confirm_upgrade" not in await kinds(journey, "reviewer")
