"""Whose a deliverable is to hand in, and by whose day it is late."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import and_, or_, select

from tracker.journal.desk import AnyDesk
from tracker.kernel.database import for_system, rows_of
from tracker.people.models import Organisation
from tracker.process.stages import Stage, Status
from tracker.process.today import access_day, owner_day, owner_zone
from tracker.projects.models import Assignment, Capacity, Project
from tracker.studies.models import OwnerCapacity
from tracker.studies.rules import HandInDuty

_FIRMS = (Capacity.CONSULTING_COMPANY, Capacity.SOLUTION_PROVIDER)


class Planned(Protocol):
    """A deliverable, or the columns of one that a query selected."""

    id: UUID
    project_id: UUID
    owner_capacity: OwnerCapacity
    organisation_id: UUID | None
    stage: Stage


async def hand_in_duties(desk: AnyDesk, rows: Collection[Planned]) -> dict[UUID, HandInDuty]:
    """By deliverable, of however many projects; two statements, none for no deliverables."""
    if not rows:
        return {}
    projects, firms = await _firms_holding(desk, {row.project_id for row in rows})
    owners = {row.id: _owners(row, projects[row.project_id], firms) for row in rows}
    every = {one for those in owners.values() for one in those}
    statement = select(Organisation.id, Organisation.zone).where(Organisation.id.in_(every))
    organisations = {one.id: one for one in await rows_of(desk.session, statement)}
    return {
        row.id: _duty(
            row, projects[row.project_id], [organisations[one] for one in owners[row.id]], desk.now
        )
        for row in rows
    }


def _duty(row: Planned, project: Any, owners: Collection[Any], now: datetime) -> HandInDuty:
    return HandInDuty(
        owners=frozenset(one.id for one in owners),
        zone=owner_zone(owners, project),
        today=owner_day(owners, project, now),
        runs=project.status is Status.ACTIVE and project.stage is row.stage,
    )


FirmsHolding = Mapping[tuple[UUID, Capacity], set[UUID]]
"""The firms that hold a capacity in a project."""


async def _firms_holding(
    desk: AnyDesk, project_ids: Collection[UUID]
) -> tuple[dict[UUID, Any], FirmsHolding]:
    """What is asked of the projects, and their firms now."""
    today = access_day(desk.now)
    in_force = and_(
        Assignment.project_id == Project.id,
        Assignment.capacity.in_(_FIRMS),
        Assignment.starts <= today,
        or_(Assignment.until.is_(None), Assignment.until >= today),
    )
    statement = (
        select(
            Project.id,
            Project.zone,
            Project.city_id,
            Project.stage,
            Project.status,
            Assignment.capacity,
            Assignment.organisation_id,
        )
        .outerjoin(Assignment, in_force)
        .where(Project.id.in_(project_ids))
    )
    projects, firms = {}, dict[tuple[UUID, Capacity], set[UUID]]()
    for row in await rows_of(
        desk.session, for_system(statement, "whose day ends a deliverable's term")
    ):
        projects[row.id] = row
        if row.capacity is not None:
            firms.setdefault((row.id, row.capacity), set()).add(row.organisation_id)
    return projects, firms


def _owners(row: Planned, project: Any, firms: FirmsHolding) -> frozenset[UUID]:
    if row.organisation_id is not None:
        return frozenset({row.organisation_id})
    match row.owner_capacity:
        case OwnerCapacity.CITY:
            return frozenset({project.city_id})
        case OwnerCapacity.SECRETARIAT:
            return frozenset()
    return frozenset(firms.get((project.id, Capacity(row.owner_capacity.value)), ()))
