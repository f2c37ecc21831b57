"""Every kind of page in a real browser, by role and width: axe, overflow, the console."""

import os
import re
from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Opening, shoot
from tests.pages.test_every_page import links_in, shape_of

AXE = Axe()
EVERY = os.environ.get("TRACKER_EVERY_PAGE") == "1"
"""Look at the forms of acts in every role too; they come from one mould, so three are enough."""
WHOLE = {("officer", 1280), ("city_contact", 360), ("consultant", 1280)}
_FORM = re.compile(r"/(new|edit|end)$")
LOOKS = [
    ("officer", 1280),
    ("officer", 360),
    ("reviewer", 1280),
    ("manager", 1280),
    ("consultant", 360),
    ("consultant", 1280),
    ("city_contact", 360),
    ("city_contact", 1280),
    ("city_approver", 360),
    ("city_security", 1280),
    ("city_privacy", 360),
    ("committee_member", 1280),
    ("observer", 1280),
    ("administrator", 1280),
    ("administrator", 360),
]
_VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
"""What axe says of everything that is right takes as long to bring over as to find."""
_NAMES = re.compile(r"[^A-Za-z0-9]+")


def faults(page: Page) -> list[str]:
    """What axe finds (WCAG 2.2 A and AA, and its best practices), in a line each."""
    page.evaluate(AXE.axe_script)
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]}"
        for one in page.evaluate(_VIOLATIONS)
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize(("role", "width"), LOOKS)
def test_axe_finds_nothing_and_nothing_runs_over(opening: Opening, role: str, width: int) -> None:
    page = opening(role, width)
    said: list[str] = []
    page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    todo, shapes, wrong = ["/", "/account", "/menu"], Counter[str](), []
    while todo:
        path = todo.pop(0)
        shape = shape_of(path)
        if shapes[shape] or path.endswith(".docx") or path.startswith("/files/"):
            continue
        if _FORM.search(shape) and not EVERY and (role, width) not in WHOLE:
            continue
        shapes[shape] += 1
        page.goto(path)
        todo += links_in(page.content())
        wrong += [f"{path} {fault}" for fault in faults(page)]
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wrong += [f"{path} runs over by {over} px"] if over > 0 else []
        shoot(page, f"{role}-{width}-{_NAMES.sub('-', shape).strip('-')}")
    assert not wrong, "\n".join(wrong)
    assert said == []
    assert len(shapes) >= 6


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_where_nobody_has_signed_in(opening: Opening, width: int) -> None:
    page = opening(None, width)
    for path in ("/sign-in", "/sign-in/forgotten", "/welcome/nothing", "/nothing"):
        page.goto(path)
        assert not faults(page), path
        shoot(page, f"nobody-{width}-{_NAMES.sub('-', path).strip('-')}")
