"""Formal acts: each page that does one asks for a factor that was shown shortly before."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from litestar import Litestar

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tests.serving import assembled as made
from tracker.people.authentication import COOKIE
from tracker.people.rules import FRESH
from tracker.process.policy import FORMAL, POLICY, Act
from tracker.web.csrf import token_for
from tracker.web.guards import Requires, handlers_of

Browsing = Callable[[str], Awaitable[Browser]]


def formal_pages(app: Litestar) -> list[tuple[str, Act]]:
    """Every page by which a formal act is done, and the act."""
    return [
        (path, guard.act)
        for path, handler in handlers_of(app)
        for guard in handler.resolve_guards()
        if isinstance(guard, Requires) and guard.act in FORMAL
        if "POST" in handler.http_methods and not path.startswith("/api/")
    ]


PAGES = formal_pages(made())


def test_every_formal_act_is_done_on_a_page() -> None:
    """An invitation is answered on the own account, where tests/people/test_invited.py looks."""
    assert {act for _, act in PAGES} == FORMAL - {Act.INVITATION_ANSWER}


@pytest.mark.asvs("7.5.3")
@pytest.mark.parametrize(("path", "act"), PAGES, ids=[path for path, _ in PAGES])
async def test_a_formal_act_is_not_done_before_a_factor_was_shown(
    browsing: Browsing, cast: Cast, clock: Clock, path: str, act: Act
) -> None:
    """Asked before anything is looked up, so that the things need not be there."""
    who = next(name for name, actor in cast.actors.items() if actor.role in POLICY[act])
    browser = await browsing(who)
    token = {"_token": token_for(browser.cookies[COOKIE])}
    page = re.sub(r"\{\w+:(\w+)\}", lambda found: SOME[found[1]], path)
    asked = f"/sign-in/again?next={quote(page, safe='')}"

    clock.now += FRESH
    assert (await browser.send(page, token)).headers.get("location") != asked
    clock.now += timedelta(seconds=1)
    assert (await browser.send(page, token)).headers.get("location") == asked


SOME = {"uuid": str(UUID(int=1)), "str": "KLA-2027-01"}
