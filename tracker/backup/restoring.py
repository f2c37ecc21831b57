"""`tracker restore`: a backup into an empty place, whole and verified or not at all."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Protocol

import msgspec
from rich.progress import Progress

from tracker.backup.commands import open_again
from tracker.backup.manifest import BackupPart, Head, Manifest, kind_of, read, version
from tracker.backup.parts import Unsound, copy, refuse_without_room, sync_all, write_new
from tracker.backup.postgres import PostgresPlace
from tracker.backup.queries import head_of
from tracker.backup.sqlite import LitePlace
from tracker.files.storage import FileStore, sync_folder
from tracker.journal import sessions_of
from tracker.journal.verify import Seen
from tracker.kernel import private_files
from tracker.kernel.database import open_engine, reading
from tracker.kernel.days import utc_now
from tracker.kernel.encoding import encoded
from tracker.kernel.errors import Conflict
from tracker.kernel.folder_lock import LOCK, UNFINISHED, alone
from tracker.migrations.run import upgrade
from tracker.migrations.scripts import knows
from tracker.settings import Settings
from tracker.soundness import Counts, broken, counted, progress_bars, watched

_OF_THE_DISK = "lost+found"


class RestorePlace(Protocol):
    """Where a database is restored; `staged` is where its part is copied to, `url` where it is."""

    url: str
    staged: Path

    async def refuse_unfit(self, server: str) -> None: ...
    async def refuse_filled(self) -> None: ...
    async def clear(self, head: Head) -> None: ...
    async def fill(self) -> None: ...
    async def put(self) -> None: ...
    async def undo(self) -> None: ...


async def restore(settings: Settings, source: Path, noted: str | None) -> int:
    """Bring a backup into the empty place that the settings name; nothing is left by a refusal."""
    manifest, digest = await asyncio.to_thread(read, source, noted)
    _refuse_unfit(manifest, settings)
    private_files.make_folder(settings.data_folder)
    with alone(settings.data_folder):
        place = _place(settings)
        await place.refuse_unfit(manifest.server)
        await _clear_interrupted(settings, place)
        _refuse_filled(settings.data_folder)
        await place.refuse_filled()
        refuse_without_room(settings.data_folder, manifest.size, settings.free_space_floor)
        async with _staging(settings, place, manifest) as staging:
            with progress_bars() as bars:
                await _bring(place, source, staging, manifest, bars)
                await _verify(place, staging, manifest, bars)
            await _open(place, manifest, digest)
            await _put(settings, place, staging)
    _tell(settings, manifest)
    return 0


def _refuse_unfit(manifest: Manifest, settings: Settings) -> None:
    if manifest.database != kind_of(settings):
        raise Conflict(
            f"The backup is of a database of {manifest.database}, and TRACKER_DATABASE_URL names "
            f"one of {kind_of(settings)}; restore it where it names one of {manifest.database}."
        )
    if not knows(manifest.schema):
        raise Conflict(
            f"The backup was made by tracker {manifest.tracker} with tables of the version "
            f"{manifest.schema}, which this one ({version()}) does not know; restore it with "
            f"tracker {manifest.tracker}."
        )


def _place(settings: Settings) -> RestorePlace:
    if kind_of(settings) == "sqlite":
        return LitePlace(settings)
    return PostgresPlace(settings, (settings.data_folder / UNFINISHED).parent)


async def _clear_interrupted(settings: Settings, place: RestorePlace) -> None:
    """What is there under the mark of a restore is its own: nobody may work beside that mark."""
    mark = settings.data_folder / UNFINISHED
    with suppress(FileNotFoundError, msgspec.MsgspecError):
        begun = msgspec.json.decode(mark.read_bytes(), type=Manifest)
        await place.clear(begun.head)
        shutil.rmtree(settings.files_folder, ignore_errors=True)
        print(f"An interrupted restore was found in {settings.data_folder} and cleared away.")
    shutil.rmtree(mark.parent, ignore_errors=True)


def _refuse_filled(folder: Path) -> None:
    there = {path.name for path in folder.iterdir()} - {LOCK, _OF_THE_DISK}
    if there:
        raise Conflict(
            f"The folder {folder} is not empty ({min(there)}), and is left as it is; restore into "
            "an empty one, by another TRACKER_DATA_FOLDER."
        )


@asynccontextmanager
async def _staging(
    settings: Settings, place: RestorePlace, manifest: Manifest
) -> AsyncIterator[Path]:
    """A folder to work in, with a mark that goes when all is done, or all is undone."""
    mark = settings.data_folder / UNFINISHED
    mark.parent.mkdir(mode=0o700)
    write_new(mark, encoded(manifest))
    sync_folder(mark.parent)
    try:
        yield mark.parent
    except BaseException:
        await place.undo()
        shutil.rmtree(settings.files_folder, ignore_errors=True)
        shutil.rmtree(mark.parent)
        raise
    mark.unlink()
    sync_folder(mark.parent)
    shutil.rmtree(mark.parent)


async def _bring(
    place: RestorePlace, source: Path, staging: Path, manifest: Manifest, bars: Progress
) -> None:
    seen = watched(bars, "Copying", len(manifest.parts))
    await asyncio.to_thread(_copy, manifest.database_part, source, place.staged, seen)
    for part in manifest.blobs:
        await asyncio.to_thread(_copy, part, source, staging / part.path, seen)
    bars.add_task("Filling the database", total=None)
    await place.fill()
    await upgrade(place.url)


def _copy(part: BackupPart, source: Path, target: Path, seen: Seen) -> None:
    """What is written is what was hashed, so that nothing can change in between."""
    if copy(source / part.path, target) != (part.size, part.sha256):
        raise Unsound(
            f"{source}: {part.path} is not what it was when the backup was made; take another "
            "backup, or fetch this one anew from where it is kept."
        )
    seen(1)


async def _verify(place: RestorePlace, staging: Path, manifest: Manifest, bars: Progress) -> None:
    """The chain, the decisions and the files are sound, and are those of the manifest."""
    engine = open_engine(place.url)
    try:
        async with sessions_of(reading(engine))() as session:
            counts = await counted(session)
            told = await broken(session, FileStore(staging / "files", 0), counts, bars)
            head = await head_of(session)
    finally:
        await engine.dispose()
    named = Counts(entries=manifest.entries, decisions=manifest.decisions, files=manifest.files)
    if told:
        raise Unsound("\n".join((*told, "The backup is of a broken tracker; take another one.")))
    if (head, counts) != (manifest.head, named):
        raise Unsound(
            f"The journal of the backup ends with entry {head.seq} ({head.hash}), and its manifest "
            f"says {manifest.head.seq} ({manifest.head.hash}); take another backup."
        )


async def _open(place: RestorePlace, manifest: Manifest, digest: str) -> None:
    engine = open_engine(place.url)
    try:
        async with sessions_of(engine).begin() as session:
            await open_again(session, manifest, digest, utc_now())
    finally:
        await engine.dispose()


async def _put(settings: Settings, place: RestorePlace, staging: Path) -> None:
    sync_all(staging)
    if (staging / "files").is_dir():
        (staging / "files").rename(settings.files_folder)
    await place.put()
    sync_folder(settings.data_folder)


def _tell(settings: Settings, manifest: Manifest) -> None:
    print(
        f"Restored and verified: a journal of {manifest.entries} entries, {manifest.decisions} "
        f"decisions and {manifest.files} files, as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC."
    )
    print("Everybody signs in anew, and tokens are issued anew: see `tracker create-token`.")
