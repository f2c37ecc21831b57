"""Who has an entry of the checklist in hand, and where a check would send it."""

from msgspec import Struct

from tracker.compliance.catalogue import Requirement
from tracker.compliance.hands import (
    AfterCheck,
    CheckByReader,
    GivesAndChecks,
    after_checks,
    hands_on,
)
from tracker.compliance.queries.lists import entries_on, ground_of
from tracker.compliance.tasks import houses_of
from tracker.journal.desk import Desk
from tracker.kernel.errors import NotFound
from tracker.projects.models import Project


class InHand(Struct, frozen=True, kw_only=True):
    """`after`: what would follow if the reader ticked all that is asked, some of it, or none."""

    requirement: Requirement
    hands: GivesAndChecks
    after: dict[str, AfterCheck]


async def in_hand(desk: Desk, project: Project, requirement: str, gate: str) -> InHand:
    """NotFound where the gate does not ask for the requirement."""
    ground = await ground_of(desk, project)
    entries = entries_on(ground, gate, None, ground.record.field_work)
    entry = next((one for one in entries if one.requirement == requirement), None)
    if entry is None:
        raise NotFound
    houses = houses_of(project)
    checking = CheckByReader(by=desk.actor.person_id, visit=project.visit, at=desk.now)
    return InHand(
        requirement=ground.catalogue.requirement(requirement),
        hands=hands_on(ground, entry, houses),
        after=after_checks(ground, entry, houses, checking) if entry.pieces else {},
    )
