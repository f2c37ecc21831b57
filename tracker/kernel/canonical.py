"""JSON in one spelling (after RFC 8785), so that equal values have equal digests."""

import hashlib
from typing import Any

from tracker.kernel.encoding import encoded, plain


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8; a float is refused with TypeError, pass a string."""
    values = plain(value, order="sorted")
    _refuse_floats(values)
    return encoded(values)


def sha256_of(value: Any) -> str:
    """The SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _refuse_floats(value: Any) -> None:
    """Takes plain values; texts are looked at first, as most values are texts."""
    kind = type(value)
    if kind is float:
        raise TypeError("a float has no one spelling; pass it as a string")
    if kind is dict or kind is list or kind is tuple:
        for item in value.values() if kind is dict else value:
            if type(item) is not str:
                _refuse_floats(item)
