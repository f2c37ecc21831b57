"""JSON handlers for the plan of a pilot and its incidents."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.journal.desk import Desk
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page
from tracker.pilots.commands import operation as commands
from tracker.pilots.queries import operation as queries
from tracker.pilots.wire.operation import IncidentView, NewIncident, PilotPlan, PilotView
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag, version_to_replace


@get("/projects/{code:str}/pilot", guards=[Requires(Act.PILOT_SEE)])
async def show_pilot(code: FromPath[str], desk: NamedDependency[Desk]) -> Response[PilotView]:
    """The plan of the pilot and when it ran, with its ETag."""
    project = await projects.get(desk, code)
    row = await queries.pilot(desk, project)
    if row is None:
        raise NotFound
    return Response(await queries.pilot_view(desk.session, row), headers=etag(row.version))


@put("/projects/{code:str}/pilot", guards=[Requires(Act.PILOT_WRITE)])
async def plan_pilot(
    code: FromPath[str],
    data: JSONBody[PilotPlan],
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
) -> Response[PilotView]:
    """Write the plan of the pilot; `If-Match` names the plan that it replaces."""
    project = await projects.lock(desk, code)
    planned = await queries.pilot(desk, project)
    version = await version_to_replace(request, exists=planned is not None)
    row = await commands.plan_pilot(desk, project, planned, data, version)
    headers = {"Location": f"/api/projects/{project.code}/pilot"} | etag(row.version)
    view = await queries.pilot_view(desk.session, row)
    return Response(view, status_code=200 if planned else 201, headers=headers)


@get("/projects/{code:str}/incidents", guards=[Requires(Act.PILOT_SEE)])
async def list_incidents(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[IncidentView]:
    """Incidents of a project, newest first; firms see their own."""
    project = await projects.get(desk, code)
    return await queries.incidents(desk, project, after, limit)


@get("/incidents/{incident_id:uuid}", guards=[Requires(Act.PILOT_SEE)])
async def show_incident(
    incident_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[IncidentView]:
    """One incident, with its ETag."""
    row = await queries.incident(desk, incident_id)
    return Response(IncidentView.of(row), headers=etag(row.version))


@post("/projects/{code:str}/incidents", guards=[Requires(Act.INCIDENT_REPORT)])
async def report_incident(
    code: FromPath[str], data: JSONBody[NewIncident], desk: NamedDependency[Desk]
) -> Response[IncidentView]:
    """Report an incident; it re-opens the requirements that name incidents."""
    project = await projects.lock(desk, code)
    row = await commands.report_incident(desk, project, data)
    headers = {"Location": f"/api/incidents/{row.id}"} | etag(row.version)
    return Response(IncidentView.of(row), status_code=201, headers=headers)


HANDLERS = (show_pilot, plan_pilot, list_incidents, show_incident, report_incident)
