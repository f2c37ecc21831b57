"""How grave a concern is and where it is heading: pure, from its assessments."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

CERTAIN = 5
"""The likelihood of an issue: it has happened."""
GRAVEST = 25


class Trend(StrEnum):
    NEW = "new"
    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


class Assessed(Struct, frozen=True, kw_only=True):
    """One assessment; its exposure is likelihood times impact, from 1 to 25."""

    likelihood: int
    impact: int

    @property
    def exposure(self) -> int:
        return self.likelihood * self.impact


def trend(assessments: Sequence[Assessed]) -> Trend:
    """The newest against the one before it, oldest first."""
    if len(assessments) < 2:
        return Trend.NEW
    before, now = (one.exposure for one in assessments[-2:])
    if now == before:
        return Trend.STEADY
    return Trend.RISING if now > before else Trend.FALLING
