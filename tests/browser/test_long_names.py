"""Names of two hundred letters in one word: a page breaks them and does not run over."""

import sqlite3
from collections.abc import Iterator

import pytest

from tests.browser.conftest import Opening
from tests.browser.test_pages import WIDTHS
from tests.demoing import Demo

LONG = "Sehr" * 50


@pytest.fixture
def long_titles(demo: Demo) -> Iterator[None]:
    with sqlite3.connect(demo.folder / "tracker.sqlite", timeout=30) as database:
        known = database.execute("SELECT id, title FROM project").fetchall()
        database.execute("UPDATE project SET title = ?", (LONG,))
    yield
    with sqlite3.connect(demo.folder / "tracker.sqlite", timeout=30) as database:
        database.executemany(
            "UPDATE project SET title = ? WHERE id = ?", [(title, id_) for id_, title in known]
        )


@pytest.mark.usefixtures("long_titles")
@pytest.mark.parametrize("role", ["city_contact", "officer", "consultant"])
def test_a_front_page_breaks_long_titles(opening: Opening, role: str) -> None:
    page = opening(role)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/")
        assert LONG in page.content()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
