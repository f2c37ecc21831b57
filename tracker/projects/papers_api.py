"""JSON handlers for the signed papers and the money of a project."""

from datetime import datetime

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.projects import commands, queries
from tracker.projects.wire import (
    AgreementView,
    MoneyLineView,
    NewAgreement,
    NewMoneyLine,
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
    headers = {"Location": f"/api/projects/{project.code}/money-lines"} | etag(row.version)
    return Response(MoneyLineView.of(row), status_code=201, headers=headers)


HANDLERS = (list_agreements, record_agreement, list_money, record_money)
