"""Reading appointments."""

from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.consultants.models import Appointment, FirmCapacity
from tracker.consultants.wire import AppointmentView
from tracker.journal.desk import Desk
from tracker.kernel.actor import Role
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.process.policy import Act, may
from tracker.projects.models import Agreement, Assignment, Project
from tracker.projects.queries import in_projects_of

Columns = TypeVarTuple("Columns")


def visible_to(desk: Desk, appointments: Select[*Columns]) -> Select[*Columns]:
    """The one place that says which appointments somebody may see: a firm its own ones."""
    if not may(desk.actor, Act.APPOINTMENT_SEE):
        return for_actor(appointments.where(false()), desk.actor)
    seen = appointments.where(in_projects_of(desk, Appointment.project_id))
    if desk.actor.role is Role.FIRM_MEMBER:
        seen = seen.where(Appointment.organisation_id == desk.actor.organisation_id)
    return for_actor(seen, desk.actor)


async def appointment(desk: Desk, appointment_id: UUID) -> Appointment:
    found = select(Appointment).where(Appointment.id == appointment_id)
    row = await desk.session.scalar(visible_to(desk, found))
    if row is None:
        raise NotFound
    return row


async def page(
    desk: Desk, project: Project, after: str | None, limit: int
) -> Page[AppointmentView]:
    """The appointments of a project, newest first."""
    statement = select(Appointment).where(Appointment.project_id == project.id)
    seen = visible_to(desk, newest_first(statement, Appointment.id, after, limit))
    rows = (await desk.session.scalars(seen)).all()
    return page_of(rows, limit, lambda row: AppointmentView.of(row, desk.now))


async def in_capacity(
    session: AsyncSession, project_id: UUID, capacity: FirmCapacity
) -> list[Appointment]:
    """Every appointment in one capacity, whoever holds or held it."""
    statement = select(Appointment).where(
        Appointment.project_id == project_id, Appointment.capacity == capacity
    )
    return list(await session.scalars(for_system(statement, "one firm a capacity at a time")))


async def agreement(
    session: AsyncSession, project_id: UUID, agreement_id: UUID
) -> Agreement | None:
    statement = select(Agreement).where(
        Agreement.project_id == project_id, Agreement.id == agreement_id
    )
    return await session.scalar(for_system(statement, "the agreement that an appointment names"))


async def assignment_of(session: AsyncSession, row: Appointment) -> Assignment:
    """The access that came with an appointment."""
    statement = select(Assignment).where(Assignment.id == row.assignment_id)
    return (await session.scalars(for_system(statement, "the access of a firm"))).one()
