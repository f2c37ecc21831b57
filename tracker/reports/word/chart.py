"""The readings of indicators as small line charts, drawn as SVG and set as a sharp picture.

Text in the picture is the indicators' codes, days and figures only, in the one font that the
package carries: so the same content gives the same picture on every machine. Titles, which may be
in any script, stand in the table and the caption.
"""

from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from xml.sax.saxutils import escape

import resvg_py

from tracker.reports.content import IndicatorRow
from tracker.reports.wording import figure

WIDTH_MM = 169
_FONT = str(files("tracker.reports.word") / "fonts" / "DejaVuSans-latin.ttf")
_PANEL_W, _PANEL_H, _GAP = 330, 190, 20
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 34, 44
_WORD_H = 26
_SHARPNESS = 2.25
_ACCENT, _INK, _QUIET, _LINE = "#0F5B6C", "#1C2326", "#4F585C", "#D8D4CB"


def drawable(indicators: Sequence[IndicatorRow]) -> tuple[IndicatorRow, ...]:
    """Those with two readings at least: one point shows no course."""
    return tuple(row for row in indicators if len(row.points) > 1)


def picture(indicators: Sequence[IndicatorRow]) -> bytes:
    """A PNG of one panel an indicator, two side by side."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg(indicators),
            zoom=_SHARPNESS,
            skip_system_fonts=True,
            font_files=[_FONT],
            font_family="DejaVu Sans",
            background="#FFFFFF",
        )
    )


def svg(indicators: Sequence[IndicatorRow]) -> str:
    """The drawing; lengths in pixels."""
    columns = min(2, len(indicators))
    rows = -(-len(indicators) // columns)
    width = 2 * _PANEL_W + _GAP
    height = rows * (_PANEL_H + _GAP) - _GAP
    panels = "".join(
        f'<g transform="translate({index % columns * (_PANEL_W + _GAP)} '
        f'{index // columns * (_PANEL_H + _GAP)})">{_panel(row)}</g>'
        for index, row in enumerate(indicators)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="DejaVu Sans" font-size="11" fill="{_INK}">{panels}</svg>'
    )


def _panel(row: IndicatorRow) -> str:
    across = _Scale([day.toordinal() for day, _ in row.points], _LEFT, _PANEL_W - _RIGHT)
    figures = [value for _, value in row.points]
    aims = [value for value in (row.baseline, row.target) if value is not None]
    up = _Scale([*figures, *aims], _PANEL_H - _BOTTOM, _TOP)
    dots = [(across.at(day.toordinal()), up.at(value)) for day, value in row.points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
    return "".join(
        (
            f'<text x="0" y="14" font-size="13">{escape(row.code)}</text>',
            _level(up, row.baseline, "baseline", "2 4"),
            _level(up, row.target, "target", "7 4"),
            f'<polyline points="{line}" fill="none" stroke="{_ACCENT}" stroke-width="2"/>',
            *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{_ACCENT}"/>' for x, y in dots),
            _day(row.points[0][0], _LEFT, "start"),
            _day(row.points[-1][0], _PANEL_W - _RIGHT, "end"),
            _newest(dots[-1], figures[-1], [up.at(aim) for aim in aims]),
        )
    )


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


def _level(up: _Scale, value: float | None, word: str, dashes: str) -> str:
    if value is None:
        return ""
    y = up.at(value)
    return (
        f'<line x1="{_LEFT}" x2="{_PANEL_W - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
        f'stroke="{_QUIET}" stroke-dasharray="{dashes}"/>'
        f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{figure(value)}</text>'
        f'<text x="{_PANEL_W - _RIGHT}" y="{y - 5:.1f}" text-anchor="end" font-size="10" '
        f'fill="{_QUIET}">{word}</text>'
    )


def _newest(dot: tuple[float, float], value: float, levels: Sequence[float]) -> str:
    """The last figure beside its point, below it where a level's word stands above."""
    x, y = dot
    crowded = any(0 <= y - level < _WORD_H for level in levels)
    return (
        f'<text x="{x:.1f}" y="{y + (18 if crowded else -8):.1f}" text-anchor="end" '
        f'fill="{_ACCENT}">{figure(value)}</text>'
    )


def _day(value: date, x: float, anchor: str) -> str:
    return (
        f'<text x="{x}" y="{_PANEL_H - 8}" text-anchor="{anchor}" fill="{_QUIET}">'
        f"{value.isoformat()}</text>"
    )
