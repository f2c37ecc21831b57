"""Blobs named by their SHA-256: received, synced and stored before any row refers to them."""

import asyncio
import hashlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from msgspec import Struct

from tracker.files.kinds import kind_of
from tracker.kernel import private_files
from tracker.kernel.errors import Conflict, NoSpace, TooLarge, Unfit
from tracker.kernel.saying import N_, Filled

LEFT_OVER = timedelta(hours=24)
"""No upload takes that long; what is older was left by a process that was killed."""
_CHUNK = 256 * 1024
_LOOK = 8 * 1024 * 1024
"""How often, in bytes, an upload looks whether there is still room."""
_INCOMING = "incoming-"


def too_large(limit: int) -> Filled:
    """The sentence for a file of more than `limit` bytes."""
    return Filled(N_("Files up to %(most)s MB are taken; send less."), most=limit // (1024 * 1024))


class StoredBlob(Struct, frozen=True, kw_only=True):
    """A blob that is safely on disk; `size` in bytes."""

    sha256: str
    size: int
    media_type: str


class Damaged(Conflict):
    """A blob is missing or no longer what its name says."""


class FileStore:
    """A folder of immutable blobs.

    A local folder needs fsync of the file and of its folder for the promise that an answer means
    stored; that is why it is written here and not with a library for object stores.
    """

    def __init__(self, folder: Path, free_space_floor: int) -> None:
        self._folder = folder
        self._floor = free_space_floor
        self._finishing = asyncio.Semaphore(4)

    async def receive(
        self, chunks: AsyncIterator[bytes], name: str, limit: int, announced: int = 0
    ) -> StoredBlob:
        """Store a stream: hash while receiving, check its kind by content, sync, put in place.

        `announced` bytes are to fit above the floor of free space before the first is taken.
        Raises TooLarge past `limit` bytes, Unfit for a kind that is not taken, NoSpace near a full
        disk. Memory stays flat; nothing is left behind by a refusal.
        """
        await asyncio.to_thread(self.make_room, announced)
        handle, path = await asyncio.to_thread(self._temporary)
        try:
            with os.fdopen(handle, "wb") as file:
                size, digest = await self._write(file, chunks, limit)
                async with self._finishing:  # never while it waits for somebody's bytes
                    await asyncio.to_thread(sync, file)
                    media_type = await asyncio.to_thread(kind_of, path, name)
                    await asyncio.to_thread(self.put, path, digest)
        finally:
            path.unlink(missing_ok=True)
        return StoredBlob(sha256=digest, size=size, media_type=media_type)

    async def read(self, sha256: str, size: int) -> AsyncIterator[bytes]:
        """The blob in pieces, checked whole before the first byte; raises Damaged."""
        path = self._path(sha256)
        if not await asyncio.to_thread(self.is_sound, sha256, size):
            raise Damaged(
                "The stored content is damaged and is not given out. It is on record; ask the "
                "administrator to bring it back from the back-up, or upload the same file again."
            )
        return _pieces(path)

    def is_sound(self, sha256: str, size: int) -> bool:
        """Whether the blob is there and its content is what its name says."""
        path = self._path(sha256)
        try:
            if path.stat().st_size != size:
                return False
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def sweep(self, now: datetime) -> int:
        """Remove what killed uploads left behind more than a day ago; how many there were."""
        removed = 0
        for path in self._folder.glob(f"{_INCOMING}*"):
            try:
                if path.stat().st_mtime < (now - LEFT_OVER).timestamp():
                    path.unlink()
                    removed += 1
            except FileNotFoundError:  # another process sweeps the same folder
                continue
        return removed

    async def _write(
        self, file: IO[bytes], chunks: AsyncIterator[bytes], limit: int
    ) -> tuple[int, str]:
        size, digest = 0, hashlib.sha256()
        async for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLarge(too_large(limit))
            if size // _LOOK > (size - len(chunk)) // _LOOK:
                await asyncio.to_thread(self.make_room, 0)
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
        if size == 0:
            raise Unfit("file", N_("The file is empty; send its content as the body."))
        return size, digest.hexdigest()

    @property
    def folder(self) -> Path:
        return self._folder

    def make_room(self, size: int) -> None:
        """Make the folder if there is none; raises NoSpace where `size` bytes more do not fit."""
        if not self._folder.exists():
            private_files.make_folder(self._folder)
            sync_folder(self._folder.parent)
        if shutil.disk_usage(self._folder).free - size < self._floor:
            raise NoSpace(
                N_("The disk is nearly full; nothing was stored. Tell the administrator.")
            )

    def _temporary(self) -> tuple[int, Path]:
        handle, name = tempfile.mkstemp(prefix=_INCOMING, dir=self._folder)
        return handle, Path(name)

    def put(self, path: Path, digest: str) -> None:
        """Give a file that is synced its place as a blob."""
        final = self._path(digest)
        final.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            os.link(path, final)  # never overwrites, unlike a rename
        except FileExistsError:
            if not self.is_sound(digest, path.stat().st_size):
                _put_aside(final)
                path.replace(final)
        for folder in (final.parent, self._folder):  # also what another upload has just put there
            sync_folder(folder)

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _put_aside(damaged: Path) -> None:
    """Keep what a blob has become for whoever looks into it; the first find is kept."""
    with suppress(FileExistsError):
        os.link(damaged, damaged.with_name(f"{damaged.name}.damaged"))


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while piece := await asyncio.to_thread(file.read, _CHUNK):
            yield piece


def sync(file: IO[bytes]) -> None:
    """What was written to it is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """What was put in it or taken out is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
