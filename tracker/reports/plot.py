"""Where the readings of an indicator, its baseline and its target stand in a small drawing.

Word documents and pages draw from the same places; lengths are in pixels.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

WIDTH, HEIGHT = 330, 190
LEFT, RIGHT, TOP, BOTTOM = 66, 12, 34, 44
_WORD_H = 26


class Dot(Struct, frozen=True, kw_only=True):
    """A reading at the end of its period."""

    x: float
    y: float
    day: date
    value: float


class PlotLevel(Struct, frozen=True, kw_only=True):
    """A line across: the baseline, or the target."""

    y: float
    value: float
    is_target: bool


class Plot(Struct, frozen=True, kw_only=True):
    """`crowded`: the last figure has no room above its dot, where a level is drawn."""

    dots: tuple[Dot, ...]
    levels: tuple[PlotLevel, ...]
    crowded: bool

    @property
    def line(self) -> str:
        """The dots as SVG wants the points of a line."""
        return " ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in self.dots)


def plotted(
    points: Sequence[tuple[date, float]], baseline: float | None, target: float | None
) -> Plot:
    """`points`: period end and value of each reading, the oldest first; two at least."""
    across = _Scale([day.toordinal() for day, _ in points], LEFT, WIDTH - RIGHT)
    aims = [(value, number == 1) for number, value in enumerate((baseline, target))]
    known = [(value, is_target) for value, is_target in aims if value is not None]
    heights = [value for _, value in points] + [value for value, _ in known]
    up = _Scale(heights, HEIGHT - BOTTOM, TOP)
    dots = tuple(
        Dot(x=across.at(day.toordinal()), y=up.at(value), day=day, value=value)
        for day, value in points
    )
    levels = tuple(
        PlotLevel(y=up.at(value), value=value, is_target=is_target) for value, is_target in known
    )
    crowded = any(0 <= dots[-1].y - level.y < _WORD_H for level in levels)
    return Plot(dots=dots, levels=levels, crowded=crowded)


class _Scale:
    """Maps values onto pixels; a single value lies in the middle."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._low, self._high = min(values), max(values)
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        if self._high == self._low:
            return (self._start + self._end) / 2
        share = (value - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)
