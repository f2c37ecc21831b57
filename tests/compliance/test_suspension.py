"""The suspension by rule, written down by the first act that could make its ground unseen."""

from datetime import date, datetime, timedelta

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tests.compliance.steps import change, hand_in
from tracker.gates.models import Motion, MotionState
from tracker.kernel.database import for_system
from tracker.kernel.ids import uuid7
from tracker.process.stages import Operation, Stage, Verdict
from tracker.projects.models import OperationChange, Project
from tracker.projects.models.decisions import Condition, Decision

Sessions = async_sessionmaker[AsyncSession]


async def a_condition(session: AsyncSession, project: Project, cast: Cast, now: datetime) -> None:
    """Due in four days, by a decision in force."""
    officer, manager = cast.person("officer"), cast.person("manager")
    of_project = {"created_at": now, "project_id": project.id}
    said = {"gate": "G4", "round": 1, "visit": 1, "verdict": Verdict.CONDITIONS}
    said |= {"leads_to": Stage.PILOT, "scaling": None, "grounds": "Example", "partner": None}
    motion = Motion(
        id=uuid7(now),
        conditions=[],
        points=[],
        voids=[],
        changes=[],
        operation_after=None,
        live_until=None,
        new_end=None,
        look_again_on=None,
        supersedes_id=None,
        dossier_digest="0" * 64,
        parts={},
        moved_by=officer,
        opened_on=now.date(),
        zone=project.zone,
        state=MotionState.CARRIED,
        outvoted=False,
        ended_at=now,
        **said,
        **of_project,
    )
    session.add(motion)
    await session.flush()
    decision = Decision(
        id=uuid7(now),
        motion_id=motion.id,
        snapshot="{}",
        snapshot_sha256="1" * 64,
        prev_sha256="0" * 64,
        supersedes_id=None,
        silent_city=[],
        decided_at=now,
        decided_on=now.date(),
        decided_by=manager,
        **said,
        **of_project,
    )
    session.add(decision)
    await session.flush()
    session.add(
        Condition(
            id=uuid7(now),
            decision_id=decision.id,
            requirement=None,
            renews=False,
            text="Example condition",
            owner_id=cast.person("city_contact"),
            due=now.date() + timedelta(days=4),
            end=None,
            ended_by=None,
            ended_at=None,
            proof=None,
            replaces_id=None,
            **of_project,
        )
    )


async def suspensions(sessions: Sessions) -> list[date]:
    asked = select(OperationChange.on_day).where(OperationChange.becomes == Operation.SUSPENDED)
    async with sessions() as session:
        return list(await session.scalars(for_system(asked, "a test")))


async def test_an_overdue_condition_suspends_before_any_act_on_the_checklist(
    project: Project, city: httpx.AsyncClient, cast: Cast, clock: Clock, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        await a_condition(session, project, cast, clock())
    await change(sessions, project, operation=Operation.LIVE)
    clock.set(2027, 1, 15)
    await hand_in(city, "CP-GOV-01")
    in_time = await suspensions(sessions)
    clock.set(2027, 1, 16)

    await hand_in(city, "CP-GOV-01", title="Another")

    assert in_time == []
    assert await suspensions(sessions) == [date(2027, 1, 16)]
