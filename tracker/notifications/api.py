"""JSON handlers for one's own notices, and for nudging those who are late."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.identity import queries as identity
from tracker.kernel.actor import Actor
from tracker.kernel.paging import Page
from tracker.notifications import commands, queries
from tracker.notifications.rules import Matter
from tracker.notifications.wire import (
    NewNudge,
    NewReceipts,
    NoticeView,
    NudgedView,
    ReceiptsView,
)
from tracker.notifications.wording import text_of
from tracker.process.policy import Act
from tracker.process.tasks import keys
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
    """One's own notices, newest first; `unseen`: only what is neither seen nor settled."""
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
    return await queries.view(session, await commands.mark_seen(session, row, now), now)


@post("/notices/receipts", status_code=200, guards=[Requires(Act.NOTICE_SEE)])
async def mark_notices_seen(
    data: JSONBody[NewReceipts],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> ReceiptsView:
    """Mark every notice of one's own as seen, up to the newest that was read."""
    row = await queries.own(session, actor, data.through, now)
    return ReceiptsView(seen=await commands.mark_all_seen(session, actor, row.id, now))


@post("/projects/{code:str}/nudges", status_code=200, guards=[Requires(Act.NUDGE_GIVE)])
async def nudge_project(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> list[NudgedView]:
    """Tell everybody who is late in this project, and answer who was told what.

    Each gets a notice, and a letter where mail is set up.
    """
    return await _nudged([code], _late, actor, session, now)


@post(
    "/projects/{code:str}/tasks/{key:str}/nudges",
    status_code=200,
    guards=[Requires(Act.NUDGE_GIVE)],
)
async def nudge_task(
    code: FromPath[str],
    key: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> list[NudgedView]:
    """Tell whoever has this one thing to do, late or not, and answer who was told."""

    def meant(one: Matter) -> bool:
        return key in keys(one.task)

    return await _nudged([code], meant, actor, session, now)


@post("/nudges", status_code=200, guards=[Requires(Act.NUDGE_GIVE)])
async def nudge(
    data: JSONBody[NewNudge],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> list[NudgedView]:
    """Tell everybody who is late in these projects, and answer who was told what."""

    def meant(one: Matter) -> bool:
        party = data.party_id
        return _late(one) and party in (None, one.person_id, one.organisation_id)

    return await _nudged(sorted(set(data.projects)), meant, actor, session, now)


def _late(one: Matter) -> bool:
    return one.is_late


async def _nudged(
    codes: Sequence[str],
    meant: Callable[[Matter], bool],
    actor: Actor,
    session: AsyncSession,
    now: datetime,
) -> list[NudgedView]:
    told = []
    for code in codes:
        project = await projects.lock(session, actor, code, now)
        told += [(code, one) for one in await commands.nudge(session, actor, project, meant, now)]
    names = await identity.names(session, {one.person_id for _, one in told})
    return [NudgedView.of(one, code, names[one.person_id], text_of(one)) for code, one in told]


HANDLERS = [
    list_notices,
    mark_notice_seen,
    mark_notices_seen,
    nudge_project,
    nudge_task,
    nudge,
]
