"""One project from proposal to scaling decision in Chromium, its people clicking and typing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar
from playwright.async_api import async_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.walking import Walking
from tests.cast import Cast
from tests.child import free_port
from tests.clock import Clock
from tests.pages.test_the_whole_way import LEGS, listening
from tracker.demo.journey import Journey


class Walk(Journey):
    """The journey, with a gate that is refused first and readings of the pilot."""

    refused = ""

    async def study_done(self) -> None:
        """All that G3 asks but one requirement: refused; then that one too."""
        await self.deliver("D10", "study")
        await self.deliver("D11", "study", only_for_pilot=True)
        await self.plan(preparation=260)
        last = (await self.still_open("G3"))[-1]
        await self.clear("G3", leave=frozenset({last["requirement"]}))
        moved = await self.move("G3", leads_to="preparation")
        assert moved.status_code == 409, moved.text
        assert last["title"] in moved.text
        assert (await self.project())["stage"] == "study"
        await self.clear("G3")

    async def evaluated(self) -> None:
        page = await self.see("officer", f"/projects/{self.code}/indicators")
        reading = {
            "period_start": self.day(-20),
            "period_end": self.day(-1),
            "value": 9.5,
            "quality": "accurate_measurement",
            "source": "Example counts at three sites",
        }
        made = await self.do(
            "city_contact", f"/indicators/{page['items'][0]['id']}/readings", reading
        )
        await self.do("officer", f"/readings/{made['id']}/checks", {"outcome": "verified"})
        await super().evaluated()


@pytest.fixture
def kind() -> str:
    """What a page shows does not depend on the database; the way without a browser is on both."""
    return "sqlite"


@pytest.fixture
async def served(app: Litestar) -> AsyncIterator[str]:
    """The address of the application, served by this process, so that the test sets its clock."""
    server = Server(
        app,
        address="127.0.0.1",
        port=free_port(),
        interface=Interfaces.ASGINL,
        log_enabled=False,
    )
    serving = asyncio.create_task(server.serve())
    yield f"http://localhost:{server.bind_port}"
    server.stop()
    await serving


@pytest.fixture(params=[(1280, True), (360, False)], ids=["1280", "360-no-scripts"])
async def walk(
    request: pytest.FixtureRequest,
    served: str,
    app: Litestar,
    cast: Cast,
    clock: Clock,
    acting: Callable[[str], httpx.AsyncClient],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[tuple[Walk, list[str]]]:
    """The journey, and the kinds of acts that were clicked on it."""
    if CHROMIUM is None:
        pytest.skip("NO BROWSER WAS TESTED: install chromium (apt-get install chromium)")
    width, scripts = request.param
    answers, done = listening(monkeypatch), list[str]()
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        window = await chromium.new_page(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts
        )
        window.set_default_timeout(15_000)
        people: dict[str, Any] = {
            name: Walking(
                app, cast, name, acting(name), answers, window=window, home=served, done=done
            )
            for name in cast.tokens
        }
        yield Walk(people.__getitem__, cast, clock), done
        await chromium.close()


@pytest.mark.long
async def test_a_project_goes_from_proposal_to_scaling_decision_in_a_browser(
    walk: tuple[Walk, list[str]],
) -> None:
    journey, done = walk
    for leg in LEGS:
        await getattr(journey, f"to_{leg}")()

    assert (await journey.project())["stage"] == "follow_up"
    gates = [one["gate"] for one in await journey.decisions()]
    assert gates == ["G6", "G5", "G4", "G3", "G2", "G1"]
    assert sum(one.endswith("/decisions") for one in done) == len(gates)
