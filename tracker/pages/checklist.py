"""The checklist of a gate, and beside it one requirement on it."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from tracker.compliance.catalogue_checks import CLOSING
from tracker.compliance.queries.checklist import checklist
from tracker.compliance.wire.checklist import Checklist
from tracker.pages.act_subjects import line_of, project_of
from tracker.pages.checklist_rows import (
    SHOWS,
    Asked,
    asked_for,
    counts,
    listed,
    rows_of,
    standings,
)
from tracker.pages.looking import Looking
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.pages.requirement import detail_of
from tracker.pages.task_rows import Turn, turns_on
from tracker.pages.tones import STANDING
from tracker.process import GATES, gate_before
from tracker.process.policy import Act
from tracker.projects import queries
from tracker.projects.rules import planned_end
from tracker.projects.wire import ProjectView
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page

SEES = Requires(Act.CHECKLIST_SEE)
_TITLES = {gate.id: gate.title for gate in GATES} | {CLOSING: N_("after the end")}


@get("/projects/{code:str}/checklist", guards=[SEES])
async def show_checklist(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    look: NamedDependency[Looking],
    gate: FromQuery[str | None] = None,
    show: FromQuery[str | None] = None,
    find: FromQuery[str | None] = None,
    settled: FromQuery[str | None] = None,
    part: FromQuery[int | None] = None,
) -> Response[Any]:
    """What must be shown for this gate, by whom?"""
    project = await project_of(look, code)
    asked = asked_for(gate, show, find, settled, part)
    turns = await turns_on(look, code)
    list_ = await _list(look, project, asked.gate, asked)
    return page(
        request,
        "checklist.html",
        chosen="",
        crumbs=crumbs_of(code, project.title, (N_("Checklist"), "")),
        **await _beside(look, project, list_, turns, asked),
    )


@get("/projects/{code:str}/requirements/{requirement:str}", guards=[SEES])
async def show_requirement(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    requirement: FromPath[str],
    look: NamedDependency[Looking],
    gate: FromQuery[str | None] = None,
    show: FromQuery[str | None] = None,
    find: FromQuery[str | None] = None,
    settled: FromQuery[str | None] = None,
) -> Response[Any]:
    """What is asked, what was handed in, and does it hold?"""
    project = await project_of(look, code)
    asked = asked_for(gate, show, find, settled, None)
    turns = await turns_on(look, code)
    turn = turns.get(requirement, [])
    waits_at = next((one.asked_at for one in turn if one.mine and one.asked_at), None)
    line, at = await line_of(look, code, requirement, asked.gate or waits_at)
    list_ = await _list(look, project, at, asked)
    beside = await _beside(look, project, list_, turns, asked, requirement)
    here = f"/projects/{code}/checklist?{beside['kept']}"
    back = f"/projects/{code}/requirements/{requirement}?{beside['kept']}"
    return page(
        request,
        "checklist.html",
        chosen=requirement,
        crumbs=crumbs_of(code, project.title, (N_("Checklist"), here), (requirement, "")),
        **beside,
        **await detail_of(look, project, line, turn, back),
    )


async def _list(look: Looking, project: ProjectView, gate: str | None, asked: Asked) -> Checklist:
    """By default what the usual way asks; of the last gate all ways where everything is asked."""
    ahead = gate_before(project.stage)
    usual = "scale" if (gate or (ahead.id if ahead else "")) == "G6" else None
    return await checklist(look, project.code, gate, None if asked.show == "all" else usual)


async def _beside(
    look: Looking,
    project: ProjectView,
    list_: Checklist,
    turns: dict[str, list[Turn]],
    asked: Asked,
    chosen: str = "",
) -> dict[str, Any]:
    """What the list shows, whether or not a requirement stands beside it."""
    ahead = gate_before(project.stage)
    is_ahead = ahead is not None and ahead.id == list_.gate
    planned = planned_end(await queries.get(look, project.code)) if is_ahead else None
    rows = rows_of(list_, turns, planned)
    return {
        "project": project,
        "list": list_,
        "titles": _TITLES,
        "planned": planned,
        "asked": asked,
        "shown": listed(rows, asked, chosen),
        "shows": {show: many for show, many in counts(rows).items() if show in SHOWS},
        "standings": standings(rows),
        "tones": STANDING,
        "blocking": sum(row.line.blocks for row in rows),
        "yours": sum(row.mine for row in rows),
        "kept": asked.kept(list_.gate),
        "places": places_of(look.actor, project),
    }


HANDLERS = (show_checklist, show_requirement)
