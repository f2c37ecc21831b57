"""Append-only, hash-chained record of who did what."""

from tracker.journal.record import record, sessions_of, terms_of

__all__ = ["record", "sessions_of", "terms_of"]
