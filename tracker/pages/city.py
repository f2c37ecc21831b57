"""The front page of a city's people: what do you need from us, by when, and what comes next?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response
from msgspec import Struct
from msgspec.structs import replace

from tracker.gates import queries as gates
from tracker.gates.assurance import assurance_of
from tracker.gates.overview import lines_of
from tracker.gates.wire import GateLine
from tracker.kernel.saying import N_, Filled
from tracker.pages import acts_of_calls, queries
from tracker.pages.links import links
from tracker.pages.looking import Looking
from tracker.pages.queries import CityProject
from tracker.pages.stage_line import Stop, line_of
from tracker.pages.task_rows import Turn, turns
from tracker.pages.tones import STATUS, Tone
from tracker.process import Gate, gate_before
from tracker.process.lapses import operation_by_rule, time_is_up
from tracker.process.policy import Act
from tracker.process.shut import why_shut
from tracker.process.stages import CLOSED, OPEN, CallState, Operation, Stage
from tracker.process.tasks import Kind
from tracker.process.today import project_day
from tracker.programme import queries as programme
from tracker.programme.rules import state_now
from tracker.projects import queries as projects
from tracker.projects.models.decisions import Decision
from tracker.projects.queries import Officer
from tracker.projects.rules import planned_end
from tracker.projects.wire import ProjectView
from tracker.tasks import queries as tasks
from tracker.tasks.queries import Shown
from tracker.tasks.urgency import Urgency, urgency
from tracker.web.rendering import page
from tracker.web.values import seat_word

_HANDING_IN = frozenset({Kind.HAND_IN, Kind.HAND_IN_AGAIN})
_SOON = 5
"""How many of the days ahead are shown."""
_OFFICERS = 3
_CALLS = 10


async def show_city(
    request: Request[Any, Any, Any], look: Looking, code: str | None
) -> Response[Any]:
    """The project asked for, else the one whose task is the most urgent; the others beside it."""
    known = await queries.city_projects(look, code)
    calls = await programme.calls(look.session, None, _CALLS)
    over = await tasks.fresh_of(look, [(one.row, one.city) for one in known if one.stale])
    ids = [one.row.id for one in known]
    shown = await tasks.of_projects(look, over, ids) if ids else []
    others = [_listed(look, one, shown) for one in known]
    chosen = _chosen(known, others, code)
    about = await _followed(look, known[chosen], shown) if chosen is not None else None
    if chosen is not None:
        del others[chosen]
    return page(
        request,
        "city.html",
        about=about,
        behind=over.behind,
        others=others,
        elsewhere=sum(one.asked for one in others),
        calls=[one for one in calls if state_now(one, look.now) is CallState.OPEN],
        has_begun=lambda call: call.opens_at <= look.now,
        start=lambda call: links(look.actor, (acts_of_calls.START_PROPOSAL,), call_id=call.id),
        tones=STATUS,
        origin=request.app.state.settings.origin,
    )


class CityLine(Struct, frozen=True, kw_only=True):
    """One of the city's projects in a line: how many things it asks of the reader, the first of
    them by `due`; `first` is its rank, "" where there is none.
    """

    code: str
    title: str
    stage: Stage
    standing: Tone
    goes_on: bool
    asked: int
    due: date | None
    late: bool
    first: str


def _listed(look: Looking, one: CityProject, shown: Sequence[Shown]) -> CityLine:
    own = [it for it in shown if it.project == one.row.code and it.mine and not it.ahead]
    first = own[0] if own else None
    return CityLine(
        code=one.row.code,
        title=one.title,
        stage=one.row.stage,
        standing=STATUS[one.status],
        goes_on=one.status in OPEN,
        asked=len(own),
        due=first.task.due if first is not None else None,
        late=first is not None and urgency(first.task, first, look.now) is Urgency.LATE,
        first=first.rank if first is not None else "",
    )


def _chosen(
    known: Sequence[CityProject], listed: Sequence[CityLine], code: str | None
) -> int | None:
    """Which of them: the one asked for, else what asks most urgently, goes on, is the newest."""
    if known and known[0].row.code == code:
        return 0
    order = [(not one.asked, one.first, not one.goes_on, at) for at, one in enumerate(listed)]
    return min(order)[-1] if order else None


class Ahead(Struct, frozen=True, kw_only=True):
    """A day on which something is to happen, and by whom; `late`: it has passed, by the clock of
    whoever owes it. `then` is the stage that follows a decision.
    """

    day: date
    late: bool
    what: Filled
    who: Filled
    then: Stage | None = None


class Followed(Struct, frozen=True, kw_only=True):
    """One project as its city sees it: what is asked of it, what comes, and who owes what else.

    `mine` is the reader's turn, `ours` that of others of their city, `theirs` that of everybody
    else.
    """

    project: ProjectView
    title: str
    standing: Tone
    step: int
    steps: int
    stops: Sequence[Stop]
    ends: date | None
    look_again_on: date | None
    mine: Sequence[Turn]
    ours: Sequence[Turn]
    theirs: Sequence[Turn]
    ahead: Sequence[Ahead]
    officers: Sequence[Officer]
    papers: "Papers"

    @property
    def ended(self) -> bool:
        return self.project.status in CLOSED

    @property
    def first(self) -> Turn | None:
        """What the reader does first."""
        return next(iter(self.mine), None)

    @property
    def waits_for(self) -> Turn | None:
        """What it waits for where nothing is the reader's: a colleague, else somebody else."""
        return next(iter((*self.ours, *self.theirs)), None)

    @property
    def has_run(self) -> bool:
        """Whether there is a pilot that figures can come from."""
        return self.project.operation is not Operation.NEVER


class DecisionPaper(Struct, frozen=True, kw_only=True):
    """A decision as a Word document; `named` is its gate."""

    id: UUID
    named: str
    decided_at: datetime


class Papers(Struct, frozen=True, kw_only=True):
    """What there is to print or to read for the mayor."""

    proposal: UUID | None
    report: UUID | None
    report_as_of: datetime | None
    decisions: Sequence[DecisionPaper]


async def _followed(look: Looking, one: CityProject, shown: Sequence[Shown]) -> Followed:
    rows = await turns(look, [it for it in shown if it.project == one.row.code])
    decisions, operation = await _past(look, one)
    project = replace(projects.view(look.actor, one.row), status=one.status, operation=operation)
    gate = gate_before(project.stage) if project.status in OPEN else None
    lines: list[GateLine] = lines_of(one.row, decisions)
    now = [row for row in rows if not row.ahead]
    return Followed(
        project=project,
        title=one.title,
        standing=STATUS[project.status],
        step=list(Stage).index(project.stage) + 1,
        steps=len(Stage),
        stops=line_of(project, lines),
        ends=planned_end(project),
        look_again_on=one.row.look_again_on,
        mine=[row for row in now if row.mine],
        ours=[row for row in now if row.ours and not row.mine],
        theirs=[row for row in now if not row.ours],
        ahead=_ahead(look, rows, project, gate),
        officers=(await projects.officers_in_charge(look, one.row))[:_OFFICERS],
        papers=Papers(
            proposal=one.proposal,
            report=one.report,
            report_as_of=one.report_as_of,
            decisions=_papers(decisions, lines),
        ),
    )


async def _past(look: Looking, one: CityProject) -> tuple[Sequence[Decision], Operation]:
    """The decisions, and how the operation of the pilot reads; of a live one by its assurance."""
    row = one.row
    over = time_is_up(row.live_until, project_day(row, look.now))
    operation = operation_by_rule(row.operation, over)
    if why_shut(Act.GATE_SEE, row):
        return (), operation
    if operation is Operation.LIVE:
        assurance = await assurance_of(look, row)
        return assurance.decisions, assurance.operation
    return await gates.decisions(look.session, row.id), operation


def _papers(decisions: Sequence[Decision], lines: Sequence[GateLine]) -> list[DecisionPaper]:
    """The decisions in force, the newest first."""
    named = {line.gate: line.title for line in lines}
    return [
        DecisionPaper(id=row.id, named=named[row.gate], decided_at=row.decided_at)
        for row in reversed(gates.in_force(decisions))
    ]


def _ahead(
    look: Looking, rows: Sequence[Turn], project: ProjectView, gate: Gate | None
) -> list[Ahead]:
    """What is to come by its day: handing in by anybody, one's own later turns, the next gate."""
    found = []
    for row in rows:
        if row.late:
            continue
        if row.kind in _HANDING_IN and not row.mine and row.due is not None:
            what = Filled(N_("“%(name)s” is handed in"), name=row.what.values["name"])
            found.append(Ahead(day=row.due, late=False, what=what, who=row.whose))
        elif row.ahead and row.mine and row.coming is not None:
            found.append(Ahead(day=row.coming, late=False, what=row.what, who=Filled(N_("You"))))
    planned = planned_end(project)
    if gate is not None and planned is not None:
        late = planned < project_day(project, look.now)
        who = _deciders(gate)
        then = gate.ways[0].to
        found.append(Ahead(day=planned, late=late, what=Filled(gate.asks), who=who, then=then))
    return sorted(found, key=lambda one: one.day)[:_SOON]


def _deciders(gate: Gate) -> Filled:
    """Who decides at a gate, by their roles."""
    who, *others = (
        Filled(N_("Committee")) if seat.numbered else seat_word(seat.name)
        for seat in gate.decided_by.seats
    )
    for other in others:
        who = Filled(N_("%(roles)s, %(another)s"), roles=who, another=other)
    return Filled(N_("Decision: %(who)s"), who=who)
