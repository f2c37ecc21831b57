"""What people write is shown as they wrote it, and is never part of the page."""

from collections.abc import Awaitable, Callable

import pytest
from litestar import Litestar
from sqlalchemy import select, update

from tests.browsing import Browser
from tests.pages.test_every_page import links_in, shape_of
from tracker.demo.journey import Journey
from tracker.kernel.database import System
from tracker.people.authentication import COOKIE
from tracker.people.models import Organisation, Person
from tracker.projects.models import Project
from tracker.web.csrf import token_for

Browsing = Callable[[str], Awaitable[Browser]]
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"


@pytest.mark.at("pilot")
@pytest.mark.asvs("3.2.2")
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_hostile_names_are_text_on_every_page(
    app: Litestar, browsing: Browsing, journey: Journey
) -> None:
    marked = {"seen_by": System("a test")}
    async with app.state.sessions.begin() as session:
        await session.execute(update(Organisation).values(name=HOSTILE))
        await session.execute(update(Person).values(name=HOSTILE))
        await session.execute(
            update(Project)
            .values(title=HOSTILE, challenges=HOSTILE)
            .execution_options(**marked, synchronize_session=False)
        )
    browser = await browsing("officer")
    raised = await browser.fill(
        f"/projects/{journey.code}/lessons/new",
        {"category": "other", "happened": HOSTILE, "learned": HOSTILE, "recommendation": HOSTILE},
    )
    assert raised.status_code == 303
    todo, seen, shown = ["/"], set[str](), 0
    while todo:
        path = todo.pop(0)
        if shape_of(path) in seen:
            continue
        seen.add(shape_of(path))
        text = (await browser.open(path)).text
        todo += links_in(text)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        shown += "&lt;script&gt;alert(1)" in text
    assert shown > 20


@pytest.mark.asvs("3.2.2")
async def test_what_was_typed_is_text_when_it_comes_back(browsing: Browsing) -> None:
    browser = await browsing("officer")
    answer = await browser.fill("/organisations/new", {"name": HOSTILE, "code": HOSTILE})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    kept = await browser.send(
        "/drafts",
        {
            "_token": token_for(browser.cookies[COOKIE]),
            "_path": "/organisations/new",
            "name": HOSTILE,
        },
    )
    assert kept.status_code == 204
    assert "<script>alert" not in (await browser.open("/organisations/new")).text


@pytest.mark.asvs("6.2.6", "6.2.7", "6.2.10")
async def test_passwords_are_typed_unseen_and_may_be_pasted(app: Litestar) -> None:
    text = (await Browser(app).open("/sign-in")).text
    assert 'type="password"' in text
    assert 'autocomplete="current-password"' in text
    assert "onpaste" not in text


@pytest.mark.asvs("6.3.2")
async def test_nobody_can_sign_in_to_an_empty_tracker(app: Litestar) -> None:
    async with app.state.sessions() as session:
        hashes = list(await session.scalars(select(Person.id)))
    assert hashes, "the cast is there"
    for word in ("admin", "administrator", "password"):
        answer = await Browser(app).fill("/sign-in", {"email": f"{word}@x.org", "password": word})
        assert answer.status_code == 422
