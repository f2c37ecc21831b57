"""Monday to Friday."""

from datetime import date

import pytest

from tracker.process.working_days import working_day_after, working_days_between

MONDAY = date(2027, 6, 14)


@pytest.mark.parametrize(
    ("end", "count"),
    [
        (date(2027, 6, 13), 0),
        (MONDAY, 0),
        (date(2027, 6, 15), 0),
        (date(2027, 6, 16), 1),
        (date(2027, 6, 19), 4),
        (date(2027, 6, 21), 4),
        (date(2027, 6, 28), 9),
        (date(2027, 6, 29), 10),
    ],
)
def test_only_full_working_days_between_two_days_are_counted(end, count):
    assert working_days_between(MONDAY, end) == count


@pytest.mark.parametrize(
    ("start", "count", "day"),
    [
        (MONDAY, 0, MONDAY),
        (MONDAY, 1, date(2027, 6, 15)),
        (MONDAY, 5, date(2027, 6, 21)),
        (date(2027, 6, 18), 1, date(2027, 6, 21)),
        (date(2027, 6, 19), 1, date(2027, 6, 21)),
    ],
)
def test_a_weekend_is_stepped_over(start, count, day):
    assert working_day_after(start, count) == day
