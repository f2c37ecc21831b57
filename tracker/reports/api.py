"""JSON handlers for reports, and their Word files."""

from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.gates import queries as gates
from tracker.journal.desk import Desk
from tracker.kernel.actor import Actor
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page
from tracker.people import queries as people
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.projects.models.decisions import Decision
from tracker.reports import commands, memo_facts, queries
from tracker.reports.content import DecisionMemo, StatusReport
from tracker.reports.drawing import DocumentKind
from tracker.reports.memo import decision_memo
from tracker.reports.stored_content import persons_in, thawed
from tracker.reports.wire import NewReport, ReportView
from tracker.web.guards import Requires
from tracker.web.paging import Limit

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ENDING = ".docx"


@get("/projects/{code:str}/reports", guards=[Requires(Act.REPORT_SEE)])
async def list_reports(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ReportView]:
    """The reports of a project, newest first."""
    project = await projects.get(desk, code)
    return await queries.page(desk, project, after, limit)


@post("/projects/{code:str}/reports", guards=[Requires(Act.REPORT_MAKE)])
async def make_report(
    code: FromPath[str], data: JSONBody[NewReport], desk: NamedDependency[Desk]
) -> Response[ReportView]:
    """Make a status report of today and freeze it; `Location` is its Word file."""
    project = await projects.lock(desk, code)
    row = await commands.make_status_report(desk, project, data)
    headers = {"Location": f"/api/reports/{row.id}{_ENDING}"}
    return Response(ReportView.of(row, project.code), status_code=201, headers=headers)


@get("/reports/{name:str}", guards=[Requires(Act.REPORT_SEE)], media_type=WORD)
async def report_file(
    name: FromPath[str],
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """The Word file of a report: `<id>.docx`."""
    report = await _content(request, actor, now, _id_in(name))
    return await _drawn(request, DocumentKind.STATUS_REPORT, report, "status report")


@get(
    "/reports/{report_id:uuid}/annex.docx",
    guards=[Requires(Act.REPORT_SEE_WEAKNESSES)],
    media_type=WORD,
)
async def annex_file(
    report_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """The restricted annex of a report: open weaknesses in words."""
    report = await _content(request, actor, now, report_id)
    return await _drawn(request, DocumentKind.RESTRICTED_ANNEX, report, "restricted annex")


@get(
    "/decisions/{decision_id:uuid}/memo.docx",
    guards=[Requires(Act.DECISION_SEE)],
    media_type=WORD,
)
async def memo_file(
    decision_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """The memo of a decision, from its sealed snapshot."""
    async with request.app.state.reads() as session:
        desk = Desk(session, now, actor)
        row = await gates.get(desk, Decision, decision_id)
        code = await projects.code_of(session, row.project_id)
        project = await projects.get(desk, code)
        content = decision_memo(await memo_facts.gather(session, project, row))
    return await _drawn(request, DocumentKind.DECISION_MEMO, content, f"decision memo {row.gate}")


async def _content(
    request: Request[Any, Any, Any], actor: Actor, now: datetime, report_id: UUID
) -> StatusReport:
    async with request.app.state.reads() as session:
        row = await queries.report(Desk(session, now, actor), report_id)
    return thawed(row.snapshot)


async def _drawn(
    request: Request[Any, Any, Any],
    paper: DocumentKind,
    content: StatusReport | DecisionMemo,
    kind: str,
) -> Response[bytes]:
    """The file as an attachment; no connection is held while it is drawn."""
    async with request.app.state.reads() as session:
        names = await people.names(session, persons_in(content))
    file = await request.app.state.drawing.draw(paper, content, names)
    head = content.heading
    called = quote(f"{head.code} {kind} {head.number}{_ENDING}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{called}"}
    return Response(file, media_type=WORD, headers=headers)


def _id_in(name: str) -> UUID:
    if not name.endswith(_ENDING):
        raise NotFound
    try:
        return UUID(name.removesuffix(_ENDING))
    except ValueError:
        raise NotFound from None


HANDLERS = [list_reports, make_report, report_file, annex_file, memo_file]
