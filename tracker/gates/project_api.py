"""The change of a project: it stands here because only gates know whether a motion is open."""

from datetime import datetime

from litestar import Response, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates.commands.describing import change_project as command
from tracker.kernel.actor import Actor
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.projects.wire import ProjectChange, ProjectView
from tracker.web.guards import Requires
from tracker.web.versions import etag


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
    return Response(projects.view(actor, project), headers=etag(project.version))
