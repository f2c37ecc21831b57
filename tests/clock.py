"""When tests begin."""

from datetime import UTC, datetime

from tracker.demo import clock

START = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
"""A Monday, noon in Seoul."""


class Clock(clock.Clock):
    def __init__(self) -> None:
        super().__init__(START)
