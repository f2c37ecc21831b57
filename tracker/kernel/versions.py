"""Optimistic concurrency: the later writer is told."""

from typing import Protocol

from tracker.kernel.errors import Stale
from tracker.kernel.saying import N_


class Versioned(Protocol):
    version: int


def expect_version(row: Versioned, version: int) -> None:
    """Refuse a change that was made on an older reading of the row."""
    if row.version != version:
        raise Stale(N_("Somebody changed it since you read it; load it again and repeat."))
