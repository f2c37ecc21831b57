"""Structs and rows that are filled by the names of what they are made from.

Neither mypy nor msgspec sees what is copied: `tests/test_views.py` holds that it is there.
"""

from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from msgspec import UNSET, Struct

Shown = TypeVar("Shown", bound=Struct)
Made = TypeVar("Made")


def shown(view: type[Shown], row: object, /, **worked_out: Any) -> Shown:
    """A view of a row: fields that are not worked out are the row's attributes of their names."""
    names, values = _copied(view, frozenset(worked_out))
    return view(**dict(zip(names, values(row), strict=True)), **worked_out)


def made(table: type[Made], asked: Struct, /, **worked_out: Any) -> Made:
    """A row of what was asked for: each field that is not worked out fills the column it names."""
    copied = {name: getattr(asked, name) for name in asked.__struct_fields__}
    return table(**(copied | worked_out))


def given(data: Struct, /, *without: str) -> dict[str, Any]:
    """The fields of a change that were given, but for some: what is left out stays as it is."""
    names = (name for name in data.__struct_fields__ if name not in without)
    return {name: value for name in names if (value := getattr(data, name)) is not UNSET}


@cache
def _copied(view: type[Struct], worked_out: frozenset[str]) -> tuple[list[str], Any]:
    names = [name for name in view.__struct_fields__ if name not in worked_out]
    return names, attrgetter(*names) if len(names) > 1 else lambda row: (getattr(row, names[0]),)
