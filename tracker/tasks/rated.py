"""A dimension of a project as it was rated, with the reasons, as it is kept and told."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from tracker.kernel.saying import N_, Filled
from tracker.process.today import InZone, owed_day
from tracker.process.working_days import days_late


class Rating(StrEnum):
    """A traffic light. `unknown`: there is nothing to judge by, which is not good news."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


Dimension = Literal["Schedule", "Scope", "Budget", "Compliance", "Indicators", "Risks", "Overall"]
"""What is rated, in the order told."""
DIMENSIONS: dict[Dimension, str] = {
    "Schedule": N_("Schedule"),
    "Scope": N_("Scope"),
    "Budget": N_("Money"),
    "Compliance": N_("Checklist"),
    "Indicators": N_("Figures"),
    "Risks": N_("Risks"),
    "Overall": N_("Conditions, decisions"),
}
WORST_FIRST = (Rating.RED, Rating.AMBER, Rating.GREEN)


class RatingReason(Struct, frozen=True, kw_only=True):
    """A fact that a dimension is rated by, and the rating that it would give alone.

    `says` is marked for translation and names its `values` and `days`. What is late since a `due`
    day, of a `zone` or of the project's, says by how much as of whenever it is read, as `%(late)s`.
    """

    rating: Rating
    says: str
    values: dict[str, str | int] = {}
    days: dict[str, date] = {}
    due: date | None = None
    zone: str = ""

    def told(self, project: InZone, now: datetime) -> Filled:
        """As a sentence."""
        late = (
            {}
            if self.due is None
            else {"late": _late(days_late(self.due, owed_day(self.zone, project, now)))}
        )
        return Filled(self.says, **self.values, **self.days, **late)


class Rated(Struct, frozen=True, kw_only=True):
    """A dimension as it is rated; of the overall, `reasons` are those that are in no dimension."""

    dimension: Dimension
    rating: Rating
    reasons: tuple[RatingReason, ...]

    @property
    def against(self) -> tuple[RatingReason, ...]:
        """Why it is not as planned, the gravest first; nothing where it is."""
        return tuple(
            reason
            for rating in (Rating.RED, Rating.AMBER)
            for reason in self.reasons
            if reason.rating is rating
        )


def worst(found: Iterable[Rating]) -> Rating:
    """The worst of those that are known; not known where none is."""
    there = set(found)
    return next((rating for rating in WORST_FIRST if rating in there), Rating.UNKNOWN)


def _late(days: int) -> Filled:
    if days == 1:
        return Filled(N_("1 working day late"))
    return Filled(N_("%(days)s working days late"), days=days)
