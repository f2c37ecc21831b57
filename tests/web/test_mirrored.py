"""The style sheets say where a line begins and ends, not left and right."""

import re
from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parents[2] / "assets").glob("_*.scss"))
_SIDES = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border)-)?(?:left|right)(?:-\w+)?:"
    r"|(?:align|float): (?:left|right)"
)
_FOUR = re.compile(r"(?:margin|padding): \S+ (\S+) \S+ (\S+);")
"""Four widths in one: the second and the fourth are at the sides."""


def sided(text: str) -> list[str]:
    return _SIDES.findall(text) + [one[0] for one in _FOUR.finditer(text) if one[1] != one[2]]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_style_sheet_names_no_side(sheet: Path) -> None:
    assert sided(sheet.read_text()) == []


def test_a_side_is_found() -> None:
    assert sided("a { margin-left: 1px; }")
    assert sided("a { padding: 1px 2px 3px 4px; }")
    assert sided("a { text-align: right; }")
    assert not sided("a { margin-inline-start: 1px; padding: 1px 2px 3px 2px; }")
