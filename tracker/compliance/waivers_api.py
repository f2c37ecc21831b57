"""JSON handlers for waivers."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from tracker.compliance.commands import waivers as commands
from tracker.compliance.queries import by_id
from tracker.compliance.wire.evidence import Reason
from tracker.compliance.wire.waivers import (
    NewWaiver,
    NewWaiverVote,
    RevocationView,
    WaiverView,
    WaiverVoteView,
)
from tracker.journal.desk import Desk
from tracker.process.policy import Act
from tracker.process.unmet import Refusal
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.web.guards import Requires
from tracker.web.problems import made, refused


@post(
    "/projects/{code:str}/requirements/{requirement:str}/waivers",
    guards=[Requires(Act.WAIVER_REQUEST)],
    responses=made(WaiverView),
)
async def request_waiver(
    code: FromPath[str],
    requirement: FromPath[str],
    data: JSONBody[NewWaiver],
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
) -> Response[Any]:
    """Ask for an exception at gates, for a while, with a measure instead."""
    project = await projects.lock(desk, code)
    outcome = await commands.request_waiver(desk, project, requirement, data)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    return Response(WaiverView.of(outcome), status_code=201, headers=_checklist(project))


@post(
    "/waivers/{waiver_id:uuid}/votes",
    guards=[Requires(Act.WAIVER_VOTE)],
    responses=made(WaiverVoteView),
)
async def vote_on_waiver(
    waiver_id: FromPath[UUID],
    data: JSONBody[NewWaiverVote],
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
) -> Response[Any]:
    """Agree to a waiver, or not; the last agreement grants it."""
    waiver = await by_id.waiver(desk, waiver_id)
    project = await projects.lock_by_id(desk, waiver.project_id)
    outcome = await commands.vote_on_waiver(desk, project, waiver, data)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    return Response(WaiverVoteView.of(outcome), status_code=201, headers=_checklist(project))


@post("/waivers/{waiver_id:uuid}/revocations", guards=[Requires(Act.WAIVER_REVOKE)])
async def revoke_waiver(
    waiver_id: FromPath[UUID], data: JSONBody[Reason], desk: NamedDependency[Desk]
) -> Response[RevocationView]:
    """End a waiver before its last day."""
    waiver = await by_id.waiver(desk, waiver_id)
    project = await projects.lock_by_id(desk, waiver.project_id)
    row = await commands.revoke_waiver(desk, project, waiver, data)
    return Response(RevocationView.of(row), status_code=201, headers=_checklist(project))


def _checklist(project: Project) -> dict[str, str]:
    return {"Location": f"/api/projects/{project.code}/checklist"}
