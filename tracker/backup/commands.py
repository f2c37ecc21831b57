"""What making and restoring a backup leave on record."""

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Update, update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.backup.manifest import Manifest
from tracker.journal.desk import SystemDesk
from tracker.kernel.account import account
from tracker.people.models import ApiToken, LinkKind, MailLink, SignIn


def note_backup(session: AsyncSession, manifest: Manifest, digest: str, now: datetime) -> None:
    """That there is a copy of everything up to an entry, and by which hash it is known."""
    journal.run_by(session, "backup", account())
    SystemDesk(session, now).record("backup.made", manifest=digest, head=manifest.head.seq)


async def open_again(session: AsyncSession, manifest: Manifest, digest: str, now: datetime) -> None:
    """End every way in that may have been closed since the backup, and say that it was restored."""
    ended = {
        "sessions": update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=now),
        "tokens": update(ApiToken)
        .where(ApiToken.revoked_at.is_(None))
        .values(revoked_at=now, version=ApiToken.version + 1),
        "links": update(MailLink)
        .where(MailLink.kind == LinkKind.RESET, MailLink.ended_at.is_(None))
        .values(ended_at=now, version=MailLink.version + 1),
    }
    counts = {name: await _changed(session, statement) for name, statement in ended.items()}
    journal.run_by(session, "restore", account())
    SystemDesk(session, now).record(
        "tracker.restored",
        manifest=digest,
        head=manifest.head.seq,
        made_at=manifest.made_at.isoformat(),
        **counts,
    )


async def _changed(session: AsyncSession, statement: Update) -> int:
    result: CursorResult[Any] = await session.execute(statement)  # type: ignore[assignment]
    return result.rowcount
