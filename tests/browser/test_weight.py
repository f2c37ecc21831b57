"""How many bytes the front page of a city takes over the line, as a browser counts them."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import Opening

FIRST_VISIT, LATER_VISIT = 60_000, 12_000
"""With style sheet, script and symbols, which a browser keeps; the page alone."""


def weighed(page: Page) -> Callable[[str], int]:
    """`weigh("/")`: what came over the line, headers and all; what is kept costs nothing."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.clearBrowserCache")
    came: list[int] = []
    devtools.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))

    def weigh(path: str) -> int:
        came.clear()
        page.goto(path, wait_until="networkidle")
        return sum(came)

    return weigh


def test_a_citys_front_page_is_light_on_the_line(opening: Opening) -> None:
    weigh = weighed(opening("city_contact", 360))

    first, later = weigh("/"), weigh("/")

    assert LATER_VISIT < first <= FIRST_VISIT, "else the style sheet was not counted"
    assert 0 < later <= LATER_VISIT
