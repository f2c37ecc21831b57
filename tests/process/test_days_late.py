"""How late something is, in working days of whoever owes it."""

from datetime import date, timedelta

import pytest

from tracker.process.working_days import days_late

MONDAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("due", "today", "late"),
    [(0, 0, 0), (0, -1, 0), (0, 1, 1), (0, 7, 5), (4, 5, 1), (4, 6, 1), (4, 7, 1), (4, 8, 2)],
)
def test_late_are_the_working_days_since_the_last_one(due: int, today: int, late: int) -> None:
    assert days_late(MONDAY + timedelta(days=due), MONDAY + timedelta(days=today)) == late


def test_what_has_no_day_is_never_late() -> None:
    assert days_late(None, MONDAY) == 0
