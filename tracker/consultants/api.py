"""JSON handlers for appointments."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.consultants import commands, queries
from tracker.consultants.wire import AppointmentView, NewAppointment, Release
from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@get("/projects/{code:str}/appointments", guards=[Requires(Act.APPOINTMENT_SEE)])
async def list_appointments(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[AppointmentView]:
    """Firms on a project, newest first; a firm sees its own appointments."""
    project = await projects.get(desk, code)
    return await queries.page(desk, project, after, limit)


@get("/appointments/{appointment_id:uuid}", guards=[Requires(Act.APPOINTMENT_SEE)])
async def show_appointment(
    appointment_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[AppointmentView]:
    """One appointment, with its ETag."""
    row = await queries.appointment(desk, appointment_id)
    return Response(AppointmentView.of(row, desk.now), headers=etag(row.version))


@post("/projects/{code:str}/appointments", guards=[Requires(Act.FIRM_APPOINT)])
async def appoint_firm(
    code: FromPath[str], data: JSONBody[NewAppointment], desk: NamedDependency[Desk]
) -> Response[AppointmentView]:
    """Appoint a firm in one capacity; its access comes with it."""
    project = await projects.lock(desk, code)
    row = await commands.appoint_firm(desk, project, data)
    headers = {"Location": f"/api/appointments/{row.id}"} | etag(row.version)
    return Response(AppointmentView.of(row, desk.now), status_code=201, headers=headers)


@post("/appointments/{appointment_id:uuid}/releases", guards=[Requires(Act.FIRM_RELEASE)])
async def release_firm(
    appointment_id: FromPath[UUID], data: JSONBody[Release], desk: NamedDependency[Desk]
) -> Response[AppointmentView]:
    """Release a firm: its access ends with the last day, what it handed in stays."""
    row = await queries.appointment(desk, appointment_id)
    project = await projects.lock_by_id(desk, row.project_id)
    row = await commands.release_firm(desk, project, row, data)
    headers = {"Location": f"/api/appointments/{row.id}"} | etag(row.version)
    return Response(AppointmentView.of(row, desk.now), status_code=201, headers=headers)


HANDLERS = (list_appointments, show_appointment, appoint_firm, release_firm)
