"""One project and its change: only gates know whether a motion is open, or a pilot suspended."""

from litestar import Response, get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from tracker.gates.commands.project_change import change_project as command
from tracker.gates.overview import project_view
from tracker.journal.desk import Desk
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.projects.wire import ProjectChange, ProjectView
from tracker.web.guards import Requires
from tracker.web.versions import etag


@get("/projects/{code:str}", guards=[Requires(Act.PROJECT_SEE)])
async def show_project(code: FromPath[str], desk: NamedDependency[Desk]) -> Response[ProjectView]:
    """One project, with its ETag."""
    project = await projects.get(desk, code)
    view = await project_view(desk, project)
    return Response(view, headers=etag(project.version))


@patch("/projects/{code:str}", guards=[Requires(Act.PROJECT_WRITE)])
async def change_project(
    code: FromPath[str],
    data: JSONBody[ProjectChange],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[ProjectView]:
    """Change what describes a project and its plan; its stage changes only by a decision."""
    project = await projects.lock(desk, code)
    project = await command(desk, project, data, version)
    view = await project_view(desk, project)
    return Response(view, headers=etag(project.version))
