"""How many statements a page sends: as many for a thousand projects as for ten."""

from collections.abc import Awaitable, Callable

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tests.statements import counted
from tests.test_statements import many_projects
from tracker.tasks import store

PAGES = {
    ("officer", "/"): 14,
    ("reviewer", "/"): 14,
    ("observer", "/"): 3,
    ("officer", "/projects"): 5,
    ("officer", "/projects?find=kla"): 5,
    ("officer", "/projects?view=board"): 4,
    ("city_contact", "/projects"): 5,
    ("city_contact", "/"): 9,
    ("city_approver", "/"): 9,
}


@pytest.mark.parametrize("count", [10, 60, pytest.param(1000, marks=pytest.mark.long)])
async def test_a_page_takes_as_many_statements_for_a_thousand_projects_as_for_ten(
    app: Litestar,
    browsing: Callable[[str], Awaitable[Browser]],
    sessions: async_sessionmaker[AsyncSession],
    cast: Cast,
    clock: Clock,
    count: int,
) -> None:
    await many_projects(sessions, cast, clock, count)
    while await store.mend(sessions, sessions, clock()):
        pass
    found = {}
    for who, path in PAGES:
        browser = await browsing(who)
        with counted(app) as sent:
            assert (await browser.open(path)).status_code == 200
        found[who, path] = len(sent)
    assert found == PAGES
