"""The one encoder of whatever is stored or sent: values as JSON has them, and their text."""

from collections.abc import Callable
from typing import Any, Literal

import msgspec

SPELLINGS: dict[type, Callable[[Any], Any]] = {str: str}
"""What msgspec does not know by itself, by base class: a filled sentence is a text, in English."""


def plain(value: Any, order: Literal["sorted"] | None = None) -> Any:
    """Of the types that JSON has, keys are text; raises TypeError for a type that it does not know.

    `sorted`: keys, fields and the members of sets; else they stay as they come.
    """
    return msgspec.to_builtins(value, str_keys=True, order=order, enc_hook=_spelled)


def encoded(value: Any) -> bytes:
    """JSON in UTF-8 without spaces."""
    return msgspec.json.encode(value, enc_hook=_spelled)


def encoded_text(value: Any) -> str:
    """The same as text, as a column of JSON takes it."""
    return encoded(value).decode()


def _spelled(value: Any) -> Any:
    for kind in type(value).__mro__:
        if kind in SPELLINGS:
            return SPELLINGS[kind](value)
    raise TypeError(f"{type(value).__name__} has no one spelling")
