"""Looking at a project: what is to be told today, to whom, and which of it was not told yet."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates.assurance import Assurance
from tracker.identity.queries import Holder
from tracker.kernel.actor import Role
from tracker.notifications import queries
from tracker.notifications.pending import pending_of
from tracker.notifications.rules import Pending, told_on
from tracker.notifications.wire import Due
from tracker.projects import queries as projects
from tracker.projects.models import Project


async def not_yet_told(
    session: AsyncSession, project: Project, assurance: Assurance, now: datetime
) -> list[Due]:
    """What a look at the project finds, in a constant number of statements."""
    pending = await pending_of(session, project, assurance, now)
    here = await projects.people_here(session, project, now)
    due = {one.key: one for matter in pending for one in _of(project.id, matter, here)}
    told = await queries.told_of(session, project.id)
    return [one for key, one in due.items() if key not in told]


async def late_and_not_told_today(
    session: AsyncSession, project: Project, assurance: Assurance, now: datetime
) -> list[Due]:
    """What is late, for those who owe it; whoever only chases it is not meant."""
    pending = await pending_of(session, project, assurance, now)
    here = await projects.people_here(session, project, now)
    late = [replace(one, chased_by=frozenset()) for one in pending if one.due < one.today]
    due = {one.key: one for matter in late for one in _on(matter.today, project.id, matter, here)}
    told = await queries.told_of(session, project.id)
    return [one for key, one in due.items() if key not in told]


def _of(project_id: UUID, matter: Pending, here: projects.Here) -> Iterator[Due]:
    day = told_on(matter.rule, matter.due, matter.today)
    if day is not None:
        yield from _on(day, project_id, matter, here)


def _on(day: date, project_id: UUID, matter: Pending, here: projects.Here) -> Iterator[Due]:
    """The matter as it is told for that day, to each who learns of it."""
    acting = _asked_to_act(matter, here)
    for holder in recipients(matter, here):
        yield Due(
            project_id=project_id,
            person_id=holder.person_id,
            organisation_id=holder.organisation_id,
            rule=matter.rule,
            subject=matter.subject,
            local_date=day,
            due=matter.due,
            detail=matter.detail,
            to_act=holder.person_id in acting,
        )


def recipients(matter: Pending, here: projects.Here) -> Iterator[Holder]:
    """Each person once, in the organisation for which they are told."""
    late = matter.due < matter.today
    roles = matter.roles | (matter.chased_by if late else frozenset())
    named = (one for one in here.everybody if one.person_id in matter.persons)
    by_role = (one for one in here.in_charge if one.role in roles and _learns(one, matter))
    told: set[UUID] = set()
    for one in (*named, *by_role):
        if one.person_id not in told:
            told.add(one.person_id)
            yield one


def _asked_to_act(matter: Pending, here: projects.Here) -> frozenset[UUID]:
    """Whose it is to do; whoever only chases it once it is late reads it in the tracker."""
    by_role = (one for one in here.in_charge if one.role in matter.roles and _learns(one, matter))
    return matter.persons | {one.person_id for one in by_role}


def _learns(holder: Holder, matter: Pending) -> bool:
    return holder.role is not Role.FIRM_MEMBER or holder.organisation_id in matter.firms
