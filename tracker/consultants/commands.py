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


async def appoint_firm(desk: Desk, project: Project, asked: NewAppointment) -> Appointment:
    """Give a capacity to a firm, with its access; a successor re-opens what names the change."""
    refuse_if_shut(Act.FIRM_APPOINT, project)
    firm = await people.organisation(desk.session, asked.organisation_id)
    if firm.kind is not OrganisationKind.FIRM:
        raise Unfit("organisation_id", N_("Name a firm."))
    starts = asked.starts or access_day(desk.now)
    await _expect_agreement(desk.session, project, asked)
    others = await queries.in_capacity(desk.session, project.id, asked.capacity)
    _expect_free(others, asked, starts)
    access = projects.assign(
        desk, project, firm.id, Capacity(asked.capacity.value), starts=starts, until=asked.until
    )
    await desk.session.flush()
    row = _appointment(desk, project, asked, starts, access.id)
    desk.record("firm.appointed", row, organisation_id=firm.id, capacity=asked.capacity)
    if others:
        _fire_change(desk, project, row, starts)
    await desk.session.flush()
    return row


async def release_firm(
    desk: Desk, project: Project, row: Appointment, asked: Release
) -> Appointment:
    """End an appointment and its access with a last day; what was handed in stays."""
    refuse_if_shut(Act.FIRM_RELEASE, project)
    if row.release_reason is not None:
        raise Conflict(
            Filled(N_("The firm was released; its last day is %(until)s."), until=row.until)
        )
    if asked.last_day < row.starts:
        raise Unfit(
            "last_day", Filled(N_("Give a last day from %(starts)s on."), starts=row.starts)
        )
    if row.until is not None and asked.last_day > row.until:
        raise Unfit(
            "last_day",
            Filled(
                N_("The appointment ends on %(until)s; give that day or before."), until=row.until
            ),
        )
    row.until = asked.last_day
    row.released_by, row.release_reason = desk.actor.person_id, asked.reason
    access = await queries.assignment_of(desk.session, row)
    projects.close_assignment(desk, access, asked.last_day)
    desk.record(
        "firm.released",
        row,
        organisation_id=row.organisation_id,
        capacity=row.capacity,
        last_day=asked.last_day,
    )
    _fire_change(desk, project, row, asked.last_day)
    await desk.session.flush()
    return row


async def _expect_agreement(session: AsyncSession, project: Project, asked: NewAppointment) -> None:
    if asked.agreement_id is None:
        return
    agreement = await queries.agreement(session, project.id, asked.agreement_id)
    if agreement is None or agreement.organisation_id != asked.organisation_id:
        raise Unfit("agreement_id", N_("Name an agreement of this project with this firm."))


def _expect_free(others: list[Appointment], asked: NewAppointment, starts: date) -> None:
    """At most one firm a capacity on any day."""
    if asked.until is not None and asked.until < starts:
        raise Unfit("until", N_("Give a last day that is not before the first."))
    for other in others:
        ends_before = other.until is not None and other.until < starts
        begins_after = asked.until is not None and asked.until < other.starts
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
    desk: Desk, project: Project, asked: NewAppointment, starts: date, assignment_id: UUID
) -> Appointment:
    return desk.add(
        made(
            Appointment,
            asked,
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
