"""The instant that an application and its commands take as now, where a story sets it."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Stands still until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)

    def set(self, year: int, month: int, day: int, hour: int = 3) -> None:
        self.now = datetime(year, month, day, hour, tzinfo=UTC)
