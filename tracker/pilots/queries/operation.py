"""Reading the plan of a pilot, when it ran, and its incidents."""

from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import Desk
from tracker.kernel.actor import Role
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.pilots.models import Incident, Pilot
from tracker.pilots.queries.scope import visible_to
from tracker.pilots.wire.operation import IncidentView, PilotView
from tracker.process.stages import Operation
from tracker.projects import queries as projects
from tracker.projects.models import Project

Columns = TypeVarTuple("Columns")


async def pilot(desk: Desk, project: Project) -> Pilot | None:
    """The plan, if there is one yet."""
    statement = select(Pilot).where(Pilot.project_id == project.id)
    return await desk.session.scalar(visible_to(desk, statement, Pilot.project_id))


async def pilot_view(session: AsyncSession, row: Pilot) -> PilotView:
    """The plan with its first go-live and, once the equipment is off, the day of that."""
    changes = await projects.operation_changes(session, row.project_id)
    live = [change.on_day for change in changes if change.becomes is Operation.LIVE]
    off = bool(changes) and changes[-1].becomes is Operation.OFF
    return PilotView.of(row, min(live, default=None), changes[-1].on_day if off else None)


async def incidents(
    desk: Desk, project: Project, after: str | None, limit: int
) -> Page[IncidentView]:
    """Incidents, those reported last first; firms see what they reported themselves."""
    statement = select(Incident).where(Incident.project_id == project.id)
    seen = _visible(desk, newest_first(statement, Incident.id, after, limit))
    return page_of((await desk.session.scalars(seen)).all(), limit, IncidentView.of)


async def incident(desk: Desk, incident_id: UUID) -> Incident:
    statement = select(Incident).where(Incident.id == incident_id)
    row = await desk.session.scalar(_visible(desk, statement))
    if row is None:
        raise NotFound
    return row


def _visible(desk: Desk, rows: Select[*Columns]) -> Select[*Columns]:
    if desk.actor.role is Role.FIRM_MEMBER:
        rows = rows.where(Incident.organisation_id == desk.actor.organisation_id)
    return visible_to(desk, rows, Incident.project_id)
