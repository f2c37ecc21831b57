"""Which projects have changed since their tasks were derived: by the journal, and by time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from tracker.journal.desk import AnyDesk
from tracker.journal.models import JournalCursor, JournalEntry
from tracker.kernel.actor import OrganisationKind
from tracker.kernel.database import for_system
from tracker.people.models import Membership
from tracker.process.stages import Stage
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
    newest = select(func.max(JournalEntry.seq))
    return await session.scalar(for_system(newest, "how long the journal is")) or 0


async def has_grown(session: AsyncSession, project_id: UUID, entry: int) -> bool:
    """Whether something happened in a project after an entry."""
    later = select(JournalEntry.seq).where(
        JournalEntry.project_id == project_id,
        JournalEntry.seq > entry,
        JournalEntry.what.not_in(CAUSED),
    )
    found = await session.scalar(for_system(later.limit(1), "what came between"))
    return found is not None


async def stale(desk: AnyDesk, most: int) -> Sequence[UUID]:
    """Projects whose tasks may read differently than they are kept, `most` at most."""
    found = out_of_date(desk.now)
    statement = select(Project.id).where(Project.id.in_(found)).order_by(Project.id).limit(most)
    return (await desk.session.scalars(for_system(statement, "whose tasks are out of date"))).all()


def out_of_date(now: datetime) -> CompoundSelect[UUID]:
    """Touched by an entry since they were derived, or past the instant until which they held."""
    return union(_of_themselves(), _of_others(), _of_places(), _by_time(now))


def _by_time(now: datetime) -> Select[UUID]:
    return select(TaskState.project_id.label("id")).where(TaskState.until <= now)


def _is_later() -> ColumnElement[bool]:
    """After the cursor, through which every project is known to be fresh, and after the project's
    own; one that was opened since has none.
    """
    read = select(JournalCursor.seq).where(JournalCursor.name == CURSOR).scalar_subquery()
    return and_(JournalEntry.seq > read, JournalEntry.seq > func.coalesce(TaskState.entry, 0))


def _of_themselves() -> Select[UUID]:
    """Something happened in them."""
    return (
        select(Project.id)
        .join_from(JournalEntry, Project, Project.id == JournalEntry.project_id)
        .outerjoin(TaskState, TaskState.project_id == Project.id)
        .where(_is_later(), JournalEntry.what.not_in(CAUSED))
    )


def _of_others() -> Select[UUID]:
    """Something happened to those who take part in them, or to their call."""
    concerned = exists().where(
        or_(
            Membership.id == JournalEntry.object_id,
            Membership.person_id == JournalEntry.object_id,
            Membership.organisation_id == JournalEntry.object_id,
        ),
        _takes_part(),
    )
    touched = or_(
        and_(JournalEntry.what.in_(OF_CALLS), Project.stage == Stage.PROPOSAL),
        and_(JournalEntry.what.in_(OF_PEOPLE), concerned),
        JournalEntry.what.in_(OF_DEPUTIES),
    )
    return (
        select(Project.id)
        .join_from(JournalEntry, Project, touched)
        .outerjoin(TaskState, TaskState.project_id == Project.id)
        .where(
            _is_later(),
            JournalEntry.project_id.is_(None),
            JournalEntry.what.in_(OF_CALLS | OF_PEOPLE | OF_DEPUTIES),
        )
    )


def _of_places() -> Select[UUID]:
    """Another project of their call took a place, or left one."""
    other = aliased(Project)
    return (
        select(Project.id)
        .join_from(JournalEntry, other, other.id == JournalEntry.project_id)
        .join(Project, Project.call_id == other.call_id)
        .outerjoin(TaskState, TaskState.project_id == Project.id)
        .where(
            _is_later(),
            JournalEntry.what == "stage.entered",
            Project.stage == Stage.PROPOSAL,
            Project.id != other.id,
        )
    )


def _takes_part() -> ColumnElement[bool]:
    """The office has its part in every project; a city or a firm where it is assigned."""
    assigned = exists().where(
        Assignment.project_id == Project.id,
        Assignment.organisation_id == Membership.organisation_id,
    )
    return or_(Membership.kind.not_in(_OUTSIDE), assigned)
