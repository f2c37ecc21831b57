"""The front page of each role: what is theirs to do."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from tracker.kernel.actor import CITY_ROLES, Role
from tracker.pages import acts_of_notices, acts_of_people, queries
from tracker.pages.city import show_city
from tracker.pages.links import links
from tracker.pages.looking import MOST, Looking
from tracker.pages.nudging import nudging
from tracker.pages.task_rows import MyTurn, Turned, elsewhere, my_turn
from tracker.pages.tones import STATUS
from tracker.process.policy import Act
from tracker.process.today import access_day
from tracker.projects import queries as projects
from tracker.proposals import committee_queries
from tracker.proposals import queries as proposals
from tracker.web.guards import Requires
from tracker.web.rendering import page


@get("/", guards=[Requires(Act.ME_SEE)])
async def show_home(
    request: Request[Any, Any, Any],
    look: NamedDependency[Looking],
    project: FromQuery[str | None] = None,
    mine: FromQuery[str | None] = None,
    mine_before: FromQuery[int] = 0,
    others: FromQuery[str | None] = None,
    others_before: FromQuery[int] = 0,
) -> Response[Any]:
    """The front page of the reader's role; a city with several projects chooses one by code.

    `mine` and `others`: after which ranks the lists begin, and how many rows came `before`.
    """
    role = look.actor.role
    scope: Any = request.scope
    scope["tracker_other_roles"] = await elsewhere(look)
    if role in CITY_ROLES:
        return await show_city(request, look, project)
    if role in _LISTS:
        own = Turned(after=mine or "", before=mine_before)
        rest = Turned(after=others or "", before=others_before)
        return await _LISTS[role](request, look, await my_turn(look, own, rest))
    return await _portfolio(request, look)


async def _desk(request: Request[Any, Any, Any], look: Looking, turn: MyTurn) -> Response[Any]:
    """Whose move is it? What hurts first, mine before others'."""
    return page(
        request,
        "desk.html",
        mine=turn.mine,
        others=turn.others,
        ahead=turn.ahead,
        gates=await queries.gates_ahead(look, turn.over),
        stages=await queries.by_stage(look),
        events=await queries.came_in(look),
        nudge=nudging(look),
        nudge_all=links(look.actor, acts_of_notices.OF_THE_DESK),
        named=look.actor.role is Role.REVIEWER,
    )


async def _firm(request: Request[Any, Any, Any], look: Looking, turn: MyTurn) -> Response[Any]:
    """My work: what is due, what came back, what others look at; what was accepted; by project."""
    shown = await projects.page(look, None, None, None, None, 50)
    return page(
        request,
        "firm.html",
        mine=turn.mine,
        others=turn.others,
        ahead=turn.ahead,
        accepted=await queries.accepted(look),
        projects=shown.items,
        tones=STATUS,
    )


async def _committee(request: Request[Any, Any, Any], look: Looking, turn: MyTurn) -> Response[Any]:
    """What is to be scored and voted on, what the reader has done, and when the result is known."""
    sent = (await proposals.page(look, None, None, MOST)).items
    judged = await committee_queries.judged_by(look, [one.id for one in sent])
    return page(
        request,
        "committee.html",
        mine=turn.mine,
        others=turn.others,
        ahead=turn.ahead,
        proposals=[(one, judged[one.id]) for one in sent],
        stood_back=await committee_queries.stood_back(look),
        tones=STATUS,
        today=access_day(look.now),
    )


async def _administrator(
    request: Request[Any, Any, Any], look: Looking, turn: MyTurn
) -> Response[Any]:
    """Who waits to be confirmed, what could not be sent; and the way to everybody's account."""
    return page(
        request,
        "administrator.html",
        mine=turn.mine,
        others=turn.others,
        ahead=turn.ahead,
        acts=links(look.actor, acts_of_people.OF_PEOPLE),
    )


async def _portfolio(request: Request[Any, Any, Any], look: Looking) -> Response[Any]:
    """Every project, read only."""
    shown = await projects.page(look, None, None, None, None, MOST)
    return page(request, "portfolio.html", projects=shown, tones=STATUS)


_LISTS = {
    Role.OFFICER: _desk,
    Role.MANAGER: _desk,
    Role.REVIEWER: _desk,
    Role.FIRM_MEMBER: _firm,
    Role.COMMITTEE_MEMBER: _committee,
    Role.ADMINISTRATOR: _administrator,
}
"""Front pages that are lists of tasks."""

HANDLERS = (show_home,)
