"""Calls with their committees, solutions, and the list of proposals."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from tracker.pages import acts_of_calls as acts
from tracker.pages.act_pages import Here
from tracker.pages.links import links, links_of
from tracker.pages.looking import MOST, Looking, organisations, person_names
from tracker.pages.thing_states import CallNow
from tracker.pages.tones import PROPOSAL
from tracker.process.policy import Act, may
from tracker.programme import queries as programme
from tracker.programme.wire import SeatView
from tracker.proposals import call_queries
from tracker.proposals import queries as proposals
from tracker.proposals.rules import ProposalState
from tracker.proposals.wire import ProposalLine
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page

STATES = {
    "draft": ("idle", N_("Draft")),
    "open": ("ok", N_("Open")),
    "closed": ("wait", N_("Closed, being decided")),
    "decided": ("idle", N_("Decided")),
}


@get("/calls", guards=[Requires(Act.CALL_SEE)])
async def show_calls(
    request: Request[Any, Any, Any],
    look: NamedDependency[Looking],
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    """Which calls are open, and what has been proven elsewhere?"""
    shown = await call_queries.calls(look, after, 50)
    solutions = await programme.solutions(look.session, None, MOST)
    programmes = await programme.programmes(look.session, None, MOST)
    return page(
        request,
        "calls.html",
        calls=shown,
        states=STATES,
        solutions=solutions.items,
        programmes=programmes.items,
        cities=await organisations(look, [one.origin_city_id for one in solutions.items]),
        acts=links(look.actor, acts.OF_CALLS),
        change_solution=links_of(look, (acts.CHANGE_SOLUTION,), "solution_id"),
        change_programme=links_of(look, (acts.CHANGE_PROGRAMME,), "programme_id"),
        crumbs=((N_("Calls"), ""),),
    )


@get("/calls/{call_id:uuid}", guards=[Requires(Act.CALL_SEE)])
async def show_call(
    request: Request[Any, Any, Any], call_id: FromPath[UUID], look: NamedDependency[Looking]
) -> Response[Any]:
    """What the call asks, by when, and how proposals are judged."""
    row = await programme.call(look.session, call_id)
    call = await call_queries.view_of(look, row)
    seats: list[SeatView] = []
    if may(look.actor, Act.CALL_STAFF):
        seats = (await programme.seats(look.session, row.id, None, MOST)).items
    sent: list[ProposalLine] = []
    if may(look.actor, Act.PROPOSAL_SEE):
        sent = (await proposals.page(look, row.id, None, MOST)).items
    here = Here(at=call.state, thing=CallNow(row=row, now=look.now))
    return page(
        request,
        "call.html",
        call=call,
        state=STATES[call.state.value],
        begun=call.opens_at <= look.now,
        sees_all=may(look.actor, Act.PROPOSAL_CHECK),
        handed_in=sum(one.state is ProposalState.HANDED_IN for one in sent),
        starts=may(look.actor, Act.PROPOSAL_START),
        seats=seats,
        proposals=sent,
        sent_as=PROPOSAL,
        names=await person_names(look, [one.person_id for one in seats]),
        acts=links(look.actor, acts.OF_A_CALL, here, call_id=call_id),
        end_seat=links_of(look, (acts.END_SEAT,), "seat_id", here),
        crumbs=(acts.CALLS, (call.label, "")),
    )


@get("/proposals", guards=[Requires(Act.PROPOSAL_SEE)])
async def show_proposals(
    request: Request[Any, Any, Any],
    look: NamedDependency[Looking],
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    """Which proposals are there, and how far are they?"""
    shown = await proposals.page(look, None, after, 50)
    return page(
        request, "proposals.html", proposals=shown, states=PROPOSAL, crumbs=((N_("Proposals"), ""),)
    )


HANDLERS = (show_calls, show_call, show_proposals)
