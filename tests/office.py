"""A tracker with people and a project in it, for a process of its own on today's clock."""

from tests.builders import a_project
from tests.cast import Cast, fill
from tests.serving import opened
from tracker.kernel.days import utc_now
from tracker.migrations.run import upgrade

CODE = "KLA-2027-01"


async def furnished(database_url: str) -> Cast:
    """Migrate an empty database and put the cast and one project of the city KLA into it."""
    await upgrade(database_url)
    now = utc_now()
    async with opened(database_url) as sessions, sessions.begin() as session:
        cast = await fill(session, now)
        await a_project(session, cast, now, code=CODE)
    return cast
