"""JSON handlers: catalogues, the checklist, facts and the events that re-open entries."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.commands import facts as commands
from tracker.compliance.queries import by_id, catalogues, checklist, facts
from tracker.compliance.requirements_api import (
    check_justification,
    give_justification,
    review_requirement,
    submit_evidence,
    withdraw_evidence,
)
from tracker.compliance.waivers_api import request_waiver, revoke_waiver, vote_on_waiver
from tracker.compliance.wire.catalogues import (
    CatalogueLine,
    CatalogueView,
    NewRecheck,
    RecheckView,
)
from tracker.compliance.wire.checklist import Checklist
from tracker.compliance.wire.facts import (
    AnswersView,
    AnswerView,
    FactCheckView,
    FactView,
    NewAnswer,
    NewAnswers,
    NewCheck,
)
from tracker.journal.desk import Desk
from tracker.kernel.paging import Page, page_within
from tracker.process.policy import Act
from tracker.process.unmet import Refusal
from tracker.projects import queries as projects
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.problems import made, refused
from tracker.web.versions import etag


@get("/catalogues", guards=[Requires(Act.CATALOGUE_SEE)])
async def list_catalogues(
    session: NamedDependency[AsyncSession],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[CatalogueLine]:
    """Published versions of the requirement catalogue, newest first."""
    return await catalogues.page(session, after, limit)


@get("/catalogues/{name:str}", guards=[Requires(Act.CATALOGUE_SEE)])
async def show_catalogue(
    name: FromPath[str], session: NamedDependency[AsyncSession]
) -> CatalogueView:
    """One version, such as 1.0.0-draft.2, with its whole text."""
    return await catalogues.version(session, name)


@get("/projects/{code:str}/checklist", guards=[Requires(Act.CHECKLIST_SEE)])
async def show_checklist(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    gate: FromQuery[str | None] = None,
    outcome: FromQuery[str | None] = None,
) -> Checklist:
    """The list of a gate (G1 to G6, or `closing`) as it stands today; the gate ahead if none."""
    return await checklist.checklist(desk, code, gate, outcome)


@get("/projects/{code:str}/facts", guards=[Requires(Act.FACT_SEE)])
async def list_facts(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Response[Page[FactView]]:
    """Every fact of the project's catalogue, in its order, with its newest answer."""
    views = await facts.facts(desk, code)
    shown = page_within(views, after, limit, lambda view: view.fact.encode())
    return Response(shown, headers=etag(await facts.version(desk, code)))


@post("/projects/{code:str}/facts/{fact:str}/answers", guards=[Requires(Act.FACT_ANSWER)])
async def answer_fact(
    code: FromPath[str], fact: FromPath[str], data: JSONBody[NewAnswer], desk: NamedDependency[Desk]
) -> Response[AnswerView]:
    """Answer a fact; a "no" counts once the reviewer has confirmed it."""
    project = await projects.lock(desk, code)
    row = await commands.answer_fact(desk, project, fact, data)
    headers = {"Location": f"/api/projects/{project.code}/facts"}
    return Response(AnswerView.of(row), status_code=201, headers=headers)


@post("/projects/{code:str}/fact-answers", guards=[Requires(Act.FACT_ANSWER)])
async def answer_facts(
    code: FromPath[str],
    data: JSONBody[NewAnswers],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[AnswersView]:
    """Answer several facts in one act, all or none; those that change nothing are left out."""
    project = await projects.lock(desk, code)
    rows = await commands.answer_facts(desk, project, data, version)
    headers = {"Location": f"/api/projects/{project.code}/facts"}
    shown = AnswersView(items=[AnswerView.of(row) for row in rows])
    return Response(shown, status_code=201, headers=headers)


@post(
    "/fact-answers/{answer_id:uuid}/checks",
    guards=[Requires(Act.FACT_CHECK)],
    responses=made(FactCheckView),
)
async def check_fact(
    answer_id: FromPath[UUID],
    data: JSONBody[NewCheck],
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
) -> Response[Any]:
    """Confirm or refuse the newest answer to a fact."""
    answer = await by_id.fact_answer(desk, answer_id)
    project = await projects.lock_by_id(desk, answer.project_id)
    outcome = await commands.check_fact(desk, project, answer, data)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    headers = {"Location": f"/api/projects/{project.code}/facts"}
    return Response(FactCheckView.of(outcome), status_code=201, headers=headers)


@post("/projects/{code:str}/recheck-events", guards=[Requires(Act.RECHECK_FIRE)])
async def report_event(
    code: FromPath[str], data: JSONBody[NewRecheck], desk: NamedDependency[Desk]
) -> Response[RecheckView]:
    """Report something that re-opens the requirements naming it, such as a change of scope."""
    project = await projects.lock(desk, code)
    row = await commands.report_event(desk, project, data)
    headers = {"Location": f"/api/projects/{project.code}/checklist"}
    return Response(RecheckView.of(row), status_code=201, headers=headers)


HANDLERS = (
    list_catalogues,
    show_catalogue,
    show_checklist,
    list_facts,
    answer_fact,
    answer_facts,
    check_fact,
    report_event,
    submit_evidence,
    withdraw_evidence,
    review_requirement,
    give_justification,
    check_justification,
    request_waiver,
    vote_on_waiver,
    revoke_waiver,
)
