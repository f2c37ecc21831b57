"""What re-opens a part of the checklist: an event, and people who leave."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from tracker.journal.desk import AnyDesk, Desk
from tracker.people.commands import members
from tracker.people.models import Membership, Person
from tracker.people.queries.members import memberships_of
from tracker.people.wire import MembershipEnd
from tracker.process.today import project_day
from tracker.projects import queries
from tracker.projects.models import Project, RecheckEvent

ROLE_CHANGE = "role_change"
"""The re-check event of the catalogue: somebody who held a role around the pilot has left."""


def fire_recheck(
    desk: AnyDesk, project: Project, kind: str, source: str, *, on_day: date | None = None
) -> RecheckEvent:
    """Record an event of the catalogue's `recheck_events`; it bites from `on_day`."""
    row = desk.add(
        RecheckEvent(
            project_id=project.id,
            kind=kind,
            on_day=on_day or project_day(project, desk.now),
            source=source,
        )
    )
    desk.record("recheck.fired", row, kind=kind)
    return row


async def end_membership(
    desk: Desk, row: Membership, data: MembershipEnd, version: int
) -> Membership:
    """Set the last day of a role; from that day on its projects look at their roles again."""
    row = await members.end_membership(desk, row, data, version)
    left, source = [row.organisation_id], f"membership {row.id}"
    await _fire_where_missed(desk, row.person_id, left, source, row.until)
    return row


async def deactivate_person(desk: Desk, row: Person, version: int) -> Person:
    """Shut an account at once; the person's projects look at their roles again."""
    held = await memberships_of(desk, row.id)
    row = await members.deactivate_person(desk, row, version)
    left, source = [membership.organisation_id for membership in held], f"person {row.id}"
    await _fire_where_missed(desk, row.id, left, source, None)
    return row


async def _fire_where_missed(
    desk: Desk,
    person_id: UUID,
    organisation_ids: Collection[UUID],
    source: str,
    last_day: date | None,
) -> None:
    """A role change for each open project the person worked on; at once without a last day."""
    for project in await queries.lock_worked_on(desk, person_id, organisation_ids):
        today = project_day(project, desk.now)
        on_day = max(last_day or today, today)
        fire_recheck(desk, project, ROLE_CHANGE, source, on_day=on_day)
    await desk.session.flush()
