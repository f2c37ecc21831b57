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
from tracker.reports.plot import HEIGHT, LEFT, RIGHT, WIDTH, Plot, PlotLevel, plotted
from tracker.reports.wording import figure

WIDTH_MM = 169
_FONT = str(files("tracker.reports.word") / "fonts" / "DejaVuSans-latin.ttf")
_GAP = 20
_SHARPNESS = 2.25
_ACCENT, _INK, _QUIET = "#0F5B6C", "#1C2326", "#4F585C"


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
    width = 2 * WIDTH + _GAP
    height = rows * (HEIGHT + _GAP) - _GAP
    panels = "".join(
        f'<g transform="translate({index % columns * (WIDTH + _GAP)} '
        f'{index // columns * (HEIGHT + _GAP)})">{_panel(row)}</g>'
        for index, row in enumerate(indicators)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="DejaVu Sans" font-size="11" fill="{_INK}">{panels}</svg>'
    )


def _panel(row: IndicatorRow) -> str:
    plot = plotted(row.points, row.baseline, row.target)
    return "".join(
        (
            f'<text x="0" y="14" font-size="13">{escape(row.code)}</text>',
            *(_level(level) for level in plot.levels),
            f'<polyline points="{plot.line}" fill="none" stroke="{_ACCENT}" stroke-width="2"/>',
            *(
                f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="3.5" fill="{_ACCENT}"/>'
                for dot in plot.dots
            ),
            _day(plot.dots[0].day, LEFT, "start"),
            _day(plot.dots[-1].day, WIDTH - RIGHT, "end"),
            _newest(plot),
        )
    )


def _level(level: PlotLevel) -> str:
    word, dashes = ("target", "7 4") if level.is_target else ("baseline", "2 4")
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{level.y:.1f}" y2="{level.y:.1f}" '
        f'stroke="{_QUIET}" stroke-dasharray="{dashes}"/>'
        f'<text x="{LEFT - 6}" y="{level.y + 4:.1f}" text-anchor="end">{figure(level.value)}</text>'
        f'<text x="{LEFT - 6}" y="{level.y + 15:.1f}" text-anchor="end" font-size="10" '
        f'fill="{_QUIET}">{word}</text>'
    )


def _newest(plot: Plot) -> str:
    """The last figure beside its point, below it where a level is drawn above."""
    dot = plot.dots[-1]
    return (
        f'<text x="{dot.x:.1f}" y="{dot.y + (18 if plot.crowded else -8):.1f}" text-anchor="end" '
        f'fill="{_ACCENT}">{figure(dot.value)}</text>'
    )


def _day(value: date, x: float, anchor: str) -> str:
    return (
        f'<text x="{x}" y="{HEIGHT - 8}" text-anchor="{anchor}" fill="{_QUIET}">'
        f"{value.isoformat()}</text>"
    )
