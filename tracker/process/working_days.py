"""Working days of the secretariat: Monday to Friday."""

from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY


def working_days_between(start: date, end: date) -> int:
    """The full working days that lie after `start` and before `end`."""
    days = range(1, (end - start).days)
    return sum(is_working_day(start + timedelta(days=count)) for count in days)


def working_day_after(start: date, count: int) -> date:
    """The working day that is `count` working days after `start`."""
    day = start
    while count > 0:
        day += _DAY
        count -= is_working_day(day)
    return day


def days_late(due: date | None, today: date) -> int:
    """Working days since the last one, of which today may be one; 0 while there is time.

    On the weekend after its last day a thing is 1 day late.
    """
    if due is None or today <= due:
        return 0
    return max(working_days_between(due, today) + is_working_day(today), 1)
