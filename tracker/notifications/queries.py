"""Reading notices, and the journal as far as it has grown."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVarTuple
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates.models import Condition
from tracker.identity.models import Organisation, Person
from tracker.journal.models import Entry, JournalCursor
from tracker.kernel.actor import Actor
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.notifications.models import Notice
from tracker.notifications.wire import Key, NoticeView, Told
from tracker.notifications.wording import sentence
from tracker.process.policy import Act, may
from tracker.process.stages import IN_THE_STREET, OPEN, Status
from tracker.process.today import first_day_anywhere
from tracker.projects.models import Assignment, Project
from tracker.projects.queries import in_projects_of
from tracker.studies.models import Deliverable

Columns = TypeVarTuple("Columns")
READER = "notices"
_ENTRIES_AT_ONCE = 5_000
_OWN_WORDS = ("notice.given",)
"""What giving notices writes is no reason to look again."""
_CHASED_FOR = timedelta(days=366)
"""How long the closing list of an ended project is chased."""
_ENDED = (Status.STOPPED, Status.WITHDRAWN, Status.REFERRED)


def visible_to(actor: Actor, notices: Select[*Columns], now: datetime) -> Select[*Columns]:
    """One's own, as told for one's organisation, while one may still know of the project."""
    if not may(actor, Act.NOTICE_SEE):
        return for_actor(notices.where(false()), actor)
    own = notices.where(
        Notice.person_id == actor.person_id,
        Notice.organisation_id == actor.organisation_id,
        in_projects_of(actor, Notice.project_id, now),
    )
    return for_actor(own, actor)


async def page(
    session: AsyncSession,
    actor: Actor,
    unseen: bool,
    after: str | None,
    limit: int,
    now: datetime,
) -> Page[NoticeView]:
    """One's own notices, newest first; only those not marked as seen if asked so."""
    asked = select(Notice, Project.code).join(Project, Project.id == Notice.project_id)
    if unseen:
        asked = asked.where(Notice.seen_at.is_(None))
    seen = visible_to(actor, newest_first(asked, Notice.id, after, limit), now)
    rows = (await session.execute(seen)).all()
    return page_of(rows, limit, lambda row: NoticeView.of(*row), lambda row: row[0].id.bytes)


async def own(session: AsyncSession, actor: Actor, notice_id: UUID, now: datetime) -> Notice:
    found = select(Notice).where(Notice.id == notice_id)
    row = await session.scalar(visible_to(actor, found, now))
    if row is None:
        raise NotFound
    return row


async def unseen(session: AsyncSession, actor: Actor, now: datetime) -> int:
    """How many of one's own notices are not marked as seen."""
    asked = select(func.count()).select_from(Notice).where(Notice.seen_at.is_(None))
    return await session.scalar(visible_to(actor, asked, now)) or 0


async def unseen_through(
    session: AsyncSession, actor: Actor, through: UUID, now: datetime
) -> list[Notice]:
    """One's own that are not marked as seen, the newest of them the one named."""
    asked = select(Notice).where(Notice.seen_at.is_(None), Notice.id <= through)
    return list(await session.scalars(visible_to(actor, asked, now)))


async def told_of(session: AsyncSession, project_id: UUID) -> frozenset[Key]:
    """What has been told of a project, ever."""
    asked = select(Notice.rule, Notice.subject, Notice.local_date, Notice.person_id).where(
        Notice.project_id == project_id
    )
    rows = await session.execute(for_system(asked, "each reminder is given once"))
    return frozenset(Key(*row) for row in rows)


async def is_told(session: AsyncSession, key: Key) -> bool:
    """Whether this very reminder has been given."""
    asked = select(func.count()).where(
        Notice.rule == key.rule,
        Notice.subject == key.subject,
        Notice.local_date == key.local_date,
        Notice.person_id == key.person_id,
    )
    return bool(await session.scalar(for_system(asked, "each reminder is given once")))


async def told_by_letter(session: AsyncSession, ids: Sequence[UUID]) -> list[Told]:
    """What these notices say, by project; nothing where their person has left since."""
    asked = (
        select(Notice, Project.code)
        .join(Project, Project.id == Notice.project_id)
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.id.in_(ids), Person.active)
        .order_by(Project.code, Notice.due, Notice.id)
    )
    rows = await session.execute(for_system(asked, "a letter to their own person"))
    return [
        Told(
            project=code,
            text=sentence(notice.rule, notice.detail, notice.due, notice.local_date),
        )
        for notice, code in rows
    ]


class Growth(Struct, frozen=True, kw_only=True):
    """What the journal gained after `read`: `newest` is how far to read on; projects by entry."""

    read: int
    newest: int
    projects: dict[UUID, int]


async def growth(session: AsyncSession) -> Growth:
    """The projects in which something happened since the reader was here, with their last entry."""
    asked = select(JournalCursor.seq).where(JournalCursor.name == READER)
    read = (await session.execute(asked)).scalar_one()
    head = select(func.max(Entry.seq))
    newest = await session.scalar(for_system(head, "how long the journal is")) or 0
    if read >= newest:
        return Growth(read=read, newest=newest, projects={})
    newest = min(newest, read + _ENTRIES_AT_ONCE)
    grown = (
        select(Entry.project_id, func.max(Entry.seq))
        .where(
            Entry.seq > read,
            Entry.seq <= newest,
            Entry.project_id.is_not(None),
            Entry.what.not_in(_OWN_WORDS),
        )
        .group_by(Entry.project_id)
    )
    rows = await session.execute(for_system(grown, "where something happened"))
    return Growth(
        read=read, newest=newest, projects={of: seq for of, seq in rows if of is not None}
    )


async def zones(session: AsyncSession, now: datetime) -> list[str]:
    """The zones in which a day can matter to somebody."""
    of_projects = select(Project.zone).where(_is_watched(now)).distinct()
    found = set(await session.scalars(for_system(of_projects, "where days turn")))
    return sorted(found | set(await session.scalars(select(Organisation.zone).distinct())))


async def projects_in(session: AsyncSession, zone: str, now: datetime) -> list[UUID]:
    """Watched projects for which a day begins with that zone's: their own, or of whoever takes part
    or has a deliverable to hand in.
    """
    takes_part = exists().where(
        Assignment.project_id == Project.id,
        Assignment.organisation_id == Organisation.id,
        Organisation.zone == zone,
    )
    owes = exists().where(
        Deliverable.project_id == Project.id,
        Deliverable.organisation_id == Organisation.id,
        Organisation.zone == zone,
    )
    asked = select(Project.id).where(_is_watched(now), or_(Project.zone == zone, takes_part, owes))
    return list(await session.scalars(for_system(asked.order_by(Project.id), "whose day began")))


async def lock(session: AsyncSession, project_id: UUID, now: datetime) -> Project | None:
    """The project, locked; None where nothing is watched any more."""
    asked = (
        select(Project)
        .where(Project.id == project_id, _is_watched(now))
        .with_for_update(of=Project)
        .execution_options(populate_existing=True)
    )
    return await session.scalar(for_system(asked, "a look at the project"))


def _is_watched(now: datetime) -> ColumnElement[bool]:
    """Handed in and running, in the street, owing a condition, or ended not long ago."""
    owing = exists().where(Condition.project_id == Project.id, Condition.end.is_(None))
    running = and_(Project.status.in_(OPEN), Project.handed_in_at.is_not(None))
    ended = and_(
        Project.status.in_(_ENDED), Project.status_since >= first_day_anywhere(now) - _CHASED_FOR
    )
    return or_(running, Project.operation.in_(IN_THE_STREET), ended, owing)
