"""JSON handlers for the signed papers and the money of a project."""

from uuid import UUID

from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.programme import queries as programme
from tracker.projects import commands, queries
from tracker.projects.wire import (
    AgreementView,
    MoneyChange,
    MoneyLineView,
    MoneyTotal,
    NewAgreement,
    NewMoneyLine,
    ReceivedView,
)
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@get("/projects/{code:str}/agreements", guards=[Requires(Act.AGREEMENT_RECORD)])
async def list_agreements(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[AgreementView]:
    """Signed papers on file, newest first."""
    project = await queries.get(desk, code)
    return await queries.agreements_page(desk, project, after, limit)


@post("/projects/{code:str}/agreements", guards=[Requires(Act.AGREEMENT_RECORD)])
async def record_agreement(
    code: FromPath[str], data: JSONBody[NewAgreement], desk: NamedDependency[Desk]
) -> Response[AgreementView]:
    """Put a signed paper on file."""
    project = await queries.lock(desk, code)
    row = await commands.record_agreement(desk, project, data)
    headers = {"Location": f"/api/projects/{project.code}/agreements"}
    return Response(AgreementView.of(row), status_code=201, headers=headers)


@get("/projects/{code:str}/received", guards=[Requires(Act.RECEIVED_SEE)])
async def list_received(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ReceivedView]:
    """What parties sent on paper and somebody recorded for them, newest first; a firm's own."""
    project = await queries.get(desk, code)
    return await queries.received(desk, project, after, limit)


@get("/projects/{code:str}/money-lines", guards=[Requires(Act.MONEY_WRITE)])
async def list_money(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[MoneyLineView]:
    """Money pledged, confirmed or received, newest first."""
    project = await queries.get(desk, code)
    return await queries.money_page(desk, project, after, limit)


@post("/projects/{code:str}/money-lines", guards=[Requires(Act.MONEY_WRITE)])
async def record_money(
    code: FromPath[str], data: JSONBody[NewMoneyLine], desk: NamedDependency[Desk]
) -> Response[MoneyLineView]:
    """Record money pledged, confirmed or received."""
    project = await queries.lock(desk, code)
    row = await commands.record_money(desk, project, data)
    headers = {"Location": f"/api/money-lines/{row.id}"} | etag(row.version)
    return Response(MoneyLineView.of(row), status_code=201, headers=headers)


@get("/money-lines/{line_id:uuid}", guards=[Requires(Act.MONEY_WRITE)])
async def show_money(
    line_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[MoneyLineView]:
    """One amount, with its ETag."""
    row = await queries.money_line(desk, line_id)
    return Response(MoneyLineView.of(row), headers=etag(row.version))


@patch("/money-lines/{line_id:uuid}", guards=[Requires(Act.MONEY_WRITE)])
async def change_money(
    line_id: FromPath[UUID],
    data: JSONBody[MoneyChange],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[MoneyLineView]:
    """Note that a pledge is confirmed, or that its money has come."""
    row = await queries.money_line(desk, line_id)
    project = await queries.lock_by_id(desk, row.project_id)
    row = await commands.change_money(desk, project, row, data, version)
    return Response(MoneyLineView.of(row), headers=etag(row.version))


@get("/projects/{code:str}/money-totals", guards=[Requires(Act.MONEY_SEE_TOTALS)])
async def show_project_totals(code: FromPath[str], desk: NamedDependency[Desk]) -> Page[MoneyTotal]:
    """What was pledged, confirmed and received, by source and currency; all on one page."""
    project = await queries.get(desk, code)
    return Page(await queries.totals_of_project(desk, project), None)


@get("/calls/{call_id:uuid}/money-totals", guards=[Requires(Act.MONEY_WRITE)])
async def show_call_totals(
    call_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Page[MoneyTotal]:
    """The totals of all projects of a call, by source and currency; all on one page."""
    call = await programme.call(desk.session, call_id)
    return Page(await queries.totals_of_call(desk, call.id), None)


HANDLERS = (
    list_agreements,
    record_agreement,
    list_received,
    list_money,
    record_money,
    show_money,
    change_money,
    show_project_totals,
    show_call_totals,
)
