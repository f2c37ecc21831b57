"""Reading pilots, by subject; what gates ask is here."""

from tracker.pilots.queries.facts import check_ins, facts

__all__ = ["check_ins", "facts"]
