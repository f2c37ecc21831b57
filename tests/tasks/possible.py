"""Whether the page that a task leads to lets its owner do it there and then."""

import html
import re
from typing import Any

from litestar import Litestar

from tests.browsing import Browser, Form, browser_of
from tests.cast import Cast
from tracker.process.tasks import Kind
from tracker.tasks.addresses import WAYS

_ENDINGS = {"POST": "new", "PATCH": "edit"}
_TOGETHER = "/fact-answers/new"
"""Where the questions about a project are answered in one form, on the page of all of them."""


class OnPages:
    """Opens the page of each kind of task once for each person; `wrong` says where it failed."""

    def __init__(self, app: Litestar, cast: Cast) -> None:
        self.app, self.cast = app, cast
        self.seen: set[tuple[str, str, bool]] = set()
        self.wrong: list[str] = []

    async def __call__(self, who: str, task: Any) -> None:
        key = (who, task["kind"], len(task["things"]) > 1)
        if key in self.seen:
            return
        self.seen.add(key)
        browser = await browser_of(self.app, self.cast, who)
        why = await why_not_offered(browser, task)
        if why:
            self.wrong.append(f"{who}, {task['what']} ({task['kind']}): {why}")


async def why_not_offered(browser: Browser, task: Any) -> str:
    """Empty where the page has the form, or a link to it that shows the form."""
    page: str = task["page"]
    shown = await browser.open(page)
    if shown.status_code != 200:
        return f"{page} answers {shown.status_code}"
    if not task["steps"] or _is_form(page):
        return "" if not task["steps"] or Form(shown.text).action else f"{page} has no form"
    return await _by_links(browser, page, shown.text, task)


async def _by_links(browser: Browser, page: str, text: str, task: Any) -> str:
    """The form is a link away; of several things each has a link, and the form behind it."""
    step = task["steps"][-1]
    act = f"{step['address'].removeprefix('/api')}/{_ENDINGS[step['method']]}"
    one = _page_of_one(task)
    found = links_in(text)
    if any(link.endswith(_TOGETHER) for link in found):
        return ""
    if len(task["things"]) > 1 and one != act:
        paths = {link.partition("?")[0] for link in found}
        missing = [
            thing["name"]
            for thing in task["things"]
            if one.replace(task["things"][0]["id"], thing["id"]) not in paths
        ]
        if missing:
            return f"{page} leads to none of {missing}"
        shown = await browser.open(one)
        page, found = one, links_in(shown.text)
    offered = next((link for link in found if link.partition("?")[0] == act), None)
    if offered is None:
        return f"{page} does not offer {act}"
    behind = await browser.open(offered)
    if behind.status_code != 200 or not Form(behind.text).action:
        return f"{offered} shows no form ({behind.status_code})"
    return ""


def _page_of_one(task: Any) -> str:
    values = {**task["detail"], "project": task["project"], "id": task["things"][0]["id"]}
    return WAYS[Kind(task["kind"])].page.format_map(values)


def _is_form(page: str) -> bool:
    return page.endswith(("/new", "/edit"))


def links_in(text: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'(?:href|data-draft)="(/[^"#]*)"', text)]
