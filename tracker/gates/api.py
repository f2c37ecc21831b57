"""JSON handlers for gates: readiness, motions, votes, decisions."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.gates import (
    colleagues_api,
    duties_api,
    letters_api,
    overview,
    project_api,
    queries,
    upgrades_api,
)
from tracker.gates.commands import motions, votes
from tracker.gates.commands.decisions import decide
from tracker.gates.models import Motion
from tracker.gates.motions import motion_view
from tracker.gates.wire import (
    DecisionView,
    GatesView,
    MotionView,
    Move,
    NewDelegation,
    NewReminder,
    NewVote,
    ReadinessView,
)
from tracker.journal.desk import Desk
from tracker.kernel.paging import Page, page_within
from tracker.process.policy import Act
from tracker.process.stages import Scaling, Stage, Verdict
from tracker.process.unmet import Refusal
from tracker.projects import queries as projects
from tracker.projects.models.decisions import Decision
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.problems import made, refused
from tracker.web.versions import etag


@get("/projects/{code:str}/gates", guards=[Requires(Act.GATE_SEE)])
async def show_gates(code: FromPath[str], desk: NamedDependency[Desk]) -> GatesView:
    """The way of a project: gates, lapses, operation, open duties."""
    project = await projects.get(desk, code)
    return await overview.gates_of(desk, project)


@get("/projects/{code:str}/gates/{gate:str}/readiness", guards=[Requires(Act.GATE_SEE)])
async def show_readiness(
    code: FromPath[str],
    gate: FromPath[str],
    desk: NamedDependency[Desk],
    verdict: FromQuery[Verdict] = Verdict.PASS,
    leads_to: FromQuery[Stage | None] = None,
    scaling: FromQuery[Scaling | None] = None,
    on: FromQuery[date | None] = None,
) -> ReadinessView:
    """What stands in the way of a verdict: what, why, who owes it, since when.

    `on`: a later day (project's zone), with what is there today: what runs out until then is open.
    """
    project = await projects.get(desk, code)
    return await overview.readiness(desk, project, gate, verdict, leads_to, scaling, on)


@post(
    "/projects/{code:str}/gates/{gate:str}/motions",
    guards=[Requires(Act.GATE_MOVE)],
    responses=made(MotionView),
)
async def create_motion(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    gate: FromPath[str],
    data: JSONBody[Move],
    desk: NamedDependency[Desk],
) -> Response[Any]:
    """Ask for a decision at the gate that the project stands before."""
    project = await projects.lock(desk, code)
    outcome = await motions.put_motion(desk, project, gate, data)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    headers = {"Location": f"/api/motions/{outcome.id}"} | etag(outcome.version)
    view = MotionView.of(outcome, project.code, [])
    return Response(view, status_code=201, headers=headers)


@get("/motions/{motion_id:uuid}", guards=[Requires(Act.GATE_SEE)])
async def show_motion(
    motion_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[MotionView]:
    """A motion with the votes that stand, and its ETag."""
    motion = await queries.get(desk, Motion, motion_id)
    return Response(await motion_view(desk, motion), headers=etag(motion.version))


@post("/motions/{motion_id:uuid}/withdrawals", guards=[Requires(Act.MOTION_WITHDRAW)])
async def withdraw_motion(motion_id: FromPath[UUID], desk: NamedDependency[Desk]) -> MotionView:
    """Take a motion back before it is decided."""
    motion, project = await _locked(desk, motion_id)
    motion = await motions.withdraw_motion(desk, project, motion)
    return MotionView.of(motion, project.code, [])


@post(
    "/motions/{motion_id:uuid}/votes", guards=[Requires(Act.GATE_VOTE)], responses=made(MotionView)
)
async def create_vote(
    request: Request[Any, Any, Any],
    motion_id: FromPath[UUID],
    data: JSONBody[NewVote],
    desk: NamedDependency[Desk],
) -> Response[Any]:
    """Vote for a seat; a vote may be changed until the decision."""
    motion, project = await _locked(desk, motion_id)
    outcome = await votes.cast_vote(desk, project, motion, data)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    standing = queries.vote_views(await queries.votes(desk.session, motion.id))
    view = MotionView.of(motion, project.code, standing)
    return Response(view, status_code=201, headers={"Location": f"/api/motions/{motion.id}"})


@post("/motions/{motion_id:uuid}/delegations", guards=[Requires(Act.GATE_VOTE)])
async def delegate_seat(
    motion_id: FromPath[UUID], data: JSONBody[NewDelegation], desk: NamedDependency[Desk]
) -> Response[MotionView]:
    """Hand your seat to somebody for this motion."""
    motion, project = await _locked(desk, motion_id)
    await votes.delegate_seat(desk, project, motion, data)
    view = MotionView.of(motion, project.code, [])
    return Response(view, status_code=201, headers={"Location": f"/api/motions/{motion.id}"})


@post("/motions/{motion_id:uuid}/reminders", guards=[Requires(Act.GATE_REMIND)])
async def remind_seat(
    motion_id: FromPath[UUID], data: JSONBody[NewReminder], desk: NamedDependency[Desk]
) -> Response[MotionView]:
    """Put on record that a seat was reminded."""
    motion, project = await _locked(desk, motion_id)
    await votes.remind_seat(desk, project, motion, data.seat)
    view = MotionView.of(motion, project.code, [])
    return Response(view, status_code=201, headers={"Location": f"/api/motions/{motion.id}"})


@post(
    "/motions/{motion_id:uuid}/decisions",
    guards=[Requires(Act.GATE_DECIDE)],
    responses=made(DecisionView),
)
async def create_decision(
    request: Request[Any, Any, Any],
    motion_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[Any]:
    """Decide a motion on which the panel has agreed."""
    await queries.lock_call_of(desk, motion_id)
    motion, project = await _locked(desk, motion_id)
    outcome = await decide(desk, project, motion, version)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    headers = {"Location": f"/api/projects/{project.code}/decisions/{outcome.id}"}
    return Response(DecisionView.of(outcome, None), status_code=201, headers=headers)


@get("/projects/{code:str}/decisions", guards=[Requires(Act.DECISION_SEE)])
async def list_decisions(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[DecisionView]:
    """Every decision, newest first; those taken back say by which, others what changed since."""
    project = await projects.get(desk, code)
    views = await overview.decisions_of(desk, project)
    return page_within(views[::-1], after, limit, lambda view: view.id.bytes)


@get("/projects/{code:str}/decisions/{decision_id:uuid}", guards=[Requires(Act.DECISION_SEE)])
async def show_decision(
    code: FromPath[str], decision_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[bytes]:
    """The sealed snapshot, byte for byte as it was made."""
    await projects.get(desk, code)
    row = await queries.get(desk, Decision, decision_id)
    headers = {"ETag": f'"{row.snapshot_sha256}"'}
    return Response(row.snapshot.encode(), media_type="application/json", headers=headers)


async def _locked(desk: Desk, motion_id: UUID) -> tuple[Motion, Any]:
    """Lock the project first, then read its motion, so that nobody changes it meanwhile."""
    project = await queries.lock_project_of(desk, Motion, motion_id)
    return await queries.get(desk, Motion, motion_id), project


HANDLERS = (
    show_gates,
    show_readiness,
    create_motion,
    show_motion,
    withdraw_motion,
    create_vote,
    delegate_seat,
    remind_seat,
    create_decision,
    list_decisions,
    show_decision,
    *duties_api.HANDLERS,
    *letters_api.HANDLERS,
    *colleagues_api.HANDLERS,
    *upgrades_api.HANDLERS,
    project_api.show_project,
    project_api.change_project,
)
