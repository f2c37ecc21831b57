"""On which days a task is told."""

from datetime import date, timedelta

import pytest

from tracker.process.reminder_days import Days, next_telling
from tracker.process.task_kinds import KINDS
from tracker.process.tasks import Kind

DUE = date(2027, 3, 31)
BY_THE_DAY = Days(at_once=False)


def day(offset: int) -> date:
    return DUE + timedelta(days=offset)


@pytest.mark.parametrize(
    ("last", "today", "told"),
    [
        (None, -20, -14),
        (None, -10, -10),
        (-14, -14, -3),
        (-3, -1, 0),
        (0, 0, 1),
        (0, 4, 4),
        (1, 2, 8),
        (4, 4, 8),
        (8, 30, 30),
    ],
)
def test_it_is_told_ahead_on_its_day_and_weekly_once_late(
    last: int | None, today: int, told: int
) -> None:
    known = None if last is None else day(last)
    assert next_telling(BY_THE_DAY, DUE, known, day(today)) == day(told)


def test_it_is_told_as_soon_as_it_comes_and_then_by_its_day() -> None:
    assert next_telling(Days(), DUE, None, day(-40)) == day(-40)
    assert next_telling(Days(), DUE, day(-40), day(-40)) == day(-14)


def test_what_has_no_day_is_told_again_so_many_days_later() -> None:
    assert next_telling(Days(every=5), None, None, DUE) == DUE
    assert next_telling(Days(every=5), None, DUE, DUE) == day(5)
    assert next_telling(Days(every=5), None, DUE, day(9)) == day(9)


def test_what_ends_by_itself_is_not_told_after_its_day() -> None:
    assert next_telling(Days(every=None), DUE, day(0), day(1)) is None
    assert next_telling(Days(every=None), None, day(0), day(1)) is None


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("due", [DUE, None])
def test_a_telling_is_never_past_and_never_the_same_day_twice(kind: Kind, due: date | None) -> None:
    days, last, told = KINDS[kind].told, None, []
    for offset in range(-40, 60):
        found = next_telling(days, due, last, day(offset))
        assert found is None or found >= day(offset)
        if found == day(offset):
            assert next_telling(days, due, found, found) != found
            last = found
            told.append(offset)
    assert told == sorted(set(told))
    assert told or due is None
