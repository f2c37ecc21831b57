"""What an installation's jobs and requests are done with."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from tracker.files.storage import FileStore
from tracker.journal import sessions_of
from tracker.kernel.database import reading
from tracker.kernel.days import utc_now
from tracker.mail import console
from tracker.mail.smtp import outgoing_of, send
from tracker.process.terms import Terms
from tracker.scheduling.jobs import Workplace
from tracker.settings import Settings
from tracker.work.wire import Letter


def workplace(
    settings: Settings, engine: AsyncEngine, clock: Callable[[], datetime] = utc_now
) -> Workplace:
    """What requests and jobs are done with: sessions, files, the clock, and a messenger."""
    terms, woken = terms_of(settings), asyncio.Event()
    return Workplace(
        sessions=sessions_of(engine, terms, woken.set),
        woken=woken,
        reads=sessions_of(reading(engine), terms),
        files=FileStore(settings.files_folder, settings.free_space_floor),
        clock=clock,
        sum_up=console.sum_up,
        post=_messenger(settings, clock),
        mails=settings.sends_mail,
        origin=settings.origin,
    )


def _messenger(
    settings: Settings, clock: Callable[[], datetime]
) -> Callable[[Letter], Awaitable[None]]:
    """The mail server where there is one, else the console."""
    outgoing = outgoing_of(settings)
    if outgoing is None:
        return console.post

    async def post(letter: Letter) -> None:
        await send(outgoing, letter, clock())

    return post


def terms_of(settings: Settings) -> Terms:
    """The times of the process as this installation sets them."""
    return Terms(
        motion_days=settings.motion_days,
        silent_working_days=settings.silent_working_days,
        city_silent_working_days=settings.city_silent_working_days,
        city_reminders=settings.city_reminders,
        revocation_days=settings.revocation_days,
        suspend_working_days=settings.suspend_working_days,
        suspend_critical_working_days=settings.suspend_critical_working_days,
    )
