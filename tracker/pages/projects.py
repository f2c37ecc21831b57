"""The list of projects, and the page of one: where it stands, and what stops its next gate."""

from typing import Any, TypeVar
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Struct
from msgspec.structs import replace

from tracker.gates import overview
from tracker.gates.wire import GatesView
from tracker.kernel.errors import Conflict
from tracker.pages import acts_of_notices, acts_of_projects, queries
from tracker.pages.act_pages import Here
from tracker.pages.links import links
from tracker.pages.looking import Looking, organisations
from tracker.pages.nudging import nudging
from tracker.pages.project_side import beside
from tracker.pages.project_tabs import places_of
from tracker.pages.readiness import gate_ahead
from tracker.pages.stage_line import line_of
from tracker.pages.standing import standing
from tracker.pages.task_rows import is_ready, late_in, turns_in, waiting
from tracker.pages.tones import STATUS
from tracker.process import GATE_BY_ID
from tracker.process.policy import Act, may
from tracker.process.shut import why_shut
from tracker.process.stages import CLOSED, OPEN, Stage, Status
from tracker.projects import queries as projects
from tracker.projects.rules import planned_end
from tracker.projects.wire import ProjectView
from tracker.tasks import standings
from tracker.tasks.queries import fresh
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page

SEES = Requires(Act.PROJECT_SEE)
_A_PAGE = 50
Member = TypeVar("Member", Stage, Status)


class ListFilter(Struct, frozen=True, kw_only=True):
    """Of which projects a list is; `find`: a part of the code, the title or the city's name."""

    stage: Stage | None
    status: Status | None
    find: str | None


@get("/projects", guards=[SEES])
async def show_projects(
    request: Request[Any, Any, Any],
    look: NamedDependency[Looking],
    stage: FromQuery[str | None] = None,
    status: FromQuery[str | None] = None,
    find: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    view: FromQuery[str | None] = None,
) -> Response[Any]:
    """Where each project stands, as a list or (`view=board`) by stage; filters are kept in the
    address.
    """
    asked = ListFilter(
        stage=_member(Stage, stage), status=_member(Status, status), find=find or None
    )
    if view == "board":
        return await _board(request, look, asked)
    over = await fresh(look)
    shown = await standings.worst_first(
        look, over, asked.stage, asked.status, asked.find, after, _A_PAGE
    )
    return page(
        request,
        "projects.html",
        projects=[(one.line, standing(look, one.line, one.ratings)) for one in shown.items],
        next=shown.next,
        rated=may(look.actor, Act.REPORT_SEE),
        late=await late_in(look, over, [one.line.code for one in shown.items]),
        stages=list(Stage),
        statuses=list(Status),
        asked=asked,
        kept=_kept(asked),
        here=f"/projects?{_kept(asked)}",
        tones=STATUS,
        acts=links(look.actor, acts_of_projects.OF_THE_LIST),
        crumbs=((N_("Projects"), ""),),
    )


def _kept(asked: ListFilter) -> str:
    """What is asked for as it stands in an address."""
    said = {"stage": asked.stage, "status": asked.status, "find": asked.find}
    return urlencode({name: value for name, value in said.items() if value})


async def _board(
    request: Request[Any, Any, Any], look: Looking, asked: ListFilter
) -> Response[Any]:
    """By stage, so that of the filters those by words and by status narrow it."""
    narrowed = replace(asked, stage=None, status=asked.status if asked.status in OPEN else None)
    return page(
        request,
        "board.html",
        columns=await queries.board(look, await fresh(look), narrowed.find, narrowed.status),
        statuses=sorted(OPEN),
        asked=narrowed,
        kept=_kept(narrowed),
        acts=links(look.actor, acts_of_projects.OF_THE_LIST),
        crumbs=((N_("Projects"), ""),),
    )


@get("/projects/{code:str}", guards=[SEES])
async def show_project(
    request: Request[Any, Any, Any], code: FromPath[str], look: NamedDependency[Looking]
) -> Response[Any]:
    """Where are we, and what stops the next gate?"""
    row = await projects.get(look, code)
    project = await overview.project_view(look, row)
    view = await gates_view(look, project)
    gate = gate_ahead(view) if project.status in OPEN else None
    rows = await turns_in(look, code)
    at_the_gate = waiting([row for row in rows if gate in row.gates])
    late = any(row.late and not row.mine and not row.ahead for row in rows)
    names = await organisations(look, [project.city_id])
    withdrawing = acts_of_projects.Withdrawing(role=look.actor.role, stage=project.stage)
    here = Here(at=project, thing=withdrawing)
    return page(
        request,
        "project.html",
        project=project,
        city=names.get(project.city_id, ""),
        standing=STATUS[project.status],
        step=list(Stage).index(project.stage) + 1,
        steps=len(Stage),
        stops=line_of(project, view.gates if view else ()),
        view=view,
        gate=GATE_BY_ID[gate] if gate is not None else None,
        ended=project.status in CLOSED,
        reads_tasks=may(look.actor, Act.TASK_SEE),
        planned=planned_end(project),
        ready=is_ready(rows),
        at_the_gate=at_the_gate,
        beside=waiting([row for row in rows if gate not in row.gates]),
        stands=standing(look, row, await standings.ratings_in(look, row)),
        beside_it=await beside(look, row),
        first=next((row for row in rows if row.mine and not row.ahead), None),
        places=places_of(look.actor, project),
        acts=[
            *links(look.actor, acts_of_projects.OF_ONE, here, code=code),
            *(links(look.actor, acts_of_notices.OF_A_PROJECT, here, code=code) if late else ()),
        ],
        nudge=nudging(look),
        crumbs=((N_("Projects"), "/projects"), (project.title, "")),
    )


async def gates_view(look: Looking, project: ProjectView) -> GatesView | None:
    """The way of a project; None for readers who do not see it, and for past projects."""
    if not may(look.actor, Act.GATE_SEE) or why_shut(Act.GATE_SEE, project):
        return None
    try:
        return await overview.gates_of(look, await projects.get(look, project.code))
    except Conflict:
        return None


def _member(kind: type[Member], text: str | None) -> Member | None:
    """A member of the enum by its value; nothing where the address names none."""
    return next((one for one in kind if one.value == text), None)


HANDLERS = (show_projects, show_project)
