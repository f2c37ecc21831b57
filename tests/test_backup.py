"""A backup made under writes comes back whole, and whatever is not whole is refused."""

import asyncio
import fcntl
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.backing_up import elsewhere as elsewhere
from tests.backing_up import made, manifest_of, rewritten, rows, schema
from tests.backing_up import settings as settings
from tests.child import environment
from tests.files.sending import stored
from tests.stages import Place
from tracker import subcommands
from tracker.backup.making import backup
from tracker.backup.restoring import restore
from tracker.kernel.errors import TrackerError
from tracker.kernel.folder_lock import UNFINISHED, held, working
from tracker.settings import Settings

pytestmark = pytest.mark.at("study")
ENDED = {"sign_in", "api_token", "mail_link", "entry"}
"""Tables that a restore itself writes to."""


def empty(settings: Settings) -> bool:
    """Nothing that was begun is left in the place."""
    folder = settings.data_folder
    return not folder.exists() or {path.name for path in folder.iterdir()} <= {"tracker.lock"}


# The way there and back


async def test_a_backup_under_writes_is_of_one_instant_and_comes_back_verified(
    officer: httpx.AsyncClient,
    settings: Settings,
    elsewhere: Settings,
    place: Place,
    tmp_path: Path,
) -> None:
    writing, copying = True, asyncio.Event()

    async def write() -> int:
        done = 0
        while writing:
            await stored(officer, f"note {done}".encode(), code=place.code)
            done += 1
            copying.set()
        return done

    writer = asyncio.create_task(write())
    await asyncio.wait(
        {writer, waiting := asyncio.create_task(copying.wait())}, return_when="FIRST_COMPLETED"
    )
    waiting.cancel()
    source = await made(settings, tmp_path / "backups")
    writing = False
    assert await writer > 1

    assert await restore(elsewhere, source, None) == 0

    manifest = manifest_of(source)
    before, after = await rows(settings.database), await rows(elsewhere.database)
    assert manifest["files"] == len(after["stored_file"]) < len(before["stored_file"])
    assert set(after["stored_file"]) < set(before["stored_file"])
    assert manifest["entries"] == manifest["head"]["seq"] == len(after["entry"]) - 1
    assert len(set(before["entry"]) & set(after["entry"])) == manifest["entries"]
    assert await subcommands.verify(elsewhere) == 0


async def test_what_comes_back_is_what_was_there_and_no_way_in_that_may_have_been_closed(
    settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    before = await rows(settings.database)
    source = await made(settings, tmp_path / "backups")

    assert await restore(elsewhere, source, None) == 0

    after = await rows(elsewhere.database)
    assert {name for name in before if before[name] != after[name]} <= ENDED
    assert await schema(elsewhere.database) == await schema(settings.database)
    assert len(before["api_token"]) == len(after["api_token"])
    assert not set(before["api_token"]) & set(after["api_token"])
    (entry,) = set(after["entry"]) - set(before["entry"])
    assert "tracker.restored" in entry
    assert '"name":"restore"' in entry
    (entry,) = set((await rows(settings.database))["entry"]) - set(before["entry"])
    assert "backup.made" in entry
    assert '"name":"backup"' in entry


async def test_a_backup_is_readable_for_its_owner_only(settings: Settings, tmp_path: Path) -> None:
    source = await made(settings, tmp_path / "backups")

    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (source, *source.rglob("*"))}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


# What is no whole backup


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _database(folder: Path) -> Path:
    (found,) = folder.glob("database.*")
    return found


def _blob(folder: Path) -> Path:
    return min((folder / "files").glob("??/*"))


def _link(folder: Path) -> None:
    blob = _blob(folder)
    blob.rename(folder.parent / "blob")
    blob.symlink_to(folder.parent / "blob")


def _naming(**changed: Any) -> Callable[[Path], None]:
    return lambda folder: rewritten(folder, lambda manifest: manifest.update(changed))


def _leading(path: str) -> Callable[[Path], None]:
    def change(manifest: Any) -> None:
        manifest["parts"][1]["path"] = path

    return lambda folder: rewritten(folder, change)


HEAD = {"seq": 3, "hash": "0" * 64}
UNSOUND: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a byte of a file": (lambda folder: _flip(_blob(folder)), "is not what it was"),
    "a byte of the database": (lambda folder: _flip(_database(folder)), "is not what it was"),
    "a byte of the manifest": (lambda folder: _flip(folder / "manifest.json"), "is not what"),
    "a file gone": (lambda folder: _blob(folder).unlink(), "is missing"),
    "the database gone": (lambda folder: _database(folder).unlink(), "is missing"),
    "the manifest gone": (lambda folder: (folder / "manifest.json").unlink(), "There is no backup"),
    "its hash gone": (lambda folder: (folder / "manifest.json.sha256").unlink(), "is missing"),
    "a file more": (lambda folder: (folder / "more.txt").write_text("more"), "more.txt is not"),
    "a link": (_link, "is a link"),
    "a way out": (_leading("../../../etc/passwd"), "is no part of a backup"),
    "a way out within": (_leading("files/../../x"), "is no part of a backup"),
    "another root": (_leading("/etc/passwd"), "is no part of a backup"),
    "another form": (_naming(format=2), "has the form 2"),
    "a newer version": (
        _naming(schema="9999_future", tracker="7.0"),
        "restore it with tracker 7.0",
    ),
    "a field more": (_naming(more=1), "cannot be read"),
    "no JSON": (lambda folder: (folder / "manifest.json").write_text("{"), "is not what"),
    "another head": (_naming(head=HEAD), "ends with entry"),
}


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_what_is_no_whole_backup_is_refused_with_a_sentence_and_leaves_nothing(
    settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    whole = await made(settings, tmp_path / "backups")
    for case, (damage, sentence) in UNSOUND.items():
        folder = tmp_path / "damaged" / whole.name
        shutil.copytree(whole, folder)
        damage(folder)

        with pytest.raises(TrackerError) as told:
            await restore(elsewhere, folder, None)

        assert sentence in str(told.value), (case, str(told.value))
        assert empty(elsewhere), case
        shutil.rmtree(folder)
    with pytest.raises(TrackerError, match="and not the one given"):
        await restore(elsewhere, whole, "0" * 64)
    assert await restore(elsewhere, whole, None) == 0


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
async def test_a_dump_that_is_refused_after_it_was_read_in_leaves_the_database_empty(
    settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    source = await made(settings, tmp_path / "backups")
    nothing = await schema(elsewhere.database)
    _naming(head=HEAD)(source)

    with pytest.raises(TrackerError, match="ends with entry"):
        await restore(elsewhere, source, None)

    assert empty(elsewhere)
    assert await schema(elsewhere.database) == nothing


# Where it is not brought back to


@pytest.mark.usefixtures("app")
async def test_a_living_tracker_is_not_restored_over(settings: Settings, tmp_path: Path) -> None:
    before = await rows(settings.database)
    source = await made(settings, tmp_path / "backups")

    with pytest.raises(TrackerError, match="A tracker is at work"):
        await restore(settings, source, None)

    after = await rows(settings.database)
    assert {name for name in before if before[name] != after[name]} == {"entry"}


async def test_a_place_that_is_not_empty_is_left_as_it_is(
    settings: Settings, elsewhere: Settings, kind: str, tmp_path: Path
) -> None:
    source = await made(settings, tmp_path / "backups")
    full = elsewhere.model_copy(update={"database_url": settings.database})
    word = "tables already" if kind == "postgres" else "a database in"
    before = await rows(settings.database)
    with pytest.raises(TrackerError, match=word):
        await restore(full, source, None)
    assert await rows(settings.database) == before

    (elsewhere.data_folder / "letter.txt").write_text("mine")
    with pytest.raises(TrackerError, match=r"is not empty \(letter.txt\)"):
        await restore(elsewhere, source, None)
    assert {path.name for path in elsewhere.data_folder.iterdir()} == {"letter.txt", "tracker.lock"}


# Interruptions


async def test_what_a_killed_restore_left_is_no_tracker_and_is_cleared_by_the_next(
    settings: Settings, elsewhere: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The mark is the last to go; everything else is there when it does."""
    source = await made(settings, tmp_path / "backups")
    assert await restore(elsewhere, source, None) == 0
    mark = elsewhere.data_folder / UNFINISHED
    mark.parent.mkdir()
    shutil.copy(source / "manifest.json", mark)

    with pytest.raises(TrackerError, match="was interrupted"), working(elsewhere.data_folder):
        pass
    with pytest.raises(TrackerError, match="was interrupted"):
        await subcommands.verify(elsewhere)
    capsys.readouterr()
    assert await restore(elsewhere, source, None) == 0

    assert "An interrupted restore was found" in capsys.readouterr().out
    assert not mark.parent.exists()
    assert await subcommands.verify(elsewhere) == 0


async def test_what_a_killed_backup_left_is_never_one_and_is_cleared_by_the_next(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "backups"
    (to / "tracker-2027-01-31T02-00-00Z.partial").mkdir(parents=True)

    with (
        held(to / ".tracker-backup.lock", fcntl.LOCK_EX, ""),
        pytest.raises(TrackerError, match="Another backup"),
    ):
        await backup(settings, to)
    assert await backup(settings, to) == 0

    assert "An interrupted backup was found and removed" in capsys.readouterr().out
    assert [path.suffix for path in to.glob("tracker-*")] == [""]


# What no backup is made of, or where


async def test_a_broken_tracker_is_told_and_no_backup_of_it_is_kept(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blob = min(settings.files_folder.glob("??/*"))
    blob.unlink()

    assert await backup(settings, tmp_path / "backups") == 1

    told = capsys.readouterr().err
    assert f"its content is missing or changed (sha256 {blob.name})" in told
    assert list((tmp_path / "backups").glob("tracker-*")) == []


async def test_a_backup_needs_room_and_a_place_outside_of_the_data(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(TrackerError, match="lies in the data folder"):
        await backup(settings, settings.data_folder / "backups")
    full = settings.model_copy(update={"free_space_floor": 2**60})
    with pytest.raises(TrackerError, match="make room"):
        await backup(full, tmp_path / "backups")
    assert list((tmp_path / "backups").glob("tracker-*")) == []


# As an operator types it


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_both_commands_say_in_the_end_what_was_done(settings: Settings, tmp_path: Path) -> None:
    def run(folder: Path, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "tracker", *arguments],
            env=environment(folder),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    told = run(settings.data_folder, "backup", str(tmp_path / "backups"))
    (digest,) = re.findall(r"noted elsewhere: ([0-9a-f]{64})\n", told)
    (folder,) = re.findall(r"Backup: (.*)\n", told)

    told = run(tmp_path / "elsewhere", "restore", folder, "--manifest-sha256", digest)
    assert told.startswith("Restored and verified: a journal of 143 entries, 2 decisions and 3 ")
