"""Reading the work table."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk
from tracker.work.models import Work, WorkState
from tracker.work.wire import NOTICES, Wanted

_AT_ONCE = 500


async def not_yet_there(session: AsyncSession, wanted: Sequence[Wanted]) -> list[Wanted]:
    """Those of which no row has been made, so that a tick with nothing new writes nothing."""
    there: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        names = [one.dedupe for one in wanted[start : start + _AT_ONCE]]
        there.update(await session.scalars(select(Work.dedupe).where(Work.dedupe.in_(names))))
    return [one for one in wanted if one.dedupe not in there]


def is_due(now: datetime, *, gathered: bool | None = None) -> ColumnElement[bool]:
    """Whether a row is to be done and nobody holds it.

    `gathered`: only letters that gather notices, or only what may still add to those.
    """
    free = or_(Work.lease_until.is_(None), Work.lease_until <= now)
    due = and_(Work.state == WorkState.WAITING, Work.due_at <= now, free)
    if gathered is None:
        return due
    return and_(due, Work.kind == NOTICES if gathered else Work.kind != NOTICES)


async def is_any_due(desk: AnyDesk, *, gathered: bool | None = None) -> bool:
    """Whether there is something to lease."""
    return bool(
        await desk.session.scalar(select(exists().where(is_due(desk.now, gathered=gathered))))
    )


async def dead(session: AsyncSession, limit: int) -> list[Work]:
    """Work that was given up, the newest first."""
    statement = (
        select(Work).where(Work.state == WorkState.DEAD).order_by(Work.id.desc()).limit(limit)
    )
    return list(await session.scalars(statement))
