"""JSON handlers for deliverables."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.process.unmet import Refusal
from tracker.projects import queries as projects
from tracker.studies import commands, queries
from tracker.studies.templates import templates
from tracker.studies.wire import (
    DeliverableChange,
    DeliverableView,
    DueChangeView,
    NewDeliverable,
    NewPlan,
    NewSubmission,
    NewSubmissionReview,
    NewTimeAnswer,
    NewTimeRequest,
    RemarkView,
    SubmissionReviewView,
    SubmissionView,
    TemplateView,
    TimeRequestView,
)
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.problems import refused
from tracker.web.versions import etag


@get("/projects/{code:str}/deliverables", guards=[Requires(Act.DELIVERABLE_SEE)])
async def list_deliverables(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[DeliverableView]:
    """The deliverables of a project and how each stands; firms see their own."""
    project = await projects.get(desk, code)
    return await queries.page(desk, project, after, limit)


@get("/deliverables/{deliverable_id:uuid}", guards=[Requires(Act.DELIVERABLE_SEE)])
async def show_deliverable(
    deliverable_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[DeliverableView]:
    """One deliverable, with its ETag."""
    row = await queries.deliverable(desk, deliverable_id)
    return Response(await queries.view(desk, row), headers=etag(row.version))


@post("/projects/{code:str}/deliverables", guards=[Requires(Act.DELIVERABLE_PLAN)])
async def plan_deliverable(
    code: FromPath[str], data: JSONBody[NewDeliverable], desk: NamedDependency[Desk]
) -> Response[DeliverableView]:
    """Plan a deliverable by hand."""
    project = await projects.lock(desk, code)
    row = await commands.plan_deliverable(desk, project, data)
    headers = {"Location": f"/api/deliverables/{row.id}"} | etag(row.version)
    return Response(await queries.view(desk, row), status_code=201, headers=headers)


@get("/deliverable-templates", guards=[Requires(Act.TEMPLATE_SEE)])
async def list_templates() -> Page[TemplateView]:
    """The templates that a project's deliverables can be planned from; all on one page."""
    return Page([TemplateView.of(one) for one in templates().values()], None)


@post("/projects/{code:str}/deliverable-plans", guards=[Requires(Act.DELIVERABLE_PLAN)])
async def plan_from_template(
    code: FromPath[str], data: JSONBody[NewPlan], desk: NamedDependency[Desk]
) -> Response[Page[DeliverableView]]:
    """Plan a whole template from a day of kick-off: every deliverable of it or none."""
    project = await projects.lock(desk, code)
    rows = await commands.plan_from_template(desk, project, data)
    page = Page(await queries.views(desk, rows), None)
    headers = {"Location": f"/api/projects/{project.code}/deliverables"}
    return Response(page, status_code=201, headers=headers)


@patch("/deliverables/{deliverable_id:uuid}", guards=[Requires(Act.DELIVERABLE_PLAN)])
async def change_deliverable(
    deliverable_id: FromPath[UUID],
    data: JSONBody[DeliverableChange],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[DeliverableView]:
    """Change a deliverable; its due date moves only with a reason, the original one never."""
    row = await queries.deliverable(desk, deliverable_id)
    project = await projects.lock_by_id(desk, row.project_id)
    row = await commands.change_deliverable(desk, project, row, data, version)
    return Response(await queries.view(desk, row), headers=etag(row.version))


@get("/deliverables/{deliverable_id:uuid}/submissions", guards=[Requires(Act.DELIVERABLE_SEE)])
async def list_submissions(
    deliverable_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[SubmissionView]:
    """The versions of a deliverable, newest first; firms see those they handed in."""
    row = await queries.deliverable(desk, deliverable_id)
    return await queries.submissions(desk, row.id, after, limit)


@get("/submissions/{submission_id:uuid}", guards=[Requires(Act.DELIVERABLE_SEE)])
async def show_submission(
    submission_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> SubmissionView:
    """One version with its files and reviews."""
    row = await queries.submission(desk, submission_id)
    return await queries.submission_view(desk.session, row)


@get("/deliverables/{deliverable_id:uuid}/remarks", guards=[Requires(Act.DELIVERABLE_SEE)])
async def list_remarks(
    deliverable_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> list[RemarkView]:
    """What was asked of its versions, by number; firms see what was asked of their own."""
    return await queries.remarks(desk, await queries.deliverable(desk, deliverable_id))


@get("/deliverables/{deliverable_id:uuid}/due-changes", guards=[Requires(Act.DELIVERABLE_SEE)])
async def list_due_changes(
    deliverable_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> list[DueChangeView]:
    """Why its due day moved, the newest first."""
    return await queries.due_changes(desk.session, await queries.deliverable(desk, deliverable_id))


@post("/deliverables/{deliverable_id:uuid}/submissions", guards=[Requires(Act.DELIVERABLE_SUBMIT)])
async def submit(
    deliverable_id: FromPath[UUID], data: JSONBody[NewSubmission], desk: NamedDependency[Desk]
) -> Response[SubmissionView]:
    """Hand in the next version of a deliverable."""
    row = await queries.deliverable(desk, deliverable_id)
    project = await projects.lock_by_id(desk, row.project_id)
    version = await commands.submit(desk, project, row, data)
    headers = {"Location": f"/api/submissions/{version.id}"}
    view = await queries.submission_view(desk.session, version)
    return Response(view, status_code=201, headers=headers)


@post("/submissions/{submission_id:uuid}/reviews", guards=[Requires(Act.SUBMISSION_REVIEW)])
async def review_submission(
    submission_id: FromPath[UUID],
    data: JSONBody[NewSubmissionReview],
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
) -> Response[SubmissionReviewView]:
    """Accept or return a version for one's role; every acceptor role has to accept it."""
    version = await queries.submission(desk, submission_id)
    project = await projects.lock_by_id(desk, version.project_id)
    row = await queries.deliverable(desk, version.deliverable_id)
    outcome = await commands.review_submission(desk, project, row, version, data)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    headers = {"Location": f"/api/submissions/{version.id}"}
    return Response(SubmissionReviewView.of(outcome), status_code=201, headers=headers)


@get("/deliverables/{deliverable_id:uuid}/time-requests", guards=[Requires(Act.DELIVERABLE_SEE)])
async def list_time_requests(
    deliverable_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> list[TimeRequestView]:
    """Who asked for more time, the newest first, and what was answered."""
    return await queries.time_requests(
        desk.session, await queries.deliverable(desk, deliverable_id)
    )


@post("/deliverables/{deliverable_id:uuid}/time-requests", guards=[Requires(Act.TIME_ASK)])
async def ask_for_time(
    deliverable_id: FromPath[UUID], data: JSONBody[NewTimeRequest], desk: NamedDependency[Desk]
) -> Response[TimeRequestView]:
    """Ask for a later day, also once the day has passed."""
    row = await queries.deliverable(desk, deliverable_id)
    project = await projects.lock_by_id(desk, row.project_id)
    request = await commands.ask_for_time(desk, project, row, data)
    headers = {"Location": f"/api/deliverables/{row.id}/time-requests"}
    return Response(TimeRequestView.of(request, None), status_code=201, headers=headers)


@post("/time-requests/{request_id:uuid}/answers", guards=[Requires(Act.TIME_GRANT)])
async def answer_for_time(
    request_id: FromPath[UUID],
    data: JSONBody[NewTimeAnswer],
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
) -> Response[TimeRequestView]:
    """Grant the day that was asked for, which moves the deliverable's, or leave it as it is."""
    asked, row = await queries.time_request(desk, request_id)
    project = await projects.lock_by_id(desk, asked.project_id)
    outcome = await commands.answer_for_time(desk, project, row, asked, data)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    headers = {"Location": f"/api/deliverables/{row.id}/time-requests"}
    return Response(TimeRequestView.of(asked, outcome), status_code=201, headers=headers)


HANDLERS = (
    list_deliverables,
    show_deliverable,
    plan_deliverable,
    list_templates,
    plan_from_template,
    change_deliverable,
    list_submissions,
    show_submission,
    list_remarks,
    list_due_changes,
    submit,
    review_submission,
    list_time_requests,
    ask_for_time,
    answer_for_time,
)
