"""JSON handlers for the signed papers and the money of a project."""

from datetime import datetime
from uuid import UUID

from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
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
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[AgreementView]:
    """Signed papers on file, newest first."""
    project = await queries.get(session, actor, code, now)
    return await queries.agreements_page(session, actor, project, after, limit, now)


@post("/projects/{code:str}/agreements", guards=[Requires(Act.AGREEMENT_RECORD)])
async def record_agreement(
    code: FromPath[str],
    data: JSONBody[NewAgreement],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[AgreementView]:
    """Put a signed paper on file."""
    project = await queries.lock(session, actor, code, now)
    row = await commands.record_agreement(session, actor, project, data, now)
    headers = {"Location": f"/api/projects/{project.code}/agreements"}
    return Response(AgreementView.of(row), status_code=201, headers=headers)


@get("/projects/{code:str}/received", guards=[Requires(Act.RECEIVED_SEE)])
async def list_received(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ReceivedView]:
    """What parties sent on paper and somebody recorded for them, newest first; a firm's own."""
    project = await queries.get(session, actor, code, now)
    return await queries.received(session, actor, project, after, limit)


@get("/projects/{code:str}/money-lines", guards=[Requires(Act.MONEY_WRITE)])
async def list_money(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[MoneyLineView]:
    """Money pledged, confirmed or received, newest first."""
    project = await queries.get(session, actor, code, now)
    return await queries.money_page(session, actor, project, after, limit, now)


@post("/projects/{code:str}/money-lines", guards=[Requires(Act.MONEY_WRITE)])
async def record_money(
    code: FromPath[str],
    data: JSONBody[NewMoneyLine],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[MoneyLineView]:
    """Record money pledged, confirmed or received."""
    project = await queries.lock(session, actor, code, now)
    row = await commands.record_money(session, actor, project, data, now)
    headers = {"Location": f"/api/money-lines/{row.id}"} | etag(row.version)
    return Response(MoneyLineView.of(row), status_code=201, headers=headers)


@get("/money-lines/{line_id:uuid}", guards=[Requires(Act.MONEY_WRITE)])
async def show_money(
    line_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[MoneyLineView]:
    """One amount, with its ETag."""
    row = await queries.money_line(session, actor, line_id, now)
    return Response(MoneyLineView.of(row), headers=etag(row.version))


@patch("/money-lines/{line_id:uuid}", guards=[Requires(Act.MONEY_WRITE)])
async def change_money(
    line_id: FromPath[UUID],
    data: JSONBody[MoneyChange],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    version: NamedDependency[int],
    now: NamedDependency[datetime],
) -> Response[MoneyLineView]:
    """Note that a pledge is confirmed, or that its money has come."""
    row = await queries.money_line(session, actor, line_id, now)
    project = await queries.lock_by_id(session, actor, row.project_id, now)
    row = await commands.change_money(session, actor, project, row, data, version, now)
    return Response(MoneyLineView.of(row), headers=etag(row.version))


@get("/projects/{code:str}/money-totals", guards=[Requires(Act.MONEY_SEE_TOTALS)])
async def show_project_totals(
    code: FromPath[str],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Page[MoneyTotal]:
    """What was pledged, confirmed and received, by source and currency; all on one page."""
    project = await queries.get(session, actor, code, now)
    return Page(await queries.totals_of_project(session, actor, project, now), None)


@get("/calls/{call_id:uuid}/money-totals", guards=[Requires(Act.MONEY_WRITE)])
async def show_call_totals(
    call_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Page[MoneyTotal]:
    """The totals of all projects of a call, by source and currency; all on one page."""
    call = await programme.call(session, call_id)
    return Page(await queries.totals_of_call(session, actor, call.id, now), None)


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
