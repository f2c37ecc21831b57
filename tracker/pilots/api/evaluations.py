"""JSON handlers for evaluations and check-ins; check-ins are entered in `gates`."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.pilots.commands import evaluations as commands
from tracker.pilots.queries import evaluations as queries
from tracker.pilots.wire.evaluations import (
    AcceptanceView,
    CheckInView,
    ConfirmationView,
    EvaluationView,
    NewEvaluation,
)
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.web.guards import Requires
from tracker.web.paging import Limit


@get("/projects/{code:str}/evaluations", guards=[Requires(Act.PILOT_SEE)])
async def list_evaluations(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[EvaluationView]:
    """Evaluations of the pilot, newest first; firms see their own."""
    project = await projects.get(desk, code)
    return await queries.evaluations(desk, project, after, limit)


@get("/evaluations/{evaluation_id:uuid}", guards=[Requires(Act.PILOT_SEE)])
async def show_evaluation(
    evaluation_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> EvaluationView:
    """One evaluation and who accepted it."""
    row = await queries.evaluation(desk, evaluation_id)
    return await queries.evaluation_view(desk.session, row)


@post("/projects/{code:str}/evaluations", guards=[Requires(Act.PILOT_EVALUATE)])
async def evaluate(
    code: FromPath[str], data: JSONBody[NewEvaluation], desk: NamedDependency[Desk]
) -> Response[EvaluationView]:
    """Hand in an evaluation of a pilot that went live; the consulting company does."""
    project = await projects.lock(desk, code)
    row = await commands.evaluate(desk, project, data)
    headers = {"Location": f"/api/evaluations/{row.id}"}
    view = await queries.evaluation_view(desk.session, row)
    return Response(view, status_code=201, headers=headers)


@post("/evaluations/{evaluation_id:uuid}/acceptances", guards=[Requires(Act.EVALUATION_ACCEPT)])
async def accept_evaluation(
    evaluation_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[AcceptanceView]:
    """Accept the newest evaluation for one side; with both it is locked."""
    row = await queries.evaluation(desk, evaluation_id)
    project = await projects.lock_by_id(desk, row.project_id)
    acceptance = await commands.accept_evaluation(desk, project, row)
    headers = {"Location": f"/api/evaluations/{row.id}"}
    return Response(AcceptanceView.of(acceptance), status_code=201, headers=headers)


@get("/projects/{code:str}/check-ins", guards=[Requires(Act.PILOT_SEE)])
async def list_check_ins(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[CheckInView]:
    """Check-ins after the scaling decision, newest first."""
    project = await projects.get(desk, code)
    return await queries.check_ins(desk, project, after, limit)


@get("/check-ins/{check_in_id:uuid}", guards=[Requires(Act.PILOT_SEE)])
async def show_check_in(check_in_id: FromPath[UUID], desk: NamedDependency[Desk]) -> CheckInView:
    """One check-in and whether it is confirmed."""
    row = await queries.check_in(desk, check_in_id)
    return await queries.check_in_view(desk.session, row)


@post("/check-ins/{check_in_id:uuid}/confirmations", guards=[Requires(Act.CHECK_IN_CONFIRM)])
async def confirm_check_in(
    check_in_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[ConfirmationView]:
    """Stand by what another person entered."""
    row = await queries.check_in(desk, check_in_id)
    project = await projects.lock_by_id(desk, row.project_id)
    confirmation = await commands.confirm_check_in(desk, project, row)
    headers = {"Location": f"/api/check-ins/{row.id}"}
    return Response(ConfirmationView.of(confirmation), status_code=201, headers=headers)


HANDLERS = (
    list_evaluations,
    show_evaluation,
    evaluate,
    accept_evaluation,
    list_check_ins,
    show_check_in,
    confirm_check_in,
)
