"""Ids that sort by the millisecond in which they were made, and within it by order of making."""

import secrets
from datetime import datetime
from threading import Lock
from uuid import UUID

_RANDOM_BITS = 74
_lock = Lock()
_last = (0, 0)


def uuid7(now: datetime) -> UUID:
    """A version 7 UUID (RFC 9562, section 5.7): 48 bits of milliseconds, 74 random bits.

    Ids of one millisecond made by one process grow (section 6.2, method 2), so that rows keep
    their order when many are made at one instant.
    """
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    random = _random_after(milliseconds)
    value = milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62
    return UUID(int=value | (random & ((1 << 62) - 1)))


def _random_after(milliseconds: int) -> int:
    global _last
    with _lock:
        before, random = _last
        if before == milliseconds:
            random += 1 + secrets.randbits(32)
        else:  # the top bit stays free for the steps above
            random = secrets.randbits(_RANDOM_BITS - 1)
        _last = milliseconds, random
        return random
