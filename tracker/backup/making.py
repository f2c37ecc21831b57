"""`tracker backup`: one copy of database and files, of one instant, while the tracker serves."""

import asyncio
import fcntl
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from msgspec import Struct
from rich.progress import Progress
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from tracker.backup import postgres, queries, sqlite
from tracker.backup.commands import note_backup
from tracker.backup.manifest import (
    DATABASE,
    FORMAT,
    BackupPart,
    Head,
    Manifest,
    kind_of,
    version,
    write,
)
from tracker.backup.parts import Came, copy, hashed, refuse_without_room, shown, sync_all, write_new
from tracker.files.storage import FileStore, sync_folder
from tracker.journal import sessions_of
from tracker.journal.verify import Seen
from tracker.kernel.database import for_system, open_engine, reading
from tracker.kernel.days import utc_now
from tracker.kernel.errors import Conflict
from tracker.kernel.folder_lock import held, refuse_unfinished
from tracker.migrations.revision import newest
from tracker.migrations.run import check_current
from tracker.settings import Settings
from tracker.soundness import Counts, broken, counted, progress_bars, watched

_BROKEN = 1
_PARTIAL = ".partial"
_LOCK = ".tracker-backup.lock"
_A_SECOND = "%Y-%m-%dT%H-%M-%SZ"


async def backup(settings: Settings, to: Path) -> int:
    """Copy everything into a new folder in `to`, verify the copy, and tell its hash."""
    _refuse_within(to, settings.data_folder)
    refuse_unfinished(settings.data_folder)
    engine = open_engine(settings.database)
    try:
        await check_current(engine)
        await asyncio.to_thread(to.mkdir, parents=True, exist_ok=True)
        with held(to / _LOCK, fcntl.LOCK_EX, f"Another backup is on its way to {to}; wait for it."):
            await asyncio.to_thread(_clear_leftovers, to)
            return await _make(settings, engine, to)
    finally:
        await engine.dispose()


async def _make(settings: Settings, engine: AsyncEngine, to: Path) -> int:
    server = await _fit_server(settings, engine, to)
    made_at = utc_now()
    final = to / f"tracker-{made_at:{_A_SECOND}}"
    with _unfinished(final) as folder:
        with progress_bars() as bars:
            copied, told = await _copy(settings, engine, folder, bars)
        if told:
            for sentence in (*told, "The tracker is broken; no backup was kept."):
                print(sentence, file=sys.stderr)
            return _BROKEN
        manifest = Manifest(
            format=FORMAT,
            tracker=version(),
            schema=newest(),
            catalogue=copied.catalogue,
            database=kind_of(settings),
            server=server,
            made_at=made_at,
            head=copied.head,
            entries=copied.counts.entries,
            decisions=copied.counts.decisions,
            files=copied.counts.files,
            parts=copied.parts,
        )
        digest = write(folder, manifest)
        _finish(folder, final)
    _tell(final, manifest, digest)
    async with sessions_of(engine).begin() as session:
        note_backup(session, manifest, digest, utc_now())
    return 0


async def _fit_server(settings: Settings, engine: AsyncEngine, to: Path) -> str:
    """The version of the database's own program, once it is seen that the copy can be made."""
    if kind_of(settings) == "sqlite":
        version, size = sqlite3.sqlite_version, sqlite.size_of(sqlite.file_of(settings))
    else:
        await postgres.refuse_partial(settings)
        major = await postgres.server_of(settings)
        await postgres.check_tools(settings, major)
        version, size = str(major), await postgres.size_of(settings)
    async with sessions_of(reading(engine))() as session:
        size += sum(blob.size for blob in await queries.blobs(session))
    refuse_without_room(to, size, settings.free_space_floor)
    return version


class _Copied(Struct, frozen=True, kw_only=True):
    """What was copied, as the copy says itself."""

    head: Head
    catalogue: str | None
    counts: Counts
    parts: tuple[BackupPart, ...]


async def _copy(
    settings: Settings, engine: AsyncEngine, folder: Path, bars: Progress
) -> tuple[_Copied, list[str]]:
    """The database, then every file that it names; both verified, with what is broken."""
    database = folder / DATABASE[kind_of(settings)]
    async with _copied_database(settings, engine, database, bars) as session:
        blobs = await queries.blobs(session)
        seen = watched(bars, "Copying files", len(blobs))
        await asyncio.to_thread(_copy_blobs, settings.files_folder, folder, blobs, seen)
        counts = await counted(session)
        told = await broken(session, FileStore(folder / "files", 0), counts, bars)
        head, catalogue = await queries.head_of(session), await queries.newest_catalogue(session)
    size, digest = await asyncio.to_thread(hashed, database)
    parts = (
        BackupPart(path=database.name, size=size, sha256=digest),
        *(BackupPart(path=blob.path, size=blob.size, sha256=blob.sha256) for blob in blobs),
    )
    return _Copied(head=head, catalogue=catalogue, counts=counts, parts=parts), told


@asynccontextmanager
async def _copied_database(
    settings: Settings, engine: AsyncEngine, target: Path, bars: Progress
) -> AsyncIterator[AsyncSession]:
    """Copy the database, and read in a session just what was copied."""
    if kind_of(settings) == "sqlite":
        came = _coming(bars, "Copying the database")
        await asyncio.to_thread(sqlite.copy_database, sqlite.file_of(settings), target, came)
        copy_engine = open_engine(f"sqlite+aiosqlite:///{target}")
        try:
            async with sessions_of(reading(copy_engine))() as session:
                yield session
        finally:
            await copy_engine.dispose()
        await asyncio.to_thread(sqlite.settle, target)
        return
    repeatable = reading(engine).execution_options(isolation_level="REPEATABLE READ")
    async with sessions_of(repeatable)() as session:
        asked = for_system(select(func.pg_export_snapshot()), "the dump sees what we see")
        snapshot = await session.scalar(asked)
        bars.add_task("Copying the database", total=None)
        write_new(target, b"")
        await postgres.dump(settings, str(snapshot), target)
        await postgres.check_dump(settings, target)
        yield session


def _copy_blobs(source: Path, target: Path, blobs: list[queries.Blob], seen: Seen) -> None:
    """Those that are missing are told when the copies are verified, as are damaged ones."""
    for blob in blobs:
        with suppress(FileNotFoundError):
            copy(source.parent / blob.path, target / blob.path)
        seen(1)


def _coming(bars: Progress, what: str) -> Came:
    task = bars.add_task(what, total=None)
    return lambda done, of: bars.update(task, completed=done, total=of)


@contextmanager
def _unfinished(final: Path) -> Iterator[Path]:
    """A folder beside the backup's place, never taken for one; gone if nothing comes of it."""
    folder = final.with_name(f"{final.name}{_PARTIAL}")
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _finish(folder: Path, final: Path) -> None:
    """It has its name once all that is in it is on the disk."""
    sync_all(folder)
    if final.exists():
        raise Conflict(f"There is a backup {final} already; wait a second, and try again.")
    folder.rename(final)
    sync_folder(final.parent)


def _clear_leftovers(to: Path) -> None:
    """Whoever wrote them is gone, as the lock is ours."""
    for folder in sorted(to.glob(f"tracker-*{_PARTIAL}")):
        shutil.rmtree(folder)
        print(f"An interrupted backup was found and removed: {folder}")


def _refuse_within(to: Path, data_folder: Path) -> None:
    """A copy beside the original goes with it."""
    if to.resolve().is_relative_to(data_folder.resolve()):
        raise Conflict(
            f"{to} lies in the data folder; name a folder outside of it, on another disk."
        )


def _tell(final: Path, manifest: Manifest, digest: str) -> None:
    print(
        f"Copied and verified: a journal of {manifest.entries} entries, {manifest.decisions} "
        f"decisions and {manifest.files} files, {shown(manifest.size)} in all."
    )
    print(f"Backup: {final}")
    print(f"SHA-256 of its manifest, to be noted elsewhere: {digest}")
