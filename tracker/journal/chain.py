"""How an entry is hashed, and how a chain is checked. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from tracker.kernel.canonical import canonical

GENESIS = "0" * 64
_LABEL = b"tracker-journal-v1\n"
HASHED = (
    "seq",
    "at",
    "person_id",
    "organisation_id",
    "role",
    "what",
    "project_id",
    "object_type",
    "object_id",
    "detail",
    "prev",
)


class Break(Struct, frozen=True):
    """The first entry that does not fit."""

    seq: int
    why: str


def hash_of(entry: Mapping[str, Any]) -> str:
    """SHA-256 over a label and the canonical JSON of all columns but the hash itself."""
    plain = {name: _spelled(entry[name]) for name in HASHED}
    return hashlib.sha256(_LABEL + canonical(plain)).hexdigest()


def first_break(
    entries: Iterable[Mapping[str, Any]], prev: str = GENESIS, expected: int = 1
) -> Break | None:
    """Where a chain read in order of `seq` stops holding, or None; may go on from any entry."""
    for entry in entries:
        if entry["seq"] != expected:
            return Break(expected, f"entry {expected} is missing")
        if entry["prev"] != prev:
            return Break(expected, "it does not follow the entry before it")
        if entry["hash"] != hash_of(entry):
            return Break(expected, "its content was changed")
        prev, expected = entry["hash"], expected + 1
    return None


def _spelled(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, int) else str(value)
