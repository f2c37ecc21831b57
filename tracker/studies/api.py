"""JSON handlers for deliverables."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.process.unmet import Refusal
from tracker.projects import queries as projects
from tracker.studies import commands, queries
from tracker.studies.templates import templates
from tracker.studies.wire import (
    DeliverableChange,
    DeliverableView,
    NewDeliverable,
    NewPlan,
    NewSubmission,
    NewSubmissionReview,
    SubmissionReviewView,
    SubmissionView,
    TemplateView,
)
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.problems import refused
from tracker.web.versions import etag


@get("/projects/{code:str}/deliverables", guards=[Requires(Act.DELIVERABLE_SEE)])
async def list_deliverables(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[DeliverableView]:
    """The deliverables of a project and how each stands; firms see their own."""
    project = await projects.get(session, actor, code, now)
    return await queries.page(session, actor, project, after, limit, now)


@get("/deliverables/{deliverable_id:uuid}", guards=[Requires(Act.DELIVERABLE_SEE)])
async def show_deliverable(
    deliverable_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[DeliverableView]:
    """One deliverable, with its ETag."""
    row = await queries.deliverable(session, actor, deliverable_id, now)
    return Response(await queries.view(session, row, now), headers=etag(row.version))


@post("/projects/{code:str}/deliverables", guards=[Requires(Act.DELIVERABLE_PLAN)])
async def plan_deliverable(
    code: FromPath[str],
    data: JSONBody[NewDeliverable],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[DeliverableView]:
    """Plan a deliverable by hand."""
    project = await projects.lock(session, actor, code, now)
    row = await commands.plan_deliverable(session, actor, project, data, now)
    headers = {"Location": f"/api/deliverables/{row.id}"} | etag(row.version)
    return Response(await queries.view(session, row, now), status_code=201, headers=headers)


@get("/deliverable-templates", guards=[Requires(Act.TEMPLATE_SEE)])
async def list_templates() -> Page[TemplateView]:
    """The templates that a project's deliverables can be planned from; all on one page."""
    return Page([TemplateView.of(one) for one in templates().values()], None)


@post("/projects/{code:str}/deliverable-plans", guards=[Requires(Act.DELIVERABLE_PLAN)])
async def plan_from_template(
    code: FromPath[str],
    data: JSONBody[NewPlan],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[Page[DeliverableView]]:
    """Plan a whole template from a day of kick-off: every deliverable of it or none."""
    project = await projects.lock(session, actor, code, now)
    rows = await commands.plan_from_template(session, actor, project, data, now)
    page = Page(await queries.views(session, rows, now), None)
    headers = {"Location": f"/api/projects/{project.code}/deliverables"}
    return Response(page, status_code=201, headers=headers)


@patch("/deliverables/{deliverable_id:uuid}", guards=[Requires(Act.DELIVERABLE_PLAN)])
async def change_deliverable(
    deliverable_id: FromPath[UUID],
    data: JSONBody[DeliverableChange],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    version: NamedDependency[int],
    now: NamedDependency[datetime],
) -> Response[DeliverableView]:
    """Change a deliverable; its due date moves only with a reason, the original one never."""
    row = await queries.deliverable(session, actor, deliverable_id, now)
    project = await projects.lock_by_id(session, actor, row.project_id, now)
    row = await commands.change_deliverable(session, actor, project, row, data, version, now)
    return Response(await queries.view(session, row, now), headers=etag(row.version))


@get("/deliverables/{deliverable_id:uuid}/submissions", guards=[Requires(Act.DELIVERABLE_SEE)])
async def list_submissions(
    deliverable_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[SubmissionView]:
    """The versions of a deliverable, newest first; firms see those they handed in."""
    row = await queries.deliverable(session, actor, deliverable_id, now)
    return await queries.submissions(session, actor, row.id, after, limit, now)


@get("/submissions/{submission_id:uuid}", guards=[Requires(Act.DELIVERABLE_SEE)])
async def show_submission(
    submission_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> SubmissionView:
    """One version with its files and reviews."""
    row = await queries.submission(session, actor, submission_id, now)
    return await queries.submission_view(session, row)


@post("/deliverables/{deliverable_id:uuid}/submissions", guards=[Requires(Act.DELIVERABLE_SUBMIT)])
async def submit(
    deliverable_id: FromPath[UUID],
    data: JSONBody[NewSubmission],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[SubmissionView]:
    """Hand in the next version of a deliverable."""
    row = await queries.deliverable(session, actor, deliverable_id, now)
    project = await projects.lock_by_id(session, actor, row.project_id, now)
    version = await commands.submit(session, actor, project, row, data, now)
    headers = {"Location": f"/api/submissions/{version.id}"}
    view = await queries.submission_view(session, version)
    return Response(view, status_code=201, headers=headers)


@post("/submissions/{submission_id:uuid}/reviews", guards=[Requires(Act.SUBMISSION_REVIEW)])
async def review_submission(
    submission_id: FromPath[UUID],
    data: JSONBody[NewSubmissionReview],
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[SubmissionReviewView]:
    """Accept or return a version for one's role; every acceptor role has to accept it."""
    version = await queries.submission(session, actor, submission_id, now)
    project = await projects.lock_by_id(session, actor, version.project_id, now)
    row = await queries.deliverable(session, actor, version.deliverable_id, now)
    outcome = await commands.review_submission(session, actor, project, row, version, data, now)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    headers = {"Location": f"/api/submissions/{version.id}"}
    return Response(SubmissionReviewView.of(outcome), status_code=201, headers=headers)


HANDLERS = (
    list_deliverables,
    show_deliverable,
    plan_deliverable,
    list_templates,
    plan_from_template,
    change_deliverable,
    list_submissions,
    show_submission,
    submit,
    review_submission,
)
