from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tracker.compliance import commands, queries
from tracker.kernel.days import day_in


async def test_smoke(
    sessions: async_sessionmaker[AsyncSession], cast: Cast, clock: Clock, app: Litestar
) -> None:
    async with sessions.begin() as session:
        await commands.publish_shipped(session, clock())
        await commands.publish_shipped(session, clock())
        project = await a_project(session, cast, clock())
        await commands.settle_operation(session, project, day_in("Asia/Seoul", clock()), clock())
        facts = await queries.compliance_facts(
            session,
            project,
            asked_gate="G3",
            outcome=None,
            become="adapt",
            field_work=False,
            today=day_in("Asia/Seoul", clock()),
        )
        assert len(facts.asked) == 31
