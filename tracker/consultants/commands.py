"""Appointing and releasing firms; their access comes and goes in the same act."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.consultants import queries
from tracker.consultants.models import Appointment
from tracker.consultants.wire import NewAppointment, Release
from tracker.journal.desk import Desk
from tracker.kernel.actor import OrganisationKind
from tracker.kernel.by_name import made
from tracker.kernel.errors import Conflict, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.people import queries as people
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.today import access_day
from tracker.projects import commands as projects
from tracker.projects.models import Capacity, Project

CHANGE_OF_FIRM = ("supplier_change", "contract_change", "role_change")
"""The re-check events of a firm that leaves, and of its successor (process.md, section 6)."""


async def appoint_firm(desk: Desk, project: Project, data: NewAppointment) -> Appointment:
    """Give a capacity to a firm, with its access; a successor re-opens what names the change."""
    refuse_if_shut(Act.FIRM_APPOINT, project)
    firm = await people.organisation(desk.session, data.organisation_id)
    if firm.kind is not OrganisationKind.FIRM:
        raise Unfit("organisation_id", N_("Name a firm."))
    starts = data.starts or access_day(desk.now)
    await _expect_agreement(desk.session, project, data)
    others = await queries.in_capacity(desk.session, project.id, data.capacity)
    _expect_free(others, data, starts)
    access = projects.assign(
        desk, project, firm.id, Capacity(data.capacity.value), starts=starts, until=data.until
    )
    await desk.session.flush()
    row = _appointment(desk, project, data, starts, access.id)
    desk.record("firm.appointed", row, organisation_id=firm.id, capacity=data.capacity)
    if others:
        _fire_change(desk, project, row, starts)
    await desk.session.flush()
    return row


async def release_firm(
    desk: Desk, project: Project, row: Appointment, data: Release
) -> Appointment:
    """End an appointment and its access with a last day; what was handed in stays."""
    refuse_if_shut(Act.FIRM_RELEASE, project)
    if row.release_reason is not None:
        raise Conflict(
            Filled(N_("The firm was released; its last day is %(until)s."), until=row.until)
        )
    if data.last_day < row.starts:
        raise Unfit(
            "last_day", Filled(N_("Give a last day from %(starts)s on."), starts=row.starts)
        )
    if row.until is not None and data.last_day > row.until:
        raise Unfit(
            "last_day",
            Filled(
                N_("The appointment ends on %(until)s; give that day or before."), until=row.until
            ),
        )
    row.until = data.last_day
    row.released_by, row.release_reason = desk.actor.person_id, data.reason
    access = await queries.assignment_of(desk.session, row)
    projects.close_assignment(desk, access, data.last_day)
    desk.record(
        "firm.released",
        row,
        organisation_id=row.organisation_id,
        capacity=row.capacity,
        last_day=data.last_day,
    )
    _fire_change(desk, project, row, data.last_day)
    await desk.session.flush()
    return row


async def _expect_agreement(session: AsyncSession, project: Project, data: NewAppointment) -> None:
    if data.agreement_id is None:
        return
    agreement = await queries.agreement(session, project.id, data.agreement_id)
    if agreement is None or agreement.organisation_id != data.organisation_id:
        raise Unfit("agreement_id", N_("Name an agreement of this project with this firm."))


def _expect_free(others: list[Appointment], data: NewAppointment, starts: date) -> None:
    """At most one firm a capacity on any day."""
    if data.until is not None and data.until < starts:
        raise Unfit("until", N_("Give a last day that is not before the first."))
    for other in others:
        ends_before = other.until is not None and other.until < starts
        begins_after = data.until is not None and data.until < other.starts
        if not (ends_before or begins_after):
            raise Conflict(
                Filled(
                    N_(
                        "The capacity is held %(other)s; release that firm first, or give days "
                        "that do not meet."
                    ),
                    other=_days(other),
                )
            )


def _days(row: Appointment) -> Filled:
    if row.until is None:
        return Filled(N_("from %(first)s on"), first=row.starts)
    return Filled(N_("from %(first)s through %(last)s"), first=row.starts, last=row.until)


def _appointment(
    desk: Desk, project: Project, data: NewAppointment, starts: date, assignment_id: UUID
) -> Appointment:
    return desk.add(
        made(
            Appointment,
            data,
            project_id=project.id,
            starts=starts,
            assignment_id=assignment_id,
            appointed_by=desk.actor.person_id,
            released_by=None,
            release_reason=None,
        )
    )


def _fire_change(desk: Desk, project: Project, row: Appointment, on_day: date) -> None:
    for kind in CHANGE_OF_FIRM:
        source = f"appointment {row.id}"
        projects.fire_recheck(desk, project, kind, source, on_day=on_day)
