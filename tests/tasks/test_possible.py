"""A task is possible: the page behind it opens for its owner and lets them do it."""

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.tasks.possible import OnPages
from tests.tasks.robots import Robots
from tests.tasks.test_robots import begun, completed
from tracker.demo.journey import Journey

Sessions = async_sessionmaker[AsyncSession]


@pytest.mark.long
async def test_the_page_of_each_task_lets_its_owner_do_it(
    app: Litestar, journey: Journey, sessions: Sessions
) -> None:
    robots = await begun(journey, sessions, seed=4)
    robots.looks = OnPages(app, journey.cast)

    await robots.go(completed(robots))

    assert robots.looks.wrong == []


@pytest.mark.long
@pytest.mark.at("proposal")
async def test_the_page_of_each_task_of_the_shipped_catalogue_lets_its_owner_do_it(
    app: Litestar, journey: Journey, sessions: Sessions
) -> None:
    robots = Robots(journey, sessions, seed=5)
    robots.looks = OnPages(app, journey.cast)

    await robots.go(completed(robots))

    assert robots.looks.wrong == []
