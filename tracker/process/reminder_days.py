"""On which days a task is told to whoever owes it. Pure."""

from datetime import date, timedelta

from msgspec import Struct

_DAY = timedelta(days=1)


class Days(Struct, frozen=True, kw_only=True):
    """When a task is told: as soon as it is somebody's, before its last day, and afterwards.

    `before`: so many days before the last day, 0 on it. `every` so many days from the day after it
    on; what has no last day, every so many days since it was told. None: not again.
    """

    at_once: bool = True
    before: tuple[int, ...] = (14, 3, 0)
    every: int | None = 7


def next_telling(days: Days, due: date | None, last: date | None, today: date) -> date | None:
    """The day on which it is told next, `today` where that has come; None: not any more.

    `last` is the day on which it was told last. After days on which nobody looked it is told once.
    """
    if last is None and days.at_once:
        return today
    day = _after(days, due, last)
    return None if day is None else max(day, today)


def _after(days: Days, due: date | None, last: date | None) -> date | None:
    """The first day after `last` for which it speaks."""
    if due is None:
        return last + timedelta(days=days.every) if last and days.every else None
    before = [due - timedelta(days=count) for count in sorted(days.before, reverse=True)]
    ahead = next((day for day in before if last is None or day > last), None)
    if ahead is not None or days.every is None:
        return ahead
    late = due + _DAY
    if last is None or last < late:
        return late
    return late + timedelta(days=((last - late).days // days.every + 1) * days.every)
