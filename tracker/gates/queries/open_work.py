"""Everything open that a person owes in projects, and who owed a condition before."""

from collections.abc import Iterator, Sequence
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates.models import ReworkPoint
from tracker.journal.desk import Desk
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_actor, for_system
from tracker.process.today import access_day
from tracker.projects import queries as projects
from tracker.projects.models import Assignment, Capacity
from tracker.projects.models.decisions import Condition
from tracker.registers.models import Concern

CONDITION_REASSIGNED = "condition.reassigned"
"""The word of the journal; `before` in its detail is who owed the condition until then."""
Owed = TypeVar("Owed", Condition, ReworkPoint, Concern, Assignment)


class OpenWork(Struct, frozen=True, kw_only=True):
    """Assignments by name and whatever is open, in the projects that the asker sees."""

    assignments: list[Assignment]
    conditions: list[Condition]
    points: list[ReworkPoint]
    concerns: list[Concern]

    def of_houses(self, houses: frozenset[UUID], project_ids: frozenset[UUID]) -> "OpenWork":
        """Assignments to these organisations, and of the rest what lies in these projects."""
        rest = self.within(project_ids)
        assignments = [one for one in self.assignments if one.organisation_id in houses]
        return replace(rest, assignments=assignments)

    def within(self, project_ids: frozenset[UUID]) -> "OpenWork":
        """The part of it that lies in these projects."""
        return OpenWork(
            assignments=[one for one in self.assignments if one.project_id in project_ids],
            conditions=[one for one in self.conditions if one.project_id in project_ids],
            points=[one for one in self.points if one.project_id in project_ids],
            concerns=[one for one in self.concerns if one.project_id in project_ids],
        )

    @property
    def project_ids(self) -> frozenset[UUID]:
        return frozenset(one.project_id for one in self._rows())

    def _rows(self) -> Iterator[Assignment | Condition | ReworkPoint | Concern]:
        yield from self.assignments
        yield from self.conditions
        yield from self.points
        yield from self.concerns


async def work_of(desk: Desk, person_id: UUID) -> OpenWork:
    """Read anew, not from what this transaction read before."""
    today = access_day(desk.now)
    by_name = (
        Assignment.person_id == person_id,
        Assignment.capacity != Capacity.COMMITTEE,  # a seat of the committee is its member's own
        or_(Assignment.until.is_(None), Assignment.until >= today),
    )
    conditions = (Condition.owner_id == person_id, Condition.end.is_(None))
    points = (ReworkPoint.owner_id == person_id, ReworkPoint.confirmed_by.is_(None))
    concerns = (Concern.owner_id == person_id, Concern.closed_at.is_(None))
    return OpenWork(
        assignments=await _owed(desk, Assignment, by_name),
        conditions=await _owed(desk, Condition, conditions),
        points=await _owed(desk, ReworkPoint, points),
        concerns=await _owed(desk, Concern, concerns),
    )


async def has_owed(session: AsyncSession, condition: Condition, person_id: UUID) -> bool:
    """Whether the person owes the condition or owed it until it was handed on."""
    if condition.owner_id == person_id:
        return True
    before = await owed_before(session, condition.project_id)
    return person_id in before.get(condition.id, ())


async def owed_before(session: AsyncSession, project_id: UUID) -> dict[UUID, frozenset[UUID]]:
    """By condition, who owed it until it was handed on."""
    statement = select(JournalEntry.object_id, JournalEntry.detail).where(
        JournalEntry.project_id == project_id, JournalEntry.what == CONDITION_REASSIGNED
    )
    owners: dict[UUID, frozenset[UUID]] = {}
    for row in await session.execute(for_system(statement, "who owed a condition before")):
        before = UUID(msgspec.json.decode(row.detail)["before"])
        owners[row.object_id] = owners.get(row.object_id, frozenset()) | {before}
    return owners


async def _owed(desk: Desk, table: type[Owed], where: Sequence[ColumnElement[bool]]) -> list[Owed]:
    seen = projects.in_projects_of(desk, table.project_id)
    statement = select(table).where(seen, *where).order_by(table.id)
    fresh = for_actor(statement, desk.actor).execution_options(populate_existing=True)
    return list(await desk.session.scalars(fresh))
