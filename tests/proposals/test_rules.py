"""When a version is taken, and what scores add up to."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.process.stages import Status
from tracker.proposals.rules import (
    Points,
    Window,
    in_hundredths,
    mean,
    takes_a_version,
    total,
)

OPENS = datetime(2027, 1, 1, tzinfo=UTC)
CLOSES = datetime(2027, 3, 1, 9, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def a_window(**changes: Any) -> Window:
    values: dict[str, Any] = {
        "call_is_open": True,
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "resubmit_until": None,
        "now": OPENS,
        "today": date(2027, 1, 1),
    }
    return Window(**(values | changes))


@pytest.mark.parametrize(
    ("now", "open_call", "taken"),
    [
        (OPENS - INSTANT, True, False),
        (OPENS, True, True),
        (CLOSES - INSTANT, True, True),
        (CLOSES, True, False),
        (OPENS, False, False),
    ],
)
@pytest.mark.parametrize("status", [Status.ACTIVE, Status.WITHDRAWN])
def test_a_version_is_taken_until_the_deadline_also_after_a_withdrawal(
    now: datetime, open_call: bool, taken: bool, status: Status
) -> None:
    window = a_window(now=now, call_is_open=open_call)

    assert takes_a_version(window, status) is taken


@pytest.mark.parametrize(
    ("today", "status", "taken"),
    [
        (date(2027, 4, 30), Status.ACTIVE, True),
        (date(2027, 5, 1), Status.ACTIVE, False),
        (date(2027, 4, 30), Status.WITHDRAWN, False),
    ],
)
def test_after_a_rework_a_version_is_taken_through_its_day(
    today: date, status: Status, taken: bool
) -> None:
    window = a_window(
        call_is_open=False,
        now=CLOSES + timedelta(days=60),
        resubmit_until=date(2027, 4, 30),
        today=today,
    )

    assert takes_a_version(window, status) is taken


def test_a_total_is_the_weighted_share_of_each_scale() -> None:
    """60 x 4/5 + 40 x 7/10 = 48 + 28."""
    given_points = [
        Points(weight=60, points=4, scale_max=5),
        Points(weight=40, points=7, scale_max=10),
    ]

    assert total(given_points) == 76


def test_thirds_are_exact_until_they_are_printed() -> None:
    thirds = [Points(weight=100, points=1, scale_max=3)]

    assert total(thirds) * 3 == 100
    assert in_hundredths(total(thirds)) == "33.33"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Fraction(0), "0.00"),
        (Fraction(100), "100.00"),
        (Fraction(5, 1000), "0.01"),
        (Fraction(4999, 1_000_000), "0.00"),
        (Fraction(200, 3), "66.67"),
        (Fraction(9999, 100), "99.99"),
    ],
)
def test_a_half_hundredth_is_rounded_up(value: Fraction, printed: str) -> None:
    assert in_hundredths(value) == printed


def test_there_is_no_mean_of_nothing() -> None:
    assert mean([]) is None
    assert mean([Fraction(1), Fraction(2)]) == Fraction(3, 2)


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(1, 100)), min_size=1, max_size=20))
def test_full_points_give_the_sum_of_the_weights_and_none_give_nothing(
    criteria: list[tuple[int, int]],
) -> None:
    best = [Points(weight=w, points=scale, scale_max=scale) for w, scale in criteria]
    worst = [Points(weight=w, points=0, scale_max=scale) for w, scale in criteria]

    assert total(best) == sum(w for w, _ in criteria)
    assert total(worst) == 0
