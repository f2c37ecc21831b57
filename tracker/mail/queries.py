"""Letters of the outbox that are not out."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.mail.wire import LetterView, MailView
from tracker.people.models import Person
from tracker.settings import Settings
from tracker.work.models import Work, WorkState
from tracker.work.wire import LETTERS

_NOT_OUT = (WorkState.WAITING, WorkState.DEAD)


async def letters(session: AsyncSession, after: str | None, limit: int) -> Page[LetterView]:
    """Those that wait and those that were given up, the newest first."""
    statement = select(Work).where(Work.kind.in_(LETTERS), Work.state.in_(_NOT_OUT))
    rows = (await session.scalars(newest_first(statement, Work.id, after, limit))).all()
    addresses = await _addresses(session, rows)
    return page_of(rows, limit, lambda row: LetterView.of(row, addresses))


async def given_up(session: AsyncSession, limit: int) -> list[LetterView]:
    """Those that go out no more unless somebody sends them again, the oldest first."""
    statement = select(Work).where(Work.kind.in_(LETTERS), Work.state == WorkState.DEAD)
    rows = (await session.scalars(statement.order_by(Work.id).limit(limit))).all()
    addresses = await _addresses(session, rows)
    return [LetterView.of(row, addresses) for row in rows]


async def letter(session: AsyncSession, work_id: UUID) -> Work:
    """One that is not out, locked for who is about to change it."""
    statement = select(Work).where(
        Work.id == work_id, Work.kind.in_(LETTERS), Work.state.in_(_NOT_OUT)
    )
    row = await session.scalar(statement.with_for_update())
    if row is None:
        raise NotFound
    return row


async def shown(session: AsyncSession, row: Work) -> LetterView:
    return LetterView.of(row, await _addresses(session, [row]))


async def counted(session: AsyncSession) -> dict[WorkState, int]:
    """How many letters are not out, by state."""
    statement = (
        select(Work.state, func.count())
        .where(Work.kind.in_(LETTERS), Work.state.in_(_NOT_OUT))
        .group_by(Work.state)
    )
    return dict.fromkeys(_NOT_OUT, 0) | {
        state: count for state, count in await session.execute(statement)
    }


async def set_up(session: AsyncSession, settings: Settings) -> MailView:
    """How mail is set up, and how many letters are not out."""
    server, answers_to = settings.mail_server, settings.mail_reply_to
    waits = await counted(session)
    return MailView(
        server=f"{server.host}:{server.port}" if server else None,
        transport=server.transport.value if server else None,
        sender=settings.mail_from if server else None,
        reply_to=answers_to or None if server else None,
        links_begin_with=settings.origin,
        waiting=waits[WorkState.WAITING],
        given_up=waits[WorkState.DEAD],
    )


async def _addresses(session: AsyncSession, rows: Iterable[Work]) -> dict[UUID, str]:
    """Of those for whom a letter is written only when it is sent."""
    whose = {UUID(row.payload["whose"]) for row in rows if "whose" in row.payload}
    if not whose:
        return {}
    statement = select(Person.id, Person.email).where(Person.id.in_(whose))
    return {one: email for one, email in await session.execute(statement)}
