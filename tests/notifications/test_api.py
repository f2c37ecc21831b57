"""One's own notices: seen by their person alone, and only while the project is theirs to see."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.notifications.conftest import Minute
from tracker.demo.journey import Journey
from tracker.people.models import Person

Told = Callable[[str, str], Awaitable[list[Any]]]
Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
async def notice(journey: Journey, minute: Minute, told: Told) -> Any:
    """The consultant's notice of a deliverable that is due today."""
    await journey.plan_deliverable("D06", "study", due=journey.day(0))
    await minute()
    [given] = await told("consultant", "hand_in")
    return given


@pytest.mark.at("study")
async def test_a_receipt_marks_it_as_seen_once(journey: Journey, notice: Any) -> None:
    path = f"/notices/{notice['id']}/receipts"
    first = await journey.do("consultant", path)
    journey.clock.pass_days(1)
    second = await journey.do("consultant", path)

    assert notice["seen_at"] is None
    assert first["seen_at"] == second["seen_at"] is not None
    new = (await journey.see("consultant", "/notices?unseen=true"))["items"]
    every = (await journey.see("consultant", "/notices"))["items"]
    assert notice["id"] in {one["id"] for one in every} - {one["id"] for one in new}


@pytest.mark.at("study")
@pytest.mark.parametrize("who", ["provider", "city_contact", "officer", "other_firm_member"])
async def test_somebody_elses_notice_is_not_there(journey: Journey, notice: Any, who: str) -> None:
    answer = await journey.send(who, "POST", f"/notices/{notice['id']}/receipts")
    assert answer.status_code == 404


@pytest.mark.at("study")
@pytest.mark.parametrize("who", ["administrator", "observer"])
async def test_a_role_without_tasks_has_no_notices(journey: Journey, who: str) -> None:
    assert (await journey.send(who, "GET", "/notices")).status_code == 403


@pytest.mark.at("study")
async def test_notices_of_a_project_go_with_the_access_to_it(journey: Journey, notice: Any) -> None:
    path = f"/projects/{journey.code}/appointments"
    firm = str(journey.cast.organisations["consulting"])
    held = (await journey.see("officer", path))["items"]
    [appointed] = [one for one in held if one["organisation_id"] == firm]
    await journey.do(
        "officer",
        f"/appointments/{appointed['id']}/releases",
        {"last_day": journey.day(0), "reason": "Example end"},
    )
    journey.clock.pass_days(1)

    assert (await journey.see("consultant", "/notices"))["items"] == []
    answer = await journey.send("consultant", "POST", f"/notices/{notice['id']}/receipts")
    assert answer.status_code == 404


@pytest.mark.at("study")
async def test_it_is_on_record_who_was_told_of_what_and_for_which_day(
    journey: Journey, notice: Any
) -> None:
    [line] = [one for one in await journey.journal() if one["object_id"] == notice["id"]]
    assert line["person_id"] is None
    assert str(journey.cast.person("consultant")) in line["detail"]
    assert "Example" not in line["detail"]


@pytest.mark.at("study")
async def test_nothing_is_carried_to_somebody_who_has_left(
    journey: Journey, minute: Minute, sessions: Sessions
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(0))
    async with sessions.begin() as session:
        gone = update(Person).where(Person.id == journey.cast.person("consultant"))
        await session.execute(gone.values(active=False))

    sent = await minute()
    assert sent
    assert "consultant@example.org" not in {one.to for one in sent}
