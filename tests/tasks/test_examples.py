"""What front pages told wrongly when each worked out for itself whose turn it is."""

from collections.abc import Awaitable, Callable
from typing import Any

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
from tracker.demo.acting import took
from tracker.demo.journey import G3_VOTES, Journey
from tracker.journal.desk import SystemDesk
from tracker.tasks import store

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
    entry = next(one for one in entries if one["pieces"] and one["standing"] == "met")
    await journey.prove(entry)

    assert "vote" not in await kinds(journey, "officer2")
    assert "vote" not in await kinds(journey, "city_approver")
    assert "move_again" not in await kinds(journey, "officer")  # it would be refused
    await journey.review("G3", entry["requirement"])
    assert "move_again" in await kinds(journey, "officer")


async def test_an_officer_with_very_many_projects_reads_all_that_waits(
    browsing: Browsing, sessions: Sessions, cast: Cast, clock: Clock, journey: Journey
) -> None:
    await many_projects(sessions, cast, clock, 200)
    while await store.mend(sessions, sessions, clock()):
        pass
    page = await journey.see("officer", "/me/tasks?limit=200")
    assert page["count"] > 200
    seen = {one["project"] for one in page["items"]}
    while page["next"]:
        page = await journey.see("officer", f"/me/tasks?limit=200&after={page['next']}")
        seen |= {one["project"] for one in page["items"]}
    assert len(seen) == 200
    shown = (await (await browsing("officer")).open("/")).text
    assert f"1 to 20 of {page['count']}+" in shown, "a thousand, and more"


@pytest.mark.at("study")
async def test_a_newer_catalogue_waits_for_the_other_of_manager_and_reviewer(
    journey: Journey, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        await publish(SystemDesk(session, journey.clock()), catalogues.load(written(newer)))

    upgrade = await propose(journey, "manager")

    assert "confirm_upgrade" in await kinds(journey, "reviewer")
    assert "confirm_upgrade" not in await kinds(journey, "manager")
    assert (await approve(journey, "reviewer", upgrade)).is_success
    assert "confirm_upgrade" not in await kinds(journey, "reviewer")


@pytest.mark.at("study")
async def test_a_lost_vote_waits_for_another_question_and_not_to_be_carried_out(
    journey: Journey,
) -> None:
    await journey.study_done()
    await journey.plan(preparation=260)
    again = {"verdict": "rework", "points": [_point(journey)]}
    motion = took(await journey.move("G3", **again), "rework").json()["id"]
    await journey.vote(motion, "city_approver", "city_approver", "against", "Example grounds")

    assert {"carry_out", "vote"} & await kinds(journey, "officer2") == set()
    assert "after_lost_vote" in await kinds(journey, "officer")
    assert (await journey.move("G3", leads_to="preparation")).is_success


def _point(journey: Journey) -> dict[str, str]:
    owner = str(journey.cast.person("consultant"))
    return {"what": "D10", "text": "Say it anew", "owner_id": owner, "due": journey.day(20)}


@pytest.mark.at("study")
async def test_those_who_may_take_a_closing_back_are_asked_to_vote_on_it(
    journey: Journey,
) -> None:
    await journey.pass_gate("G3", G3_VOTES, verdict="stop")
    (newest, *_) = await journey.decisions()
    asked = {"verdict": "rework", "supersedes": newest["id"], "points": [_point(journey)]}

    assert (await journey.move("G3", **asked)).is_success

    assert "vote" in await kinds(journey, "officer2")
    assert "vote" in await kinds(journey, "city_approver")


@pytest.mark.at("study")
async def test_whoever_voted_may_carry_out_what_its_mover_leaves_behind(journey: Journey) -> None:
    await journey.put("G3", G3_VOTES, verdict="hold", look_again_on=journey.day(30))

    for who in ("officer", "officer2", "city_approver"):
        assert "carry_out" in await kinds(journey, who), who


@pytest.mark.at("study")
async def test_a_firm_is_appointed_where_nobody_would_hand_in(journey: Journey) -> None:
    await journey.plan_deliverable("D10", "study", "solution_provider")
    await journey.plan_deliverable("D12", "study", "solution_provider", due=journey.day(9))
    (firm,) = [
        one
        for one in (await journey.see("officer", f"/projects/{journey.code}/appointments"))["items"]
        if one["capacity"] == "solution_provider"
    ]
    released = {"last_day": journey.day(0), "reason": "Example reason"}
    await journey.do("officer", f"/appointments/{firm['id']}/releases", released)
    journey.clock.pass_days(2)

    found = (await journey.see("manager", "/me/tasks?limit=200"))["items"]

    (task,) = [one for one in found if one["kind"] == "appoint_firm"]
    assert len(task["things"]) == 2
    assert task["due"] == journey.day(7)
    assert task["steps"][0]["address"] == f"/api/projects/{journey.code}/appointments"


@pytest.mark.at("pilot")
async def test_what_is_renewed_waits_for_its_check_and_then_for_its_next_day(
    journey: Journey,
) -> None:
    await journey.go_live()
    journey.clock.pass_days(25)
    asked = await of_kind(journey, "provider", "renew_evidence")
    requirement = asked["things"][0]["id"]

    await journey.prove(await journey.entry("G4", requirement))

    assert requirement not in await about(journey, "provider", "renew_evidence")
    await journey.review("G4", requirement)
    assert requirement not in await about(journey, "provider", "renew_evidence")
    journey.clock.pass_days(25)
    assert requirement in await about(journey, "provider", "renew_evidence")


async def of_kind(journey: Journey, who: str, kind: str) -> Any:
    found = (await journey.see(who, "/me/tasks?limit=200"))["items"]
    return next(one for one in found if one["kind"] == kind)


async def about(journey: Journey, who: str, kind: str) -> set[str]:
    found = (await journey.see(who, "/me/tasks?limit=200"))["items"]
    return {thing["id"] for one in found if one["kind"] == kind for thing in one["things"]}


@pytest.mark.at("study")
async def test_a_firm_works_on_while_a_project_is_on_hold_and_is_not_late(journey: Journey) -> None:
    await journey.plan_deliverable("D10", "study", due=journey.day(5))
    made = await journey.plan_deliverable("D12", "study")
    await journey.hand_in_version(made["id"], "consulting_company", "D12")
    until = {"verdict": "hold", "look_again_on": journey.day(90)}
    await journey.pass_gate("G3", G3_VOTES, **until)
    journey.clock.pass_days(30)

    waits = await journey.see("consultant", f"/projects/{journey.code}/tasks")

    (mine,) = [one for one in waits if one["mine"] and one["kind"] == "hand_in"]
    assert mine["due"] is None
    seen = await journey.see("officer", f"/projects/{journey.code}/tasks")
    assert [one["due"] for one in seen if one["kind"] == "review_deliverable"] == [None, None]
