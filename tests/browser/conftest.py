"""A real Chromium that looks at a real tracker: the demo, and one that demands two factors."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.demoing import Demo

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",  # nobody looks: a page need not be painted
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Gone with its module: it keeps an event loop running in this thread, where others begin
    their own.
    """
    if CHROMIUM is None:
        pytest.skip("NO BROWSER WAS TESTED: install chromium (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


Opening = Callable[..., Page]


@pytest.fixture(scope="session")
def signed_in() -> dict[str, Any]:
    """The cookies of each role; who signs in for every test has tried too often."""
    return {}


@pytest.fixture
def opening(chromium: Browser, demo: Demo, signed_in: dict[str, Any]) -> Iterator[Opening]:
    """`opening("officer", width=360, scripts=False)`: a window in which that role has signed in."""
    contexts = []

    def open_as(role: str | None, width: int = 1280, scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=demo.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            storage_state=signed_in.get(role or ""),
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if role in signed_in:
            page.goto("/")
        elif role is not None:
            sign_in(page, demo.people[role], demo.password)
            signed_in[role] = context.storage_state()
        return page

    yield open_as
    for context in contexts:
        context.close()


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("main button.btn-main")
    page.wait_for_url("**/")


SHOTS = os.environ.get("TRACKER_SHOTS")
"""A folder for pictures of what is looked at; none by default."""


def shoot(page: Page, name: str) -> None:
    """Keep a picture, where somebody asked for pictures."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
