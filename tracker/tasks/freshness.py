"""Which projects have changed since their tasks were derived: by the journal, and by time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.identity.models import Membership
from tracker.journal.models import Entry, JournalCursor
from tracker.kernel.actor import OrganisationKind
from tracker.kernel.database import for_system
from tracker.process.stages import Stage, Status
from tracker.projects.models import Assignment, Project
from tracker.tasks.models import TaskState

CURSOR = "tasks"
CAUSED = frozenset({"notice.given"})
"""What telling people of tasks writes: no reason to derive them anew."""
OF_PEOPLE = frozenset(
    {
        "membership.given",
        "membership.confirmed",
        "membership.ended",
        "person.changed",
        "person.deactivated",
        "organisation.changed",
    }
)
"""About a role, a person, or an organisation and its zone: where they take part."""
OF_DEPUTIES = frozenset({"deputy.named", "deputy.ended"})
OF_CALLS = frozenset(
    {"call.changed", "call.opened", "call.closed", "criteria.set", "seat.given", "seat.ended"}
)
_OUTSIDE = (OrganisationKind.CITY, OrganisationKind.FIRM)


async def head(session: AsyncSession) -> int:
    """The number of the newest entry of the journal; 0 where it is empty."""
    newest = select(func.max(Entry.seq))
    return await session.scalar(for_system(newest, "how long the journal is")) or 0


async def has_grown(session: AsyncSession, project_id: UUID, entry: int) -> bool:
    """Whether something happened in a project after an entry."""
    later = select(Entry.seq).where(
        Entry.project_id == project_id, Entry.seq > entry, Entry.what.not_in(CAUSED)
    )
    found = await session.scalar(for_system(later.limit(1), "what came between"))
    return found is not None


async def stale(session: AsyncSession, now: datetime, most: int) -> Sequence[UUID]:
    """Projects whose tasks may read differently than they are kept, `most` at most."""
    found = out_of_date(now)
    asked = select(Project.id).where(Project.id.in_(found)).order_by(Project.id).limit(most)
    return (await session.scalars(for_system(asked, "whose tasks are out of date"))).all()


def out_of_date(now: datetime) -> CompoundSelect[UUID]:
    """Derived never, touched by an entry since, or past the instant until which they held."""
    return union(_never(), _later_entry(), _by_time(now))


def _never() -> Select[UUID]:
    known = exists().where(TaskState.project_id == Project.id)
    return select(Project.id).where(Project.status != Status.PAST, ~known)


def _by_time(now: datetime) -> Select[UUID]:
    return select(TaskState.project_id.label("id")).where(TaskState.until <= now)


def _later_entry() -> Select[UUID]:
    """What came after the cursor, through which every project is known to be fresh."""
    read = select(JournalCursor.seq).where(JournalCursor.name == CURSOR).scalar_subquery()
    return (
        select(TaskState.project_id.label("id"))
        .join(Entry, Entry.seq > TaskState.entry)
        .join(Project, Project.id == TaskState.project_id)
        .where(Entry.seq > read, _touches())
    )


def _touches() -> ColumnElement[bool]:
    """Whether an entry may change what waits in a project."""
    concerned = exists().where(
        or_(
            Membership.id == Entry.object_id,
            Membership.person_id == Entry.object_id,
            Membership.organisation_id == Entry.object_id,
        ),
        _takes_part(),
    )
    of_none = or_(
        and_(Entry.what.in_(OF_CALLS), Project.stage == Stage.PROPOSAL),
        and_(Entry.what.in_(OF_PEOPLE), concerned),
        Entry.what.in_(OF_DEPUTIES),
    )
    return or_(
        and_(Entry.project_id == Project.id, Entry.what.not_in(CAUSED)),
        and_(Entry.project_id.is_(None), of_none),
    )


def _takes_part() -> ColumnElement[bool]:
    """The office has its part in every project; a city or a firm where it is assigned."""
    assigned = exists().where(
        Assignment.project_id == Project.id,
        Assignment.organisation_id == Membership.organisation_id,
    )
    return or_(Membership.kind.not_in(_OUTSIDE), assigned)
