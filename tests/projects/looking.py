"""Looking at the journal, and sending a change with the version it means."""

from typing import Any

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system

CODE = "KLA-2027-01"


async def told(sessions: async_sessionmaker[AsyncSession], what: str) -> list[Any]:
    """The entries of the journal with this word, oldest first."""
    asked = select(
        JournalEntry.person_id, JournalEntry.project_id, JournalEntry.object_id, JournalEntry.detail
    ).where(JournalEntry.what == what)
    async with sessions() as session:
        return list(await session.execute(for_system(asked.order_by(JournalEntry.seq), "a test")))


async def change(
    client: httpx.AsyncClient, body: dict[str, Any], version: int = 1, code: str = CODE
) -> httpx.Response:
    headers = {"If-Match": f'"{version}"'}
    return await client.patch(f"/api/projects/{code}", json=body, headers=headers)
