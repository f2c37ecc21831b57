"""JSON handlers for the plan of a pilot and its incidents."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page
from tracker.pilots.commands import running as commands
from tracker.pilots.queries import running as queries
from tracker.pilots.wire.running import IncidentView, NewIncident, PilotPlan, PilotView
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag, version_to_replace


@get("/projects/{code:str}/pilot", guards=[Requires(Act.PILOT_SEE)])
async def show_pilot(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[PilotView]:
    """The plan of the pilot and when it ran, with its ETag."""
    project = await projects.get(session, actor, code, now)
    row = await queries.pilot(session, actor, project, now)
    if row is None:
        raise NotFound
    return Response(await queries.pilot_view(session, row), headers=etag(row.version))


@put("/projects/{code:str}/pilot", guards=[Requires(Act.PILOT_WRITE)])
async def plan_pilot(
    code: FromPath[str],
    data: JSONBody[PilotPlan],
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[PilotView]:
    """Write the plan of the pilot; `If-Match` names the plan that it replaces."""
    project = await projects.lock(session, actor, code, now)
    there = await queries.pilot(session, actor, project, now)
    version = await version_to_replace(request, exists=there is not None)
    row = await commands.plan_pilot(session, actor, project, there, data, version, now)
    headers = {"Location": f"/api/projects/{project.code}/pilot"} | etag(row.version)
    view = await queries.pilot_view(session, row)
    return Response(view, status_code=200 if there else 201, headers=headers)


@get("/projects/{code:str}/incidents", guards=[Requires(Act.PILOT_SEE)])
async def list_incidents(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[IncidentView]:
    """Incidents of a project, newest first; firms see their own."""
    project = await projects.get(session, actor, code, now)
    return await queries.incidents(session, actor, project, after, limit, now)


@get("/incidents/{incident_id:uuid}", guards=[Requires(Act.PILOT_SEE)])
async def show_incident(
    incident_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[IncidentView]:
    """One incident, with its ETag."""
    row = await queries.incident(session, actor, incident_id, now)
    return Response(IncidentView.of(row), headers=etag(row.version))


@post("/projects/{code:str}/incidents", guards=[Requires(Act.INCIDENT_REPORT)])
async def report_incident(
    code: FromPath[str],
    data: JSONBody[NewIncident],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[IncidentView]:
    """Report an incident; it re-opens the requirements that name incidents."""
    project = await projects.lock(session, actor, code, now)
    row = await commands.report_incident(session, actor, project, data, now)
    headers = {"Location": f"/api/incidents/{row.id}"} | etag(row.version)
    return Response(IncidentView.of(row), status_code=201, headers=headers)


HANDLERS = (show_pilot, plan_pilot, list_incidents, show_incident, report_incident)
