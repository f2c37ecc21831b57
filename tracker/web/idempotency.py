"""`Idempotency-Key`: a POST sent again gets the first answer, and has one effect."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any

import msgspec
from litestar import Request
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
from tracker.kernel.database import insert_new
from tracker.kernel.encoding import encoded_text
from tracker.kernel.errors import Conflict, Unfit
from tracker.kernel.ids import uuid7
from tracker.web.language import N_
from tracker.web.models import StoredAnswer
from tracker.web.problems import Repeated

KEPT = timedelta(hours=24)
_TOLD = ("content-type", "content-encoding", "content-security-policy", "location", "etag")
"""Headers that are stored with the answer."""
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


async def claim(
    request: Request[Any, Any, Any],
    session: AsyncSession,
    actor: Actor,
    key: str,
    body: bytes,
    now: datetime,
) -> None:
    """Insert the key in the request's transaction; raises Repeated where it has an answer."""
    if not _KEY.fullmatch(key):
        raise Unfit(
            "Idempotency-Key", N_("Send 1 to 200 printable ASCII characters without spaces.")
        )
    row = {
        "id": uuid7(now),
        "created_at": now,
        "person_id": actor.person_id,
        "key": key,
        "method": request.method,
        "path": request.scope["path"],
        "body_sha256": _digest(actor, body),
        "status": 0,
        "headers": "{}",
        "body": b"",
        "at": now,
    }
    claimed = insert_new(session, StoredAnswer, "person_id", "key").values(row)
    if await session.scalar(claimed.returning(StoredAnswer.id)) is None:
        known = await _known(session, actor, key)
        if known is None or known.at + KEPT < now:
            await _replace(session, actor, key, row)
        else:
            raise _repeated(known, row)
    request.scope["tracker_claim"] = (actor.person_id, key)  # type: ignore[typeddict-unknown-key]


def _digest(actor: Actor, body: bytes) -> str:
    """The digest of what is sent, with for whom and on which original."""
    party = f"{actor.organisation_id} {actor.role}"
    original = str(actor.behalf.file_id) if actor.behalf is not None else ""
    return hashlib.sha256(f"{party} {original}\n".encode() + body).hexdigest()


async def keep(
    session: AsyncSession, claim: tuple[Any, str], status: int, headers: dict[str, str], body: bytes
) -> None:
    """Store the answer; the caller commits it with what the request did."""
    person_id, key = claim
    kept = {name: headers[name] for name in _TOLD if name in headers}
    await session.execute(
        update(StoredAnswer)
        .where(StoredAnswer.person_id == person_id, StoredAnswer.key == key)
        .values(status=status, headers=encoded_text(kept), body=body)
    )


async def sweep(session: AsyncSession, now: datetime) -> None:
    """Remove answers older than a day."""
    await session.execute(delete(StoredAnswer).where(StoredAnswer.at < now - KEPT))


async def _known(session: AsyncSession, actor: Actor, key: str) -> StoredAnswer | None:
    return await session.scalar(
        select(StoredAnswer).where(
            StoredAnswer.person_id == actor.person_id, StoredAnswer.key == key
        )
    )


async def _replace(session: AsyncSession, actor: Actor, key: str, row: dict[str, Any]) -> None:
    await session.execute(
        delete(StoredAnswer).where(
            StoredAnswer.person_id == actor.person_id, StoredAnswer.key == key
        )
    )
    await session.execute(insert(StoredAnswer), row)


def _repeated(known: StoredAnswer, row: dict[str, Any]) -> Exception:
    same = ("method", "path", "body_sha256")
    if any(getattr(known, name) != row[name] for name in same):
        return Unfit(
            "Idempotency-Key", N_("This key was used for another request; send a new one.")
        )
    if known.status == 0:
        return Conflict(
            N_("This key was used to issue a secret, which is shown once; use a new key.")
        )
    return Repeated(known.status, msgspec.json.decode(known.headers), known.body)
