"""JSON handlers for calls where it matters what became of their proposals."""

from uuid import UUID

from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.programme import commands as programme_commands
from tracker.programme import queries as programme
from tracker.programme.wire import CallChange, CallLine, CallView
from tracker.proposals import call_queries as queries
from tracker.proposals import commands
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@get("/calls", guards=[Requires(Act.CALL_SEE)])
async def list_calls(
    desk: NamedDependency[Desk], after: FromQuery[str | None] = None, limit: Limit = 50
) -> Page[CallLine]:
    """Calls, newest first."""
    return await queries.calls(desk, after, limit)


@get("/calls/{call_id:uuid}", guards=[Requires(Act.CALL_SEE)])
async def show_call(call_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[CallView]:
    """One call with its criteria, and its ETag."""
    row = await programme.call(desk.session, call_id)
    return Response(await queries.view_of(desk, row), headers=etag(row.version))


@patch("/calls/{call_id:uuid}", guards=[Requires(Act.CALL_WRITE)])
async def change_call(
    call_id: FromPath[UUID],
    data: JSONBody[CallChange],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[CallView]:
    """Change a draft; of an open call only its label, voting day and a later closing."""
    row = await programme.lock_call(desk.session, call_id)
    row = await programme_commands.change_call(desk, row, data, version)
    return Response(await queries.view_of(desk, row), headers=etag(row.version))


@post("/calls/{call_id:uuid}/closings", guards=[Requires(Act.CALL_CLOSE)])
async def close_call(call_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[CallView]:
    """End a call after its deadline; drafts that were never handed in are withdrawn."""
    call = await programme.lock_call(desk.session, call_id)
    call = await programme_commands.close_call(desk, call)
    await commands.withdraw_drafts(desk, call)
    headers = {"Location": f"/api/calls/{call.id}"} | etag(call.version)
    return Response(await queries.view_of(desk, call), status_code=201, headers=headers)


HANDLERS = (list_calls, show_call, change_call, close_call)
