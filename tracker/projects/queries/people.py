"""Who has a part in a project today, and in which roles."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from msgspec import Struct
from sqlalchemy import exists, or_, select

from tracker.journal.desk import AnyDesk, Desk
from tracker.journal.reading import once
from tracker.kernel.actor import CITY_ROLES, Role
from tracker.kernel.database import for_actor, rows_of
from tracker.people import queries as people
from tracker.people.models import Membership, Person
from tracker.people.queries.members import Holder
from tracker.process.policy import POLICY, Act
from tracker.process.today import access_day, project_day, reported_day
from tracker.projects.models import Assignment, Capacity, Project
from tracker.projects.queries.assignments import assignments
from tracker.projects.queries.seeing import SEES_ALL

NAMED_AS = {
    Role.OFFICER: Capacity.OFFICER,
    Role.MANAGER: Capacity.MANAGER,
    Role.REVIEWER: Capacity.REVIEWER,
    Role.CITY_APPROVER: Capacity.CITY_APPROVER,
}
"""As what somebody of the role is assigned to a project by name."""
_FIRMS = frozenset({Capacity.CONSULTING_COMPANY, Capacity.SOLUTION_PROVIDER})
_OUTSIDE = (*sorted(CITY_ROLES), Role.FIRM_MEMBER, Role.COMMITTEE_MEMBER)


async def roles_here(
    desk: AnyDesk, project: Project, persons: Collection[UUID]
) -> dict[UUID, frozenset[Role]]:
    """The roles in which persons see this project today and may answer for something in it."""
    if not persons:
        return {}
    assigned = await assignments(desk, project.id)
    found: dict[UUID, frozenset[Role]] = {}
    for holder in await people.holders(desk, POLICY[Act.REWORK_ANSWER]):
        if holder.person_id in persons and _belongs(holder, assigned):
            found[holder.person_id] = found.get(holder.person_id, frozenset()) | {holder.role}
    return found


async def has_begun(desk: Desk, project: Project, day: date) -> bool:
    """Whether something can have happened on a day: it has begun in the project, or where the actor
    is; a statement more only for a day that is ahead of the project's.
    """
    if day <= project_day(project, desk.now):
        return True
    giver = await people.organisation(desk.session, desk.actor.organisation_id)
    return day <= reported_day(project, giver, desk.now)


class PeopleHere(Struct, frozen=True, kw_only=True):
    """Everybody who has a part in a project today, and of them who answers for their role.

    Those are the ones assigned by name in its capacity, or all who hold the role if nobody is.
    """

    everybody: list[Holder]
    in_charge: list[Holder]


@once
async def people_here(desk: AnyDesk, project: Project) -> PeopleHere:
    assigned = await assignments(desk, project.id)
    theirs = sorted({row.organisation_id for row in assigned})
    found = [
        *await people.holders(desk, SEES_ALL),
        *await people.holders(desk, _OUTSIDE, theirs),
    ]
    everybody = [one for one in found if _reads_proposals(one, assigned) or _belongs(one, assigned)]
    by_name = {
        role: {row.person_id for row in assigned if row.capacity is capacity and row.person_id}
        for role, capacity in NAMED_AS.items()
    }
    in_charge = [
        one for one in everybody if not by_name.get(one.role) or one.person_id in by_name[one.role]
    ]
    return PeopleHere(everybody=everybody, in_charge=in_charge)


class Officer(Struct, frozen=True, kw_only=True):
    """An officer in charge of a project, and how to reach them."""

    name: str
    email: str


async def officers_in_charge(desk: Desk, project: Project) -> list[Officer]:
    """The officers of `people_here` who are in charge, by name; one statement.

    For those who take part in the project: they may write to whoever runs it.
    """
    today = access_day(desk.now)
    named = exists().where(
        Assignment.project_id == project.id,
        Assignment.person_id == Person.id,
        Assignment.capacity == NAMED_AS[Role.OFFICER],
        Assignment.starts <= today,
        or_(Assignment.until.is_(None), Assignment.until >= today),
    )
    asked = (
        select(Person.name, Person.email, named.label("named"))
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.role == Role.OFFICER, Person.active, people.in_force(desk.now))
        .distinct()
    )
    rows = await rows_of(desk.session, for_actor(asked, desk.actor))
    in_charge = [row for row in rows if row.named] or rows
    in_order = sorted(in_charge, key=lambda row: (row.name, row.email))  # not as databases do
    return [Officer(name=row.name, email=row.email) for row in in_order]


def _reads_proposals(holder: Holder, assigned: list[Assignment]) -> bool:
    return holder.role is Role.COMMITTEE_MEMBER and any(
        row.capacity is Capacity.COMMITTEE and row.person_id == holder.person_id for row in assigned
    )


def _belongs(holder: Holder, assigned: list[Assignment]) -> bool:
    """As `assigned` asks for somebody who acts."""
    if holder.role in SEES_ALL:
        return True
    firm = holder.role is Role.FIRM_MEMBER
    return any(
        row.organisation_id == holder.organisation_id
        and row.person_id in (None, holder.person_id)
        and ((row.capacity in _FIRMS) if firm else row.capacity is not Capacity.COMMITTEE)
        for row in assigned
    )
