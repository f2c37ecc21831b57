"""Reading pilots, by subject; what gates and reports ask is here."""

from tracker.pilots.queries.evaluations import evaluation_at
from tracker.pilots.queries.facts import check_ins, facts
from tracker.pilots.queries.indicators import Measured, bands, measured

__all__ = ["Measured", "bands", "check_ins", "evaluation_at", "facts", "measured"]
