"""Append-only, hash-chained record of who did what."""

from tracker.journal.changes import change
from tracker.journal.record import run_by, sessions_of, terms_of

__all__ = ["change", "run_by", "sessions_of", "terms_of"]
