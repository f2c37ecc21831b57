"""What a copied database says of itself."""

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.backup.manifest import Head
from tracker.files.models import StoredFile
from tracker.journal.chain import GENESIS
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.programme.models import PublishedCatalogue

_REASON = "a backup holds everything"


class Blob(Struct, frozen=True):
    """Content of files that were handed in; several may have the same."""

    sha256: str
    size: int

    @property
    def path(self) -> str:
        return f"files/{self.sha256[:2]}/{self.sha256}"


async def head_of(session: AsyncSession) -> Head:
    """The newest entry; nought and the beginning of every chain where there is none."""
    newest = select(JournalEntry.seq, JournalEntry.hash).order_by(JournalEntry.seq.desc()).limit(1)
    row = (await session.execute(for_system(newest, _REASON))).first()
    return Head(seq=row.seq, hash=row.hash) if row else Head(seq=0, hash=GENESIS)


async def blobs(session: AsyncSession) -> list[Blob]:
    statement = select(StoredFile.sha256, StoredFile.size).distinct().order_by(StoredFile.sha256)
    rows = await session.execute(for_system(statement, _REASON))
    return [Blob(row.sha256, row.size) for row in rows]


async def newest_catalogue(session: AsyncSession) -> str | None:
    statement = (
        select(PublishedCatalogue.version)
        .order_by(PublishedCatalogue.published_at.desc(), PublishedCatalogue.id)
        .limit(1)
    )
    return await session.scalar(for_system(statement, _REASON))
