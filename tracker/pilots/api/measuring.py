"""JSON handlers for indicators and readings."""

from datetime import datetime
from uuid import UUID

from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
from tracker.kernel.paging import Page
from tracker.pilots.commands import measuring as commands
from tracker.pilots.queries import measuring as queries
from tracker.pilots.wire.measuring import (
    IndicatorChange,
    IndicatorView,
    NewIndicator,
    NewReading,
    NewReadingCheck,
    ReadingCheckView,
    ReadingView,
)
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@get("/projects/{code:str}/indicators", guards=[Requires(Act.INDICATOR_SEE)])
async def list_indicators(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[IndicatorView]:
    """The indicators of a project, newest first."""
    project = await projects.get(session, actor, code, now)
    return await queries.indicators(session, actor, project, after, limit, now)


@get("/indicators/{indicator_id:uuid}", guards=[Requires(Act.INDICATOR_SEE)])
async def show_indicator(
    indicator_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[IndicatorView]:
    """One indicator, with its ETag."""
    row = await queries.indicator(session, actor, indicator_id, now)
    return Response(IndicatorView.of(row), headers=etag(row.version))


@post("/projects/{code:str}/indicators", guards=[Requires(Act.INDICATOR_WRITE)])
async def define_indicator(
    code: FromPath[str],
    data: JSONBody[NewIndicator],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[IndicatorView]:
    """Say what is measured."""
    project = await projects.lock(session, actor, code, now)
    row = await commands.define_indicator(session, actor, project, data, now)
    headers = {"Location": f"/api/indicators/{row.id}"} | etag(row.version)
    return Response(IndicatorView.of(row), status_code=201, headers=headers)


@patch("/indicators/{indicator_id:uuid}", guards=[Requires(Act.INDICATOR_WRITE)])
async def change_indicator(
    indicator_id: FromPath[UUID],
    data: JSONBody[IndicatorChange],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    version: NamedDependency[int],
    now: NamedDependency[datetime],
) -> Response[IndicatorView]:
    """Change a definition, a baseline or a target."""
    row = await queries.indicator(session, actor, indicator_id, now)
    project = await projects.lock_by_id(session, actor, row.project_id, now)
    row = await commands.change_indicator(session, actor, project, row, data, version, now)
    return Response(IndicatorView.of(row), headers=etag(row.version))


@get("/indicators/{indicator_id:uuid}/readings", guards=[Requires(Act.INDICATOR_SEE)])
async def list_readings(
    indicator_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ReadingView]:
    """The readings of an indicator, newest first; firms see their own and the city's."""
    row = await queries.indicator(session, actor, indicator_id, now)
    return await queries.readings(session, actor, row.id, after, limit, now)


@get("/readings/{reading_id:uuid}", guards=[Requires(Act.INDICATOR_SEE)])
async def show_reading(
    reading_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> ReadingView:
    """One reading and how it stands."""
    row = await queries.reading(session, actor, reading_id, now)
    return await queries.reading_view(session, row)


@post("/indicators/{indicator_id:uuid}/readings", guards=[Requires(Act.READING_ENTER)])
async def enter_reading(
    indicator_id: FromPath[UUID],
    data: JSONBody[NewReading],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ReadingView]:
    """Enter a value of a period, or why none is reported."""
    indicator = await queries.indicator(session, actor, indicator_id, now)
    project = await projects.lock_by_id(session, actor, indicator.project_id, now)
    row = await commands.enter_reading(session, actor, project, indicator, data, now)
    headers = {"Location": f"/api/readings/{row.id}"}
    view = await queries.reading_view(session, row)
    return Response(view, status_code=201, headers=headers)


@post("/readings/{reading_id:uuid}/checks", guards=[Requires(Act.READING_CHECK)])
async def check_reading(
    reading_id: FromPath[UUID],
    data: JSONBody[NewReadingCheck],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[ReadingCheckView]:
    """Verify or return what another person entered."""
    row = await queries.reading(session, actor, reading_id, now)
    project = await projects.lock_by_id(session, actor, row.project_id, now)
    check = await commands.check_reading(session, actor, project, row, data, now)
    headers = {"Location": f"/api/readings/{row.id}"}
    return Response(ReadingCheckView.of(check), status_code=201, headers=headers)


HANDLERS = (
    list_indicators,
    show_indicator,
    define_indicator,
    change_indicator,
    list_readings,
    show_reading,
    enter_reading,
    check_reading,
)
