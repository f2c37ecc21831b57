"""Rows for tests, filled in but for what the test is about."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tracker.kernel.database import for_system
from tracker.kernel.days import day_in
from tracker.kernel.ids import uuid7
from tracker.process.stages import CallState, Operation, Stage, Status
from tracker.programme.models import Call, Criterion, Programme, PublishedCatalogue
from tracker.projects.models import Assignment, Capacity, Project, StageVisit


async def a_call(session: AsyncSession, cast: Cast, now: datetime, **changes: Any) -> Call:
    """A call with one criterion, open since yesterday for 60 days, with the newest catalogue."""
    programme = Programme(
        id=uuid7(now), created_at=now, label="Feasibility Study Program", currency="KRW"
    )
    session.add(programme)
    await session.flush()
    newest = select(PublishedCatalogue.id).order_by(PublishedCatalogue.id.desc()).limit(1)
    values: dict[str, Any] = {
        "id": uuid7(now),
        "created_at": now,
        "programme_id": programme.id,
        "year": 2027,
        "label": "Example call 2027",
        "theme": "Example theme",
        "ceiling": None,
        "places": 2,
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=60),
        "voting_day": day_in("Asia/Seoul", now) + timedelta(days=90),
        "zone": "Asia/Seoul",
        "quorum": 2,
        "state": CallState.OPEN,
        "catalogue_id": await session.scalar(for_system(newest, "a builder")),
    }
    call = Call(**(values | changes))
    session.add(call)
    await session.flush()
    session.add(
        Criterion(
            id=uuid7(now),
            created_at=now,
            call_id=call.id,
            position=1,
            title="Need",
            weight=100,
            scale_max=5,
        )
    )
    await session.flush()
    return call


async def a_project(
    session: AsyncSession,
    cast: Cast,
    now: datetime,
    *,
    code: str = "KLA-2027-01",
    stage: Stage = Stage.STUDY,
    firms: bool = True,
    **changes: Any,
) -> Project:
    """A project of the city KLA in a stage, both firms assigned, put there without decisions."""
    call_id: UUID = changes.pop("call_id", None) or (await a_call(session, cast, now)).id
    call = await session.get_one(Call, call_id)
    today: date = day_in("Asia/Seoul", now)
    values: dict[str, Any] = {
        "id": uuid7(now),
        "created_at": now,
        "code": code,
        "call_id": call_id,
        "city_id": cast.organisations["city"],
        "title": "Example smart parking",
        "handed_in_at": now,
        "solution_id": None,
        "challenges": "Example",
        "sdg_tags": [],
        "zone": "Asia/Seoul",
        "stage": stage,
        "stage_since": today,
        "status": Status.ACTIVE,
        "status_since": today,
        "status_reason": None,
        "look_again_on": None,
        "visit": 1,
        "operation": Operation.NEVER,
        "catalogue_id": call.catalogue_id,
        "owner_after": None,
        "operating_unit": None,
        "funding_after": None,
        "handed_over_to": None,
        "planned_ends": {},
        "lapses_noted": [],
        "furthest_evidenced": None,
        "sources": None,
    }
    project = Project(**(values | changes))
    session.add(project)
    await session.flush()
    session.add(
        StageVisit(
            id=uuid7(now),
            created_at=now,
            project_id=project.id,
            number=project.visit,
            stage=project.stage,
            entered_on=today,
            decision_id=None,
            asked=None,
            left_visit=None,
        )
    )
    belongs = {Capacity.CITY: "city"}
    if firms:
        belongs |= {
            Capacity.CONSULTING_COMPANY: "consulting",
            Capacity.SOLUTION_PROVIDER: "providing",
        }
    for capacity, organisation in belongs.items():
        session.add(
            Assignment(
                id=uuid7(now),
                created_at=now,
                project_id=project.id,
                organisation_id=cast.organisations[organisation],
                person_id=None,
                capacity=capacity,
                starts=date(2027, 1, 1),
                until=None,
            )
        )
    await session.flush()
    return project
