"""Holding every stored file against the journal, and its content against its hash."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.files.models import StoredFile
from tracker.files.storage import FileStore
from tracker.journal.models import JournalEntry
from tracker.journal.verify import Seen, unwatched
from tracker.kernel.database import for_system

_REASON = "verification"


async def broken_files(
    session: AsyncSession, store: FileStore, seen: Seen = unwatched
) -> AsyncIterator[str]:
    """A sentence for each file that is not as it was stored, in the order of the journal."""
    statement = select(StoredFile.id, StoredFile.sha256, StoredFile.size).order_by(StoredFile.id)
    rows = {row.id: row for row in await session.execute(for_system(statement, _REASON))}
    told = select(JournalEntry.object_id, JournalEntry.detail).where(
        JournalEntry.what == "file.stored"
    )
    for entry in (
        await session.execute(for_system(told.order_by(JournalEntry.seq), _REASON))
    ).all():
        row = rows.pop(entry.object_id, None)
        if row is None:
            yield f"File {entry.object_id}: the journal has it, and its row is gone."
        elif msgspec.json.decode(entry.detail)["sha256"] != row.sha256:
            yield f"File {row.id}: the journal has another hash."
        elif not await asyncio.to_thread(store.is_sound, row.sha256, row.size):
            yield f"File {row.id}: its content is missing or changed (sha256 {row.sha256})."
        seen(1)
    for file_id in rows:
        yield f"File {file_id}: the journal does not know of it."
