"""What a change of a row leaves in the journal: old and new values of its short fields."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import JSON, String, inspect

_SHORT = 400
"""Letters that a line has room for in its column; longer texts are free text."""


def change(
    row: Any, values: Mapping[str, Any], *, also: Iterable[str] = (), never: Iterable[str] = ()
) -> dict[str, Any]:
    """Set the values on the row; what the journal is told of it.

    `fields` names all that were given, `changed` maps the short ones that differ to [old, new].
    Free text and JSON stay out, but for the JSON named in `also`; so does what `never` names.
    """
    columns = inspect(type(row)).columns
    told = {name for name in values if name in also or _is_short(columns[name].type)}
    changed = {
        name: [_plain(getattr(row, name)), _plain(values[name])]
        for name in told - set(never)
        if getattr(row, name) != values[name]
    }
    for name, value in values.items():
        setattr(row, name, value)
    return {"fields": sorted(values), "changed": changed}


def _is_short(kind: Any) -> bool:
    if isinstance(kind, String):
        return kind.length is not None and kind.length <= _SHORT
    return not isinstance(kind, JSON)


def _plain(value: Any) -> Any:
    """A float has no one spelling in canonical JSON; everything else is told as it is."""
    return str(value) if isinstance(value, float) else value
