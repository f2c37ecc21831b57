"""How pages look: contrasts of the style sheet, weights on the line, words that are translated."""

import gzip
import re
from collections.abc import Awaitable, Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from litestar import Litestar
from sqlalchemy import update

from tests.browsing import Browser
from tests.cast import Cast
from tests.pages.test_every_page import EVERYBODY, walked
from tracker.compliance.catalogue import shipped
from tracker.people.models import Person
from tracker.web import assets
from tracker.web.language import PSEUDO

Browsing = Callable[[str], Awaitable[Browser]]
THEME = (Path(__file__).parents[2] / "assets" / "_theme.scss").read_text()
TEXT, PART = 4.5, 3.0
"""WCAG 2.2: text, and parts of what one works with (1.4.3, 1.4.11)."""
PAPERS = ("--bs-body-bg", "--bs-secondary-bg", "--bs-tertiary-bg")
PAIRS = (
    [(ink, paper, TEXT) for ink in ("--bs-body-color", "--bs-secondary-color") for paper in PAPERS]
    + [("--bs-link-color", paper, TEXT) for paper in PAPERS]
    + [("--bs-link-hover-color", paper, TEXT) for paper in PAPERS]
    + [("--on-primary", "--bs-primary", TEXT), ("--on-primary", "--primary-hover", TEXT)]
    + [("--bs-body-color", "--chosen-bg", TEXT)]
    + [(edge, paper, PART) for edge in ("--edge", "--focus") for paper in PAPERS]
    + [
        (f"--{tone}", paper, TEXT)
        for tone in ("ok", "wait", "warn", "stop", "exc", "idle")
        for paper in (f"--{tone}-bg", "--bs-secondary-bg", "--bs-body-bg")
    ]
)


def tokens(theme: str) -> dict[str, str]:
    found = re.search(rf"@mixin {theme} \{{(.*?)\n\}}", THEME, re.DOTALL)
    assert found is not None
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", found[1]))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_read_stands_out_from_what_it_stands_on(theme: str) -> None:
    colours = tokens(theme)
    for ink, paper, least in PAIRS:
        assert contrast(colours[ink], colours[paper]) >= least, (ink, paper)


def test_the_formula_gives_what_the_standard_gives() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.at("pilot")
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", EVERYBODY)
async def test_a_first_page_is_light_on_the_line(browsing: Browsing, name: str) -> None:
    """A city's first visit takes 60 KB in all and later ones 12 KB; others 100 KB."""
    city = name.startswith("city") or name == "other_city_contact"
    answer = await (await browsing(name)).open("/")
    page = len(gzip.compress(answer.content, 6))
    files = {
        found
        for found in re.findall(r'(?:href|src)="(/static/[^"#]+)', answer.text)
        if not found.endswith(".txt")
    }
    rest = sum(len(assets.assets()[one.rpartition("/")[2]].packed) for one in files)
    assert page <= (12_000 if city else 40_000)
    assert page + rest <= (60_000 if city else 100_000)


LABELS = frozenset({"h2", "th", "dt", "label", "button", "legend", "summary", "caption", "nav"})
"""Where only our own words stand; what people and the catalogue wrote stands elsewhere."""


class Words(HTMLParser):
    """What a page says to its reader in words of ours."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._open: list[str] = []
        self._silent = self._ours = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "svg", "option", "code"}:
            self._silent += 1
        given = dict(attrs)
        if tag in LABELS or "btn" in (given.get("class") or ""):
            self._ours += given.get("scope") not in ("row", "rowgroup")
            self._open.append(tag)
        for name, value in attrs:
            if name in {"aria-label", "placeholder", "title"} and value:
                self.said.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "svg", "option", "code"}:
            self._silent -= 1
        if self._open and self._open[-1] == tag:
            self._open.pop()
            self._ours = max(0, self._ours - 1)

    def handle_data(self, data: str) -> None:
        if self._ours and not self._silent and data.strip():
            self.said.append(data.strip())


OURS = re.compile(r"[A-Za-z]{3,}")
DATA = re.compile(
    r"⟦|[Ee]xample|KLA|CP-|@|SHA-256|\d|Seoul|UTC|TRACKER_|KB|^(?:test|ZZX|True|False|Need)$|^\W*$"
)
"""Marked as translated, or what people and the catalogue wrote."""
TITLES = frozenset(one.title for one in shipped().by_id.values())
"""What requirements are called: the catalogue's own words."""


@pytest.mark.at("pilot")
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["officer", "city_contact", "consultant", "administrator"])
async def test_what_our_pages_say_is_translated(
    app: Litestar, cast: Cast, browsing: Browsing, name: str
) -> None:
    """In a language whose translations are in brackets, nothing of ours is left without them."""
    async with app.state.sessions.begin() as session:
        await session.execute(
            update(Person).where(Person.id == cast.person(name)).values(language=PSEUDO)
        )
    browser = await browsing(name)
    escaped: dict[str, list[str]] = {}
    for path in await walked(browser):
        answer = await browser.open(path)
        if "text/html" not in answer.headers["content-type"]:
            continue
        left = [
            said
            for said in Words(answer.text).said
            if OURS.search(said) and not DATA.search(said) and said.strip() not in TITLES
        ]
        if left:
            escaped[path] = left[:6]
    assert escaped == {}
