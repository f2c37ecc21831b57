"""JSON handlers for projects."""

from datetime import datetime

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.process.stages import Stage, Status
from tracker.projects import belonging_api, commands, leaving_api, papers_api, queries
from tracker.projects.files_api import upload_file
from tracker.projects.wire import JournalLine, PastProject, ProjectLine, ProjectView
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
    find: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ProjectLine]:
    """Projects you may see, newest first; proposals only with `?stage=proposal`.

    `find`: a part of the code, the title or the city's name, in capitals or not.
    """
    return await queries.page(session, actor, stage, status, find, after, limit, now)


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
    record_past_project,
    show_journal,
    upload_file,
    *belonging_api.HANDLERS,
    *leaving_api.HANDLERS,
    *papers_api.HANDLERS,
)
