"""Reading the checklist: catalogues, what is on record, and the lists that gates ask."""

from tracker.compliance.queries.catalogues import catalogue_of
from tracker.compliance.queries.lists import (
    entries,
    entries_on,
    facts_on,
    ground_of,
    watched,
)

__all__ = [
    "catalogue_of",
    "entries",
    "entries_on",
    "facts_on",
    "ground_of",
    "watched",
]
