"""The table of jobs: kinds of work and what each does, and what is due by the clock alone."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tracker.accounts.commands import invitations, passwords, providers, tries
from tracker.files.storage import FileStore
from tracker.kernel.days import day_in
from tracker.notifications import commands as notices
from tracker.notifications import queries as notices_read
from tracker.notifications.letters import Gathered, letter_of
from tracker.notifications.wire import Due
from tracker.web import drafts, repeats
from tracker.work import commands as work
from tracker.work.wire import Letter, Wanted

Payload = Mapping[str, Any]
Sessions = async_sessionmaker[AsyncSession]


class Workplace(Struct, frozen=True, kw_only=True):
    """What jobs are done with."""

    sessions: Sessions
    reads: Sessions
    files: FileStore
    clock: Callable[[], datetime]
    sum_up: Callable[[int], None]
    """Hears how many notices a tick gave, if any."""
    mails: bool
    """Whether letters go out here; else what is asked of people waits at the bell alone."""
    post: Callable[[Letter], Awaitable[None]]
    origin: str
    """Where people reach the tracker: what links in letters begin with."""


Outside = Callable[[Workplace, Payload], Awaitable[None]]
Within = Callable[[AsyncSession, Payload, datetime], Awaitable[None]]


class Job(Struct, frozen=True, kw_only=True):
    """`outside` may happen twice if its process is killed; `within` shares the transaction that
    marks the work as done, and so has its effect once.
    """

    outside: Outside | None = None
    within: Within | None = None


async def _begin_day(session: AsyncSession, payload: Payload, now: datetime) -> None:
    found = await notices_read.projects_in(session, payload["zone"], now)
    day = f"{payload['zone']} {payload['date']}"  # a project may have parties in several zones
    await work.enqueue(session, [look(one, day) for one in found], now)


async def _look(session: AsyncSession, payload: Payload, now: datetime) -> None:
    await notices.look_at(session, UUID(payload["project_id"]), now)


async def _give(session: AsyncSession, payload: Payload, now: datetime) -> None:
    due = msgspec.convert(payload, Due)
    if not await notices_read.is_told(session, due.key):  # somebody nudged meanwhile
        await notices.give(session, due, now)


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
    """Whoever asked was told nothing; only the letter says whether there is an account."""
    now = place.clock()
    async with place.sessions.begin() as session:
        await passwords.reset(session, payload["email"], place.origin, now)


async def _write_invitation(place: Workplace, payload: Payload) -> None:
    """Whoever invited was told nothing either; the letter differs for who has an account."""
    now = place.clock()
    async with place.sessions.begin() as session:
        await invitations.write(session, UUID(payload["invitation_id"]), place.origin, now)


async def _forget(session: AsyncSession, _: Payload, now: datetime) -> None:
    await repeats.sweep(session, now)
    await drafts.forget(session, now)
    await tries.forget(session, now)
    await providers.forget(session, now)
    await work.forget(session, now)


async def _sweep_files(place: Workplace, _: Payload) -> None:
    await asyncio.to_thread(place.files.sweep, place.clock())


DAY, LOOK = "day", "look"

JOBS: Mapping[str, Job] = {
    DAY: Job(within=_begin_day),
    LOOK: Job(within=_look),
    notices.GIVE: Job(within=_give),
    work.NOTICES: Job(outside=_tell),
    work.MAIL: Job(outside=_mail),
    passwords.RESET: Job(outside=_reset),
    invitations.WRITE: Job(outside=_write_invitation),
    "forget": Job(within=_forget),
    "sweep_files": Job(outside=_sweep_files),
}
HOURLY = ("forget", "sweep_files")


def look(project_id: UUID, occasion: object) -> Wanted:
    """A look at a project, once for each occasion: a day in a zone, or an entry of the journal."""
    return Wanted(
        kind=LOOK,
        dedupe=f"{LOOK}|{project_id}|{occasion}",
        payload={"project_id": str(project_id)},
    )


async def due_now(session: AsyncSession, now: datetime) -> tuple[list[Wanted], notices_read.Growth]:
    """What the clock and the journal ask for, whether anybody has made its row or not."""
    hour = now.strftime("%Y-%m-%dT%H")
    wanted = [Wanted(kind=one, dedupe=f"{one}|{hour}", payload={}) for one in HOURLY]
    for zone in await notices_read.zones(session, now):
        day = day_in(zone, now).isoformat()
        payload = {"zone": zone, "date": day}
        wanted.append(Wanted(kind=DAY, dedupe=f"{DAY}|{zone}|{day}", payload=payload))
    growth = await notices_read.growth(session)
    wanted += [look(project_id, seq) for project_id, seq in growth.projects.items()]
    return wanted, growth
