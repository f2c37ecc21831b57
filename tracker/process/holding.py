"""How long an entry stays clear by what it rests on now. Pure."""

from datetime import date

from tracker.process.entry import ChecklistEntry
from tracker.process.status import Judged, Standing, last_day


def holds_until(entry: ChecklistEntry, judged: Judged) -> date | None:
    """The last day on which the entry is clear at its gate; None: it is not, or without end."""
    if judged.waiver is not None:
        return judged.waiver.expires
    if judged.standing is not Standing.MET:
        return None
    ends = [day for piece in entry.pieces if (day := last_day(entry, piece)) is not None]
    return min(ends, default=None)
