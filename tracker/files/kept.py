"""Rows of files that wait for an act: a person's own, by the form that they were sent with."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.files.models import KeptFile
from tracker.files.storage import StoredBlob
from tracker.kernel.errors import NotFound

WHOLE, BROKEN_OFF = timedelta(days=30), timedelta(days=2)
"""How long a whole file waits for its act, as the draft that it belongs to; and one of which parts
are missing for the rest.
"""
MOST = 100
"""Files that wait for a person at most; another one removes the oldest."""


async def of_form(session: AsyncSession, person_id: UUID, place: str) -> list[KeptFile]:
    """The whole files that a person sent with this form, in the order in which they came."""
    found = select(KeptFile).where(
        KeptFile.person_id == person_id, KeptFile.place == place, KeptFile.sha256.is_not(None)
    )
    return list(await session.scalars(found.order_by(KeptFile.id)))


async def named(
    session: AsyncSession, person_id: UUID, ids: Collection[UUID]
) -> dict[UUID, KeptFile]:
    """Those of these ids that are whole files waiting for this person."""
    if not ids:
        return {}
    found = select(KeptFile).where(
        KeptFile.person_id == person_id, KeptFile.id.in_(ids), KeptFile.sha256.is_not(None)
    )
    return {row.id: row for row in await session.scalars(found)}


async def own(session: AsyncSession, person_id: UUID, upload_id: UUID) -> KeptFile:
    """A person's own upload, whole or not; NotFound where there is none."""
    found = select(KeptFile).where(KeptFile.person_id == person_id, KeptFile.id == upload_id)
    row = await session.scalar(found)
    if row is None:
        raise NotFound
    return row


async def grew(session: AsyncSession, upload_id: UUID, size: int, now: datetime) -> None:
    """Note how much of it is on the disk."""
    there = update(KeptFile).where(KeptFile.id == upload_id)
    await session.execute(there.values(received=size, touched_at=now))


async def is_whole(session: AsyncSession, upload_id: UUID, name: str, blob: StoredBlob) -> None:
    """All of it is there, and its kind is taken."""
    known = {"name": name, "sha256": blob.sha256, "media_type": blob.media_type}
    await session.execute(update(KeptFile).where(KeptFile.id == upload_id).values(known))


async def give_up(session: AsyncSession, upload_id: UUID) -> None:
    """It is not taken; what came of it goes with the next sweep."""
    await session.execute(delete(KeptFile).where(KeptFile.id == upload_id))


async def make_room(session: AsyncSession, person_id: UUID) -> None:
    """Remove a person's files above the limit, the oldest first."""
    of_person = select(KeptFile.id).where(KeptFile.person_id == person_id)
    over = list(await session.scalars(of_person.order_by(KeptFile.id.desc()).offset(MOST)))
    if over:
        await session.execute(delete(KeptFile).where(KeptFile.id.in_(over)))


async def drop(session: AsyncSession, person_id: UUID, place: str) -> None:
    """The form was sent: nothing waits with it any more."""
    await session.execute(
        delete(KeptFile).where(KeptFile.person_id == person_id, KeptFile.place == place)
    )


async def forget(session: AsyncSession, now: datetime) -> None:
    """Remove what waited too long."""
    broken_off = KeptFile.sha256.is_(None) & (KeptFile.touched_at < now - BROKEN_OFF)
    await session.execute(
        delete(KeptFile).where(or_(KeptFile.touched_at < now - WHOLE, broken_off))
    )


async def everybodys(session: AsyncSession) -> frozenset[UUID]:
    """The ids of all files that wait."""
    return frozenset(await session.scalars(select(KeptFile.id)))
