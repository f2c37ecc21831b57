"""JSON handlers for one requirement of a project: evidence, reviews, justifications."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from tracker.compliance.commands import evidence as handing_in
from tracker.compliance.commands import reviews as verifying
from tracker.compliance.queries import by_id
from tracker.compliance.wire.evidence import (
    EvidenceView,
    JustificationCheckView,
    JustificationView,
    NewEvidence,
    NewJustification,
    NewReview,
    Reason,
    ReviewView,
    WithdrawalView,
)
from tracker.compliance.wire.facts import NewCheck
from tracker.journal.desk import Desk
from tracker.process.policy import Act
from tracker.process.unmet import Refusal
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.web.guards import Requires
from tracker.web.problems import made, refused


@post(
    "/projects/{code:str}/requirements/{requirement:str}/evidence",
    guards=[Requires(Act.EVIDENCE_SUBMIT)],
)
async def submit_evidence(
    code: FromPath[str],
    requirement: FromPath[str],
    data: JSONBody[NewEvidence],
    desk: NamedDependency[Desk],
) -> Response[EvidenceView]:
    """Hand in a piece of evidence: a file, pages of a deliverable, a link, or what was seen."""
    project = await projects.lock(desk, code)
    row = await handing_in.submit_evidence(desk, project, requirement, data)
    return Response(
        EvidenceView.of(row, row.created_at), status_code=201, headers=_checklist(project)
    )


@post("/evidence/{evidence_id:uuid}/withdrawals", guards=[Requires(Act.EVIDENCE_WITHDRAW)])
async def withdraw_evidence(
    evidence_id: FromPath[UUID], data: JSONBody[Reason], desk: NamedDependency[Desk]
) -> Response[WithdrawalView]:
    """Take a piece out of the current set; it stays on record."""
    evidence = await by_id.evidence(desk, evidence_id)
    project = await projects.lock_by_id(desk, evidence.project_id)
    row = await handing_in.withdraw_evidence(desk, project, evidence, data)
    return Response(WithdrawalView.of(row), status_code=201, headers=_checklist(project))


@post(
    "/projects/{code:str}/requirements/{requirement:str}/reviews",
    guards=[Requires(Act.REQUIREMENT_REVIEW)],
    responses=made(ReviewView),
)
async def review_requirement(
    code: FromPath[str],
    requirement: FromPath[str],
    data: JSONBody[NewReview],
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
) -> Response[Any]:
    """Review the current evidence set for one gate."""
    project = await projects.lock(desk, code)
    outcome = await verifying.review_requirement(desk, project, requirement, data)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    return Response(ReviewView.of(outcome), status_code=201, headers=_checklist(project))


@post(
    "/projects/{code:str}/requirements/{requirement:str}/justifications",
    guards=[Requires(Act.JUSTIFICATION_GIVE)],
)
async def give_justification(
    code: FromPath[str],
    requirement: FromPath[str],
    data: JSONBody[NewJustification],
    desk: NamedDependency[Desk],
) -> Response[JustificationView]:
    """Say in writing why a requirement does not apply."""
    project = await projects.lock(desk, code)
    row = await verifying.give_justification(desk, project, requirement, data)
    return Response(JustificationView.of(row), status_code=201, headers=_checklist(project))


@post(
    "/justifications/{justification_id:uuid}/checks",
    guards=[Requires(Act.JUSTIFICATION_CHECK)],
    responses=made(JustificationCheckView),
)
async def check_justification(
    justification_id: FromPath[UUID],
    data: JSONBody[NewCheck],
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
) -> Response[Any]:
    """Agree or not that the requirement does not apply."""
    ground = await by_id.justification(desk, justification_id)
    project = await projects.lock_by_id(desk, ground.project_id)
    outcome = await verifying.check_justification(desk, project, ground, data)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    return Response(
        JustificationCheckView.of(outcome), status_code=201, headers=_checklist(project)
    )


def _checklist(project: Project) -> dict[str, str]:
    """The address of the checklist of a project, where acts on a requirement are seen."""
    return {"Location": f"/api/projects/{project.code}/checklist"}
