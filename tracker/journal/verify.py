"""Recomputing the chain from what is stored."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.chain import GENESIS, first_break
from tracker.journal.models import Entry
from tracker.kernel.database import for_system

_BATCH = 5_000


async def first_broken_entry(session: AsyncSession) -> str | None:
    """The first entry that does not fit, as a sentence; None if the chain holds. Flat in memory."""
    after, prev = 0, GENESIS
    while True:
        try:
            rows = await _read(session, after, _BATCH)
        except ValueError:  # somebody wrote what is no id or no instant
            return await _first_unreadable(session, after, prev)
        if not rows:
            return None
        if broken := first_break(rows, prev=prev, expected=after + 1):
            return f"Journal entry {broken.seq}: {broken.why}."
        after, prev = rows[-1]["seq"], rows[-1]["hash"]


async def _first_unreadable(session: AsyncSession, after: int, prev: str) -> str:
    while True:
        try:
            rows = await _read(session, after, 1)
        except ValueError:
            return f"Journal entry {after + 1}: it cannot be read."
        if broken := first_break(rows, prev=prev, expected=after + 1):
            return f"Journal entry {broken.seq}: {broken.why}."
        after, prev = rows[-1]["seq"], rows[-1]["hash"]


async def _read(session: AsyncSession, after: int, limit: int) -> list[dict[str, Any]]:
    asked = select(Entry.__table__).where(Entry.seq > after).order_by(Entry.seq).limit(limit)
    found = await session.execute(for_system(asked, "verification"))
    return [dict(row) for row in found.mappings()]
