"""JSON handlers for what decisions leave behind, for operation, and for the end of a project."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates import queries
from tracker.gates.commands import closing, duties
from tracker.gates.commands.operation import change_operation
from tracker.gates.models import Condition, ReworkPoint
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
from tracker.kernel.actor import Actor
from tracker.pilots.wire.judging import CheckInView, NewCheckIn
from tracker.process.policy import Act
from tracker.process.unmet import Refusal
from tracker.projects import queries as projects
from tracker.projects.wire import ProjectView
from tracker.proposals import queries as proposals
from tracker.proposals.wire import ProposalView, Withdrawal
from tracker.web.guards import Requires
from tracker.web.problems import made, refused
from tracker.web.versions import etag


@post("/conditions/{condition_id:uuid}/endings", guards=[Requires(Act.CONDITION_END)])
async def end_condition(
    condition_id: FromPath[UUID],
    data: JSONBody[Ending],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ConditionView]:
    """Confirm with proof that a condition is met; its owner cannot."""
    project = await queries.lock_project_of(session, actor, Condition, condition_id, now)
    row = await queries.one(session, actor, Condition, condition_id, now)
    row = await duties.end_condition(session, actor, project, row, data, now)
    views = queries.condition_views(await queries.conditions(session, project.id))
    view = next(view for view in views if view.id == row.id)
    return Response(view, status_code=201, headers=etag(row.version))


@post("/rework-points/{point_id:uuid}/answers", guards=[Requires(Act.REWORK_ANSWER)])
async def answer_point(
    point_id: FromPath[UUID],
    data: JSONBody[PointAnswer],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    version: NamedDependency[int],
    now: NamedDependency[datetime],
) -> Response[PointView]:
    """Say what was done about a point."""
    project = await queries.lock_project_of(session, actor, ReworkPoint, point_id, now)
    row = await queries.one(session, actor, ReworkPoint, point_id, now)
    row = await duties.answer_point(session, actor, project, row, data, version, now)
    return Response(PointView.of(row), status_code=201, headers=etag(row.version))


@post("/rework-points/{point_id:uuid}/confirmations", guards=[Requires(Act.REWORK_CONFIRM)])
async def confirm_point(
    point_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    version: NamedDependency[int],
    now: NamedDependency[datetime],
) -> Response[PointView]:
    """Confirm that a point was answered well; its owner cannot."""
    project = await queries.lock_project_of(session, actor, ReworkPoint, point_id, now)
    row = await queries.one(session, actor, ReworkPoint, point_id, now)
    row = await duties.confirm_point(session, actor, project, row, version, now)
    return Response(PointView.of(row), status_code=201, headers=etag(row.version))


@post("/rework-points/{point_id:uuid}/handovers", guards=[Requires(Act.REWORK_HAND_OVER)])
async def hand_over_point(
    point_id: FromPath[UUID],
    data: JSONBody[Handover],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[PointView]:
    """Give a point whose owner cannot act to another owner, with a reason."""
    project = await queries.lock_project_of(session, actor, ReworkPoint, point_id, now)
    row = await queries.one(session, actor, ReworkPoint, point_id, now)
    row = await duties.hand_over_point(session, actor, project, row, data, now)
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
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[Any]:
    """Go live, suspend, restore (two persons, one call each) or switch off with proof."""
    project = await projects.lock(session, actor, code, now)
    outcome = await change_operation(session, actor, project, data, now)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    headers = {"Location": f"/api/projects/{project.code}/gates"}
    return Response(OperationView.of(project, data.becomes), status_code=201, headers=headers)


@post("/projects/{code:str}/withdrawals", guards=[Requires(Act.PROJECT_WITHDRAW)])
async def withdraw(
    code: FromPath[str],
    data: JSONBody[DecisionReason],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ProjectView]:
    """The city withdraws its project."""
    project = await projects.lock(session, actor, code, now)
    project = await closing.withdraw_project(session, actor, project, data.reason, now)
    return _told(ProjectView.of(project))


@post("/proposals/{proposal_id:uuid}/withdrawals", guards=[Requires(Act.PROPOSAL_WITHDRAW)])
async def withdraw_proposal(
    proposal_id: FromPath[UUID],
    data: JSONBody[Withdrawal],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ProposalView]:
    """Step back before selection; until the deadline the same project may be handed in again."""
    held = await proposals.lock(session, actor, proposal_id, now)
    row = await closing.withdraw_proposal(session, actor, held, data.reason, now)
    headers = {"Location": f"/api/proposals/{row.id}"} | etag(row.version)
    view = await proposals.view(session, actor, row.id, now)
    return Response(view, status_code=201, headers=headers)


@post("/projects/{code:str}/withdrawal-revocations", guards=[Requires(Act.WITHDRAWAL_REVOKE)])
async def revoke_withdrawal(
    code: FromPath[str],
    data: JSONBody[DecisionReason],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ProjectView]:
    """The approver takes a withdrawal back, within the days that are set for it."""
    project = await projects.lock(session, actor, code, now)
    project = await closing.revoke_withdrawal(session, actor, project, data.reason, now)
    return _told(ProjectView.of(project))


@post("/projects/{code:str}/resumptions", guards=[Requires(Act.PROJECT_RESUME)])
async def resume(
    code: FromPath[str],
    data: JSONBody[DecisionReason],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ProjectView]:
    """The manager resumes a project on hold."""
    project = await projects.lock(session, actor, code, now)
    project = await closing.resume_project(session, actor, project, data.reason, now)
    return _told(ProjectView.of(project))


@post("/projects/{code:str}/completions", guards=[Requires(Act.PROJECT_COMPLETE)])
async def complete(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ProjectView]:
    """Complete a project after its last check-in, with nothing left open."""
    project = await projects.lock(session, actor, code, now)
    project = await closing.complete_project(session, actor, project, now)
    return _told(ProjectView.of(project))


@post("/projects/{code:str}/check-ins", guards=[Requires(Act.CHECK_IN_ENTER)])
async def enter_check_in(
    code: FromPath[str],
    data: JSONBody[NewCheckIn],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[CheckInView]:
    """Say what became of the project 6, 12 or 24 months after the decision."""
    project = await projects.lock(session, actor, code, now)
    row = await duties.enter_check_in(session, actor, project, data, now)
    headers = {"Location": f"/api/check-ins/{row.id}"}
    return Response(CheckInView.of(row, confirmed=False), status_code=201, headers=headers)


def _told(view: ProjectView) -> Response[ProjectView]:
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
