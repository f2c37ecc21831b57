"""The lock of the data folder: shared by everybody who works with it, exclusive for a restore."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.kernel.errors import TrackerError

LOCK = "tracker.lock"
UNFINISHED = Path("restoring", "manifest.json")
"""The file that marks a restore under way, below the data folder; removed when it is complete."""


class Occupied(TrackerError):
    """Another process has locked the folder, or a restore into it was interrupted."""


@contextmanager
def working(folder: Path) -> Iterator[None]:
    """Hold the shared lock of a data folder; without effect where the folder does not exist.

    Raises Occupied during a restore, and after one that was interrupted.
    """
    if not folder.is_dir():
        yield
        return
    with held(
        folder / LOCK, fcntl.LOCK_SH, f"A restore is under way in {folder}; wait until it is done."
    ):
        refuse_unfinished(folder)
        yield


def refuse_unfinished(folder: Path) -> None:
    """Raise Occupied where a restore into the folder was interrupted: it is not complete."""
    if (folder / UNFINISHED).exists():
        raise Occupied(
            f"A restore into {folder} was interrupted; run `tracker restore` again, "
            "which clears away what it left."
        )


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the exclusive lock of a data folder; raises Occupied while anybody works with it."""
    with held(
        folder / LOCK,
        fcntl.LOCK_EX,
        f"A tracker is at work in {folder}; stop it, or name another TRACKER_DATA_FOLDER.",
    ):
        yield


@contextmanager
def held(path: Path, how: int, otherwise: str) -> Iterator[None]:
    """Hold a lock (`fcntl.LOCK_SH` or `LOCK_EX`) on a file, which is made if it is missing.

    Raises Occupied with the sentence `otherwise`. The system releases it when the process ends.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Occupied(otherwise) from None
        yield
    finally:
        os.close(handle)
