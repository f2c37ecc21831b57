"""Folders and files that are their owner's alone, whatever the umask of the process."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_OWNER, _EVERYBODY = 0o700, 0o007
_LIKE_EVERYBODY = 3
"""Bits to shift a permission of everybody to get the same permission of the group."""


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter; parents are made with the default permissions.

    A folder that exists keeps its permissions.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=_OWNER, exist_ok=True)


def make_file(path: Path) -> None:
    """Make an empty file that only its owner may read; nothing happens where one exists.

    Errors are left to whoever opens the file next, who can say what it is for.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def write(path: Path, content: bytes) -> None:
    """Write a file in one step (rename), readable for its owner only at every moment."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    make_file(fresh)
    fresh.write_bytes(content)
    fresh.replace(path)


def settle(folder: Path, database: str | None) -> list[str]:
    """Make the data folder, and take the permissions of everybody off it and the database's file.

    Returns a sentence for the operator for each that was open, as somebody may have read it.
    `database`: its file, None where the database is a server.
    """
    make_folder(folder)
    parts = [folder, folder / "files"]
    if database is not None:
        parts += [Path(f"{database}{end}") for end in ("", "-wal", "-shm")]
    return list(_told(parts))


def _told(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        found = path.stat() if path.exists() else None
        if found is None or not found.st_mode & _EVERYBODY:
            continue
        if _closes(path, found):
            yield f"{path} was open to everybody on this machine, and is no longer."
        else:
            yield (
                f"{path} is open to everybody on this machine; let its owner run"
                f" chmod o-rwx {path}, or name a folder that is the tracker's alone."
            )


def _closes(path: Path, found: os.stat_result) -> bool:
    """Whether the permissions were taken off.

    Not where the path has another owner, is sticky, or is a folder that others have to enter: the
    present one, the home, or one above them.
    """
    here, home = Path.cwd(), Path.home()
    around = {here, *here.parents, home, *home.parents}
    mode = stat.S_IMODE(found.st_mode)
    if found.st_uid != os.geteuid() or mode & stat.S_ISVTX or path.resolve() in around:
        return False
    try:
        path.chmod(mode & ~_open_bits(mode))
    except OSError:  # a file system without such rights
        return False
    return True


def _open_bits(mode: int) -> int:
    """The permissions of everybody; those of the group too where they are the same.

    A group that may do something else was given that on purpose.
    """
    everybody = mode & _EVERYBODY
    group = everybody << _LIKE_EVERYBODY
    return everybody | (group if mode & 0o070 == group else 0)
