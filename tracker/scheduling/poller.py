"""The poller: every minute it makes rows for what is due, and does what it can lease."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from time import monotonic

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import SystemDesk
from tracker.kernel.days import utc_now
from tracker.notifications import commands as notices
from tracker.projects.models import Project
from tracker.scheduling.jobs import JOBS, Workplace, due_now
from tracker.tasks import store
from tracker.tasks.derive import Derived
from tracker.work import commands as work
from tracker.work import queries
from tracker.work.commands import LeaseLost, OutOfReach, Refused, TryAgain
from tracker.work.wire import Leased

EVERY_SECONDS = 60
AT_ONCE = 20
_A_TICK = 50.0
"""Seconds after which a tick stops taking work; the next tick, or another process, goes on."""
_LONGEST_PAUSE = 0.2
"""Seconds at most between two rows, for as long as the one before took.

SQLite has no queue for its write lock, so others get a chance to write.
"""
_SEVERAL_ACTS = 0.3
"""Seconds to wait after an act, so that several acts are handled together."""
_KILLED = "whoever did it was gone before it was done"
_log = logging.getLogger("tracker")


@asynccontextmanager
async def polling(place: Workplace) -> AsyncIterator[None]:
    """A tick now and every minute, in this event loop, while the block lasts; and after each act
    of this process one without letters, which gather until the minute.

    The scheduler only wakes us: its jobs live in memory, and the work table says who does what.
    """
    at_work, ending = asyncio.Lock(), asyncio.Event()
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600},
    )
    trigger = IntervalTrigger(seconds=EVERY_SECONDS, timezone="UTC")
    scheduler.add_job(_tick, trigger, args=[place, at_work, ending], next_run_time=utc_now())
    scheduler.start()
    following = asyncio.create_task(_follow(place, at_work, ending))
    try:
        yield
    finally:
        scheduler.pause()
        ending.set()
        async with at_work:  # the tick that runs ends what it has leased
            scheduler.shutdown(wait=False)
            following.cancel()
        with suppress(asyncio.CancelledError):
            await following


async def _follow(place: Workplace, at_work: asyncio.Lock, ending: asyncio.Event) -> None:
    """After an act of this process: derive tasks and give notices at once, without letters."""
    while not ending.is_set():
        await place.woken.wait()
        await asyncio.sleep(_SEVERAL_ACTS)
        place.woken.clear()
        await _tick(place, at_work, ending, letters=False)


async def _tick(
    place: Workplace, at_work: asyncio.Lock, ending: asyncio.Event, *, letters: bool = True
) -> None:
    """One tick; an error is reported, and the next minute tries again."""
    async with at_work:
        try:
            await tick(place, ending, letters=letters)
        except Exception:
            _log.exception("the tick of the poller failed; the next one tries again")


async def tick(
    place: Workplace, ending: asyncio.Event | None = None, *, letters: bool = True
) -> int:
    """Make rows for what is due, then work until nothing is left; how many rows were done."""
    begun, done = monotonic(), Counter[str]()
    while await mend(place) and _goes_on(begun, ending):
        pass
    await plan(place)
    silent: set[str] = set()
    for gathered in (False, True) if letters else (False,):  # last, when all of them is there
        while _goes_on(begun, ending) and (leased := await _lease(place, gathered=gathered)):
            done += await _do_all(place, leased, silent)
    return done.total()


async def mend(place: Workplace) -> int:
    """Derive tasks where they may have changed, and give notices; returns how many projects."""
    given = 0

    async def then(
        session: AsyncSession, project: Project, derived: Derived, now: datetime
    ) -> datetime | None:
        nonlocal given
        told = await notices.after_mending(SystemDesk(session, now), project, derived)
        given += told.count
        return told.again

    mended = await store.mend(place.reads, place.sessions, place.clock(), then)
    if given:
        place.sum_up(given)
    return mended


def _goes_on(begun: float, ending: asyncio.Event | None) -> bool:
    return monotonic() - begun < _A_TICK and not (ending is not None and ending.is_set())


async def _do_all(place: Workplace, leased: list[Leased], silent: set[str]) -> Counter[str]:
    """Do the work that is due, kind by kind; returns how many rows were done, by kind.

    `silent`: kinds whose server outside did not answer; their rows wait a minute. A row is left,
    too, when the lease would not last for it.
    """
    until, done = place.clock() + work.LEASE / 2, Counter[str]()
    for one in leased:
        if one.kind in silent or place.clock() > until:
            await _leave(place, one)
            continue
        started = monotonic()
        done[one.kind] += await _do(place, one, silent)
        await asyncio.sleep(min(monotonic() - started, _LONGEST_PAUSE))
    return done


async def plan(place: Workplace) -> None:
    """Make rows for what is due; a minute in which nothing is new writes nothing."""
    now = place.clock()
    async with place.reads() as session:
        wanted, news = await due_now(SystemDesk(session, now))
        missing = await queries.not_yet_there(session, wanted)
    if missing or news.newest > news.read:
        async with place.sessions.begin() as session:
            await work.enqueue(SystemDesk(session, now), missing)
            await notices.read_on(session, news)


async def _lease(place: Workplace, *, gathered: bool) -> list[Leased]:
    now = place.clock()
    async with place.reads() as session:
        if not await queries.is_any_due(SystemDesk(session, now), gathered=gathered):
            return []
    async with place.sessions.begin() as session:
        return await work.lease(SystemDesk(session, now), AT_ONCE, gathered=gathered)


async def _leave(place: Workplace, one: Leased) -> None:
    with suppress(LeaseLost):
        async with place.sessions.begin() as session:
            await work.leave(SystemDesk(session, place.clock()), one)


async def _do(place: Workplace, one: Leased, silent: set[str]) -> bool:
    """Do one row; returns whether it is done."""
    try:
        return await _tried(place, one, silent)
    except LeaseLost:
        _log.warning("work %s (%s) has passed to another process", one.id, one.kind)
        return False


async def _tried(place: Workplace, one: Leased, silent: set[str]) -> bool:
    """Do one row; if it fails it is put back, and given up after several tries."""
    try:
        if one.attempts > work.TRIES:
            raise RuntimeError(_KILLED)
        await _effect(place, one)
    except LeaseLost:
        raise
    except Exception as error:
        if isinstance(error, OutOfReach):
            silent.add(one.kind)
        await _put_back(place, one, error)
        return False
    return True


async def _effect(place: Workplace, one: Leased) -> None:
    job = JOBS[one.kind]
    if job.outside is not None:
        await job.outside(place, one.payload)
    now = place.clock()
    async with place.sessions.begin() as session:
        desk = SystemDesk(session, now)
        if job.within is not None:
            await job.within(desk, one.payload)
        await work.finish(desk, one)


async def _put_back(place: Workplace, one: Leased, error: Exception) -> None:
    now: datetime = place.clock()
    foreseen = isinstance(error, TryAgain | Refused)
    told = str(error) if foreseen else f"{type(error).__name__}: {error}"
    async with place.sessions.begin() as session:
        given_up = await work.put_back(
            SystemDesk(session, now), one, told, for_good=isinstance(error, Refused)
        )
    if given_up:
        trace = None if foreseen else error
        _log.error("work %s (%s) is given up: %s", one.id, one.kind, error, exc_info=trace)
    else:
        _log.warning("work %s (%s) failed and is tried again: %s", one.id, one.kind, error)
