"""JSON handlers for projects."""

from datetime import datetime
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.process.stages import Stage, Status
from tracker.projects import commands, queries
from tracker.projects.files_api import upload_file
from tracker.projects.wire import (
    AgreementView,
    AssignmentView,
    DeputyView,
    JournalLine,
    MoneyLineView,
    NewAgreement,
    NewAssignment,
    NewDeputy,
    NewMoneyLine,
    PastProject,
    ProjectLine,
    ProjectView,
)
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@get("/projects", guards=[Requires(Act.PROJECT_SEE)])
async def list_projects(
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    stage: FromQuery[Stage | None] = None,
    status: FromQuery[Status | None] = None,
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ProjectLine]:
    """Projects you may see, newest first; proposals only with `?stage=proposal`."""
    return await queries.page(session, actor, stage, status, after, limit, now)


@get("/projects/{code:str}", guards=[Requires(Act.PROJECT_SEE)])
async def show_project(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ProjectView]:
    """One project, with its ETag."""
    project = await queries.get(session, actor, code, now)
    return Response(queries.view(actor, project), headers=etag(project.version))


@post("/projects/past", guards=[Requires(Act.PROJECT_RECORD_PAST)])
async def record_past_project(
    data: JSONBody[PastProject],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ProjectView]:
    """Record a project known from public sources only."""
    project = await commands.record_past_project(session, actor, data, now)
    headers = {"Location": f"/api/projects/{project.code}"} | etag(project.version)
    return Response(ProjectView.of(project), status_code=201, headers=headers)


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
    return Response(AssignmentView.of(row), status_code=201, headers=headers)


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
    await commands.end_assignment(session, actor, row, version, now)


@post("/projects/{code:str}/agreements", guards=[Requires(Act.AGREEMENT_RECORD)])
async def record_agreement(
    code: FromPath[str],
    data: JSONBody[NewAgreement],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[AgreementView]:
    """Put a signed paper on file."""
    project = await queries.lock(session, actor, code, now)
    row = await commands.record_agreement(session, actor, project, data, now)
    headers = {"Location": f"/api/projects/{project.code}"}
    return Response(AgreementView.of(row), status_code=201, headers=headers)


@post("/projects/{code:str}/money-lines", guards=[Requires(Act.MONEY_WRITE)])
async def record_money(
    code: FromPath[str],
    data: JSONBody[NewMoneyLine],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[MoneyLineView]:
    """Record money pledged, confirmed or received."""
    project = await queries.lock(session, actor, code, now)
    row = await commands.record_money(session, actor, project, data, now)
    headers = {"Location": f"/api/projects/{project.code}"} | etag(row.version)
    return Response(MoneyLineView.of(row), status_code=201, headers=headers)


@post("/deputies", guards=[Requires(Act.DEPUTY_NAME)])
async def name_deputy(
    data: JSONBody[NewDeputy],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[DeputyView]:
    """Name beforehand who sits when the holder of a role cannot."""
    row = await commands.name_deputy(session, actor, data, now)
    return Response(DeputyView.of(row), status_code=201, headers={"Location": "/api/deputies"})


@get("/projects/{code:str}/journal", guards=[Requires(Act.JOURNAL_READ)])
async def show_journal(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[JournalLine]:
    """What happened to a project, newest first."""
    project = await queries.get(session, actor, code, now)
    return await queries.journal_of(session, actor, project, after, limit)


HANDLERS = (
    list_projects,
    show_project,
    record_past_project,
    give_assignment,
    end_assignment,
    record_agreement,
    record_money,
    name_deputy,
    show_journal,
    upload_file,
)
