"""A report's content as canonical JSON, and back."""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec

from tracker.kernel.canonical import canonical
from tracker.kernel.encoding import plain
from tracker.reports.content import DecisionMemo, StatusReport

_LABEL = b"tracker-report-v1\n"


def frozen(report: StatusReport) -> tuple[str, str]:
    """The snapshot and the SHA-256 of a label and it; a figure is spelled as Python spells it."""
    snapshot = canonical(_spelled(plain(report)))
    return snapshot.decode(), hashlib.sha256(_LABEL + snapshot).hexdigest()


def thawed(snapshot: str) -> StatusReport:
    """The content again, exactly."""
    return msgspec.convert(msgspec.json.decode(snapshot), StatusReport, strict=False)


def persons_in(content: StatusReport | DecisionMemo) -> set[UUID]:
    """Everybody whom the content names by id."""
    return set(_ids(content))


def _ids(value: Any) -> Iterator[UUID]:
    if isinstance(value, UUID):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _ids(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _ids(item)


def _spelled(value: Any) -> Any:
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {name: _spelled(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled(item) for item in value]
    return value
