"""JSON handlers for projects."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.process.stages import Stage, Status
from tracker.projects import assignments_api, commands, departures_api, papers_api, queries
from tracker.projects.files_api import upload_file
from tracker.projects.wire import JournalLine, PastProject, ProjectLine, ProjectView
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@get("/projects", guards=[Requires(Act.PROJECT_SEE)])
async def list_projects(
    desk: NamedDependency[Desk],
    stage: FromQuery[Stage | None] = None,
    status: FromQuery[Status | None] = None,
    find: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ProjectLine]:
    """Projects you may see, newest first; proposals only with `?stage=proposal`.

    `find`: a part of the code, the title or the city's name, in capitals or not.
    """
    return await queries.page(desk, stage, status, find, after, limit)


@post("/projects/past", guards=[Requires(Act.PROJECT_RECORD_PAST)])
async def record_past_project(
    data: JSONBody[PastProject], desk: NamedDependency[Desk]
) -> Response[ProjectView]:
    """Record a project known from public sources only."""
    project = await commands.record_past_project(desk, data)
    headers = {"Location": f"/api/projects/{project.code}"} | etag(project.version)
    return Response(ProjectView.of(project), status_code=201, headers=headers)


@get("/projects/{code:str}/journal", guards=[Requires(Act.JOURNAL_READ)])
async def show_journal(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[JournalLine]:
    """What happened to a project, newest first."""
    project = await queries.get(desk, code)
    return await queries.journal_of(desk, project, after, limit)


HANDLERS = (
    list_projects,
    record_past_project,
    show_journal,
    upload_file,
    *assignments_api.HANDLERS,
    *departures_api.HANDLERS,
    *papers_api.HANDLERS,
)
