"""Files on their way to an act: one of each on disk, named by an id, beside the blobs.

They become blobs when an act takes them, so that what is given up leaves nothing for ever.
"""

import asyncio
import fcntl
import hashlib
import os
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from tracker.files.kinds import kind_of
from tracker.files.storage import Damaged, FileStore, StoredBlob, sync, sync_folder, too_large
from tracker.kernel.errors import Conflict, TooLarge, Unfit
from tracker.kernel.saying import N_

_PART = "part-"
_YOUNG = timedelta(hours=1)
"""A part may be there before the row that names it."""


class Parts:
    """The parts in the folder of a store."""

    def __init__(self, store: FileStore) -> None:
        self._store = store

    @asynccontextmanager
    async def held(self, part: UUID) -> AsyncIterator[IO[bytes]]:
        """Its file, which nobody else writes to meanwhile; raises Conflict where somebody does."""
        await asyncio.to_thread(self._store.make_room, 0)
        file = await asyncio.to_thread(self._opened, part)
        try:
            yield file
        finally:
            await asyncio.to_thread(file.close)

    async def add(
        self, file: IO[bytes], offset: int, chunks: AsyncIterator[bytes], limit: int
    ) -> int:
        """Write after its first `offset` bytes, which stay; how many it has then, on the disk.

        What came without being told to anybody is written anew. Raises TooLarge past `limit`.
        """
        await asyncio.to_thread(file.truncate, offset)
        file.seek(offset)
        size = offset
        async for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLarge(too_large(limit))
            await asyncio.to_thread(file.write, chunk)
        await asyncio.to_thread(sync, file)
        if offset == 0:
            await asyncio.to_thread(sync_folder, self._store.folder)
        return size

    async def known(self, part: UUID, name: str) -> StoredBlob:
        """What a whole part is; raises Unfit where it is empty, UnknownKind for its kind."""
        path = self._path(part)
        digest, size = await asyncio.to_thread(_digest, path)
        if size == 0:
            raise Unfit("file", N_("The file is empty; choose one with content."))
        media_type = await asyncio.to_thread(kind_of, path, name)
        return StoredBlob(sha256=digest, size=size, media_type=media_type)

    async def store(self, part: UUID, expected: StoredBlob) -> None:
        """Make a blob of a part that is still what it was; raises Damaged where it is not."""
        path = self._path(part)
        try:
            digest, _ = await asyncio.to_thread(_digest, path)
        except FileNotFoundError:
            digest = ""
        if digest != expected.sha256:
            raise Damaged(N_("A file that came with the form is damaged; choose it again."))
        await asyncio.to_thread(self._store.put, path, digest)

    async def drop(self, part: UUID) -> None:
        await asyncio.to_thread(self._path(part).unlink, missing_ok=True)

    def sweep(self, named: Collection[UUID], now: datetime) -> int:
        """Remove parts that no row names any more; how many there were."""
        removed = 0
        for path in self._store.folder.glob(f"{_PART}*"):
            try:
                young = path.stat().st_mtime > (now - _YOUNG).timestamp()
                if not young and path.name.removeprefix(_PART) not in {str(one) for one in named}:
                    path.unlink()
                    removed += 1
            except FileNotFoundError:  # another process sweeps the same folder
                continue
        return removed

    def _opened(self, part: UUID) -> IO[bytes]:
        file = os.fdopen(os.open(self._path(part), os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise Conflict(N_("This file is being sent already; wait a moment.")) from None
        return file

    def _path(self, part: UUID) -> Path:
        return self._store.folder / f"{_PART}{part}"


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
