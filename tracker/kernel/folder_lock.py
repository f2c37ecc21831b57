"""The lock of the data folder: whoever works with it holds it with others, a restore alone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.kernel.errors import TrackerError

LOCK = "tracker.lock"
UNFINISHED = Path("restoring", "manifest.json")
"""The mark of a restore, in the folder it works in; gone once everything is in its place."""


class Occupied(TrackerError):
    """Somebody else holds the folder, or a restore never came to its end."""


@contextmanager
def working(folder: Path) -> Iterator[None]:
    """Hold a data folder beside others; one that is not there has nobody to keep out."""
    if not folder.is_dir():
        yield
        return
    with held(
        folder / LOCK, fcntl.LOCK_SH, f"A restore is under way in {folder}; wait until it is done."
    ):
        refuse_unfinished(folder)
        yield


def refuse_unfinished(folder: Path) -> None:
    """What is there of a restore that was interrupted is no tracker yet."""
    if (folder / UNFINISHED).exists():
        raise Occupied(
            f"A restore into {folder} was interrupted; run `tracker restore` again, "
            "which clears away what it left."
        )


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a data folder against everybody who works with it."""
    with held(
        folder / LOCK,
        fcntl.LOCK_EX,
        f"A tracker is at work in {folder}; stop it, or name another TRACKER_DATA_FOLDER.",
    ):
        yield


@contextmanager
def held(path: Path, how: int, otherwise: str) -> Iterator[None]:
    """Hold the lock on a file, made where it is missing; the system lets go of it at any end."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Occupied(otherwise) from None
        yield
    finally:
        os.close(handle)
