"""One gate: can we decide, and if not, what stands in the way, and until when?"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Struct
from msgspec.structs import replace

from tracker.gates import overview
from tracker.gates import queries as gates
from tracker.gates.dossier import unmoved
from tracker.gates.models import Motion, MotionState
from tracker.gates.motions import motion_under_way
from tracker.gates.wire import ReadinessView
from tracker.kernel.errors import NotFound
from tracker.pages import acts_of_gates as acts
from tracker.pages.act_pages import Here
from tracker.pages.act_subjects import project_of
from tracker.pages.deciders import SeatLine, deciders, excepted
from tracker.pages.gates import decided_of
from tracker.pages.links import links
from tracker.pages.looking import Looking, organisations, person_names
from tracker.pages.nudging import nudging
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.pages.projects import gates_view
from tracker.pages.readiness import Groups, Point, grouped, numbered, points_of
from tracker.pages.task_rows import Turn, is_ready, turns_in, waiting
from tracker.pages.tones import VERDICT
from tracker.pages.what_if import WhatIf, what_if
from tracker.process import GATE_BY_ID
from tracker.process.gate import FORWARD
from tracker.process.policy import Act, may
from tracker.process.readiness import way_of
from tracker.process.renewals import Renewal
from tracker.process.stages import OPEN, Scaling, Stage, Verdict
from tracker.process.status import is_clear, status
from tracker.process.today import project_day
from tracker.process.unmet import Unmet
from tracker.projects import queries
from tracker.projects.models import Project
from tracker.projects.rules import planned_end
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page


@get("/projects/{code:str}/gates/{gate:str}", guards=[Requires(Act.GATE_SEE)])
async def show_gate(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    gate: FromPath[str],
    look: NamedDependency[Looking],
    verdict: FromQuery[str | None] = None,
    leads_to: FromQuery[str | None] = None,
    scaling: FromQuery[str | None] = None,
    point: FromQuery[list[str] | None] = None,
    day: FromQuery[list[str] | None] = None,
) -> Response[Any]:
    """Can we decide, and if not, what stands in the way of which answer, and until when?

    `point` and `day`: in pairs, the key of an open row and `2027-01-09` or nothing: what if.
    """
    if gate not in GATE_BY_ID:
        raise NotFound
    project = await project_of(look, code)
    view = await gates_view(look, project)
    line = next((one for one in (view.gates if view else ()) if one.gate == gate), None)
    here = line is not None and line.standing == "here"
    row = await queries.get(look, code)
    found = [one for one in await turns_in(look, code) if gate in one.gates]
    keys = numbered(one.key for one in found)
    rows = [replace(one, key=key) for one, key in zip(found, keys, strict=True)]
    asked = question_of(gate, verdict, leads_to, scaling)
    answer = None
    if here and project.status in OPEN:
        answer = await _answer(look, row, gate, asked, rows, (point, day))
    decided = decided_of(view, gate)
    seated = answer.seats if answer is not None else []
    names = [one.decided_by for one in decided]
    names += [one.person_id for seat in seated for one in seat.deciders]
    city = await organisations(look, [project.city_id])
    return page(
        request,
        "gate.html",
        422 if answer is not None and answer.what_if.errors else 200,
        project=project,
        city=city.get(project.city_id, ""),
        gate=GATE_BY_ID[gate],
        answer=answer,
        ended=here and answer is None,
        view=view,
        asked=asked.in_address(),
        planned=planned_end(project) if here else None,
        today=project_day(project, look.now),
        waiting=waiting(rows),
        nudge=nudging(look),
        decisions=decided,
        names=await person_names(look, names),
        tones=VERDICT,
        places=places_of(look.actor, project),
        reads_list=may(look.actor, Act.CHECKLIST_SEE),
        acts=links(look.actor, acts.OF_A_GATE, Here(at=project), code=code, gate=gate)
        if here
        else [],
        crumbs=crumbs_of(
            code, project.title, (N_("Decisions"), f"/projects/{code}/decisions"), (gate, "")
        ),
    )


_IN_VAIN = frozenset({MotionState.LOST, MotionState.WITHDRAWN, MotionState.LAPSED})


class GateAnswer(Struct, frozen=True, kw_only=True):
    """Whether what is asked at the gate ahead can be decided, and what stands in the way of it.

    On the `usual` way people read the tasks; on another the `points`. `clear` of the `listed`
    requirements of the way are met or need not be; `exceptions` hold until a day. `rounds` ended
    without a decision.
    """

    ready: ReadinessView
    usual: bool
    can_be_asked: bool
    points: Sequence[Point]
    what_if: WhatIf
    expected: Sequence[Point]
    renewals: Sequence[tuple[Renewal, int]]
    seats: Sequence[SeatLine]
    rounds: Sequence[Motion]
    listed: int
    clear: int
    exceptions: Sequence[tuple[str, date]]

    @property
    def groups(self) -> Groups:
        return grouped(self.points)


class GateQuestion(Struct, frozen=True, kw_only=True):
    """An answer at a gate, of which the readiness is asked; None: the gate's usual one."""

    verdict: Verdict
    leads_to: Stage | None
    scaling: Scaling | None

    def in_address(self) -> dict[str, str]:
        """What of it stands in an address."""
        said = {"verdict": self.verdict, "leads_to": self.leads_to, "scaling": self.scaling}
        return {name: value.value for name, value in said.items() if value is not None}


async def _answer(
    look: Looking,
    row: Project,
    gate: str,
    asked: GateQuestion,
    rows: Sequence[Turn],
    typed: tuple[list[str] | None, list[str] | None],
) -> GateAnswer:
    question = asked.verdict, asked.leads_to, asked.scaling
    ready = await overview.readiness(look, row, gate, *question)
    usual = is_usual(gate, asked)
    points = () if usual else points_of(look, row.code, gate, in_the_way(ready))
    open_rows = [one for one in rows if not one.ahead] if usual else points
    guessed = what_if(open_rows, *typed, project_day(row, look.now))
    if guessed.asked and guessed.latest is not None and not guessed.errors:
        then = await overview.readiness(look, row, gate, *question, guessed.latest)
        known = {(one.rule, one.subject) for one in ready.unmet}
        added = [one for one in then.unmet if (one.rule, one.subject) not in known]
        guessed = replace(guessed, ran_out=points_of(look, row.code, gate, added))
    way = way_of(GATE_BY_ID[gate], ready.leads_to) if ready.leads_to is not None else None
    scaling = asked.scaling or next(iter(way.scaling if way is not None else ()), None)
    dossier = await unmoved(look, row, GATE_BY_ID[gate], ready.leads_to, scaling)
    listed = [one for one in dossier.compliance.asked if one.applicable]
    judged = [status(one, dossier.today, row.visit) for one in listed]
    motion = await motion_under_way(look, row)
    rounds = await gates.motions_at(look.session, row.id, gate)
    return GateAnswer(
        ready=ready,
        usual=usual,
        can_be_asked=is_ready(rows) if usual else not points,
        points=points,
        what_if=guessed,
        expected=points_of(look, row.code, gate, ready.expected),
        renewals=renewed(ready.renewals),
        seats=deciders(
            GATE_BY_ID[gate].decided_by, dossier, motion.moved_by if motion is not None else None
        ),
        rounds=[one for one in rounds if one.visit == row.visit and one.state in _IN_VAIN],
        listed=len(listed),
        clear=sum(is_clear(one) for one in judged),
        exceptions=excepted(dossier),
    )


def in_the_way(ready: ReadinessView) -> list[Unmet]:
    """Without what becomes a condition, which is told apart."""
    expected = {(one.rule, one.subject) for one in ready.expected}
    return [one for one in ready.unmet if (one.rule, one.subject) not in expected]


def renewed(found: Sequence[Renewal]) -> list[tuple[Renewal, int]]:
    """Each requirement once, on its first day, and how often it falls due."""
    times = Counter(one.requirement for one in found)
    first = {one.requirement: one for one in reversed(found)}
    return [(one, times[one.requirement]) for one in found if first[one.requirement] is one]


def question_of(
    gate: str, verdict: str | None, leads_to: str | None, scaling: str | None
) -> GateQuestion:
    """Of which answer the readiness is asked, by default of the first that the way knows.

    Words that an address has wrong leave it open.
    """
    to = Stage(leads_to) if leads_to in set(Stage) else None
    way = way_of(GATE_BY_ID[gate], to) if to is not None and gate in GATE_BY_ID else None
    said = Verdict(verdict) if verdict in set(Verdict) else None
    kind = Scaling(scaling) if scaling in set(Scaling) else None
    return GateQuestion(
        verdict=said or (way.verdicts[0] if way is not None else Verdict.PASS),
        leads_to=to,
        scaling=kind or (way.scaling[0] if way is not None and way.scaling else None),
    )


def is_usual(gate: str, asked: GateQuestion) -> bool:
    """Whether it is the way for which tasks are told."""
    usual = GATE_BY_ID[gate].ways[0].to
    return asked.leads_to in (None, usual) and asked.verdict in FORWARD


HANDLERS = (show_gate,)
