"""What happened is told to whom it concerns, in words, and to nobody else."""

import ast
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.notifications.conftest import Minute
from tracker.demo.journey import G3_VOTES, Journey
from tracker.kernel.database import for_system
from tracker.notifications.models import Notice
from tracker.notifications.news import NEWS
from tracker.notifications.subjects import FINDS
from tracker.web.events import EVENTS
from tracker.work.models import Work

Told = Callable[[str, str], Awaitable[list[Any]]]
Sessions = async_sessionmaker[AsyncSession]
PACKAGE = Path(__file__).parents[2] / "tracker"


def test_news_is_of_words_that_the_journal_has_and_can_be_named() -> None:
    assert NEWS.keys() <= EVENTS.keys()
    assert {one.thing for one in NEWS.values()} == FINDS.keys()
    written = {
        one.value
        for path in PACKAGE.rglob("*.py")
        if "commands" in str(path)
        for one in ast.walk(ast.parse(path.read_text()))
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }
    unwritten = {one for one in NEWS if one not in written} - _MADE_OF_TWO
    assert not unwritten, "nobody writes it down, so nobody is ever told"


_MADE_OF_TWO = {
    "condition.voided",
    "motion.lost",
    "motion.withdrawn",
    "pilot.live",
    "pilot.off",
    "pilot.restored",
    "pilot.suspended",
    "reading.returned",
    "waiver.rejected",
}
"""Words of which the second half is a value: `f"pilot.{word}"`."""


@pytest.mark.at("pilot")
async def test_a_whole_way_is_told_without_a_fault_and_without_a_code(
    journey: Journey, minute: Minute, sessions: Sessions
) -> None:
    await journey.go_live()
    await minute()

    async with sessions() as session:
        rows = list(await session.scalars(for_system(select(Notice), "the test")))
        failed = list(await session.scalars(select(Work).where(Work.last_error.is_not(None))))
    assert [(one.kind, one.last_error) for one in failed] == []
    words = {row.what for row in rows if row.what in NEWS}
    assert words >= {
        "proposal.checked",
        "gate.decided",
        "stage.entered",
        "firm.appointed",
        "deliverable.accepted",
        "pilot.live",
    }
    page = await journey.see("officer", "/notices?limit=200")
    for one in page["items"]:
        assert "None" not in one["text"]
        assert "%(" not in one["text"]


@pytest.mark.at("study")
async def test_a_decision_is_told_to_the_city_and_the_office_and_not_to_who_carried_it_out(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await minute()
    await journey.study_done()
    await journey.plan(preparation=260)
    await journey.pass_gate("G3", G3_VOTES, leads_to="preparation")
    await minute()

    for who in ("city_contact", "city_approver", "reviewer", "manager"):
        newest, *_ = await told(who, "gate.decided")
        assert newest["text"] == "G3 was decided: Yes.", who
        assert newest["page"] == f"/projects/{journey.code}"
    assert "G3" not in str(await told("officer", "gate.decided"))
    assert await told("consultant", "gate.decided") == [], "firms do not read decisions"
    moved, *_ = await told("consultant", "stage.entered")
    assert moved["text"] == "The project entered the stage “Preparing the pilot”."


@pytest.mark.at("study")
async def test_an_accepted_version_is_told_its_firm_once_everybody_has_accepted_it(
    journey: Journey, minute: Minute, told: Told
) -> None:
    made = await journey.plan_deliverable("D06", "study")
    file_id = await journey.upload("consultant", "Example version")
    handed_in = await journey.do(
        "consultant", f"/deliverables/{made['id']}/submissions", {"files": [file_id]}
    )
    review = f"/submissions/{handed_in['id']}/reviews"
    await journey.do("officer", review, {"outcome": "accepted"})
    await minute()
    early = [one for one in await told("consultant", "deliverable.accepted") if _of_d06(one)]
    await journey.do("city_approver", review, {"outcome": "accepted"})
    await minute()

    assert early == []
    (one,) = [one for one in await told("consultant", "deliverable.accepted") if _of_d06(one)]
    assert one["text"] == "“Example D06”, version 1, was accepted."
    assert [x for x in await told("provider", "deliverable.accepted") if _of_d06(x)] == []


def _of_d06(notice: Any) -> bool:
    return "Example D06" in notice["text"]


@pytest.mark.at("study")
async def test_who_is_reminded_of_a_vote_hears_of_it(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.study_done()
    await journey.plan(preparation=260)
    motion = (await journey.move("G3", verdict="pass", leads_to="preparation")).json()
    await journey.do("officer", f"/motions/{motion['id']}/reminders", {"seat": "city_approver"})
    await minute()

    (asked,) = await told("city_approver", "seat.reminded")
    assert asked["text"] == "You are asked again to vote at G3."
    assert await told("city_contact", "seat.reminded") == []


@pytest.mark.at("study")
async def test_what_was_told_is_settled_once_it_is_done_and_comes_anew_when_it_is_sent_back(
    journey: Journey, minute: Minute, told: Told
) -> None:
    made = await journey.plan_deliverable("D06", "study", due=journey.day(3))
    await minute()
    (before,) = await told("consultant", "hand_in")
    file_id = await journey.upload("consultant", "Example version")
    handed_in = await journey.do(
        "consultant", f"/deliverables/{made['id']}/submissions", {"files": [file_id]}
    )
    await minute()
    (after,) = await told("consultant", "hand_in")
    asked = {"outcome": "returned", "comments": "Example remark"}
    await journey.do("officer", f"/submissions/{handed_in['id']}/reviews", asked)
    sent = await minute()

    assert before["settled_at"] is None
    assert after["settled_at"] is not None
    (again,) = await told("consultant", "hand_in_again")
    assert again["text"].startswith("Hand in a new version of “Example D06”")
    assert again["page"] == f"/deliverables/{made['id']}"
    (letter,) = [one for one in sent if one.to == "consultant@example.org"]
    assert again["text"] in letter.text, "who is next is written to at once"
    assert before["text"] not in letter.text


@pytest.mark.at("study")
async def test_that_a_project_is_stopped_is_told_to_its_firms_too(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await minute()
    await journey.pass_gate("G3", G3_VOTES, verdict="stop", grounds="Example end")
    await minute()

    for who in ("consultant", "city_contact", "reviewer"):
        newest, *_ = await told(who, "gate.decided")
        assert newest["text"] == "G3 was decided: Stop.", who
