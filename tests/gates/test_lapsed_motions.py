"""A motion in a project whose state lets nobody decide it: nothing more is done with it."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tracker.demo.journey import Journey
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.process.stages import Status
from tracker.projects.models import Project


@pytest.mark.at("study")
async def test_nobody_votes_decides_or_is_reminded_while_the_project_is_held(
    journey: Journey, sessions: async_sessionmaker[AsyncSession]
) -> None:
    hold = {"verdict": "hold", "look_again_on": journey.day(30)}
    motion = (await journey.move("G3", **hold)).json()
    async with sessions.begin() as session:
        held = update(Project).where(Project.code == journey.code).values(status=Status.ON_HOLD)
        await session.execute(for_system(held, "a test"))
    at = f"/motions/{motion['id']}"

    answers = {
        "vote": await journey.send("officer", "POST", f"{at}/votes", SEAT | {"choice": "for"}),
        "decide": await journey.send("officer", "POST", f"{at}/decisions", if_match='"1"'),
        "remind": await journey.send("officer", "POST", f"{at}/reminders", SEAT),
        "delegate": await journey.send(
            "officer",
            "POST",
            f"{at}/delegations",
            SEAT | {"delegate_id": str(journey.cast.person("manager"))},
        ),
    }

    assert {what: one.status_code for what, one in answers.items()} == dict.fromkeys(answers, 409)
    assert "on hold" in answers["vote"].text
    assert "the programme manager resumes it" in answers["remind"].json()["detail"]
    async with sessions() as session:
        asked = select(JournalEntry.what).where(
            JournalEntry.what.in_(("vote.refused", "decision.refused"))
        )
        on_record = list(
            await session.scalars(for_system(asked.order_by(JournalEntry.seq), "a test"))
        )
    assert on_record == ["vote.refused", "decision.refused"]


SEAT = {"seat": "officer"}
