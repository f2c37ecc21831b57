"""Templates read one element a line; what indents them shows on no page."""

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

import tracker
from tracker.web.indentation import Unindented

TEMPLATES = sorted(Path(tracker.__file__).parent.glob("**/templates/**/*.html"))
WIDEST = 120
_OPENING = re.compile(
    r"<(?:article|aside|body|dd|details|div|dl|dt|fieldset|figure|footer|form|h[1-6]|head|header"
    r"|legend|li|main|nav|ol|option|p|section|summary|table|tbody|td|th|thead|tr|ul)\b"
)
"""Of elements that stand on lines of their own on a page too, or in cells of their own."""


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_has_one_element_a_line(template: Path) -> None:
    """How `make format` indents a template is held by `make lint`; where lines end, by this."""
    lines = template.read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if len(line) > WIDEST] == []
    assert [line for line in lines if len(_OPENING.findall(line)) > 1] == []


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("a\n  b\n", "a b"),
        ("<p>\n  a\n  <b>b</b>\n  c\n</p>\n<p>", "<p>a <b>b</b> c</p><p>"),
        ('<p\n  class="{{ 1 }}">\n  a', '<p class="1">a'),
        ('<a\n  href="{{ 1 }}">\n  a', '<a href="1"> a'),
        ("<a {{ 1 }}\n  href>", "<a 1 href>"),
        ("a\n  {% if true %}\n    b\n  {% endif %}\n  c", "a b c"),
        ("a\n  {%- if true %}\n    b\n  {%- endif %}\n  c", "abc"),
        ("{% if true %} a{% endif %}", " a"),
        ("{% if true %}\n  {# why #}\n  a{% endif %}", "a"),
        ("a\n  {{ 1 }}\n  b", "a 1 b"),
        ('{{ "\\n" ~ text }}', "\nx\n  y"),
    ],
)
def test_a_line_break_of_a_template_is_a_space_where_a_space_shows(
    template: str, shown: str
) -> None:
    made = Environment(
        loader=DictLoader({"one": template}), autoescape=True, extensions=[Unindented]
    )

    assert made.get_template("one").render(text="x\n  y") == shown
