"""JSON handlers for one's own notices, and for nudging those who are late."""

from collections.abc import Callable, Sequence
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.journal.desk import Desk
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
from tracker.people import queries as people
from tracker.process.policy import Act
from tracker.process.tasks import keys
from tracker.projects import queries as projects
from tracker.web.guards import Requires
from tracker.web.paging import Limit


@get("/notices", guards=[Requires(Act.NOTICE_SEE)])
async def list_notices(
    desk: NamedDependency[Desk],
    unseen: FromQuery[bool] = False,
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[NoticeView]:
    """One's own notices, newest first; `unseen`: only what is neither seen nor settled."""
    return await queries.page(desk, unseen, after, limit)


@post("/notices/{notice_id:uuid}/receipts", guards=[Requires(Act.NOTICE_SEE)])
async def mark_notice_seen(notice_id: FromPath[UUID], desk: NamedDependency[Desk]) -> NoticeView:
    """Mark a notice of one's own as seen; a second receipt changes nothing."""
    row = await queries.own(desk, notice_id)
    return await queries.view(desk, await commands.mark_seen(desk, row))


@post("/notices/receipts", status_code=200, guards=[Requires(Act.NOTICE_SEE)])
async def mark_notices_seen(
    data: JSONBody[NewReceipts], desk: NamedDependency[Desk]
) -> ReceiptsView:
    """Mark every notice of one's own as seen, up to the newest that was read."""
    row = await queries.own(desk, data.through)
    return ReceiptsView(seen=await commands.mark_all_seen(desk, row.id))


@post("/projects/{code:str}/nudges", status_code=200, guards=[Requires(Act.NUDGE_GIVE)])
async def nudge_project(code: FromPath[str], desk: NamedDependency[Desk]) -> list[NudgedView]:
    """Tell everybody who is late in this project, and answer who was told what.

    Each gets a notice, and a letter where mail is set up.
    """
    return await _nudged([code], _late, desk)


@post(
    "/projects/{code:str}/tasks/{key:str}/nudges",
    status_code=200,
    guards=[Requires(Act.NUDGE_GIVE)],
)
async def nudge_task(
    code: FromPath[str], key: FromPath[str], desk: NamedDependency[Desk]
) -> list[NudgedView]:
    """Tell whoever has this one thing to do, late or not, and answer who was told."""

    def meant(one: Matter) -> bool:
        return key in keys(one.task)

    return await _nudged([code], meant, desk)


@post("/nudges", status_code=200, guards=[Requires(Act.NUDGE_GIVE)])
async def nudge(data: JSONBody[NewNudge], desk: NamedDependency[Desk]) -> list[NudgedView]:
    """Tell everybody who is late in these projects, and answer who was told what."""

    def meant(one: Matter) -> bool:
        asked = data.party_ids
        return _late(one) and (
            not asked or not {one.person_id, one.organisation_id}.isdisjoint(asked)
        )

    return await _nudged(sorted(set(data.projects)), meant, desk)


def _late(one: Matter) -> bool:
    return one.is_late


async def _nudged(
    codes: Sequence[str], meant: Callable[[Matter], bool], desk: Desk
) -> list[NudgedView]:
    told = []
    for code in codes:
        project = await projects.lock(desk, code)
        told += [(code, one) for one in await commands.nudge(desk, project, meant)]
    names = await people.names(desk.session, {one.person_id for _, one in told})
    return [NudgedView.of(one, code, names[one.person_id], text_of(one)) for code, one in told]


HANDLERS = [
    list_notices,
    mark_notice_seen,
    mark_notices_seen,
    nudge_project,
    nudge_task,
    nudge,
]
