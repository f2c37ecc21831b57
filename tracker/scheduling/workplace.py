"""What an installation's jobs and requests are done with."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from tracker.files.storage import FileStore
from tracker.journal import sessions_of
from tracker.kernel.database import reading
from tracker.kernel.days import utc_now
from tracker.notifications import console
from tracker.process.terms import Terms
from tracker.scheduling.jobs import Workplace
from tracker.settings import Settings


def workplace(
    settings: Settings, engine: AsyncEngine, clock: Callable[[], datetime] = utc_now
) -> Workplace:
    """What requests and jobs are done with: sessions, files, the clock, and a messenger."""
    terms = terms_of(settings)
    return Workplace(
        sessions=sessions_of(engine, terms),
        reads=sessions_of(reading(engine), terms),
        files=FileStore(settings.files_folder, settings.free_space_floor),
        clock=clock,
        carry=console.carry,
        sum_up=console.sum_up,
        post=console.post,
        origin=settings.origin,
    )


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
