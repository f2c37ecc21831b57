"""JSON handlers for evaluations and check-ins; check-ins are entered in `gates`."""

from datetime import datetime
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
from tracker.kernel.paging import Page
from tracker.pilots.commands import judging as commands
from tracker.pilots.queries import judging as queries
from tracker.pilots.wire.judging import (
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
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[EvaluationView]:
    """Evaluations of the pilot, newest first; firms see their own."""
    project = await projects.get(session, actor, code, now)
    return await queries.evaluations(session, actor, project, after, limit, now)


@get("/evaluations/{evaluation_id:uuid}", guards=[Requires(Act.PILOT_SEE)])
async def show_evaluation(
    evaluation_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> EvaluationView:
    """One evaluation and who accepted it."""
    row = await queries.evaluation(session, actor, evaluation_id, now)
    return await queries.evaluation_view(session, row)


@post("/projects/{code:str}/evaluations", guards=[Requires(Act.PILOT_EVALUATE)])
async def evaluate(
    code: FromPath[str],
    data: JSONBody[NewEvaluation],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[EvaluationView]:
    """Hand in an evaluation of a pilot that went live; the consulting company does."""
    project = await projects.lock(session, actor, code, now)
    row = await commands.evaluate(session, actor, project, data, now)
    headers = {"Location": f"/api/evaluations/{row.id}"}
    view = await queries.evaluation_view(session, row)
    return Response(view, status_code=201, headers=headers)


@post("/evaluations/{evaluation_id:uuid}/acceptances", guards=[Requires(Act.EVALUATION_ACCEPT)])
async def accept_evaluation(
    evaluation_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[AcceptanceView]:
    """Accept the newest evaluation for one side; with both it is locked."""
    row = await queries.evaluation(session, actor, evaluation_id, now)
    project = await projects.lock_by_id(session, actor, row.project_id, now)
    acceptance = await commands.accept_evaluation(session, actor, project, row, now)
    headers = {"Location": f"/api/evaluations/{row.id}"}
    return Response(AcceptanceView.of(acceptance), status_code=201, headers=headers)


@get("/projects/{code:str}/check-ins", guards=[Requires(Act.PILOT_SEE)])
async def list_check_ins(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[CheckInView]:
    """Check-ins after the scaling decision, newest first."""
    project = await projects.get(session, actor, code, now)
    return await queries.check_ins(session, actor, project, after, limit, now)


@get("/check-ins/{check_in_id:uuid}", guards=[Requires(Act.PILOT_SEE)])
async def show_check_in(
    check_in_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> CheckInView:
    """One check-in and whether it is confirmed."""
    row = await queries.check_in(session, actor, check_in_id, now)
    return await queries.check_in_view(session, row)


@post("/check-ins/{check_in_id:uuid}/confirmations", guards=[Requires(Act.CHECK_IN_CONFIRM)])
async def confirm_check_in(
    check_in_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ConfirmationView]:
    """Stand by what another person entered."""
    row = await queries.check_in(session, actor, check_in_id, now)
    project = await projects.lock_by_id(session, actor, row.project_id, now)
    confirmation = await commands.confirm_check_in(session, actor, project, row, now)
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
