"""The folder of a demo: filled once, known by its note, and nobody else's."""

import shutil
from pathlib import Path

import msgspec
from msgspec import Struct

from tracker.kernel import private_files
from tracker.kernel.encoding import encoded
from tracker.kernel.errors import TrackerError
from tracker.kernel.folder_lock import LOCK
from tracker.web.demonstration import NOTE as NOTE
from tracker.web.demonstration import Account

_OURS = {
    NOTE,
    f"{NOTE}.new",
    "tracker.sqlite",
    "tracker.sqlite-wal",
    "tracker.sqlite-shm",
    "files",
    LOCK,
}


class NoDemo(TrackerError):
    """The folder holds something that is not a demo."""


class Note(Struct, frozen=True):
    """`tokens` of the roles that people try out; empty while the folder is being filled."""

    demo: bool
    tokens: dict[str, str]
    people: dict[str, str] = {}
    """Who signs in as whom of the cast: a mail address; all have the demo's one password."""
    password: str = ""
    accounts: tuple[Account, ...] = ()


def claim(folder: Path) -> Note | None:
    """The note of a demo that is there, or None for a folder that is now empty and ours.

    Raises NoDemo for a folder with anything else in it, and leaves that as it is. What an
    interrupted filling left is cleared away.
    """
    found = {one.name for one in folder.iterdir()} if folder.is_dir() else set()
    note = _read(folder / NOTE) if NOTE in found else None
    if (found and note is None) or found - _OURS:
        raise NoDemo(f"The folder {folder} holds something else; name another with --folder.")
    if note is not None and note.tokens:
        return note
    for name in found - {NOTE}:
        _remove(folder / name)
    private_files.make_folder(folder)
    write(folder, Note(demo=True, tokens={}))
    return None


def write(folder: Path, note: Note) -> None:
    """Whole or not at all."""
    private_files.write(folder / NOTE, msgspec.json.format(encoded(note)))


def _read(path: Path) -> Note | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Note)
    except (OSError, msgspec.MsgspecError):
        return None


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
