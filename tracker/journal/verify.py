"""Recomputing the chain from what is stored."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.chain import GENESIS, first_break
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system

Seen = Callable[[int], None]
"""Told during a long verification how many more were looked at."""
_BATCH = 5_000


class _Unreadable(Exception):
    """A column holds what the journal never writes."""


def unwatched(_more: int) -> None:
    """Where nobody watches the progress."""


async def first_broken_entry(session: AsyncSession, seen: Seen = unwatched) -> str | None:
    """The first entry that does not fit, as a sentence; None if the chain holds. Flat in memory."""
    if early := await _before_the_first(session):
        return early
    after, prev = 0, GENESIS
    while True:
        try:
            rows = await _read(session, after, _BATCH)
        except _Unreadable:  # somebody wrote what is no id, no instant or no text
            return await _first_unreadable(session, after, prev)
        if not rows:
            return None
        if broken := first_break(rows, prev=prev, expected=after + 1):
            return f"Journal entry {broken.seq}: {broken.why}."
        seen(len(rows))
        after, prev = rows[-1]["seq"], rows[-1]["hash"]


async def _before_the_first(session: AsyncSession) -> str | None:
    asked = select(func.min(JournalEntry.seq)).where(JournalEntry.seq < 1)
    seq = await session.scalar(for_system(asked, "verification"))
    return None if seq is None else f"Journal entry {seq}: the journal begins with entry 1."


async def _first_unreadable(session: AsyncSession, after: int, prev: str) -> str:
    while True:
        try:
            rows = await _read(session, after, 1)
        except _Unreadable:
            return f"Journal entry {after + 1}: it cannot be read."
        if not rows:
            return f"Journal entry {after + 1}: it cannot be read."
        if broken := first_break(rows, prev=prev, expected=after + 1):
            return f"Journal entry {broken.seq}: {broken.why}."
        after, prev = rows[-1]["seq"], rows[-1]["hash"]


async def _read(session: AsyncSession, after: int, limit: int) -> list[dict[str, Any]]:
    asked = (
        select(JournalEntry.__table__)
        .where(JournalEntry.seq > after)
        .order_by(JournalEntry.seq)
        .limit(limit)
    )
    try:
        found = await session.execute(for_system(asked, "verification"))
        return [dict(row) for row in found.mappings()]
    except (ValueError, TypeError, AttributeError) as error:  # of the types that read columns
        raise _Unreadable from error
    except DBAPIError as error:
        if "decode" not in str(error.orig):
            raise
        raise _Unreadable from error
