"""Every kind of page in a real browser, by role and width: axe, overflow, the console."""

import re
import sys
from collections import Counter
from zlib import crc32

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Opening, shoot
from tests.pages.test_every_page import links_in, shape_of

AXE = Axe()
WIDTHS = (1280, 360)
ROLES = (
    "officer",
    "reviewer",
    "manager",
    "consultant",
    "city_contact",
    "city_approver",
    "city_security",
    "city_privacy",
    "committee1",
    "observer",
    "administrator",
)
TWICE = ("officer", "consultant", "city_contact", "administrator")
"""Whose pages are looked at in both widths; the forms of acts, from one mould, in one of them.

They alone are in the fast set, and there but a few of the forms.
"""
FORMS_IN_FAST = 5
_FORM = re.compile(r"/(new|edit|end)$")
_VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
"""What axe says of everything that is right takes as long to bring over as to find."""
_NAMES = re.compile(r"[^A-Za-z0-9]+")


def faults(page: Page) -> list[str]:
    """What axe finds (WCAG 2.2 A and AA, and its best practices), in a line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]}"
        for one in page.evaluate(_VIOLATIONS)
        for node in one["nodes"][:3]
    ]


def widths(role: str, shape: str) -> tuple[int, ...]:
    """In which a role looks at a kind of page: the next role has the other one."""
    if role in TWICE and not _FORM.search(shape):
        return WIDTHS
    return (WIDTHS[(ROLES.index(role) + crc32(shape.encode())) % len(WIDTHS)],)


@pytest.mark.parametrize(
    "role", [pytest.param(one, marks=[] if one in TWICE else pytest.mark.long) for one in ROLES]
)
def test_axe_finds_nothing_and_nothing_runs_over(
    opening: Opening, role: str, pytestconfig: pytest.Config
) -> None:
    page = opening(role)
    forms = sys.maxsize if pytestconfig.getoption("--whole") else FORMS_IN_FAST
    said: list[str] = []
    page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    todo, shapes, wrong = ["/", "/account", "/menu"], Counter[str](), []
    while todo:
        path = todo.pop(0)
        shape = shape_of(path)
        if shapes[shape] or path.endswith(".docx") or path.startswith("/files/"):
            continue
        shapes[shape] += 1
        if _FORM.search(shape):
            forms -= 1
            if forms < 0:
                continue
        page.goto(path)
        todo += links_in(page.content())
        for width in widths(role, shape):
            page.set_viewport_size({"width": width, "height": 800})
            wrong += [f"{path} at {width}: {fault}" for fault in faults(page)]
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            wrong += [f"{path} runs over by {over} px at {width}"] if over > 0 else []
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
