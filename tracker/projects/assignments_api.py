"""JSON handlers for who belongs to a project, and who sits for whom."""

from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.projects import commands, queries
from tracker.projects.wire import (
    AssignmentView,
    DeputyView,
    NewAssignment,
    NewDeputy,
)
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@get("/projects/{code:str}/assignments", guards=[Requires(Act.ASSIGNMENT_WRITE)])
async def list_assignments(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[AssignmentView]:
    """Who belongs to a project, newest first, those that ended among them."""
    project = await queries.get(desk, code)
    return await queries.assignments_page(desk, project, after, limit)


@post("/projects/{code:str}/assignments", guards=[Requires(Act.ASSIGNMENT_WRITE)])
async def give_assignment(
    code: FromPath[str], data: JSONBody[NewAssignment], desk: NamedDependency[Desk]
) -> Response[AssignmentView]:
    """Assign an organisation or a person to a project."""
    project = await queries.lock(desk, code)
    row = await commands.give_assignment(desk, project, data)
    headers = {"Location": f"/api/assignments/{row.id}"} | etag(row.version)
    return Response(AssignmentView.of(row, desk.now), status_code=201, headers=headers)


@get("/assignments/{assignment_id:uuid}", guards=[Requires(Act.ASSIGNMENT_WRITE)])
async def show_assignment(
    assignment_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[AssignmentView]:
    """One assignment, with its ETag."""
    row = await queries.assignment(desk, assignment_id)
    return Response(AssignmentView.of(row, desk.now), headers=etag(row.version))


@delete(
    "/assignments/{assignment_id:uuid}", guards=[Requires(Act.ASSIGNMENT_WRITE)], status_code=204
)
async def end_assignment(
    assignment_id: FromPath[UUID], desk: NamedDependency[Desk], version: NamedDependency[int]
) -> None:
    """Take access away at once; the row stays with its last day."""
    row = await queries.assignment(desk, assignment_id)
    project = await queries.lock_seen(desk.session, row.project_id)
    await commands.end_assignment(desk, project, row, version)


@get("/deputies", guards=[Requires(Act.DEPUTY_NAME)])
async def list_deputies(
    desk: NamedDependency[Desk], after: FromQuery[str | None] = None, limit: Limit = 50
) -> Page[DeputyView]:
    """Deputies of the seats that are yours to fill, newest first; the desk sees all."""
    return await queries.deputies_page(desk, after, limit)


@post("/deputies", guards=[Requires(Act.DEPUTY_NAME)])
async def name_deputy(
    data: JSONBody[NewDeputy], desk: NamedDependency[Desk]
) -> Response[DeputyView]:
    """Name beforehand who sits when the holder of a role cannot."""
    row = await commands.name_deputy(desk, data)
    headers = {"Location": f"/api/deputies/{row.id}"} | etag(row.version)
    return Response(DeputyView.of(row, desk.now), status_code=201, headers=headers)


@get("/deputies/{deputy_id:uuid}", guards=[Requires(Act.DEPUTY_NAME)])
async def show_deputy(
    deputy_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[DeputyView]:
    """One deputy, with its ETag."""
    row = await queries.deputy(desk, deputy_id)
    return Response(DeputyView.of(row, desk.now), headers=etag(row.version))


@delete("/deputies/{deputy_id:uuid}", guards=[Requires(Act.DEPUTY_NAME)], status_code=204)
async def end_deputy(
    deputy_id: FromPath[UUID], desk: NamedDependency[Desk], version: NamedDependency[int]
) -> None:
    """End a deputy at once; votes that were cast stay."""
    row = await queries.deputy(desk, deputy_id)
    await commands.end_deputy(desk, row, version)


HANDLERS = (
    list_assignments,
    give_assignment,
    show_assignment,
    end_assignment,
    list_deputies,
    name_deputy,
    show_deputy,
    end_deputy,
)
