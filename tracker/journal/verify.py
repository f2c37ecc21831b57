"""Recomputing the chain from what is stored."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.chain import GENESIS, Break, first_break
from tracker.journal.models import Entry
from tracker.kernel.database import for_system

_BATCH = 5_000


async def first_broken_entry(session: AsyncSession) -> str | None:
    """The first entry that does not fit, as a sentence; None if the chain holds. Flat in memory."""
    after, prev = 0, GENESIS
    while True:
        asked = select(Entry.__table__).where(Entry.seq > after).order_by(Entry.seq).limit(_BATCH)
        rows = (await session.execute(for_system(asked, "verification"))).mappings().all()
        if not rows:
            return None
        broken = first_break([dict(row) for row in rows], prev=prev, expected=after + 1)
        if isinstance(broken, Break):
            return f"Journal entry {broken.seq}: {broken.why}."
        after, prev = rows[-1]["seq"], rows[-1]["hash"]
