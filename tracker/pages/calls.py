"""Calls with their committees, solutions, and proposals from draft to scores."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from tracker.kernel.errors import TrackerError
from tracker.pages import acts_of_calls as acts
from tracker.pages.abouts import at_proposal
from tracker.pages.act_pages import Here
from tracker.pages.links import links, links_of
from tracker.pages.looking import Looking, organisations, part, person_names
from tracker.pages.things import CallNow
from tracker.pages.tones import PROPOSAL
from tracker.process.policy import Act, may
from tracker.programme import api as programme
from tracker.programme import queries as programme_queries
from tracker.projects import queries
from tracker.proposals import api as proposals
from tracker.proposals import calls_api
from tracker.proposals import committee_api as committee
from tracker.proposals.wire import ProposalView
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page

_ALL = {"after": None, "limit": 200}
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
    shown = await part(look, calls_api.list_calls, after=after, limit=50)
    solutions = await part(look, programme.list_solutions, **_ALL)
    programmes = await part(look, programme.list_programmes, **_ALL)
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
    call = await part(look, calls_api.show_call, call_id=call_id)
    seats = await part(look, programme.list_seats, call_id=call_id, **_ALL)
    sent = None
    if may(look.actor, Act.PROPOSAL_SEE):
        sent = await part(look, proposals.list_proposals, call=call_id, **_ALL)
    row = await programme_queries.call(look.session, call_id)
    here = Here(at=call.state, thing=CallNow(row=row, now=look.now))
    return page(
        request,
        "call.html",
        call=call,
        state=STATES[call.state.value],
        seats=seats.items if seats else (),
        proposals=sent.items if sent else (),
        sent_as=PROPOSAL,
        names=await person_names(look, [one.person_id for one in (seats.items if seats else ())]),
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
    shown = await part(look, proposals.list_proposals, call=None, after=after, limit=50)
    return page(
        request, "proposals.html", proposals=shown, states=PROPOSAL, crumbs=((N_("Proposals"), ""),)
    )


@get("/proposals/{proposal_id:uuid}", guards=[Requires(Act.PROPOSAL_SEE)])
async def show_proposal(
    request: Request[Any, Any, Any], proposal_id: FromPath[UUID], look: NamedDependency[Looking]
) -> Response[Any]:
    """What the city proposes, whether it is eligible, and its scores."""
    row: ProposalView = await part(look, proposals.show_proposal, proposal_id=proposal_id)
    call = await part(look, calls_api.show_call, call_id=row.call_id)
    scores = await _scores(look, proposal_id)
    ids = [one.person_id for one in (scores.members if scores else ())]
    cities = await organisations(look, [row.city_id])
    here = await at_proposal(look, row)
    return page(
        request,
        "proposal.html",
        row=row,
        state=PROPOSAL[row.state],
        call=call,
        city=cities.get(row.city_id, ""),
        questions=_answered(row),
        files=await queries.files_named(look, row.files),
        scores=scores,
        titles={one.id: one for one in call.criteria},
        names=await person_names(look, ids),
        acts=links(look.actor, acts.OF_A_PROPOSAL, here, proposal_id=proposal_id),
        sees_project=may(look.actor, Act.PROJECT_SEE),
        crumbs=(acts.PROPOSALS, (row.title, "")),
    )


async def _scores(look: Looking, proposal_id: UUID) -> Any:
    """The scores; None where they may not be seen yet, which the page says."""
    try:
        return await part(look, committee.show_scores, proposal_id=proposal_id)
    except TrackerError:
        return None


def _answered(row: ProposalView) -> list[tuple[str, str]]:
    """Question and answer; answers to questions of earlier forms keep their key."""
    asked = {one.value: one.label for one in acts.QUESTIONS}
    keys = [*asked, *(key for key in row.answers if key not in asked)]
    return [(asked.get(key, key), row.answers[key]) for key in keys if row.answers.get(key)]


HANDLERS = (show_calls, show_call, show_proposals, show_proposal)
