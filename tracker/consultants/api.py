"""JSON handlers for appointments."""

from datetime import datetime
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.consultants import commands, queries
from tracker.consultants.wire import AppointmentView, NewAppointment, Release
from tracker.kernel.actor import Actor
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@get("/projects/{code:str}/appointments", guards=[Requires(Act.APPOINTMENT_SEE)])
async def list_appointments(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[AppointmentView]:
    """Firms on a project, newest first; a firm sees its own appointments."""
    project = await projects.get(session, actor, code, now)
    return await queries.page(session, actor, project, after, limit, now)


@get("/appointments/{appointment_id:uuid}", guards=[Requires(Act.APPOINTMENT_SEE)])
async def show_appointment(
    appointment_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[AppointmentView]:
    """One appointment, with its ETag."""
    row = await queries.appointment(session, actor, appointment_id, now)
    return Response(AppointmentView.of(row, now), headers=etag(row.version))


@post("/projects/{code:str}/appointments", guards=[Requires(Act.FIRM_APPOINT)])
async def appoint_firm(
    code: FromPath[str],
    data: JSONBody[NewAppointment],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[AppointmentView]:
    """Appoint a firm in one capacity; its access comes with it."""
    project = await projects.lock(session, actor, code, now)
    row = await commands.appoint_firm(session, actor, project, data, now)
    headers = {"Location": f"/api/appointments/{row.id}"} | etag(row.version)
    return Response(AppointmentView.of(row, now), status_code=201, headers=headers)


@post("/appointments/{appointment_id:uuid}/releases", guards=[Requires(Act.FIRM_RELEASE)])
async def release_firm(
    appointment_id: FromPath[UUID],
    data: JSONBody[Release],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[AppointmentView]:
    """Release a firm: its access ends with the last day, what it handed in stays."""
    row = await queries.appointment(session, actor, appointment_id, now)
    project = await projects.lock_by_id(session, actor, row.project_id, now)
    row = await commands.release_firm(session, actor, project, row, data, now)
    headers = {"Location": f"/api/appointments/{row.id}"} | etag(row.version)
    return Response(AppointmentView.of(row, now), status_code=201, headers=headers)


HANDLERS = (list_appointments, show_appointment, appoint_firm, release_firm)
