"""Drafts: what a person typed into the form of a page and has not sent yet."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.database import insert_new
from tracker.kernel.errors import TooLarge
from tracker.kernel.ids import uuid7
from tracker.web.language import N_
from tracker.web.models import Draft

KEPT = timedelta(days=30)
LONGEST = 1024 * 1024
"""Bytes of a draft: as many as a form of fields may have."""
MOST = 100
"""Drafts that a person has at most; another one removes the oldest."""


_OPENING = ("fresh", "check")


def place(path: str, query: str) -> str:
    """The key of a draft: the address of its form, without parameters that only open it anew.

    So one's own form and the one filled in for a party have a draft each.
    """
    kept = sorted((name, value) for name, value in parse_qsl(query) if name not in _OPENING)
    return f"{path}?{urlencode(kept)}" if kept else path


async def keep(
    session: AsyncSession, person_id: UUID, path: str, typed: str, now: datetime
) -> None:
    """Store a draft in place of the one before."""
    if len(typed) > LONGEST:
        raise TooLarge(N_("What is typed is too long to be kept as a draft; send it."))
    first = insert_new(session, Draft, "person_id", "path").values(
        id=uuid7(now), created_at=now, person_id=person_id, path=path, typed=typed, saved_at=now
    )
    if await session.scalar(first.returning(Draft.id)) is not None:
        await _drop_oldest(session, person_id)
    else:
        there = update(Draft).where(Draft.person_id == person_id, Draft.path == path)
        await session.execute(there.values(typed=typed, saved_at=now))


async def _drop_oldest(session: AsyncSession, person_id: UUID) -> None:
    """Remove drafts above the limit, the oldest first."""
    asked = select(Draft.id).where(Draft.person_id == person_id).order_by(Draft.saved_at.desc())
    over = list(await session.scalars(asked.offset(MOST)))
    if over:
        await session.execute(delete(Draft).where(Draft.id.in_(over)))


async def of(session: AsyncSession, person_id: UUID, path: str) -> Draft | None:
    return await session.scalar(
        select(Draft).where(Draft.person_id == person_id, Draft.path == path)
    )


def typed_in(row: Draft) -> dict[str, Any]:
    """The fields of a draft."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(row.typed, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return found


async def drop(session: AsyncSession, person_id: UUID, path: str) -> None:
    """Remove a draft, as its form was sent or thrown away."""
    await session.execute(delete(Draft).where(Draft.person_id == person_id, Draft.path == path))


async def forget(session: AsyncSession, now: datetime) -> None:
    """Remove drafts that are too old."""
    await session.execute(delete(Draft).where(Draft.saved_at < now - KEPT))
