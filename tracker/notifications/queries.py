"""Reading notices, and the journal as far as it has news."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVarTuple
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk, Desk
from tracker.journal.models import JournalCursor, JournalEntry
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.notifications.models import Notice
from tracker.notifications.news import NEWS
from tracker.notifications.wire import NoticeView
from tracker.notifications.wording import names_for, page_for, text_of
from tracker.people.models import Person
from tracker.process.policy import Act, may
from tracker.projects.models import Project
from tracker.projects.queries import in_projects_of
from tracker.tasks.owners import NamedHolder

Columns = TypeVarTuple("Columns")
READER = "notices"
_ENTRIES_AT_ONCE = 5_000


def visible_to(desk: Desk, notices: Select[*Columns]) -> Select[*Columns]:
    """One's own, as told for one's organisation, while one may still know of the project."""
    if not may(desk.actor, Act.NOTICE_SEE):
        return for_actor(notices.where(false()), desk.actor)
    own = notices.where(
        Notice.person_id == desk.actor.person_id,
        Notice.organisation_id == desk.actor.organisation_id,
        in_projects_of(desk, Notice.project_id),
    )
    return for_actor(own, desk.actor)


async def page(desk: Desk, unseen: bool, after: str | None, limit: int) -> Page[NoticeView]:
    """One's own notices, newest first; only those that are new if asked so."""
    statement = select(Notice, Project.code, Project.title)
    statement = statement.join(Project, Project.id == Notice.project_id)
    if unseen:
        statement = statement.where(_IS_NEW)
    seen = visible_to(desk, newest_first(statement, Notice.id, after, limit))
    rows = (await desk.session.execute(seen)).all()
    among = await names_for(desk, (row[0] for row in rows))
    return page_of(
        rows, limit, lambda row: _view(row[0], row[1], row[2], among), lambda row: row[0].id.bytes
    )


def _view(row: Notice, code: str, title: str, among: Sequence[NamedHolder]) -> NoticeView:
    return NoticeView.of(row, code, title, text_of(row, among), page_for(row, code))


_IS_NEW = and_(Notice.seen_at.is_(None), Notice.settled_at.is_(None))
"""Not marked as seen, and not settled by itself."""


async def own(desk: Desk, notice_id: UUID) -> Notice:
    found = select(Notice).where(Notice.id == notice_id)
    row = await desk.session.scalar(visible_to(desk, found))
    if row is None:
        raise NotFound
    return row


async def view(desk: AnyDesk, row: Notice) -> NoticeView:
    """One notice as its person reads it."""
    statement = select(Project.code, Project.title).where(Project.id == row.project_id)
    found = await desk.session.execute(for_system(statement, "the project of one's own notice"))
    return _view(row, *found.one(), await names_for(desk, [row]))


async def unseen(desk: Desk) -> int:
    """How many of one's own notices are new."""
    statement = select(func.count()).select_from(Notice).where(_IS_NEW)
    return await desk.session.scalar(visible_to(desk, statement)) or 0


async def unseen_through(desk: Desk, through: UUID) -> list[Notice]:
    """One's own that are not marked as seen, the newest of them the one named."""
    statement = select(Notice).where(Notice.seen_at.is_(None), Notice.id <= through)
    return list(await desk.session.scalars(visible_to(desk, statement)))


async def of_tasks(session: AsyncSession, project_id: UUID, since: date) -> list[Notice]:
    """What was told of a project's tasks and is not settled, and what was told since that day."""
    statement = select(Notice).where(
        Notice.project_id == project_id,
        Notice.what.not_in(NEWS),
        or_(Notice.settled_at.is_(None), Notice.local_date >= since),
    )
    rows = await session.scalars(for_system(statement, "each is told once a day"))
    return list(rows)


async def told_by_letter(
    session: AsyncSession, ids: Sequence[UUID]
) -> list[tuple[str, str, Notice]]:
    """With code and title of the project, by project; without what is settled or has nobody."""
    statement = (
        select(Project.code, Project.title, Notice)
        .join(Project, Project.id == Notice.project_id)
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.id.in_(ids), Notice.settled_at.is_(None), Person.active)
        .order_by(Project.code, Notice.due, Notice.id)
    )
    rows = await session.execute(for_system(statement, "a letter to their own person"))
    return [(code, title, notice) for code, title, notice in rows]


class NewsSince(Struct, frozen=True, kw_only=True):
    """Entries with news after `read`: `newest` is how far to read on."""

    read: int
    newest: int
    entries: list[int]


async def news_since(session: AsyncSession) -> NewsSince:
    """What happened since the reader was here that is told to somebody."""
    statement = select(JournalCursor.seq).where(JournalCursor.name == READER)
    read = (await session.execute(statement)).scalar_one()
    head = select(func.max(JournalEntry.seq))
    newest = await session.scalar(for_system(head, "how long the journal is")) or 0
    newest = min(newest, read + _ENTRIES_AT_ONCE)
    if read >= newest:
        return NewsSince(read=read, newest=read, entries=[])
    news = select(JournalEntry.seq).where(
        JournalEntry.seq > read,
        JournalEntry.seq <= newest,
        JournalEntry.what.in_(NEWS),
        JournalEntry.project_id.is_not(None),
    )
    found = await session.scalars(for_system(news.order_by(JournalEntry.seq), "what happened"))
    return NewsSince(read=read, newest=newest, entries=list(found))


async def entry(session: AsyncSession, seq: int) -> tuple[JournalEntry, Project]:
    """An entry of the journal about a project, with the project."""
    statement = select(JournalEntry, Project).join(Project, Project.id == JournalEntry.project_id)
    found = await session.execute(
        for_system(statement.where(JournalEntry.seq == seq), "what happened")
    )
    row = found.one()
    return row[0], row[1]
