"""Where a concern is heading."""

import pytest

from tracker.registers.rules import Assessed, Trend, trend


@pytest.mark.parametrize(
    ("grades", "heading"),
    [
        ([(3, 3)], Trend.NEW),
        ([(3, 3), (3, 4)], Trend.RISING),
        ([(3, 3), (2, 4)], Trend.FALLING),
        ([(2, 4), (4, 2)], Trend.STEADY),
        ([(1, 1), (5, 5), (5, 4)], Trend.FALLING),
    ],
)
def test_the_trend_is_the_newest_exposure_against_the_one_before(
    grades: list[tuple[int, int]], heading: Trend
) -> None:
    given = [Assessed(likelihood=likelihood, impact=impact) for likelihood, impact in grades]
    assert trend(given) is heading
