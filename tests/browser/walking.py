"""Somebody who acts in Chromium: follows links to the page of an act, fills it and sends it."""

import re
from collections import Counter, deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import Page, expect

from tests.browsing import browser_of
from tests.pages.clicking import Clicking, flat
from tests.pages.test_every_page import links_in, shape_of
from tracker.people.authentication import COOKIE

ALWAYS = ("/motions", "/decisions")
"""What is clicked each time, and a vote by each person; every other kind of act once, and then
it goes over the API.
"""
OF_A_KIND = 3
"""So many pages of a kind are searched for the link, and those that are about the same thing."""
FAR = 6
"""Pages from the front page to any act, at most."""
_THING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|CP-[A-Z]+-\d+|/G\d\b|/facts/[a-z_]+")
_ELSEWHERE = re.compile(r"/(new|edit|end)$|/(new|edit|end)\?|^/files/|\.docx$|\?(?!gate=)|/account")
"""Other acts, files, and the same page sorted or filtered otherwise; not that of another gate."""
PROOF = {"name": "example.txt", "mimeType": "text/plain", "buffer": b"Example content"}
FORM = "main form:is([data-draft], .checked)"
ZONE = ZoneInfo("Asia/Seoul")
"""In which everybody of the cast reads the clock."""


class Walking(Clicking):
    """As the client of somebody in the cast, who sits down at the one window there is."""

    def __init__(self, *given: Any, window: Page, home: str, done: list[str]) -> None:
        super().__init__(*given)
        self._window, self._home, self._done_before = window, home, done

    async def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        kind = f"{method} {shape_of(path)}"
        if path.endswith("/votes"):
            kind += f" by {self._name}"
        again = kind in self._done_before and not path.endswith(ALWAYS)
        if method == "GET" or content is not None or again:
            return await self._api.request(
                method, path, json=json, content=content, headers=dict(headers or {})
            )
        shown = await super().request(method, path, json=json)
        if shown.is_success:
            self._done_before.append(kind)
        return shown

    async def _done(self, page: str, json: Any) -> tuple[int, str]:
        way = await self._way(page)
        if way is None:
            return 403, f"no link leads {self._name} to {page}"
        window = await self._signed_in()
        for href in way:
            await follow(window, href)
        form = await _form_of(window, way[-1])
        for name, values in flat(json).items():
            await fill(window, form, name, values)
        self._answers.clear()
        status, to = await _sent(window, form)
        if to.endswith("check=yes"):
            await window.wait_for_url("**/*check=yes")
            status, _ = await _sent(window, FORM)
        if status == 303:
            await expect(window.locator("main .notice.tone-ok")).to_be_visible()
            return status, ""
        await expect(window.locator("#summary")).to_be_visible()
        return status, await window.locator("#summary").inner_text()

    async def _way(self, page: str) -> list[str] | None:
        """The links from the front page to this one; nothing is sent on the way."""
        self._browser = await browser_of(self._app, self._cast, self._name)
        ways: dict[str, list[str]] = {"/": []}
        todo, opened, about = deque(["/"]), Counter[str](), things_in(page)
        while todo:
            here = todo.popleft()
            opened[shape_of(here)] += 1
            if len(ways[here]) == FAR or opened[shape_of(here)] > OF_A_KIND:
                continue
            shown = await self._browser.open(here)
            for href in links_in(shown.text):
                if href.partition("?")[0] == page:
                    return [*ways[here], href]
                if href in ways or _ELSEWHERE.search(href):
                    continue
                ways[href] = [*ways[here], href]
                (todo.appendleft if about & things_in(href) else todo.append)(href)
        return None

    async def _signed_in(self) -> Page:
        """With both factors just now, at the front page."""
        cookie = {"name": COOKIE, "value": self._browser.cookies[COOKIE], "secure": True}
        at = self._home.replace("http:", "https:")
        await self._window.context.clear_cookies()
        await self._window.context.add_cookies([{**cookie, "url": at}])  # type: ignore[typeddict-item]
        await self._window.goto(self._home)
        return self._window


def things_in(path: str) -> set[str]:
    """What an address is about, beside the project."""
    return set(_THING.findall(path))


async def _form_of(window: Page, href: str) -> str:
    """The form of an act where it stands beside others, unfolded; else that of the page."""
    form = f'main form[data-draft="{href}"]'
    if not await window.locator(form).count():
        return FORM
    folded = window.locator("details:not([open])", has=window.locator(form))
    if await folded.count():
        await folded.first.locator("summary").first.click()
    return form


async def _sent(window: Page, form: str) -> tuple[int, str]:
    """Status and destination of what a form is answered with."""
    async with window.expect_response(lambda one: one.request.method == "POST") as heard:
        await window.click(f"{form} button.btn-main")
    answer = await heard.value
    return answer.status, await answer.header_value("location") or ""


async def follow(window: Page, href: str) -> None:
    """Click the link, opening what it is folded into, or the menu of a phone.

    A form that stands on the page it is about is reached already.
    """
    link = window.locator(f'a[href="{href}"]')
    if not await link.count() and await window.locator(f'form[data-draft="{href}"]').count():
        return
    if not await link.locator("visible=true").count():
        folded = window.locator("details:not([open])", has=link).first
        phone = window.locator("a.only-phone")
        await (folded.locator("summary") if await folded.count() else phone).first.click()
    await link.locator("visible=true").first.click()
    await window.wait_for_url(f"**{href}")


async def fill(window: Page, form: str, name: str, values: list[str]) -> None:
    """Put values into the fields of a name, each kind as its user would."""
    fields = window.locator(f'{form} [name="{name}"]')
    if not await fields.count():
        assert not values, f"{window.url} has no field {name}"
        return
    here = window.locator(f'[name="{name}"]')
    folded = window.locator(f"{form} details:not([open])", has=here)
    if await folded.count():
        await folded.first.locator("summary").click()
    kind = await fields.first.get_attribute("type") or ""
    if kind == "file":
        await fields.first.set_input_files([PROOF] if values else [])
    elif kind in ("checkbox", "radio"):
        for one in await fields.all():
            if await one.get_attribute("value") in values:
                await one.check()
            elif kind == "checkbox":
                await one.uncheck()
    elif kind != "hidden":
        text = "\n".join(values)
        if kind == "datetime-local":
            text = f"{datetime.fromisoformat(text).astimezone(ZONE):%Y-%m-%dT%H:%M}"
        chooses = await fields.first.evaluate("field => field.tagName") == "SELECT"
        await (fields.first.select_option(text) if chooses else fields.first.fill(text))
