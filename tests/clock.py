"""The instant that the application and the commands take as now."""

from datetime import UTC, datetime, timedelta

START = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
"""A Monday, noon in Seoul."""


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)

    def set(self, year: int, month: int, day: int, hour: int = 3) -> None:
        self.now = datetime(year, month, day, hour, tzinfo=UTC)
