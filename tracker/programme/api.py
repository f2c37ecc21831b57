"""JSON handlers for programmes, calls and solutions; what touches projects is in `proposals`."""

from uuid import UUID

from litestar import Response, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.programme import commands, queries
from tracker.programme.wire import (
    CallView,
    Criteria,
    NewCall,
    NewProgramme,
    NewSolution,
    ProgrammeChange,
    ProgrammeView,
    SeatView,
    SolutionChange,
    SolutionView,
)
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@get("/programmes", guards=[Requires(Act.CALL_SEE)])
async def list_programmes(
    session: NamedDependency[AsyncSession],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ProgrammeView]:
    """Programmes, newest first."""
    return await queries.programmes(session, after, limit)


@post("/programmes", guards=[Requires(Act.CALL_WRITE)])
async def add_programme(
    data: JSONBody[NewProgramme], desk: NamedDependency[Desk]
) -> Response[ProgrammeView]:
    """Add a programme; calls belong to one."""
    row = await commands.add_programme(desk, data)
    headers = {"Location": f"/api/programmes/{row.id}"} | etag(row.version)
    return Response(ProgrammeView.of(row), status_code=201, headers=headers)


@get("/programmes/{programme_id:uuid}", guards=[Requires(Act.CALL_SEE)])
async def show_programme(
    programme_id: FromPath[UUID], session: NamedDependency[AsyncSession]
) -> Response[ProgrammeView]:
    """One programme, with its ETag."""
    row = await queries.programme(session, programme_id)
    return Response(ProgrammeView.of(row), headers=etag(row.version))


@patch("/programmes/{programme_id:uuid}", guards=[Requires(Act.CALL_WRITE)])
async def change_programme(
    programme_id: FromPath[UUID],
    data: JSONBody[ProgrammeChange],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[ProgrammeView]:
    """Give a programme another label."""
    row = await queries.programme(desk.session, programme_id)
    row = await commands.change_programme(desk, row, data, version)
    return Response(ProgrammeView.of(row), headers=etag(row.version))


@post("/calls", guards=[Requires(Act.CALL_WRITE)])
async def draft_call(data: JSONBody[NewCall], desk: NamedDependency[Desk]) -> Response[CallView]:
    """Draft a call; cities can apply once it is opened."""
    row = await commands.draft_call(desk, data)
    headers = {"Location": f"/api/calls/{row.id}"} | etag(row.version)
    return Response(await queries.call_view(desk, row), status_code=201, headers=headers)


@put("/calls/{call_id:uuid}/criteria", guards=[Requires(Act.CRITERIA_SET)])
async def set_criteria(
    call_id: FromPath[UUID],
    data: JSONBody[Criteria],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[CallView]:
    """Set all criteria of a draft; `If-Match` names the call's version."""
    row = await queries.lock_call(desk.session, call_id)
    row = await commands.set_criteria(desk, row, data, version)
    return Response(await queries.call_view(desk, row), headers=etag(row.version))


@post("/calls/{call_id:uuid}/openings", guards=[Requires(Act.CALL_OPEN)])
async def open_call(call_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[CallView]:
    """Let cities apply; the call takes the newest published catalogue."""
    row = await queries.lock_call(desk.session, call_id)
    row = await commands.open_call(desk, row)
    headers = {"Location": f"/api/calls/{row.id}"} | etag(row.version)
    return Response(await queries.call_view(desk, row), status_code=201, headers=headers)


@get("/calls/{call_id:uuid}/committee-seats", guards=[Requires(Act.CALL_STAFF)])
async def list_seats(
    call_id: FromPath[UUID],
    session: NamedDependency[AsyncSession],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[SeatView]:
    """Seats of a call's committee, newest first, ended ones among them."""
    row = await queries.call(session, call_id)
    return await queries.seats(session, row.id, after, limit)


@get("/committee-seats/{seat_id:uuid}", guards=[Requires(Act.CALL_STAFF)])
async def show_seat(
    seat_id: FromPath[UUID], session: NamedDependency[AsyncSession]
) -> Response[SeatView]:
    """One seat of a committee, with its ETag."""
    row = await queries.seat(session, seat_id)
    return Response(SeatView.of(row), headers=etag(row.version))


@get("/solutions", guards=[Requires(Act.SOLUTION_SEE)])
async def list_solutions(
    session: NamedDependency[AsyncSession],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[SolutionView]:
    """Solutions proven elsewhere, newest first."""
    return await queries.solutions(session, after, limit)


@post("/solutions", guards=[Requires(Act.SOLUTION_WRITE)])
async def add_solution(
    data: JSONBody[NewSolution], desk: NamedDependency[Desk]
) -> Response[SolutionView]:
    """Add a solution that cities may propose to copy."""
    row = await commands.add_solution(desk, data)
    headers = {"Location": f"/api/solutions/{row.id}"} | etag(row.version)
    return Response(SolutionView.of(row), status_code=201, headers=headers)


@get("/solutions/{solution_id:uuid}", guards=[Requires(Act.SOLUTION_SEE)])
async def show_solution(
    solution_id: FromPath[UUID], session: NamedDependency[AsyncSession]
) -> Response[SolutionView]:
    """One solution, with its ETag."""
    row = await queries.solution(session, solution_id)
    return Response(SolutionView.of(row), headers=etag(row.version))


@patch("/solutions/{solution_id:uuid}", guards=[Requires(Act.SOLUTION_WRITE)])
async def change_solution(
    solution_id: FromPath[UUID],
    data: JSONBody[SolutionChange],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[SolutionView]:
    """Change what is said about a solution."""
    row = await queries.solution(desk.session, solution_id)
    row = await commands.change_solution(desk, row, data, version)
    return Response(SolutionView.of(row), headers=etag(row.version))


HANDLERS = (
    list_programmes,
    add_programme,
    show_programme,
    change_programme,
    draft_call,
    set_criteria,
    open_call,
    list_seats,
    show_seat,
    list_solutions,
    add_solution,
    show_solution,
    change_solution,
)
