"""JSON handlers for the logs of a project: risks and issues, lessons, meetings."""

from datetime import datetime
from uuid import UUID

from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
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
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    kind: FromQuery[ConcernKind | None] = None,
    still_open: FromQuery[bool] = False,
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ConcernView]:
    """Risks and issues, newest first; firms see those they raised or own."""
    project = await projects.get(session, actor, code, now)
    return await queries.concerns(session, actor, project, kind, still_open, after, limit, now)


@post("/projects/{code:str}/concerns", guards=[Requires(Act.CONCERN_RAISE)])
async def raise_concern(
    code: FromPath[str],
    data: JSONBody[NewConcern],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ConcernView]:
    """Raise a risk, or an issue: what has happened."""
    project = await projects.lock(session, actor, code, now)
    row = await commands.raise_concern(session, actor, project, data, now)
    headers = {"Location": f"/api/concerns/{row.id}"} | etag(row.version)
    return Response(await queries.view(session, row), status_code=201, headers=headers)


@get("/concerns/{concern_id:uuid}", guards=[Requires(Act.REGISTER_SEE)])
async def show_concern(
    concern_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ConcernView]:
    """One risk or issue with all its assessments, and its ETag."""
    row = await queries.one(session, actor, Concern, concern_id, now)
    return Response(await queries.view(session, row), headers=etag(row.version))


@patch("/concerns/{concern_id:uuid}", guards=[Requires(Act.CONCERN_ANSWER)])
async def change_concern(
    concern_id: FromPath[UUID],
    data: JSONBody[ConcernChange],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    version: NamedDependency[int],
    now: NamedDependency[datetime],
) -> Response[ConcernView]:
    """Word it anew, hand it to another owner, or set another day."""
    row = await queries.one(session, actor, Concern, concern_id, now)
    project = await projects.lock_by_id(session, actor, row.project_id, now)
    row = await commands.change_concern(session, actor, project, row, data, version, now)
    return Response(await queries.view(session, row), headers=etag(row.version))


@post("/concerns/{concern_id:uuid}/assessments", guards=[Requires(Act.CONCERN_ANSWER)])
async def assess_concern(
    concern_id: FromPath[UUID],
    data: JSONBody[NewAssessment],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[AssessmentView]:
    """Assess it anew; the trend holds the newest assessment against the one before."""
    row = await queries.one(session, actor, Concern, concern_id, now)
    project = await projects.lock_by_id(session, actor, row.project_id, now)
    made = await commands.assess(session, actor, project, row, data, now)
    headers = {"Location": f"/api/concerns/{row.id}"}
    return Response(AssessmentView.of(made), status_code=201, headers=headers)


@post("/concerns/{concern_id:uuid}/closings", guards=[Requires(Act.CONCERN_ANSWER)])
async def close_concern(
    concern_id: FromPath[UUID],
    data: JSONBody[NewClosing],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ConcernView]:
    """Close it with its outcome."""
    row = await queries.one(session, actor, Concern, concern_id, now)
    project = await projects.lock_by_id(session, actor, row.project_id, now)
    row = await commands.close_concern(session, actor, project, row, data, now)
    headers = {"Location": f"/api/concerns/{row.id}"} | etag(row.version)
    return Response(await queries.view(session, row), status_code=201, headers=headers)


@get("/projects/{code:str}/lessons", guards=[Requires(Act.REGISTER_SEE)])
async def list_lessons(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[LessonView]:
    """Lessons, newest first; a correction names what it replaces."""
    project = await projects.get(session, actor, code, now)
    return await queries.lessons(session, actor, project, after, limit, now)


@post("/projects/{code:str}/lessons", guards=[Requires(Act.LESSON_RECORD)])
async def record_lesson(
    code: FromPath[str],
    data: JSONBody[NewLesson],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[LessonView]:
    """Record what was learned in the present stage."""
    project = await projects.lock(session, actor, code, now)
    row = await commands.record_lesson(session, actor, project, data, now)
    headers = {"Location": f"/api/lessons/{row.id}"}
    return Response(LessonView.of(row), status_code=201, headers=headers)


@get("/lessons/{lesson_id:uuid}", guards=[Requires(Act.REGISTER_SEE)])
async def show_lesson(
    lesson_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> LessonView:
    """One lesson."""
    return LessonView.of(await queries.one(session, actor, Lesson, lesson_id, now))


@get("/projects/{code:str}/meetings", guards=[Requires(Act.REGISTER_SEE)])
async def list_meetings(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[MeetingView]:
    """Meetings, visits and calls, those recorded last first."""
    project = await projects.get(session, actor, code, now)
    return await queries.meetings(session, actor, project, after, limit, now)


@post("/projects/{code:str}/meetings", guards=[Requires(Act.MEETING_RECORD)])
async def record_meeting(
    code: FromPath[str],
    data: JSONBody[NewMeeting],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[MeetingView]:
    """Record a meeting, visit or call that was held, and what it agreed."""
    project = await projects.lock(session, actor, code, now)
    row = await commands.record_meeting(session, actor, project, data, now)
    headers = {"Location": f"/api/meetings/{row.id}"}
    return Response(MeetingView.of(row), status_code=201, headers=headers)


@get("/meetings/{meeting_id:uuid}", guards=[Requires(Act.REGISTER_SEE)])
async def show_meeting(
    meeting_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> MeetingView:
    """One meeting."""
    return MeetingView.of(await queries.one(session, actor, Meeting, meeting_id, now))


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
