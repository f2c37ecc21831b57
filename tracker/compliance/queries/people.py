"""Who is what in a project on a day, person by person, through all their memberships."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.duties import PersonHere, duties, duties_held
from tracker.compliance.people import People
from tracker.kernel.actor import OrganisationKind, Role
from tracker.kernel.database import for_system, rows_of
from tracker.kernel.scoped import PROJECT
from tracker.people import models as people
from tracker.people.models import Membership
from tracker.people.queries.members import holds_on
from tracker.process.stages import DutyRole
from tracker.projects.models import Assignment, Capacity

_DUTY_OF = {
    Capacity.CONSULTING_COMPANY: DutyRole.CONSULTANT,
    Capacity.SOLUTION_PROVIDER: DutyRole.SUPPLIER,
}
_DAY = timedelta(days=1)
_CITY = (Capacity.CITY, Capacity.CITY_APPROVER)
_OFFICE = (Role.OFFICER, Role.MANAGER, Role.REVIEWER)


async def people_of(session: AsyncSession, project_id: UUID, day: date) -> People:
    """One statement, whoever belongs to the project.

    `day` is the project's, memberships and assignments are on UTC days: they may be one apart, and
    whoever is in force on either is counted. Access is not given here.
    """
    days: dict[str, Any] = {"day": day, "day_before": day - _DAY, "day_after": day + _DAY}
    return _people(await rows_of(session, _asked(), project_id=project_id, **days))


@cache
def _asked() -> Select[*tuple[Any, ...]]:
    belongs = and_(
        Assignment.project_id == PROJECT,
        Assignment.capacity.in_([*_CITY, *_DUTY_OF]),
        Assignment.starts <= bindparam("day_after"),
        or_(Assignment.until.is_(None), Assignment.until >= bindparam("day_before")),
    )
    statement = (
        select(
            Membership.person_id,
            Membership.organisation_id,
            Membership.kind,
            Membership.role,
            Assignment.capacity,
        )
        .join(people.Person, people.Person.id == Membership.person_id)
        .outerjoin(
            Assignment,
            and_(
                belongs,
                Assignment.organisation_id == Membership.organisation_id,
                or_(Assignment.person_id.is_(None), Assignment.person_id == Membership.person_id),
            ),
        )
        .where(
            people.Person.active,
            _in_force(),
            Membership.person_id.in_(
                select(Membership.person_id).where(
                    _in_force(),
                    or_(
                        Membership.role.in_(_OFFICE),
                        Membership.organisation_id.in_(
                            select(Assignment.organisation_id).where(belongs)
                        ),
                    ),
                )
            ),
        )
        .order_by(Membership.id)
    )
    return for_system(statement, "who provides and who verifies")


def _in_force() -> ColumnElement[bool]:
    return holds_on(bindparam("day", type_=Date()))


def _people(rows: Iterable[Any]) -> People:
    duties_of: dict[UUID, set[DutyRole]] = {}
    outside: dict[UUID, set[UUID]] = {}
    capacities: dict[UUID, set[DutyRole]] = {}
    here: set[UUID] = set()
    for row in rows:
        theirs = duties_of.setdefault(row.person_id, set())
        elsewhere = outside.setdefault(row.person_id, set())
        as_firm = {_DUTY_OF[row.capacity]} if row.capacity in _DUTY_OF else set()
        capacities.setdefault(row.organisation_id, set()).update(as_firm)
        if row.kind is not OrganisationKind.SECRETARIAT:
            elsewhere.add(row.organisation_id)
            if row.capacity is None:
                continue
            here.add(row.organisation_id)
        theirs |= duties(row.role, as_firm)
    persons = tuple(
        PersonHere(
            person_id=person_id,
            duties=frozenset(theirs),
            outside=frozenset(outside[person_id]),
        )
        for person_id, theirs in duties_of.items()
    )
    return People(
        persons=persons,
        held=duties_held(persons),
        capacities={one: frozenset(them) for one, them in capacities.items()},
        outside=frozenset(here),
    )
