"""Robots that know only their lists bring a project to its end, whatever happens on the way."""

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.tasks.robots import Robots
from tests.walk.ground import published
from tracker.demo.journey import Journey

Sessions = async_sessionmaker[AsyncSession]


async def begun(journey: Journey, sessions: Sessions, seed: int = 1) -> Robots:
    """A call with a small catalogue, and a city's draft; from there on it is the robots'."""
    journey.clock.pass_days(1)
    async with sessions.begin() as session:
        session.add(published(journey.clock()))
    await journey.open_call()
    await journey.draft()
    return Robots(journey, sessions, seed)


async def test_robots_bring_a_project_from_a_draft_to_its_completion(
    journey: Journey, sessions: Sessions
) -> None:
    robots = await begun(journey, sessions)

    async def there() -> bool:
        return bool((await robots.stands())["status"] == "completed")

    await robots.go(there)
