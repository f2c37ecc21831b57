"""JSON handlers for one's own notices."""

from datetime import datetime
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
from tracker.kernel.paging import Page
from tracker.notifications import commands, queries
from tracker.notifications.wire import NoticeView
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.web.guards import Requires
from tracker.web.paging import Limit


@get("/notices", guards=[Requires(Act.NOTICE_SEE)])
async def list_notices(
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    unseen: FromQuery[bool] = False,
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[NoticeView]:
    """One's own notices, newest first; `unseen` leaves out those marked as seen."""
    return await queries.page(session, actor, unseen, after, limit, now)


@post("/notices/{notice_id:uuid}/receipts", guards=[Requires(Act.NOTICE_SEE)])
async def mark_notice_seen(
    notice_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> NoticeView:
    """Mark a notice of one's own as seen; a second receipt changes nothing."""
    row = await queries.own(session, actor, notice_id, now)
    row = await commands.mark_seen(session, row, now)
    return NoticeView.of(row, await projects.code_of(session, row.project_id))


HANDLERS = [list_notices, mark_notice_seen]
