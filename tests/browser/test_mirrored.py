"""Pages from right to left, and a city's front page in the dark: what a browser makes of them."""

import sqlite3
from collections.abc import Iterator

import pytest

from tests.browser.conftest import Opening, shoot
from tests.browser.test_pages import WIDTHS, faults
from tests.demoing import Demo
from tracker.web.language import MIRRORED

_OUTSIDE = """[...document.querySelectorAll('main *')].filter(one => {
  const at = one.getBoundingClientRect();
  return at.width > 1 && (at.left < -1 || at.right > innerWidth + 1)
    && getComputedStyle(one).position !== 'absolute';
}).map(one => one.outerHTML.slice(0, 100))"""
"""What lies beyond the edge at which a line begins; nobody can scroll there."""


def read_in(demo: Demo, language: str) -> None:
    with sqlite3.connect(demo.folder / "tracker.sqlite", timeout=30) as database:
        database.execute("UPDATE person SET language = ?", (language,))


@pytest.fixture
def mirrored(demo: Demo) -> Iterator[Demo]:
    read_in(demo, MIRRORED)
    yield demo
    read_in(demo, "en")


@pytest.mark.parametrize(
    ("role", "path"),
    [("city_contact", "/"), ("officer", "/"), ("officer", "/projects/{code}")],
)
def test_nothing_runs_over_from_right_to_left(
    opening: Opening, mirrored: Demo, role: str, path: str
) -> None:
    page = opening(role)
    at = path.format(code=mirrored.codes()[0])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(at)
        assert page.evaluate("document.dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert page.evaluate(_OUTSIDE) == []
        assert not faults(page)
        first, brand = (
            page.locator(one).first.bounding_box() for one in ("main h1", ".bar .brand")
        )
        assert first is not None
        assert brand is not None
        assert brand["x"] > width / 2, "the bar begins at the right"
        assert abs(first["x"] + first["width"] - brand["x"] - brand["width"]) < 2
        shoot(page, f"mirrored-{role}-{width}-{len(path)}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_a_citys_front_page(opening: Opening, scheme: str, width: int) -> None:
    page = opening("city_contact", width)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/")
    assert not faults(page)
    size = page.evaluate("getComputedStyle(document.querySelector('main .what a')).fontSize")
    assert size == "17px"
