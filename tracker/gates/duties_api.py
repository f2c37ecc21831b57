"""JSON handlers for what decisions leave behind, for operation, and for the end of a project."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from tracker.gates import queries
from tracker.gates.commands import closing, duties
from tracker.gates.commands.operation import change_operation
from tracker.gates.models import ReworkPoint
from tracker.gates.wire import (
    ConditionView,
    DecisionReason,
    Ending,
    Handover,
    OperationChangeAsked,
    OperationView,
    PointAnswer,
    PointView,
)
from tracker.journal.desk import Desk
from tracker.pilots.wire.evaluations import CheckInView, NewCheckIn
from tracker.process.policy import Act
from tracker.process.unmet import Refusal
from tracker.projects import queries as projects
from tracker.projects.models.decisions import Condition
from tracker.projects.wire import ProjectView
from tracker.proposals import queries as proposals
from tracker.proposals.wire import ProposalView, Withdrawal
from tracker.web.guards import Requires
from tracker.web.problems import made, refused
from tracker.web.versions import etag


@post("/conditions/{condition_id:uuid}/endings", guards=[Requires(Act.CONDITION_END)])
async def end_condition(
    condition_id: FromPath[UUID], data: JSONBody[Ending], desk: NamedDependency[Desk]
) -> Response[ConditionView]:
    """Confirm with proof that a condition is met; its owner cannot."""
    project = await queries.lock_project_of(desk, Condition, condition_id)
    row = await queries.get(desk, Condition, condition_id)
    row = await duties.end_condition(desk, project, row, data)
    views = queries.condition_views(await queries.conditions(desk.session, project.id))
    view = next(view for view in views if view.id == row.id)
    return Response(view, status_code=201, headers=etag(row.version))


@post("/rework-points/{point_id:uuid}/answers", guards=[Requires(Act.REWORK_ANSWER)])
async def answer_point(
    point_id: FromPath[UUID],
    data: JSONBody[PointAnswer],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[PointView]:
    """Say what was done about a point."""
    project = await queries.lock_project_of(desk, ReworkPoint, point_id)
    row = await queries.get(desk, ReworkPoint, point_id)
    row = await duties.answer_point(desk, project, row, data, version)
    return Response(PointView.of(row), status_code=201, headers=etag(row.version))


@post("/rework-points/{point_id:uuid}/confirmations", guards=[Requires(Act.REWORK_CONFIRM)])
async def confirm_point(
    point_id: FromPath[UUID], desk: NamedDependency[Desk], version: NamedDependency[int]
) -> Response[PointView]:
    """Confirm that a point was answered well; its owner cannot."""
    project = await queries.lock_project_of(desk, ReworkPoint, point_id)
    row = await queries.get(desk, ReworkPoint, point_id)
    row = await duties.confirm_point(desk, project, row, version)
    return Response(PointView.of(row), status_code=201, headers=etag(row.version))


@post("/rework-points/{point_id:uuid}/handovers", guards=[Requires(Act.REWORK_HAND_OVER)])
async def hand_over_point(
    point_id: FromPath[UUID], data: JSONBody[Handover], desk: NamedDependency[Desk]
) -> Response[PointView]:
    """Give a point whose owner cannot act to another owner, with a reason."""
    project = await queries.lock_project_of(desk, ReworkPoint, point_id)
    row = await queries.get(desk, ReworkPoint, point_id)
    row = await duties.hand_over_point(desk, project, row, data)
    return Response(PointView.of(row), status_code=201, headers=etag(row.version))


@post(
    "/projects/{code:str}/operation-changes",
    guards=[Requires(Act.PILOT_OPERATE)],
    responses=made(OperationView),
)
async def operate(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    data: JSONBody[OperationChangeAsked],
    desk: NamedDependency[Desk],
) -> Response[Any]:
    """Go live, suspend, restore (two persons, one call each) or switch off with proof."""
    project = await projects.lock(desk, code)
    outcome = await change_operation(desk, project, data)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    headers = {"Location": f"/api/projects/{project.code}/gates"}
    return Response(OperationView.of(project, data.becomes), status_code=201, headers=headers)


@post("/projects/{code:str}/withdrawals", guards=[Requires(Act.PROJECT_WITHDRAW)])
async def withdraw(
    code: FromPath[str], data: JSONBody[DecisionReason], desk: NamedDependency[Desk]
) -> Response[ProjectView]:
    """The city withdraws its project."""
    project = await projects.lock(desk, code)
    project = await closing.withdraw_project(desk, project, data.reason)
    return _answer(ProjectView.of(project))


@post("/proposals/{proposal_id:uuid}/withdrawals", guards=[Requires(Act.PROPOSAL_WITHDRAW)])
async def withdraw_proposal(
    proposal_id: FromPath[UUID], data: JSONBody[Withdrawal], desk: NamedDependency[Desk]
) -> Response[ProposalView]:
    """Step back before selection; until the deadline the same project may be handed in again."""
    locked = await proposals.lock(desk, proposal_id)
    row = await closing.withdraw_proposal(desk, locked, data.reason)
    headers = {"Location": f"/api/proposals/{row.id}"} | etag(row.version)
    view = await proposals.view(desk, row.id)
    return Response(view, status_code=201, headers=headers)


@post("/projects/{code:str}/withdrawal-revocations", guards=[Requires(Act.WITHDRAWAL_REVOKE)])
async def revoke_withdrawal(
    code: FromPath[str], data: JSONBody[DecisionReason], desk: NamedDependency[Desk]
) -> Response[ProjectView]:
    """The approver takes a withdrawal back, within the days that are set for it."""
    project = await projects.lock(desk, code)
    project = await closing.revoke_withdrawal(desk, project, data.reason)
    return _answer(ProjectView.of(project))


@post("/projects/{code:str}/resumptions", guards=[Requires(Act.PROJECT_RESUME)])
async def resume(
    code: FromPath[str], data: JSONBody[DecisionReason], desk: NamedDependency[Desk]
) -> Response[ProjectView]:
    """The manager resumes a project on hold."""
    project = await projects.lock(desk, code)
    project = await closing.resume_project(desk, project, data.reason)
    return _answer(ProjectView.of(project))


@post("/projects/{code:str}/completions", guards=[Requires(Act.PROJECT_COMPLETE)])
async def complete(code: FromPath[str], desk: NamedDependency[Desk]) -> Response[ProjectView]:
    """Complete a project after its last check-in, with nothing left open."""
    project = await projects.lock(desk, code)
    project = await closing.complete_project(desk, project)
    return _answer(ProjectView.of(project))


@post("/projects/{code:str}/check-ins", guards=[Requires(Act.CHECK_IN_ENTER)])
async def enter_check_in(
    code: FromPath[str], data: JSONBody[NewCheckIn], desk: NamedDependency[Desk]
) -> Response[CheckInView]:
    """Say what became of the project 6, 12 or 24 months after the decision."""
    project = await projects.lock(desk, code)
    row = await duties.enter_check_in(desk, project, data)
    headers = {"Location": f"/api/check-ins/{row.id}"}
    return Response(CheckInView.of(row, confirmed=False), status_code=201, headers=headers)


def _answer(view: ProjectView) -> Response[ProjectView]:
    headers = {"Location": f"/api/projects/{view.code}"} | etag(view.version)
    return Response(view, status_code=201, headers=headers)


HANDLERS = (
    end_condition,
    answer_point,
    confirm_point,
    hand_over_point,
    operate,
    withdraw,
    withdraw_proposal,
    revoke_withdrawal,
    resume,
    complete,
    enter_check_in,
)
