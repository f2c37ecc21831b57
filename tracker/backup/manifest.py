"""What a backup says of itself: what it was made of, when and by what, and the hash of each part.

Whatever it says is held against a fixed form before a path of it is used.
"""

import hashlib
import os
import re
import stat
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from tracker.backup.parts import Unsound, write_new
from tracker.kernel.encoding import encoded
from tracker.settings import Settings

FORMAT = 1
NAME = "manifest.json"
SIDECAR = f"{NAME}.sha256"
"""Holds the manifest's own hash, as `sha256sum --check` reads it."""
Kind = Literal["sqlite", "postgresql"]
DATABASE: dict[Kind, str] = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
_BLOB = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_SUSPECT = "take another backup, or fetch this one anew from where it is kept"


class Head(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The newest entry of the journal."""

    seq: int
    hash: str


class BackupPart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of the backup; `path` from its folder on, `size` in bytes."""

    path: str
    size: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`schema` is the revision of the tables, `server` the version of the database's own program.

    `catalogue` is the version published last, None where none is.
    """

    format: int
    tracker: str
    schema: str
    catalogue: str | None
    database: Kind
    server: str
    made_at: datetime
    head: Head
    entries: int
    decisions: int
    files: int
    parts: tuple[BackupPart, ...]

    @property
    def database_part(self) -> BackupPart:
        return next(part for part in self.parts if part.path == DATABASE[self.database])

    @property
    def blobs(self) -> list[BackupPart]:
        return [part for part in self.parts if part.path != DATABASE[self.database]]

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts)


def kind_of(settings: Settings) -> Kind:
    return "sqlite" if settings.database.startswith("sqlite") else "postgresql"


def version() -> str:
    """Of this program."""
    return metadata.version("wego-pilot-tracker")


class _Form(Struct):
    format: int


def write(folder: Path, manifest: Manifest) -> str:
    """Put it into the backup with its own hash beside it; that hash."""
    content = msgspec.json.format(encoded(manifest)) + b"\n"
    digest = hashlib.sha256(content).hexdigest()
    write_new(folder / NAME, content)
    write_new(folder / SIDECAR, f"{digest}  {NAME}\n".encode())
    return digest


def read(folder: Path, noted: str | None) -> tuple[Manifest, str]:
    """The manifest of a backup and its hash, once the folder holds what it names and nothing else.

    `noted`: the hash that somebody wrote down when the backup was made.
    """
    if not (folder / NAME).is_file():
        raise Unsound(
            f"There is no backup in {folder}, as {NAME} is missing; name the folder "
            "tracker-…Z that `tracker backup` made."
        )
    there = _present(folder)
    if SIDECAR not in there:
        raise Unsound(f"{folder}: {SIDECAR} is missing; {_SUSPECT}.")
    content = (folder / NAME).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if (folder / SIDECAR).read_bytes() != f"{digest}  {NAME}\n".encode():
        raise Unsound(f"{folder}: {NAME} is not what {SIDECAR} says; {_SUSPECT}.")
    if noted is not None and noted.strip().lower() != digest:
        raise Unsound(f"{folder}: {NAME} has the hash {digest}, and not the one given; {_SUSPECT}.")
    manifest = _decoded(content, folder)
    _check_paths(manifest, folder)
    _check_present(manifest, there, folder)
    return manifest, digest


def _decoded(content: bytes, folder: Path) -> Manifest:
    try:
        form = msgspec.json.decode(content, type=_Form).format
        if form != FORMAT:
            raise Unsound(
                f"{folder}: {NAME} has the form {form}, and this version of the tracker knows "
                f"{FORMAT}; restore it with the version that made it."
            )
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError as error:
        raise Unsound(f"{folder}: {NAME} cannot be read ({error}); {_SUSPECT}.") from None


def _check_paths(manifest: Manifest, folder: Path) -> None:
    """Only names that `tracker backup` gives: nothing that is absolute or climbs out."""
    paths = [part.path for part in manifest.parts]
    for part in manifest.parts:
        blob = _BLOB.fullmatch(part.path)
        if part.path != DATABASE[manifest.database] and not (blob and blob[2] == part.sha256):
            raise Unsound(
                f"{folder}: {NAME} names {part.path!r}, which is no part of a backup; "
                "nothing was written. Take a backup that `tracker backup` made."
            )
    if len(set(paths)) != len(paths) or DATABASE[manifest.database] not in paths:
        raise Unsound(f"{folder}: {NAME} does not name each part once; {_SUSPECT}.")


def _check_present(manifest: Manifest, there: set[str], folder: Path) -> None:
    named = {part.path for part in manifest.parts} | {NAME, SIDECAR}
    if missing := sorted(named - there):
        raise Unsound(f"{folder}: {_listed(missing)} missing; {_SUSPECT}.")
    if surplus := sorted(there - named):
        raise Unsound(
            f"{folder}: {_listed(surplus)} not named in {NAME}; a backup holds nothing else. "
            "Move it out if you know where it comes from."
        )


def _present(folder: Path) -> set[str]:
    """Every file in the folder; a link could lead anywhere, and is refused."""
    found = set()
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place, name)
            mode = path.lstat().st_mode
            inside = str(path.relative_to(folder))
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                raise Unsound(f"{folder}: {inside} is a link or no file; {_SUSPECT}.")
            if stat.S_ISREG(mode):
                found.add(inside)
    return found


def _listed(names: list[str]) -> str:
    more = len(names) - 1
    return f"{names[0]} and {more} more are" if more else f"{names[0]} is"
