"""The front page of each role: what is theirs to do."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from tracker.kernel.actor import CITY_ROLES, Role
from tracker.pages import acts_of_notices, queries
from tracker.pages.admin import show_people_page
from tracker.pages.city import show_city
from tracker.pages.gates import links_of
from tracker.pages.links import links
from tracker.pages.looking import Looking, part, people
from tracker.pages.tones import STATUS
from tracker.process.policy import Act
from tracker.projects import api as projects
from tracker.proposals import api as proposals
from tracker.proposals import committee_queries
from tracker.web.guards import Requires
from tracker.web.rendering import page

_DESK = frozenset({Role.OFFICER, Role.MANAGER, Role.REVIEWER})


@get("/", guards=[Requires(Act.ME_SEE)])
async def show_home(
    request: Request[Any, Any, Any],
    look: NamedDependency[Looking],
    project: FromQuery[str | None] = None,
) -> Response[Any]:
    """The front page of the reader's role; a city with several projects chooses one by code."""
    role = look.actor.role
    if role in _DESK:
        return await _desk(request, look)
    if role in CITY_ROLES:
        return await show_city(request, look, project)
    if role is Role.FIRM_MEMBER:
        return await _firm(request, look)
    if role is Role.COMMITTEE_MEMBER:
        return await _committee(request, look)
    if role is Role.ADMINISTRATOR:
        return await show_people_page(request, look, None, None)
    return await _portfolio(request, look)


async def _desk(request: Request[Any, Any, Any], look: Looking) -> Response[Any]:
    """Whose move is it? What hurts first, mine before others'."""
    found = [
        *await queries.to_vote(look),
        *await queries.to_review(look),
        *await queries.owed_by_persons(look),
        *await queries.exceptions(look),
    ]
    found += [*await queries.proofs(look), *await queries.answers(look)]
    if look.actor.role is not Role.REVIEWER:
        found += await queries.to_hand_in(look)
        found += await queries.readings_to_check(look)
    mine = queries.ordered(one for one in found if queries.is_mine(look, one))
    others = queries.ordered(one for one in found if not queries.is_mine(look, one))
    return page(
        request,
        "desk.html",
        mine=mine,
        others=others,
        ahead=await queries.gates_ahead(look),
        stages=await queries.by_stage(look),
        events=await queries.came_in(look),
        late=any(one.due is not None and one.due < one.today for one in others),
        nudge=links_of(look, acts_of_notices.OF_A_PROJECT, "code"),
        nudge_all=links(look.actor, acts_of_notices.OF_THE_DESK),
        names=await people(look, [one.person_id for one in found]),
    )


async def _firm(request: Request[Any, Any, Any], look: Looking) -> Response[Any]:
    """My work: what is due, what came back, what is being checked or accepted; by project."""
    shown = await part(look, projects.list_projects, after=None, limit=50)
    found = [*await queries.to_hand_in(look), *await queries.owed_by_persons(look)]
    return page(
        request,
        "firm.html",
        mine=queries.ordered(one for one in found if queries.is_mine(look, one)),
        work=await queries.own_work(look),
        projects=shown.items,
        tones=STATUS,
        names={},
    )


async def _committee(request: Request[Any, Any, Any], look: Looking) -> Response[Any]:
    """What is to be scored, and what to be voted on."""
    sent = await part(look, proposals.list_proposals, call=None, after=None, limit=100)
    ids = [one.id for one in sent.items]
    done = await committee_queries.done_by(look.session, look.actor, ids)
    return page(
        request,
        "committee.html",
        proposals=[one for one in sent.items if one.id not in done],
        done=[one for one in sent.items if one.id in done],
        motions=[one for one in await queries.to_vote(look) if queries.is_mine(look, one)],
    )


async def _portfolio(request: Request[Any, Any, Any], look: Looking) -> Response[Any]:
    """Every project, read only."""
    shown = await part(look, projects.list_projects, after=None, limit=200)
    return page(request, "portfolio.html", projects=shown, tones=STATUS)


HANDLERS = (show_home,)
