"""What re-opens a part of the checklist: an event, and people who leave."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.identity import commands as identity
from tracker.identity.models import Membership, Person
from tracker.identity.queries import memberships_of
from tracker.identity.wire import MembershipEnd
from tracker.kernel.actor import Actor
from tracker.kernel.ids import uuid7
from tracker.process.today import project_day
from tracker.projects import queries
from tracker.projects.models import Project, RecheckEvent

ROLE_CHANGE = "role_change"
"""The re-check event of the catalogue: somebody who held a role around the pilot has left."""


def fire_recheck(
    session: AsyncSession,
    actor: Actor | None,
    project: Project,
    kind: str,
    source: str,
    now: datetime,
    *,
    on_day: date | None = None,
) -> RecheckEvent:
    """Record an event of the catalogue's `recheck_events`; it bites from `on_day`."""
    row = RecheckEvent(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        kind=kind,
        on_day=on_day or project_day(project, now),
        source=source,
    )
    session.add(row)
    journal.record(session, actor, "recheck.fired", project.id, now, on=row, kind=kind)
    return row


async def end_membership(
    session: AsyncSession,
    actor: Actor,
    row: Membership,
    asked: MembershipEnd,
    version: int,
    now: datetime,
) -> Membership:
    """Set the last day of a role; from that day on its projects look at their roles again."""
    row = await identity.end_membership(session, actor, row, asked, version, now)
    left, source = [row.organisation_id], f"membership {row.id}"
    await _fire_where_missed(session, actor, row.person_id, left, source, now, row.until)
    return row


async def deactivate_person(
    session: AsyncSession, actor: Actor, row: Person, version: int, now: datetime
) -> Person:
    """Shut an account at once; the person's projects look at their roles again."""
    held = await memberships_of(session, row.id, now)
    row = await identity.deactivate_person(session, actor, row, version, now)
    left, source = [membership.organisation_id for membership in held], f"person {row.id}"
    await _fire_where_missed(session, actor, row.id, left, source, now, None)
    return row


async def _fire_where_missed(
    session: AsyncSession,
    actor: Actor,
    person_id: UUID,
    organisation_ids: Collection[UUID],
    source: str,
    now: datetime,
    last_day: date | None,
) -> None:
    """A role change for each open project the person worked on; at once without a last day."""
    for project in await queries.lock_worked_on(session, person_id, organisation_ids, now):
        today = project_day(project, now)
        on_day = max(last_day or today, today)
        fire_recheck(session, actor, project, ROLE_CHANGE, source, now, on_day=on_day)
    await session.flush()
