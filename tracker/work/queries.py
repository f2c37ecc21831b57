"""Reading the work table."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.work.models import Work, WorkState
from tracker.work.wire import Wanted

_AT_ONCE = 500


async def not_yet_there(session: AsyncSession, wanted: Sequence[Wanted]) -> list[Wanted]:
    """Those of which no row has been made, so that a tick with nothing new writes nothing."""
    there: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        names = [one.dedupe for one in wanted[start : start + _AT_ONCE]]
        there.update(await session.scalars(select(Work.dedupe).where(Work.dedupe.in_(names))))
    return [one for one in wanted if one.dedupe not in there]


async def is_any_due(session: AsyncSession, now: datetime) -> bool:
    """Whether there is something to lease."""
    free = or_(Work.lease_until.is_(None), Work.lease_until <= now)
    due = exists().where(Work.state == WorkState.WAITING, Work.due_at <= now, free)
    return bool(await session.scalar(select(due)))


async def dead(session: AsyncSession, limit: int) -> list[Work]:
    """Work that was given up, the newest first."""
    asked = select(Work).where(Work.state == WorkState.DEAD).order_by(Work.id.desc()).limit(limit)
    return list(await session.scalars(asked))
