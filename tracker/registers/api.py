"""JSON handlers for the logs of a project: risks and issues, lessons, meetings."""

from uuid import UUID

from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.registers import commands, queries
from tracker.registers.models import Concern, ConcernKind, Lesson, Meeting
from tracker.registers.wire import (
    AssessmentView,
    ConcernChange,
    ConcernView,
    LessonView,
    MeetingView,
    NewAssessment,
    NewClosing,
    NewConcern,
    NewLesson,
    NewMeeting,
)
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@get("/projects/{code:str}/concerns", guards=[Requires(Act.REGISTER_SEE)])
async def list_concerns(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    kind: FromQuery[ConcernKind | None] = None,
    still_open: FromQuery[bool] = False,
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ConcernView]:
    """Risks and issues, newest first; firms see those they raised or own."""
    project = await projects.get(desk, code)
    return await queries.concerns(desk, project, kind, still_open, after, limit)


@post("/projects/{code:str}/concerns", guards=[Requires(Act.CONCERN_RAISE)])
async def raise_concern(
    code: FromPath[str], data: JSONBody[NewConcern], desk: NamedDependency[Desk]
) -> Response[ConcernView]:
    """Raise a risk, or an issue: what has happened."""
    project = await projects.lock(desk, code)
    row = await commands.raise_concern(desk, project, data)
    headers = {"Location": f"/api/concerns/{row.id}"} | etag(row.version)
    return Response(await queries.view(desk.session, row), status_code=201, headers=headers)


@get("/concerns/{concern_id:uuid}", guards=[Requires(Act.REGISTER_SEE)])
async def show_concern(
    concern_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[ConcernView]:
    """One risk or issue with all its assessments, and its ETag."""
    row = await queries.get(desk, Concern, concern_id)
    return Response(await queries.view(desk.session, row), headers=etag(row.version))


@patch("/concerns/{concern_id:uuid}", guards=[Requires(Act.CONCERN_ANSWER)])
async def change_concern(
    concern_id: FromPath[UUID],
    data: JSONBody[ConcernChange],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[ConcernView]:
    """Word it anew, hand it to another owner, or set another day."""
    row = await queries.get(desk, Concern, concern_id)
    project = await projects.lock_by_id(desk, row.project_id)
    row = await commands.change_concern(desk, project, row, data, version)
    return Response(await queries.view(desk.session, row), headers=etag(row.version))


@post("/concerns/{concern_id:uuid}/assessments", guards=[Requires(Act.CONCERN_ANSWER)])
async def assess_concern(
    concern_id: FromPath[UUID], data: JSONBody[NewAssessment], desk: NamedDependency[Desk]
) -> Response[AssessmentView]:
    """Assess it anew; the trend holds the newest assessment against the one before."""
    row = await queries.get(desk, Concern, concern_id)
    project = await projects.lock_by_id(desk, row.project_id)
    made = await commands.assess(desk, project, row, data)
    headers = {"Location": f"/api/concerns/{row.id}"}
    return Response(AssessmentView.of(made), status_code=201, headers=headers)


@post("/concerns/{concern_id:uuid}/closings", guards=[Requires(Act.CONCERN_ANSWER)])
async def close_concern(
    concern_id: FromPath[UUID], data: JSONBody[NewClosing], desk: NamedDependency[Desk]
) -> Response[ConcernView]:
    """Close it with its outcome."""
    row = await queries.get(desk, Concern, concern_id)
    project = await projects.lock_by_id(desk, row.project_id)
    row = await commands.close_concern(desk, project, row, data)
    headers = {"Location": f"/api/concerns/{row.id}"} | etag(row.version)
    return Response(await queries.view(desk.session, row), status_code=201, headers=headers)


@get("/projects/{code:str}/lessons", guards=[Requires(Act.REGISTER_SEE)])
async def list_lessons(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[LessonView]:
    """Lessons, newest first; a correction names what it replaces."""
    project = await projects.get(desk, code)
    return await queries.lessons(desk, project, after, limit)


@post("/projects/{code:str}/lessons", guards=[Requires(Act.LESSON_RECORD)])
async def record_lesson(
    code: FromPath[str], data: JSONBody[NewLesson], desk: NamedDependency[Desk]
) -> Response[LessonView]:
    """Record what was learned in the present stage."""
    project = await projects.lock(desk, code)
    row = await commands.record_lesson(desk, project, data)
    headers = {"Location": f"/api/lessons/{row.id}"}
    return Response(LessonView.of(row), status_code=201, headers=headers)


@get("/lessons/{lesson_id:uuid}", guards=[Requires(Act.REGISTER_SEE)])
async def show_lesson(lesson_id: FromPath[UUID], desk: NamedDependency[Desk]) -> LessonView:
    """One lesson."""
    return LessonView.of(await queries.get(desk, Lesson, lesson_id))


@get("/projects/{code:str}/meetings", guards=[Requires(Act.REGISTER_SEE)])
async def list_meetings(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[MeetingView]:
    """Meetings, visits and calls, those recorded last first."""
    project = await projects.get(desk, code)
    return await queries.meetings(desk, project, after, limit)


@post("/projects/{code:str}/meetings", guards=[Requires(Act.MEETING_RECORD)])
async def record_meeting(
    code: FromPath[str], data: JSONBody[NewMeeting], desk: NamedDependency[Desk]
) -> Response[MeetingView]:
    """Record a meeting, visit or call that was held, and what it agreed."""
    project = await projects.lock(desk, code)
    row = await commands.record_meeting(desk, project, data)
    headers = {"Location": f"/api/meetings/{row.id}"}
    return Response(MeetingView.of(row), status_code=201, headers=headers)


@get("/meetings/{meeting_id:uuid}", guards=[Requires(Act.REGISTER_SEE)])
async def show_meeting(meeting_id: FromPath[UUID], desk: NamedDependency[Desk]) -> MeetingView:
    """One meeting."""
    return MeetingView.of(await queries.get(desk, Meeting, meeting_id))


HANDLERS = (
    list_concerns,
    raise_concern,
    show_concern,
    change_concern,
    assess_concern,
    close_concern,
    list_lessons,
    record_lesson,
    show_lesson,
    list_meetings,
    record_meeting,
    show_meeting,
)
