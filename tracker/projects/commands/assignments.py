"""Who belongs to a project."""

from datetime import date, timedelta
from uuid import UUID

from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import OrganisationKind
from tracker.kernel.errors import Conflict, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.kernel.versions import expect_version
from tracker.people import queries as people
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import CLOSED
from tracker.process.today import access_day
from tracker.projects.commands.recheck_events import ROLE_CHANGE, fire_recheck
from tracker.projects.models import (
    Assignment,
    Capacity,
    Project,
)
from tracker.projects.wire import (
    NewAssignment,
)
from tracker.web.values import word_of

_KIND_OF = {
    Capacity.CITY: OrganisationKind.CITY,
    Capacity.CITY_APPROVER: OrganisationKind.CITY,
    Capacity.CONSULTING_COMPANY: OrganisationKind.FIRM,
    Capacity.SOLUTION_PROVIDER: OrganisationKind.FIRM,
    Capacity.OFFICER: OrganisationKind.SECRETARIAT,
    Capacity.MANAGER: OrganisationKind.SECRETARIAT,
    Capacity.REVIEWER: OrganisationKind.SECRETARIAT,
}
_BY_APPOINTMENT = frozenset({Capacity.CONSULTING_COMPANY, Capacity.SOLUTION_PROVIDER})
_OF_THE_CITY = frozenset({Capacity.CITY, Capacity.CITY_APPROVER})


def assign(
    desk: AnyDesk,
    project: Project,
    organisation_id: UUID,
    capacity: Capacity,
    *,
    person_id: UUID | None = None,
    starts: date | None = None,
    until: date | None = None,
) -> Assignment:
    """Give access. Used by every act that brings somebody to a project."""
    row = desk.add(
        Assignment(
            project_id=project.id,
            organisation_id=organisation_id,
            person_id=person_id,
            capacity=capacity,
            starts=starts or access_day(desk.now),
            until=until,
        )
    )
    desk.record("assignment.given", row, capacity=capacity)
    return row


async def give_assignment(desk: Desk, project: Project, data: NewAssignment) -> Assignment:
    """Assign by hand; firms come by their appointment, committee members by their seat."""
    refuse_if_shut(Act.ASSIGNMENT_WRITE, project)
    if data.capacity in _BY_APPOINTMENT:
        raise Unfit("capacity", N_("Appoint the firm; its assignment follows."))
    if data.capacity is Capacity.COMMITTEE:
        raise Unfit("capacity", N_("Give the member a seat in the call; its assignments follow."))
    organisation = await people.organisation(desk.session, data.organisation_id)
    kind = _KIND_OF[data.capacity]
    if organisation.kind is not kind:
        raise Unfit(
            "organisation_id",
            Filled(N_("This capacity is not theirs; name: %(kind)s."), kind=word_of(kind)),
        )
    if data.capacity in _OF_THE_CITY and organisation.id != project.city_id:
        raise Unfit("organisation_id", N_("Name the project's own city; no other one is let in."))
    check_days(data.starts or access_day(desk.now), data.until)
    if data.person_id is not None:
        held = await people.memberships_of(desk, data.person_id)
        if not any(row.organisation_id == organisation.id for row in held):
            raise Unfit(
                "person_id", N_("Name somebody who holds a role in this organisation today.")
            )
    row = assign(
        desk,
        project,
        organisation.id,
        data.capacity,
        person_id=data.person_id,
        starts=data.starts,
        until=data.until,
    )
    await desk.session.flush()
    return row


async def end_assignment(desk: Desk, project: Project, row: Assignment, version: int) -> None:
    """Take access away: yesterday was the last day. In a city's team it is a change of roles."""
    refuse_if_shut(Act.ASSIGNMENT_WRITE, project)
    expect_version(row, version)
    if row.capacity in _BY_APPOINTMENT:
        raise Conflict(N_("A firm leaves by the end of its appointment; release the firm."))
    if row.capacity is Capacity.COMMITTEE:
        raise Conflict(N_("A committee member leaves with the seat; end the seat."))
    today = access_day(desk.now)
    if row.until is not None and row.until < today:
        raise Conflict(N_("This assignment has ended already."))
    close_assignment(desk, row, today - timedelta(days=1))
    if row.capacity in _OF_THE_CITY and project.status not in CLOSED:
        fire_recheck(desk, project, ROLE_CHANGE, f"assignment {row.id}")
    await desk.session.flush()


def close_assignment(desk: Desk, row: Assignment, last_day: date) -> None:
    """Set the last day of access (UTC); a day before the first ends it before it began."""
    row.until = last_day
    row.starts = min(row.starts, last_day)
    desk.record("assignment.ended", row, until=row.until)


def check_days(starts: date, until: date | None) -> None:
    """A last day does not come before the first."""
    if until is not None and until < starts:
        raise Unfit("until", N_("Give a last day that is not before the first."))
