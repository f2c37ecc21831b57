"""Looking, giving notices, and marking them as seen."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.gates.commands.assurance import settle
from tracker.identity.queries import names
from tracker.journal.models import JournalCursor
from tracker.kernel.actor import Actor
from tracker.kernel.encoding import plain
from tracker.kernel.ids import uuid7
from tracker.notifications import queries
from tracker.notifications.looking import late_and_not_told_today, not_yet_told
from tracker.notifications.models import Notice
from tracker.notifications.wire import Due
from tracker.notifications.wording import NUDGED_BY
from tracker.projects.models import Project
from tracker.work.commands import NOTICES, enqueue, gather
from tracker.work.wire import Wanted

GIVE = "notice"
"""The kind of work that gives a notice."""


async def look_at(session: AsyncSession, project_id: UUID, now: datetime) -> None:
    """Write down what time brought to a project, and have everybody told whose turn it is."""
    project = await queries.lock(session, project_id, now)
    if project is None:
        return
    assurance = await settle(session, project, now)
    due = await not_yet_told(session, project, assurance, now)
    wanted = [Wanted(kind=GIVE, dedupe=str(one.key), payload=plain(one)) for one in due]
    await enqueue(session, wanted, now)


async def nudge(session: AsyncSession, actor: Actor, project: Project, now: datetime) -> list[Due]:
    """Tell everybody who is late with something in the project, once a day for each matter.

    Returns who was told what: nobody where nothing is late, or all were told today.
    """
    assurance = await settle(session, project, now)
    (name,) = (await names(session, [actor.person_id])).values()
    found = await late_and_not_told_today(session, project, assurance, now)
    told = [
        replace(one, detail=one.detail | {NUDGED_BY: name})
        for one in found
        if one.person_id != actor.person_id
    ]
    for one in told:
        await give(session, one, now, actor)
    await session.flush()
    return told


async def give(session: AsyncSession, due: Due, now: datetime, actor: Actor | None = None) -> None:
    """The notice, on record, and its place in a letter: all or nothing.

    `actor` if one had it given.
    """
    row = Notice(
        id=uuid7(now),
        created_at=now,
        project_id=due.project_id,
        person_id=due.person_id,
        organisation_id=due.organisation_id,
        rule=due.rule,
        subject=due.subject,
        local_date=due.local_date,
        due=due.due,
        detail=due.detail,
        seen_at=None,
    )
    session.add(row)
    journal.record(
        session,
        actor,
        "notice.given",
        due.project_id,
        now,
        on=row,
        rule=due.rule,
        subject=due.subject,
        to=due.person_id,
        for_day=due.local_date,
    )
    if due.to_act:
        await gather(session, NOTICES, due.person_id, row.id, now)


async def mark_seen(session: AsyncSession, row: Notice, now: datetime) -> Notice:
    """The receipt of its own person; a second one changes nothing."""
    if row.seen_at is None:
        row.seen_at = now
        await session.flush()
    return row


async def mark_all_seen(session: AsyncSession, actor: Actor, through: UUID, now: datetime) -> int:
    """One's own notices up to that one; a later one stays unseen. Returns how many it was."""
    rows = await queries.unseen_through(session, actor, through, now)
    for row in rows:
        row.seen_at = now
    await session.flush()
    return len(rows)


async def read_on(session: AsyncSession, growth: queries.Growth) -> None:
    """Note how far the journal is read; whoever reads it at the same time notes the same."""
    here = (JournalCursor.name == queries.READER, JournalCursor.seq == growth.read)
    await session.execute(update(JournalCursor).where(*here).values(seq=growth.newest))
