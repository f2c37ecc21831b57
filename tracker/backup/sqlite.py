"""A database of SQLite: copied while it is in use, and put into its place."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from tracker.backup.manifest import Head
from tracker.backup.parts import Came, Unsound, write_new
from tracker.files.storage import sync_folder
from tracker.kernel.errors import Conflict
from tracker.settings import Settings

_PAGES = 256
"""How many are copied at a time."""
_BESIDE = ("", "-wal", "-shm", "-journal")


def file_of(settings: Settings) -> Path:
    return Path(settings.database_file or "")


def copy_database(source: Path, target: Path, came: Came) -> None:
    """What the database holds at one instant, page by page; no writer waits for it.

    The source is in one reading transaction all the while: without, each write by somebody else
    makes SQLite begin the copy again.
    """
    write_new(target, b"")
    with closing(sqlite3.connect(source, isolation_level=None)) as live:
        live.execute("PRAGMA busy_timeout = 30000")
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(target)) as copy:
            live.backup(
                copy,
                pages=_PAGES,
                progress=lambda _status, remaining, total: came(total - remaining, total),
            )


def size_of(path: Path) -> int:
    """With what is in the log beside it."""
    beside = (path.with_name(path.name + end) for end in _BESIDE)
    return sum(one.stat().st_size for one in beside if one.exists())


def settle(path: Path) -> None:
    """Fold the log into the file, so that it stands alone, and see that every page is sound."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        told = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if told != "ok":
        raise Unsound(f"The database in {path} is damaged ({told}).")


class LitePlace:
    """Where a database is restored: made under another name beside its place, then put there."""

    def __init__(self, settings: Settings) -> None:
        self._final = file_of(settings)
        self.staged = self._final.with_name(f"{self._final.name}.restoring")
        self.url = f"sqlite+aiosqlite:///{self.staged}"
        self._done = False

    async def refuse_unfit(self, server: str) -> None:
        """A newer SQLite reads what an older one wrote, and the other way round."""
        if not self._final.parent.is_dir():
            raise Conflict(f"There is no folder for the database {self._final}; make it.")

    async def refuse_filled(self) -> None:
        if self._final.exists():
            raise Conflict(
                f"There is a database in {self._final} already, which is left as it is; restore "
                "into an empty place, by another TRACKER_DATA_FOLDER."
            )

    async def clear(self, head: Head) -> None:
        """Take away what an interrupted restore left, which nobody could use since."""
        self._remove(self._final)
        self._remove(self.staged)

    async def fill(self) -> None:
        """The staged file is the database."""

    async def undo(self) -> None:
        self._remove(self.staged)
        if self._done:
            self._remove(self._final)

    async def put(self) -> None:
        settle(self.staged)
        os.link(self.staged, self._final)  # never overwrites, unlike a rename
        self._done = True
        self.staged.unlink()
        sync_folder(self._final.parent)

    def _remove(self, path: Path) -> None:
        for end in _BESIDE:
            path.with_name(path.name + end).unlink(missing_ok=True)
