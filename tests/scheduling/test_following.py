"""Whoever is next learns of an act at once, and not with the next minute."""

import asyncio
from time import monotonic
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tracker.demo.journey import Journey
from tracker.kernel.database import for_system
from tracker.notifications.models import Notice
from tracker.scheduling import poller
from tracker.tasks.models import StoredTask
from tracker.work.models import Work, WorkState
from tracker.work.wire import NOTICES

Sessions = async_sessionmaker[AsyncSession]
PATIENCE = 60.0


@pytest.mark.at("study")
async def test_an_act_is_followed_by_tasks_and_notices_and_its_letter_waits_for_the_minute(
    journey: Journey, app: Litestar, sessions: Sessions
) -> None:
    async with poller.polling(app.state.place):
        await _until(sessions, select(StoredTask.id), 1)
        made = await journey.plan_deliverable("D06", "study", due=journey.day(2))
        await _until(sessions, select(Notice.id).where(Notice.subject == made["id"]), 1)
        async with sessions() as session:
            letters = select(Work.state).where(Work.kind == NOTICES).order_by(Work.id.desc())
            newest = (await session.scalars(letters.limit(1))).one()

    assert newest is WorkState.WAITING, "it gathers what else comes until the minute"


async def _until(sessions: Sessions, asked: Any, count: int) -> None:
    begun = monotonic()
    while monotonic() - begun < PATIENCE:
        async with sessions() as session:
            if len(list(await session.scalars(for_system(asked, "the test")))) >= count:
                return
        await asyncio.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE} s: {asked}")
