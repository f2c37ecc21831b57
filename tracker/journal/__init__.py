"""Append-only, hash-chained record of who did what."""

from tracker.journal.changes import change
from tracker.journal.record import record, sessions_of, terms_of

__all__ = ["change", "record", "sessions_of", "terms_of"]
