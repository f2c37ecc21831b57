"""The files of a backup: copied and hashed in one go, synced, readable for their owner only."""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tracker.kernel.errors import NoSpace, TrackerError

Came = Callable[[int, int], None]
"""Told how many pages or bytes have come by now, and of how many."""
_CHUNK = 1024 * 1024
_MEGA = 1024 * 1024


class Unsound(TrackerError):
    """What was named as a backup is none, or is not what it was when it was made."""


def copy(source: Path, target: Path) -> tuple[int, str]:
    """Copy a file, which no link may stand for, to the disk; the size and SHA-256 of what came."""
    _make_folder(target.parent)
    digest, size = hashlib.sha256(), 0
    from_there = os.open(source, os.O_RDONLY | os.O_NOFOLLOW)
    with open(from_there, "rb") as read, open(target, "xb", opener=_own) as written:
        while piece := read.read(_CHUNK):
            digest.update(piece)
            size += len(piece)
            written.write(piece)
        written.flush()
        os.fsync(written.fileno())
    return size, digest.hexdigest()


def write_new(path: Path, content: bytes) -> None:
    with open(path, "xb", opener=_own) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def hashed(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file that is on the disk once this returns."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest


def sync_all(folder: Path) -> None:
    """Every folder in it, and itself: what was put in place is found there after a power cut."""
    for place, _, _ in os.walk(folder, topdown=False):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def refuse_without_room(folder: Path, size: int, floor: int) -> None:
    """`floor` bytes are to stay free for those who work on the same disk."""
    free = shutil.disk_usage(folder).free
    if free - size < floor:
        raise NoSpace(
            f"{folder} has {shown(free)} free, and {shown(size)} are needed, with {shown(floor)} "
            "to spare; make room, or name another place."
        )


def shown(size: int) -> str:
    return f"{size / _MEGA:.1f} MB"


def _make_folder(folder: Path) -> None:
    """With those above it, each for its owner only."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700)


def _own(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
