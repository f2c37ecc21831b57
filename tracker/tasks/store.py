"""Keeping tasks as they were derived: the one that stores, a project at a time."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tracker.journal.desk import AnyDesk, SystemDesk
from tracker.journal.models import JournalCursor
from tracker.kernel.database import System, for_system, removed_by_system
from tracker.kernel.days import begin_of
from tracker.kernel.encoding import encoded_text
from tracker.kernel.ids import uuid7
from tracker.process.tasks import KINDS, OUTSIDE, Owner, Task, late_from, rank
from tracker.projects.models import Project
from tracker.tasks import freshness
from tracker.tasks.derive import Derived, derive
from tracker.tasks.models import StoredTask, TaskOwner, TaskState
from tracker.tasks.ratings import standing

Sessions = async_sessionmaker[AsyncSession]
Then = Callable[[AsyncSession, Project, Derived, datetime], Awaitable[datetime | None]]
"""What is done with what was derived, within the transaction that stores it: telling people.

The project is locked. Returns the first instant at which it is to be asked again by time alone.
"""
_log = logging.getLogger("tracker")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
AT_ONCE = 200
"""Projects looked up as stale at a time."""


async def mend(reads: Sessions, sessions: Sessions, now: datetime, then: Then | None = None) -> int:
    """Bring a number of stale projects up to date, one short transaction each; how many it was.

    Once none is left, entries through the newest that was there before are read. One project that
    cannot be derived is told, and hinders no other.
    """
    async with reads() as session:
        newest = await freshness.head(session)
        stale = await freshness.stale(SystemDesk(session, now), AT_ONCE)
    mended = 0
    for project_id in stale:
        try:
            await _mend_one(reads, sessions, project_id, now, then)
            mended += 1
        except Exception:
            _log.exception("whose turn it is in project %s could not be derived", project_id)
    if mended == len(stale) < AT_ONCE:
        await _read_on(sessions, newest)
    return mended


async def _mend_one(
    reads: Sessions, sessions: Sessions, project_id: UUID, now: datetime, then: Then | None
) -> None:
    """Derive in a transaction that writes nothing, then store, unless something came between."""
    statement = select(Project).where(Project.id == project_id)
    async with reads() as session:
        entry = await freshness.head(session)
        read = (await session.scalars(for_system(statement, "whose tasks are derived"))).one()
        found = await derive(SystemDesk(session, now), read)
    async with sessions.begin() as session:
        locked = statement.with_for_update(of=Project)
        project = (await session.scalars(for_system(locked, "one mends it at a time"))).one()
        state = await _state(session, project.id)
        if state is not None and state.entry > entry:
            return
        if await freshness.has_grown(session, project.id, entry):
            return  # it is stale still, and comes again
        again = await then(session, project, found, now) if then is not None else None
        until = min((one for one in (found.until, again) if one is not None), default=None)
        desk = SystemDesk(session, now)
        _note(desk, state, project, entry, until, found)
        await _store(desk, project, found)


async def _state(session: AsyncSession, project_id: UUID) -> TaskState | None:
    statement = select(TaskState).where(TaskState.project_id == project_id)
    return await session.scalar(for_system(statement, "how fresh the tasks of a project are"))


def _note(
    desk: AnyDesk,
    state: TaskState | None,
    project: Project,
    entry: int,
    until: datetime | None,
    found: Derived,
) -> None:
    state = state or desk.add(TaskState(project_id=project.id))
    state.ratings, state.standing = encoded_text(found.ratings), standing(project, found.ratings)
    state.entry, state.until = entry, until


async def _store(desk: AnyDesk, project: Project, found: Derived) -> None:
    for table in (TaskOwner, StoredTask):
        gone = delete(table).where(table.project_id == project.id)
        await desk.session.execute(removed_by_system(gone, "tasks that are derived anew"))
    rows = [(row_of(project, task, desk.now), task.owner) for task in found.tasks]
    desk.session.add_all(row for row, _ in rows)
    await desk.session.flush()  # all at once, and their owners with the commit
    desk.session.add_all(one for row, owner in rows for one in owners_of(row, owner, desk.now))


def row_of(project: Project, task: Task, now: datetime) -> StoredTask:
    """A task as it is kept."""
    return StoredTask(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        kind=task.kind,
        rank=rank(task, project.code),
        due=task.due,
        opens=begin_of(task.opens, project.zone) if task.opens is not None else None,
        late_from=late_from(task, project),
        gates=spaced(task.gates),
        seen_with=KINDS[task.kind].seen_with.value,
        firms=spaced(task.firms),
        barred=spaced(task.owner.barred),
        body=encoded_text(task),
    )


def spaced(words: Iterable[object]) -> str:
    """Ids or codes in text, each between spaces, so that one is found as ` id `."""
    return f" {' '.join(sorted(map(str, words)))} "


def owners_of(row: StoredTask, owner: Owner, now: datetime) -> Iterator[TaskOwner]:
    """Each person who owns it, and each role in each house."""
    for person in sorted(owner.persons):
        yield _owner(row, now, person_id=person)
    for role in owner.roles:
        houses = sorted(owner.houses) if role in OUTSIDE else [None]
        for house in houses:
            yield _owner(row, now, role=role, organisation_id=house)


def _owner(row: StoredTask, now: datetime, **whose: object) -> TaskOwner:
    named = {"person_id": None, "role": None, "organisation_id": None} | whose
    return TaskOwner(
        id=uuid7(now), created_at=now, project_id=row.project_id, task_id=row.id, **named
    )


async def _read_on(sessions: Sessions, newest: int) -> None:
    here = (JournalCursor.name == freshness.CURSOR, JournalCursor.seq < newest)
    async with sessions.begin() as session:
        await session.execute(update(JournalCursor).where(*here).values(seq=newest))


async def rebuild(sessions: Sessions) -> None:
    """Throw all tasks away; they are derived again from the record."""
    async with sessions.begin() as session:
        for table in (TaskOwner, StoredTask):
            await session.execute(removed_by_system(delete(table), "tasks are derived anew"))
        every = update(TaskState).values(until=_LONG_AGO)
        await session.execute(every.execution_options(seen_by=System("tasks are derived anew")))
