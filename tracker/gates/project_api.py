"""One project and its change: only gates know whether a motion is open, or a pilot suspended."""

from datetime import datetime

from litestar import Response, get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates.commands.describing import change_project as command
from tracker.gates.overview import project_view
from tracker.kernel.actor import Actor
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.projects.wire import ProjectChange, ProjectView
from tracker.web.guards import Requires
from tracker.web.versions import etag


@get("/projects/{code:str}", guards=[Requires(Act.PROJECT_SEE)])
async def show_project(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ProjectView]:
    """One project, with its ETag."""
    project = await projects.get(session, actor, code, now)
    view = await project_view(session, actor, project, now)
    return Response(view, headers=etag(project.version))


@patch("/projects/{code:str}", guards=[Requires(Act.PROJECT_WRITE)])
async def change_project(
    code: FromPath[str],
    data: JSONBody[ProjectChange],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    version: NamedDependency[int],
    now: NamedDependency[datetime],
) -> Response[ProjectView]:
    """Change what describes a project and its plan; its stage changes only by a decision."""
    project = await projects.lock(session, actor, code, now)
    project = await command(session, actor, project, data, version, now)
    view = await project_view(session, actor, project, now)
    return Response(view, headers=etag(project.version))
