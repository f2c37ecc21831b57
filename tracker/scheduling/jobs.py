"""The table of jobs: kinds of work and what each does, and what is due by the clock alone."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tracker.files import kept
from tracker.files.parts import Parts
from tracker.files.storage import FileStore
from tracker.journal.desk import AnyDesk, SystemDesk
from tracker.notifications import commands as notices
from tracker.notifications import queries as notices_read
from tracker.notifications.letters import Gathered, letter_of
from tracker.people.commands import attempts, invitations, passwords, providers
from tracker.web import drafts, idempotency
from tracker.work import commands as work
from tracker.work.wire import MAIL, NOTICES, Letter, Wanted

Payload = Mapping[str, Any]
Sessions = async_sessionmaker[AsyncSession]


class Workplace(Struct, frozen=True, kw_only=True):
    """What jobs need: sessions, files, clock, messenger."""

    sessions: Sessions
    reads: Sessions
    woken: asyncio.Event
    """Set by each commit of these sessions that added entries to the journal."""
    files: FileStore
    clock: Callable[[], datetime]
    sum_up: Callable[[int], None]
    """Called with the number of notices that a tick gave, where there were any."""
    mails: bool
    """Whether letters go out; if not, people are told in the tracker only."""
    post: Callable[[Letter], Awaitable[None]]
    origin: str
    """The address of the tracker, with which links in letters begin."""


Outside = Callable[[Workplace, Payload], Awaitable[None]]
Within = Callable[[SystemDesk, Payload], Awaitable[None]]


class Job(Struct, frozen=True, kw_only=True):
    """`outside` may happen twice if its process is killed; `within` shares the transaction that
    marks the work as done, and so has its effect once.
    """

    outside: Outside | None = None
    within: Within | None = None


async def _tell_news(desk: SystemDesk, payload: Payload) -> None:
    await notices.tell_news(desk, payload["entry"])


async def _tell(place: Workplace, payload: Payload) -> None:
    if not place.mails:
        return
    async with place.reads() as session:
        gathered = msgspec.convert(payload, Gathered)
        letter = await letter_of(session, gathered, place.origin)
    if letter is not None:
        await place.post(letter)


async def _mail(place: Workplace, payload: Payload) -> None:
    await place.post(msgspec.convert(payload, Letter))


async def _reset(place: Workplace, payload: Payload) -> None:
    """Write the letter about a new password.

    The page said the same for every address; only the letter says whether there is an account.
    """
    now = place.clock()
    async with place.sessions.begin() as session:
        await passwords.reset(SystemDesk(session, now), payload["email"], place.origin)


async def _write_invitation(place: Workplace, payload: Payload) -> None:
    """Write the letter of an invitation; it differs for people who have an account.

    Whoever invited is not told whether there is one.
    """
    now = place.clock()
    async with place.sessions.begin() as session:
        await invitations.write(
            SystemDesk(session, now), UUID(payload["invitation_id"]), place.origin
        )


async def _forget(desk: SystemDesk, _: Payload) -> None:
    await idempotency.sweep(desk.session, desk.now)
    await drafts.forget(desk.session, desk.now)
    await kept.forget(desk.session, desk.now)
    await attempts.forget(desk)
    await providers.forget(desk)
    await work.forget(desk)


async def _sweep_files(place: Workplace, _: Payload) -> None:
    now = place.clock()
    await asyncio.to_thread(place.files.sweep, now)
    async with place.reads() as session:
        waiting = await kept.everybodys(session)
    await asyncio.to_thread(Parts(place.files).sweep, waiting, now)


JOBS: Mapping[str, Job] = {
    notices.NEWS_OF: Job(within=_tell_news),
    NOTICES: Job(outside=_tell),
    MAIL: Job(outside=_mail),
    passwords.RESET: Job(outside=_reset),
    invitations.WRITE: Job(outside=_write_invitation),
    "forget": Job(within=_forget),
    "sweep_files": Job(outside=_sweep_files),
}
HOURLY = ("forget", "sweep_files")


async def due_now(desk: AnyDesk) -> tuple[list[Wanted], notices_read.NewsSince]:
    """Work that is due by the clock and the journal, including what has a row already."""
    hour = desk.now.strftime("%Y-%m-%dT%H")
    wanted = [Wanted(kind=one, dedupe=f"{one}|{hour}", payload={}) for one in HOURLY]
    news = await notices_read.news_since(desk.session)
    wanted += [_news(seq) for seq in news.entries]
    return wanted, news


def _news(seq: int) -> Wanted:
    """Give the notices about one entry of the journal, once."""
    kind = notices.NEWS_OF
    return Wanted(kind=kind, dedupe=f"{kind}|{seq}", payload={"entry": seq})
