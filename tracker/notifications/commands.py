"""Telling people of their tasks and of what happened, and marking that as seen."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates.commands.assurance import settle, settle_as_read
from tracker.journal.desk import AnyDesk, Desk
from tracker.journal.models import JournalCursor
from tracker.kernel.actor import Actor, Role
from tracker.kernel.days import begin_of
from tracker.kernel.encoding import encoded_text
from tracker.kernel.ids import uuid7
from tracker.notifications import queries
from tracker.notifications.models import Notice
from tracker.notifications.news import NEWS, Body, Found, News
from tracker.notifications.rules import Key, Matter, matters, tells_on, told_at
from tracker.notifications.subjects import found
from tracker.people.queries.members import Holder, names
from tracker.process.policy import POLICY, Act
from tracker.process.stages import CLOSED
from tracker.process.tasks import OUTSIDE
from tracker.process.today import first_day_anywhere, project_day
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.projects.queries import PeopleHere
from tracker.tasks.derive import Derived, derive
from tracker.work.commands import gather
from tracker.work.wire import NOTICES

NEWS_OF = "news"
"""The kind of work that tells what an entry of the journal says."""
_IS_NEWS_FOR = timedelta(days=7)
_TOLD_FOR = timedelta(days=366)
"""How long after its end people are told of what a project still asks."""


class NoticesGiven(Struct, frozen=True, kw_only=True):
    """How many notices were given, and the first instant at which there may be more (or None)."""

    count: int = 0
    again: datetime | None = None


async def after_mending(desk: AnyDesk, project: Project, derived: Derived) -> NoticesGiven:
    """Write down what time brought to a project, and tell everybody whose turn it is."""
    if derived.assurance is not None:
        await settle_as_read(desk, project, derived.assurance)
    return await tell(desk, project, derived)


async def tell(desk: AnyDesk, project: Project, derived: Derived) -> NoticesGiven:
    """Settle the notices whose tasks are over, and tell everybody whose task has its day today."""
    if derived.here is None:
        return NoticesGiven()
    wanted = matters(derived.tasks, derived.here, project, desk.now)
    told = await _told(desk, project)
    for row in told:
        if row.settled_at is None and _key(row) not in wanted:
            row.settled_at = desk.now
    if project.status in CLOSED and project.status_since + _TOLD_FOR < project_day(
        project, desk.now
    ):
        return NoticesGiven()
    ahead = (begin_of(one.opens, project.zone) for one in derived.tasks if one.opens is not None)
    count, turns = 0, [one for one in ahead if one > desk.now]
    for one in wanted.values():
        day = tells_on(one, _last(told, one.key))
        if day == one.today:
            await _give(desk, project, one, told)
            count, day = count + 1, tells_on(one, one.today)
        if day is not None:
            turns.append(told_at(one, day))
    return NoticesGiven(count=count, again=min(turns, default=None))


async def _told(desk: AnyDesk, project: Project) -> list[Notice]:
    return await queries.of_tasks(desk.session, project.id, first_day_anywhere(desk.now))


def _key(row: Notice) -> Key:
    return (row.what, row.subject, row.person_id)


def _last(told: Iterable[Notice], key: Key) -> date | None:
    """The day on which it was told last, while it has not been over since."""
    days = (row.local_date for row in told if _key(row) == key and row.settled_at is None)
    return max(days, default=None)


async def _give(
    desk: AnyDesk,
    project: Project,
    one: Matter,
    told: Iterable[Notice],
    nudged_by: tuple[Actor, str] | None = None,
) -> Notice:
    """A notice of a task; one of today that has been settled since is new again."""
    here = (row for row in told if _key(row) == one.key and row.local_date == one.today)
    row = next(here, None)
    if row is None:
        row = _notice(project, one.person_id, one.organisation_id, one.today, desk.now)
        row.what, row.subject, _ = one.key
        desk.session.add(row)
    actor, row.nudged_by = nudged_by or (None, "")
    row.due, row.chased, row.body = one.task.due, one.chased, encoded_text(one.task)
    row.seen_at = row.settled_at = None
    await _tell(AnyDesk(desk.session, desk.now, actor), row, by_letter=not one.chased)
    return row


def _notice(
    project: Project, person_id: UUID, organisation_id: UUID, today: date, now: datetime
) -> Notice:
    return Notice(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        person_id=person_id,
        organisation_id=organisation_id,
        local_date=today,
        due=None,
        chased=False,
        nudged_by="",
        seen_at=None,
        settled_at=None,
    )


async def _tell(desk: AnyDesk, row: Notice, *, by_letter: bool) -> None:
    """On record, and with its place in a letter: all or nothing. `actor` if one had it given."""
    desk.record(
        "notice.given",
        row,
        matter=row.what,
        subject=row.subject,
        to=row.person_id,
        for_day=row.local_date,
    )
    if by_letter:
        await gather(desk, NOTICES, row.person_id, row.id)


async def nudge(desk: Desk, project: Project, meant: Callable[[Matter], bool]) -> list[Notice]:
    """Tell whoever owes what is `meant`, once a day each, with the name of who asks.

    Returns the notices: none where nothing is late, or all were told today.
    """
    await settle(desk, project)
    derived = await derive(desk, project)
    if derived.here is None:
        return []
    (name,) = (await names(desk.session, [desk.actor.person_id])).values()
    told = await _told(desk, project)
    given = []
    for one in matters(derived.tasks, derived.here, project, desk.now).values():
        today = _last(told, one.key) == one.today
        if not (one.chased or today or one.person_id == desk.actor.person_id) and meant(one):
            given.append(await _give(desk, project, one, told, (desk.actor, name)))
    await desk.session.flush()
    return given


async def tell_news(desk: AnyDesk, seq: int) -> None:
    """Tell whom it concerns what an entry of the journal says; never whoever did it."""
    entry, project = await queries.entry(desk.session, seq)
    news = NEWS[entry.what]
    if entry.at + _IS_NEWS_FOR < desk.now:  # nobody was at work for long
        return
    what = await found(desk.session, project, entry, news.thing)
    if what.silent:
        return
    here = await projects.people_here(desk, project)
    for one in _concerned(news, what, here):
        if one.person_id == entry.person_id:
            continue
        row = _notice(
            project, one.person_id, one.organisation_id, project_day(project, desk.now), desk.now
        )
        brief = bool(news.to_firms) and one.role is Role.FIRM_MEMBER
        body = Body(to_firms=True) if brief else what.body
        row.what, row.subject, row.body = entry.what, str(seq), encoded_text(body)
        desk.session.add(row)
        await _tell(desk.system, row, by_letter=True)


def _concerned(news: News, what: Found, here: PeopleHere) -> list[Holder]:
    """Each person once."""
    named = [one for one in here.everybody if one.person_id in what.persons]
    meant = [
        one
        for one in here.in_charge
        if one.role in news.roles or (one.role in OUTSIDE and one.organisation_id in what.houses)
    ]
    reads = POLICY[Act.NOTICE_SEE]
    return list({one.person_id: one for one in (*named, *meant) if one.role in reads}.values())


async def mark_seen(desk: AnyDesk, row: Notice) -> Notice:
    """The receipt of its own person; a second one changes nothing."""
    if row.seen_at is None:
        row.seen_at = desk.now
        await desk.session.flush()
    return row


async def mark_all_seen(desk: Desk, through: UUID) -> int:
    """One's own notices up to that one; a later one stays unseen. Returns how many it was."""
    rows = await queries.unseen_through(desk, through)
    for row in rows:
        row.seen_at = desk.now
    await desk.session.flush()
    return len(rows)


async def read_on(session: AsyncSession, news: queries.NewsSince) -> None:
    """Note how far the journal is read; whoever reads it at the same time notes the same."""
    here = (JournalCursor.name == queries.READER, JournalCursor.seq == news.read)
    await session.execute(update(JournalCursor).where(*here).values(seq=news.newest))
