"""The front page of each role: what is theirs to do."""

from datetime import date
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from tracker.kernel.actor import CITY_ROLES, Role
from tracker.kernel.days import day_in
from tracker.pages import acts_of_calls, queries
from tracker.pages.abouts import project_of
from tracker.pages.admin import show_people_page
from tracker.pages.links import links
from tracker.pages.looking import Looking, part, people
from tracker.pages.projects import gates_view
from tracker.pages.queries import Waiting
from tracker.pages.readiness import gate_ahead, points_of, readiness_of
from tracker.pages.stage_line import line_of
from tracker.pages.tones import STATUS
from tracker.process.policy import Act, may
from tracker.process.stages import Stage
from tracker.programme import api as programme
from tracker.projects import api as projects
from tracker.proposals import api as proposals
from tracker.web.guards import Requires
from tracker.web.rendering import page

_NO_DAY = date.max
_DESK = frozenset({Role.OFFICER, Role.MANAGER, Role.REVIEWER})


@get("/", guards=[Requires(Act.ME_SEE)])
async def show_home(
    request: Request[Any, Any, Any], look: NamedDependency[Looking]
) -> Response[Any]:
    """The front page of the reader's role."""
    role = look.actor.role
    if role in _DESK:
        return await _desk(request, look)
    if role in CITY_ROLES:
        return await _city(request, look)
    if role is Role.FIRM_MEMBER:
        return await _firm(request, look)
    if role is Role.COMMITTEE_MEMBER:
        return await _committee(request, look)
    if role is Role.ADMINISTRATOR:
        return await show_people_page(request, look, None)
    return await _portfolio(request, look)


async def _desk(request: Request[Any, Any, Any], look: Looking) -> Response[Any]:
    """Whose move is it? What hurts first, mine before others'."""
    found = [
        *await queries.to_vote(look),
        *await queries.to_review(look),
        *await queries.owed_by_persons(look),
        *await queries.exceptions(look),
    ]
    found += await queries.to_check(look)
    if look.actor.role is not Role.REVIEWER:
        found += await queries.to_hand_in(look)
        found += await queries.readings_to_check(look)
    today = day_in(look.visitor.zone, look.now)
    mine = ordered(one for one in found if is_mine(look, one))
    others = ordered(one for one in found if not is_mine(look, one))
    return page(
        request,
        "desk.html",
        mine=mine,
        others=others,
        ahead=await queries.gates_ahead(look),
        stages=await queries.by_stage(look),
        events=await queries.came_in(look),
        names=await people(look, [one.person_id for one in found]),
        today=today,
    )


async def _city(request: Request[Any, Any, Any], look: Looking) -> Response[Any]:
    """Where are we, what happens next, what do you need from us, by when?"""
    shown = await part(look, projects.list_projects, after=None, limit=50)
    open_ones = [one for one in shown.items if one.status.value in ("active", "on_hold")]
    calls = await part(look, programme.list_calls, after=None, limit=10)
    sent = None
    if may(look.actor, Act.PROPOSAL_SEE):
        sent = await part(look, proposals.list_proposals, call=None, after=None, limit=10)
    selected = {one.code for one in shown.items}
    chosen = open_ones[0] if open_ones else None
    about = await _of_city(look, chosen.code) if chosen is not None else None
    return page(
        request,
        "city.html",
        about=about,
        others=[one for one in shown.items if one is not chosen],
        proposals=[one for one in (sent.items if sent else ()) if one.project not in selected],
        calls=[one for one in calls.items if _takes_proposals(look, one)],
        start=lambda call: links(look.actor, (acts_of_calls.START_PROPOSAL,), call_id=call),
        tones=STATUS,
        names={},
        today=day_in(look.visitor.zone, look.now),
    )


def _takes_proposals(look: Looking, call: Any) -> bool:
    return bool(call.state.value == "open" and call.opens_at <= look.now < call.closes_at)


async def _of_city(look: Looking, code: str) -> dict[str, Any]:
    """One project as its city sees it."""
    project = await project_of(look, code)
    view = await gates_view(look, project)
    gate = gate_ahead(view)
    ready = await readiness_of(look, code, gate)
    points = points_of(look, code, ready.unmet) if ready else ()
    waiting = [
        one
        for one in (
            *await queries.to_vote(look),
            *await queries.to_review(look),
            *await queries.owed_by_persons(look),
            *await queries.readings_to_check(look),
            *await queries.exceptions(look),
        )
        if one.code == code and is_mine(look, one)
    ]
    stages = list(Stage)
    return {
        "project": project,
        "step": stages.index(project.stage) + 1,
        "steps": len(stages),
        "stops": line_of(
            project.stage, view.gates if view else (), project.planned_ends, project.zone
        ),
        "gate": gate,
        "mine": [one for one in points if one.mine],
        "waiting": ordered(waiting),
        "theirs": [one for one in points if not one.mine],
        "view": view,
    }


async def _firm(request: Request[Any, Any, Any], look: Looking) -> Response[Any]:
    """My work: what is due, what came back, what is being checked; by project."""
    shown = await part(look, projects.list_projects, after=None, limit=50)
    found = [*await queries.to_hand_in(look), *await queries.owed_by_persons(look)]
    return page(
        request,
        "firm.html",
        mine=ordered(one for one in found if is_mine(look, one)),
        projects=shown.items,
        tones=STATUS,
        names={},
        today=day_in(look.visitor.zone, look.now),
    )


async def _committee(request: Request[Any, Any, Any], look: Looking) -> Response[Any]:
    """What is to be scored, and what to be voted on."""
    sent = await part(look, proposals.list_proposals, call=None, after=None, limit=100)
    return page(
        request,
        "committee.html",
        proposals=sent.items,
        motions=[one for one in await queries.to_vote(look) if is_mine(look, one)],
    )


async def _portfolio(request: Request[Any, Any, Any], look: Looking) -> Response[Any]:
    """Every project, read only."""
    shown = await part(look, projects.list_projects, after=None, limit=200)
    return page(request, "portfolio.html", projects=shown, tones=STATUS)


def is_mine(look: Looking, one: Waiting) -> bool:
    """Whether it waits for this reader."""
    if one.person_id is not None:
        return one.person_id == look.actor.person_id
    if look.actor.role not in one.owed_by:
        return False
    return one.organisation_id in (None, look.actor.organisation_id)


def ordered(found: Any) -> list[Waiting]:
    """What is due first by its day, then what waits by how long."""
    return sorted(
        found, key=lambda one: (one.due is None, one.due or one.since or _NO_DAY, one.code)
    )


HANDLERS = (show_home,)
