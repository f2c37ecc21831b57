"""A project moves to another version of its catalogue: two persons, no motion, and back."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.compliance.faulty import requirement, written
from tracker.compliance import catalogue as catalogues
from tracker.compliance.commands import publish
from tracker.demo.journey import Journey
from tracker.journal.desk import SystemDesk
from tracker.kernel.errors import Conflict

Sessions = async_sessionmaker[AsyncSession]
REWORDED = "CP-GOV-07"
NEWER = {"catalogue": "9.0.0", "reason": "The law changed."}
BACK = {"reason": "It was a mistake."}


def newer(values: dict[str, Any]) -> None:
    values["catalogue"]["version"] = NEWER["catalogue"]
    requirement(values, REWORDED)["statement"] = "Other words."


@pytest.fixture
async def published(journey: Journey, sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await publish(SystemDesk(session, journey.clock()), catalogues.load(written(newer)))


def path_of(journey: Journey) -> str:
    return f"/projects/{journey.code}/catalogue-upgrades"


async def propose(journey: Journey, who: str = "manager") -> Any:
    return await journey.do(who, path_of(journey), NEWER)


async def approve(journey: Journey, who: str, upgrade: Any) -> httpx.Response:
    return await journey.send(who, "POST", f"/catalogue-upgrades/{upgrade['id']}/approvals")


async def undo(journey: Journey, who: str, upgrade: Any) -> httpx.Response:
    path = f"/catalogue-upgrades/{upgrade['id']}/reversals"
    return await journey.send(who, "POST", path, BACK)


async def standing(journey: Journey) -> tuple[str, str]:
    entry = await journey.entry("G2", REWORDED)
    return entry["standing"], entry["because"]


@pytest.mark.at("study")
async def test_the_other_role_approves_and_what_changed_is_reviewed_again(
    journey: Journey, published: None
) -> None:
    before = await standing(journey)
    upgrade = await propose(journey)
    waiting = await standing(journey)
    journey.clock.pass_days(1)
    same_role = await approve(journey, "manager2", upgrade)
    approved = await approve(journey, "reviewer", upgrade)
    twice = await approve(journey, "reviewer2", upgrade)

    assert upgrade["changes"] == {
        "added": [],
        "removed": [],
        "changed": [{"requirement": REWORDED, "what": ["statement"]}],
    }
    assert (upgrade["to_version"], upgrade["approved_by"]) == ("9.0.0", None)
    assert (before, waiting) == (("met", "reviewed"), ("met", "reviewed"))
    assert (same_role.status_code, approved.status_code, twice.status_code) == (403, 201, 409)
    assert await standing(journey) == ("lapsed", "text_changed")
    assert (await journey.noted("catalogue.upgraded"))["object_id"] == upgrade["id"]
    assert (await journey.noted("assurance.lapsed"))["person_id"] is None
    [listed] = (await journey.see("officer", path_of(journey)))["items"]
    assert listed["approved_by"] == str(journey.cast.person("reviewer"))


@pytest.mark.at("study")
async def test_an_upgrade_undone_leaves_no_review_lapsed(journey: Journey, published: None) -> None:
    upgrade = await propose(journey, "reviewer")
    early = await undo(journey, "manager", upgrade)
    journey.clock.pass_days(1)
    assert (await approve(journey, "manager", upgrade)).status_code == 201
    journey.clock.pass_days(1)

    undone = await undo(journey, "manager", upgrade)
    twice = await undo(journey, "reviewer", upgrade)

    assert (early.status_code, undone.status_code, twice.status_code) == (409, 201, 409)
    assert undone.json()["reversed_by"] == str(journey.cast.person("manager"))
    assert await standing(journey) == ("met", "reviewed")
    assert (await journey.gates())["lapses"] == []
    assert (await journey.noted("assurance.restored"))["what"] == "assurance.restored"


@pytest.mark.at("study")
async def test_nothing_is_upgraded_while_a_motion_is_open(
    journey: Journey, published: None
) -> None:
    upgrade = await propose(journey)
    motion = await journey.put("G3", {}, verdict="stop")

    refused = [
        await journey.send("manager", "POST", path_of(journey), NEWER),
        await approve(journey, "reviewer", upgrade),
        await undo(journey, "reviewer", upgrade),
    ]
    await journey.do("officer", f"/motions/{motion}/withdrawals")

    assert [answer.status_code for answer in refused] == [409, 409, 409]
    assert all("motion is open" in answer.text for answer in refused)
    assert (await approve(journey, "reviewer", upgrade)).status_code == 201


@pytest.mark.at("study")
async def test_a_motion_that_has_lapsed_hinders_no_upgrade(
    journey: Journey, published: None
) -> None:
    await journey.put("G3", {}, verdict="stop")
    journey.clock.pass_days(61)

    upgrade = await propose(journey)

    assert (await approve(journey, "reviewer", upgrade)).status_code == 201


@pytest.mark.at("commissioning")
async def test_an_upgrade_is_not_undone_after_the_next_decision(
    journey: Journey, published: None
) -> None:
    upgrade = await propose(journey)
    assert (await approve(journey, "reviewer", upgrade)).status_code == 201
    journey.clock.pass_days(1)
    point = {
        "what": "Terms",
        "text": "Say more",
        "owner_id": str(journey.cast.person("city_contact")),
        "due": journey.day(10),
    }
    await journey.pass_gate("G2", {"manager": "manager"}, verdict="rework", points=[point])

    late = await undo(journey, "manager", upgrade)

    assert late.status_code == 409, late.text
    assert "decision was made since" in late.json()["detail"]


@pytest.mark.at("proposal")
async def test_before_g1_the_version_of_the_call_holds_for_all(
    journey: Journey, published: None
) -> None:
    early = await journey.send("manager", "POST", path_of(journey), NEWER)

    assert early.status_code == 409, early.text


@pytest.mark.at("study")
async def test_who_may_not_propose_and_what_is_not_published(journey: Journey) -> None:
    path = path_of(journey)

    unknown = await journey.send("manager", "POST", path, NEWER)
    answers = {
        who: (await journey.send(who, "POST", path, NEWER)).status_code
        for who in ("officer", "city_approver", "consultant", "observer")
    }

    assert unknown.status_code == 422, unknown.text
    assert answers == dict.fromkeys(answers, 403)


@pytest.mark.at("study")
async def test_a_published_version_keeps_its_text(journey: Journey, sessions: Sessions) -> None:
    def other(values: dict[str, Any]) -> None:
        newer(values)
        requirement(values, REWORDED)["statement"] = "Yet other words."

    async with sessions.begin() as session:
        first = await publish(SystemDesk(session, journey.clock()), catalogues.load(written(newer)))
        again = await publish(SystemDesk(session, journey.clock()), catalogues.load(written(newer)))
        with pytest.raises(Conflict, match="another text"):
            await publish(SystemDesk(session, journey.clock()), catalogues.load(written(other)))

    assert first.id == again.id
