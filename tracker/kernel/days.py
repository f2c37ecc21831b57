"""Days and working days. A working day of the secretariat is Monday to Friday."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_in(zone: str, instant: datetime) -> date:
    """The calendar day of an aware instant in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def begin_of(day: date, zone: str) -> datetime:
    """The first instant of a day in a zone."""
    return datetime.combine(day, time.min, ZoneInfo(zone))


def utc_now() -> datetime:
    return datetime.now(UTC)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    next_month = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (next_month - timedelta(days=1)).day))
