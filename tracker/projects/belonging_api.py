"""JSON handlers for who belongs to a project, and who sits for whom."""

from datetime import datetime
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
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
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[AssignmentView]:
    """Who belongs to a project, newest first, those that ended among them."""
    project = await queries.get(session, actor, code, now)
    return await queries.assignments_page(session, actor, project, after, limit, now)


@post("/projects/{code:str}/assignments", guards=[Requires(Act.ASSIGNMENT_WRITE)])
async def give_assignment(
    code: FromPath[str],
    data: JSONBody[NewAssignment],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[AssignmentView]:
    """Assign an organisation or a person to a project."""
    project = await queries.lock(session, actor, code, now)
    row = await commands.give_assignment(session, actor, project, data, now)
    headers = {"Location": f"/api/assignments/{row.id}"} | etag(row.version)
    return Response(AssignmentView.of(row, now), status_code=201, headers=headers)


@get("/assignments/{assignment_id:uuid}", guards=[Requires(Act.ASSIGNMENT_WRITE)])
async def show_assignment(
    assignment_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[AssignmentView]:
    """One assignment, with its ETag."""
    row = await queries.assignment(session, actor, assignment_id, now)
    return Response(AssignmentView.of(row, now), headers=etag(row.version))


@delete(
    "/assignments/{assignment_id:uuid}", guards=[Requires(Act.ASSIGNMENT_WRITE)], status_code=204
)
async def end_assignment(
    assignment_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    version: NamedDependency[int],
    now: NamedDependency[datetime],
) -> None:
    """Take access away at once; the row stays with its last day."""
    row = await queries.assignment(session, actor, assignment_id, now)
    project = await queries.lock_seen(session, row.project_id)
    await commands.end_assignment(session, actor, project, row, version, now)


@get("/deputies", guards=[Requires(Act.DEPUTY_NAME)])
async def list_deputies(
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[DeputyView]:
    """Deputies of the seats that are yours to fill, newest first; the desk sees all."""
    return await queries.deputies_page(session, actor, after, limit, now)


@post("/deputies", guards=[Requires(Act.DEPUTY_NAME)])
async def name_deputy(
    data: JSONBody[NewDeputy],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[DeputyView]:
    """Name beforehand who sits when the holder of a role cannot."""
    row = await commands.name_deputy(session, actor, data, now)
    headers = {"Location": f"/api/deputies/{row.id}"} | etag(row.version)
    return Response(DeputyView.of(row, now), status_code=201, headers=headers)


@get("/deputies/{deputy_id:uuid}", guards=[Requires(Act.DEPUTY_NAME)])
async def show_deputy(
    deputy_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[DeputyView]:
    """One deputy, with its ETag."""
    row = await queries.deputy(session, actor, deputy_id)
    return Response(DeputyView.of(row, now), headers=etag(row.version))


@delete("/deputies/{deputy_id:uuid}", guards=[Requires(Act.DEPUTY_NAME)], status_code=204)
async def end_deputy(
    deputy_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    version: NamedDependency[int],
    now: NamedDependency[datetime],
) -> None:
    """End a deputy at once; votes that were cast stay."""
    row = await queries.deputy(session, actor, deputy_id)
    await commands.end_deputy(session, actor, row, version, now)


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
