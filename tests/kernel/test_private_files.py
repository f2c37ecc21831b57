"""What holds people's data is its owner's alone, under any umask and after any past."""

import os
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.serving import opened
from tracker.demo.folder import NOTE, Note, claim, write
from tracker.files.storage import FileStore
from tracker.kernel.folder_lock import LOCK, working
from tracker.kernel.private_files import settle
from tracker.migrations.run import upgrade

EVERYBODY_AND_GROUP = 0o077


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_to_others(folder: Path) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path in (folder, *folder.rglob("*"))
        if mode(path) & EVERYBODY_AND_GROUP
    ]


@pytest.fixture(params=[0o022, 0o000])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
async def test_nobody_else_may_read_what_a_new_tracker_keeps(tmp_path: Path) -> None:
    """Also the files that SQLite puts beside its own, while it is open."""
    folder = tmp_path / "data"
    database = folder / "tracker.sqlite"
    assert settle(folder, str(database)) == []
    with working(folder):
        await upgrade(f"sqlite+aiosqlite:///{database}")

    async def content() -> AsyncIterator[bytes]:
        yield b"%PDF-1.7 example"

    await FileStore(folder / "files", 0).receive(content(), "example.pdf", 1024)
    async with opened(f"sqlite+aiosqlite:///{database}") as sessions, sessions() as session:
        await session.connection()
        kept = {path.name for path in folder.iterdir()}
        found = open_to_others(folder)

    assert {"tracker.sqlite", "files", LOCK} <= kept
    assert found == []


@pytest.mark.usefixtures("umask")
def test_nobody_else_may_read_the_tokens_of_a_demo(tmp_path: Path) -> None:
    claim(tmp_path / "demo")
    write(tmp_path / "demo", Note(demo=True, tokens={"officer": "trk_example"}))

    assert (tmp_path / "demo" / NOTE).exists()
    assert open_to_others(tmp_path / "demo") == []


def test_a_start_closes_what_was_open_to_everybody_and_says_so_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "files").mkdir(parents=True)
    database = folder / "tracker.sqlite"
    database.touch()
    for path, rights in ((folder, 0o755), (folder / "files", 0o755), (database, 0o644)):
        path.chmod(rights)

    first, second = settle(folder, str(database)), settle(folder, str(database))

    assert [line.split()[0] for line in first] == [
        str(one) for one in (folder, folder / "files", database)
    ]
    assert second == []
    assert open_to_others(folder) == []


@pytest.mark.parametrize(
    ("before", "after"), [(0o750, 0o750), (0o2770, 0o2770), (0o2775, 0o2770), (0o775, 0o770)]
)
def test_what_a_group_has_beyond_everybody_was_meant_and_stays(
    tmp_path: Path, before: int, after: int
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(before)

    settle(folder, None)

    assert mode(folder) == after


@pytest.mark.parametrize("rights", [0o1777, 0o755])
def test_a_folder_with_other_uses_is_left_as_it_is_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rights: int
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(rights)
    if rights == 0o755:
        monkeypatch.chdir(folder)

    (told,) = settle(folder, None)

    assert f"chmod o-rwx {folder}" in told
    assert mode(folder) == rights


def test_a_note_is_written_whole_and_read_by_nobody_on_the_way(tmp_path: Path) -> None:
    """An earlier try that was interrupted does not lend its rights."""
    left = tmp_path / f"{NOTE}.new"
    left.touch()
    left.chmod(0o644)

    write(tmp_path, Note(demo=True, tokens={"officer": "trk_example"}))

    assert mode(tmp_path / NOTE) == 0o600
    assert not left.exists()
