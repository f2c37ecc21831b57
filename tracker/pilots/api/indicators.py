"""JSON handlers for indicators and readings."""

from uuid import UUID

from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.pilots.commands import indicators as commands
from tracker.pilots.queries import indicators as queries
from tracker.pilots.wire.indicators import (
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
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[IndicatorView]:
    """The indicators of a project, newest first."""
    project = await projects.get(desk, code)
    return await queries.indicators(desk, project, after, limit)


@get("/indicators/{indicator_id:uuid}", guards=[Requires(Act.INDICATOR_SEE)])
async def show_indicator(
    indicator_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[IndicatorView]:
    """One indicator, with its ETag."""
    row = await queries.indicator(desk, indicator_id)
    return Response(IndicatorView.of(row), headers=etag(row.version))


@post("/projects/{code:str}/indicators", guards=[Requires(Act.INDICATOR_WRITE)])
async def define_indicator(
    code: FromPath[str], data: JSONBody[NewIndicator], desk: NamedDependency[Desk]
) -> Response[IndicatorView]:
    """Say what is measured."""
    project = await projects.lock(desk, code)
    row = await commands.define_indicator(desk, project, data)
    headers = {"Location": f"/api/indicators/{row.id}"} | etag(row.version)
    return Response(IndicatorView.of(row), status_code=201, headers=headers)


@patch("/indicators/{indicator_id:uuid}", guards=[Requires(Act.INDICATOR_WRITE)])
async def change_indicator(
    indicator_id: FromPath[UUID],
    data: JSONBody[IndicatorChange],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[IndicatorView]:
    """Change a definition, a baseline or a target."""
    row = await queries.indicator(desk, indicator_id)
    project = await projects.lock_by_id(desk, row.project_id)
    row = await commands.change_indicator(desk, project, row, data, version)
    return Response(IndicatorView.of(row), headers=etag(row.version))


@get("/indicators/{indicator_id:uuid}/readings", guards=[Requires(Act.INDICATOR_SEE)])
async def list_readings(
    indicator_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ReadingView]:
    """The readings of an indicator, newest first; firms see their own and the city's."""
    row = await queries.indicator(desk, indicator_id)
    return await queries.readings(desk, row.id, after, limit)


@get("/readings/{reading_id:uuid}", guards=[Requires(Act.INDICATOR_SEE)])
async def show_reading(reading_id: FromPath[UUID], desk: NamedDependency[Desk]) -> ReadingView:
    """One reading and how it stands."""
    row = await queries.reading(desk, reading_id)
    return await queries.reading_view(desk.session, row)


@post("/indicators/{indicator_id:uuid}/readings", guards=[Requires(Act.READING_ENTER)])
async def enter_reading(
    indicator_id: FromPath[UUID], data: JSONBody[NewReading], desk: NamedDependency[Desk]
) -> Response[ReadingView]:
    """Enter a value of a period, or why none is reported."""
    indicator = await queries.indicator(desk, indicator_id)
    project = await projects.lock_by_id(desk, indicator.project_id)
    row = await commands.enter_reading(desk, project, indicator, data)
    headers = {"Location": f"/api/readings/{row.id}"}
    view = await queries.reading_view(desk.session, row)
    return Response(view, status_code=201, headers=headers)


@post("/readings/{reading_id:uuid}/checks", guards=[Requires(Act.READING_CHECK)])
async def check_reading(
    reading_id: FromPath[UUID], data: JSONBody[NewReadingCheck], desk: NamedDependency[Desk]
) -> Response[ReadingCheckView]:
    """Verify or return what another person entered."""
    row = await queries.reading(desk, reading_id)
    project = await projects.lock_by_id(desk, row.project_id)
    check = await commands.check_reading(desk, project, row, data)
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
