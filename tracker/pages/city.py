"""The front page of a city's people: where are we, what next, what do you need from us, by when?"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from litestar import Request, Response
from msgspec import Struct

from tracker.gates.wire import GatesView
from tracker.kernel.actor import Role
from tracker.pages import acts_of_calls
from tracker.pages.act_subjects import project_of
from tracker.pages.links import links
from tracker.pages.looking import Looking, person_names
from tracker.pages.projects import gates_view
from tracker.pages.readiness import gate_ahead
from tracker.pages.stage_line import Stop, line_of
from tracker.pages.task_rows import Group, Turn, turns_in, waiting
from tracker.pages.tones import PROPOSAL, STATUS, Tone
from tracker.process import GATE_BY_ID
from tracker.process.policy import Act, may
from tracker.process.stages import OPEN, CallState, Stage
from tracker.process.tasks import Kind
from tracker.process.today import project_day
from tracker.programme.wire import CallLine
from tracker.projects import queries as projects
from tracker.projects.rules import planned_end
from tracker.projects.wire import ProjectLine, ProjectView
from tracker.proposals import call_queries
from tracker.proposals import queries as proposals
from tracker.proposals.wire import ProposalLine
from tracker.tasks import queries as tasks
from tracker.web.rendering import page

_HANDING_IN = frozenset({Kind.HAND_IN, Kind.HAND_IN_AGAIN})
_SOON = 5
"""How many of the days ahead are shown."""
_OFFICERS = 3


class Ahead(Struct, frozen=True, kw_only=True):
    """A day on which something is to happen: what is handed in, or the gate that is decided.

    `late`: it has passed, by the clock of whoever owes it.
    """

    day: date
    late: bool
    what: str
    gate: str = ""


async def show_city(
    request: Request[Any, Any, Any], look: Looking, code: str | None
) -> Response[Any]:
    """The project asked for, else the one that waits for the city most; the others beside it."""
    listed = await projects.page(look, None, None, None, None, 50)
    early = await projects.page(look, Stage.PROPOSAL, None, None, None, 50)
    calls = await call_queries.calls(look, None, 10)
    sent: list[ProposalLine] = []
    beside = [*listed.items, *early.items]
    if may(look.actor, Act.PROPOSAL_SEE):  # who does not is led to the project that one is about
        sent = (await proposals.page(look, None, None, 10)).items
        beside = listed.items
    over = await tasks.fresh(look)
    many = await tasks.mine_by_project(look, over)
    shown = [one for one in (*listed.items, *early.items) if one.status in OPEN or many[one.code]]
    chosen = _chosen(shown, code, many)
    selected = {one.code for one in beside}
    return page(
        request,
        "city.html",
        about=await _followed(look, chosen.code) if chosen else None,
        many=many,
        others=[one for one in beside if one is not chosen],
        here={one.code for one in shown},
        proposals=[one for one in sent if one.project not in selected],
        calls=[one for one in calls.items if _takes_proposals(look, one)],
        start=lambda call: links(look.actor, (acts_of_calls.START_PROPOSAL,), call_id=call),
        states=PROPOSAL,
        tones=STATUS,
        origin=request.app.state.settings.origin,
    )


def _chosen(
    shown: Sequence[ProjectLine], code: str | None, many: Counter[str]
) -> ProjectLine | None:
    asked = next((one for one in shown if one.code == code), None)
    return asked or max(shown, key=lambda one: many[one.code], default=None)


def _takes_proposals(look: Looking, call: CallLine) -> bool:
    return call.state is CallState.OPEN and call.opens_at <= look.now < call.closes_at


class Followed(Struct, frozen=True, kw_only=True):
    """One project as its city sees it: where it stands, what is to come, and who owes what.

    `step` of `steps` is its stage; `mine` is the reader's turn, `theirs` that of others.
    """

    project: ProjectView
    standing: Tone
    view: GatesView | None
    step: int
    steps: int
    stops: Sequence[Stop]
    gate: str | None
    mine: Sequence[Turn]
    theirs: Sequence[Group]
    ahead: Sequence[Ahead]
    officers: Sequence[str]

    @property
    def waits(self) -> int:
        """How many things wait for others."""
        return sum(len(one.rows) for one in self.theirs)


async def _followed(look: Looking, code: str) -> Followed:
    project = await project_of(look, code)
    view = await gates_view(look, project)
    gate = gate_ahead(view) if project.status in OPEN else None
    rows = await turns_in(look, code)
    told = waiting(rows)
    stages = list(Stage)
    gates = view.gates if view else ()
    return Followed(
        project=project,
        standing=STATUS[project.status],
        view=view,
        step=stages.index(project.stage) + 1,
        steps=len(stages),
        stops=line_of(project, gates),
        gate=gate,
        mine=told.mine,
        theirs=told.others,
        ahead=_ahead(look, rows, project, gate),
        officers=await _officers(look, code),
    )


def _ahead(
    look: Looking, rows: Sequence[Turn], project: ProjectView, gate: str | None
) -> list[Ahead]:
    """What is to come by its day: handing in by anybody, one's own later turns, the next gate."""
    found = []
    for row in rows:
        day = row.due if row.kind in _HANDING_IN else row.coming if row.ahead and row.mine else None
        if day is not None and not row.late:
            found.append(Ahead(day=day, late=False, what=row.what))
    planned = planned_end(project)
    if gate is not None and planned is not None:
        late = planned < project_day(project, look.now)
        found.append(Ahead(day=planned, late=late, what=GATE_BY_ID[gate].title, gate=gate))
    return sorted(found, key=lambda one: one.day)[:_SOON]


async def _officers(look: Looking, code: str) -> list[str]:
    """The names of the officers in charge."""
    row = await projects.get(look, code)
    here = await projects.people_here(look, row)
    ids = [one.person_id for one in here.in_charge if one.role is Role.OFFICER][:_OFFICERS]
    return sorted((await person_names(look, ids)).values())
