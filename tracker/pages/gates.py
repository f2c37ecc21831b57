"""Decisions of a project, one gate, one motion, one decision."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from tracker.compliance.queries import upgrades
from tracker.gates import overview
from tracker.gates import queries as gates
from tracker.gates.models import Motion
from tracker.gates.motions import case_of, motion_view
from tracker.gates.wire import DecisionView, GatesView, MotionView, ReadinessView
from tracker.kernel.errors import Conflict, NotFound
from tracker.pages import acts_of_gates as acts
from tracker.pages.act_here import form_here
from tracker.pages.act_pages import Here
from tracker.pages.act_subjects import motion_now, project_of
from tracker.pages.links import Link, links, links_of
from tracker.pages.looking import Looking, person_names
from tracker.pages.not_the_readers import MotionNow
from tracker.pages.nudging import nudging
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.pages.projects import gates_view
from tracker.pages.readiness import Point, grouped, points_of
from tracker.pages.task_rows import is_ready, turns_in, waiting
from tracker.pages.tones import VERDICT
from tracker.process import GATE_BY_ID
from tracker.process.gate import FORWARD
from tracker.process.policy import Act, may
from tracker.process.readiness import way_of
from tracker.process.renewals import Renewal
from tracker.process.stages import CLOSED, OPEN, Scaling, Stage, Verdict
from tracker.process.status import counting_waiver
from tracker.process.unmet import Unmet
from tracker.projects import queries
from tracker.projects.models.decisions import Decision
from tracker.projects.wire import ProjectView
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page
from tracker.web.values import seat_word

SEES = Requires(Act.GATE_SEE)


@get("/projects/{code:str}/decisions", guards=[SEES])
async def show_decisions(
    request: Request[Any, Any, Any], code: FromPath[str], look: NamedDependency[Looking]
) -> Response[Any]:
    """What was decided, what is open of it, and what comes next."""
    project = await project_of(look, code)
    view = await gates_view(look, project)
    row = await queries.get(look, code)
    proposed = (await upgrades.page(look, row, None, 50)).items
    decided, here = _decided(view), Here(at=project)
    return page(
        request,
        "decisions.html",
        project=project,
        view=view,
        decisions=decided,
        tones=VERDICT,
        names=await person_names(look, _named(view, decided)),
        upgrades=proposed,
        left=waiting(await turns_in(look, code) if project.status in CLOSED else ()),
        places=places_of(look.actor, project),
        of_condition=links_of(
            look, acts.OF_A_CONDITION, "condition_id", here, view.conditions if view else ()
        ),
        of_point=links_of(look, acts.OF_A_POINT, "point_id", here, view.points if view else ()),
        of_upgrade=links_of(look, acts.OF_AN_UPGRADE, "upgrade_id", here, proposed),
        acts=links(look.actor, acts.OF_ALL, Here(at=project), code=code),
        crumbs=crumbs_of(code, project.title, (N_("Decisions"), "")),
    )


@get("/projects/{code:str}/gates/{gate:str}", guards=[SEES])
async def show_gate(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    gate: FromPath[str],
    look: NamedDependency[Looking],
    verdict: FromQuery[str | None] = None,
    leads_to: FromQuery[str | None] = None,
    scaling: FromQuery[str | None] = None,
) -> Response[Any]:
    """Can we decide, and if not, what stands in the way of which answer?"""
    if gate not in GATE_BY_ID:
        raise NotFound
    project = await project_of(look, code)
    view = await gates_view(look, project)
    line = next((one for one in (view.gates if view else ()) if one.gate == gate), None)
    here = line is not None and line.standing == "here"
    asks = here and project.status in OPEN
    asked, ready = question_of(gate, verdict, leads_to, scaling), None
    if asks:
        row = await queries.get(look, code)
        ready = await overview.readiness(
            look, row, gate, asked.verdict, asked.leads_to, asked.scaling
        )
    rows = [row for row in await turns_in(look, code) if gate in row.gates]
    usual = is_usual(gate, asked)
    points = points_of(look, code, gate, in_the_way(ready)) if ready and not usual else ()
    decided = _decided(view, gate)
    return page(
        request,
        "gate.html",
        project=project,
        gate=GATE_BY_ID[gate],
        asks=asks,
        ended=here and not asks,
        view=view,
        ready=ready,
        asked=asked.in_address(),
        seats=[seat_word(seat.name) for seat in GATE_BY_ID[gate].decided_by.seats],
        ways=GATE_BY_ID[gate].ways,
        usual=usual,
        can_be_asked=is_ready(rows) if usual else not points,
        waiting=waiting(rows),
        points=points,
        groups=grouped(points),
        renewals=renewed(ready.renewals) if ready else (),
        expected=points_of(look, code, gate, ready.expected) if ready else (),
        nudge=nudging(look),
        decisions=decided,
        names=await person_names(look, [one.decided_by for one in decided]),
        tones=VERDICT,
        places=places_of(look.actor, project),
        acts=links(look.actor, acts.OF_A_GATE, Here(at=project), code=code, gate=gate)
        if here
        else [],
        crumbs=crumbs_of(code, project.title, (gate, "")),
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


@get("/motions/{motion_id:uuid}", guards=[SEES])
async def show_motion(
    request: Request[Any, Any, Any], motion_id: FromPath[UUID], look: NamedDependency[Looking]
) -> Response[Any]:
    """The question, who has voted how, and what is still to come."""
    motion = await motion_view(look, await gates.get(look, Motion, motion_id))
    project = await project_of(look, motion.project)
    ids = [motion.moved_by, *(vote.person_id for vote in motion.votes)]
    ids += [UUID(str(one["owner_id"])) for one in (*motion.conditions, *motion.points)]
    compares = may(look.actor, Act.VOTE_COMPARE)
    letters = await gates.letter_views(look.session, motion_id) if compares else []
    ids += [one.person_id for one in letters] + [one.recorded_by for one in letters]
    names = await person_names(look, ids)
    voted = {vote.seat for vote in motion.votes}
    panel = GATE_BY_ID[motion.gate].decided_by
    case = case_of(motion)
    cases = (case,) if case is not None else ()
    now = await motion_now(look, motion.id)
    asked = Here(at=project, thing=now, cases=cases)
    is_open = motion.state == "open"
    vote = await form_here(look, acts.VOTE, motion_id=motion_id) if is_open else None
    others = [act for act in acts.OF_A_MOTION if vote is None or act is not acts.VOTE]
    return page(
        request,
        "motion.html",
        motion=motion,
        project=project,
        names=names,
        conditions=[_owed(one["text"], one, names) for one in motion.conditions],
        points=[_owed(f"{one['what']}: {one['text']}", one, names) for one in motion.points],
        seat_word=seat_word,
        waiting=[seat_word(one.name) for one in panel.seats if one.name not in voted]
        if not panel.is_committee
        else [],
        gate_title=GATE_BY_ID[motion.gate].title,
        vote=vote,
        open=await _open_points(look, motion) if is_open else (),
        exceptions=_exceptions(now),
        unchanged=is_open and now.turns is not None and not now.turns.wrong,
        letters=letters,
        compare=links_of(look, acts.OF_A_LETTER, "letter_id", asked),
        tone=VERDICT[motion.verdict],
        acts=_again(look, motion, project, now)
        + links(look.actor, others, asked, motion_id=motion_id)
        if is_open
        else [],
        crumbs=crumbs_of(
            motion.project,
            project.title,
            (motion.gate, f"/projects/{motion.project}/gates/{motion.gate}"),
            (N_("Motion"), ""),
        ),
    )


async def _open_points(look: Looking, motion: MotionView) -> Sequence[Point]:
    """What is open if it is decided as it is asked; nothing where that is asked at no gate."""
    row = await queries.get(look, motion.project)
    try:
        ready = await overview.readiness(
            look, row, motion.gate, motion.verdict, motion.leads_to, motion.scaling
        )
    except Conflict:  # it takes back what was decided at a gate that is passed
        return ()
    return points_of(look, motion.project, motion.gate, ready.unmet)


def _exceptions(now: MotionNow) -> list[tuple[str, date]]:
    """What is asked at the gate and holds by an exception: its title, and its last day."""
    if now.turns is None:
        return []
    dossier = now.turns.dossier
    granted = [(one, counting_waiver(one, dossier.today)) for one in dossier.compliance.asked]
    return [(one.title, waiver.expires) for one, waiver in granted if waiver is not None]


def _again(look: Looking, motion: MotionView, project: ProjectView, now: MotionNow) -> list[Link]:
    """What can be decided no more is asked for again."""
    if now.turns is None or not now.turns.wrong:
        return []
    at = {"code": motion.project, "gate": motion.gate}
    return links(look.actor, acts.OF_A_GATE, Here(at=project), **at)


class OwedByMotion(Struct, frozen=True, kw_only=True):
    """What a motion would have somebody do by a day."""

    text: str
    owner: str
    due: date


def _owed(text: str, asked: dict[str, Any], names: Mapping[UUID, str]) -> OwedByMotion:
    owner = names.get(UUID(asked["owner_id"]), "")
    return OwedByMotion(text=text, owner=owner, due=date.fromisoformat(asked["due"]))


@get("/projects/{code:str}/decisions/{decision_id:uuid}", guards=[Requires(Act.DECISION_SEE)])
async def show_decision(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    decision_id: FromPath[UUID],
    look: NamedDependency[Looking],
) -> Response[Any]:
    """A sealed decision: what it says, who voted how, and what it rests on."""
    project = await project_of(look, code)
    row = await gates.get(look, Decision, decision_id)
    snapshot: dict[str, Any] = msgspec.json.decode(row.snapshot)
    view = await gates_view(look, project)
    line = next((one for one in _decided(view) if one.id == decision_id), None)
    if line is None:
        raise NotFound
    votes = snapshot.get("votes", [])
    ids = [UUID(str(vote["person"])) for vote in votes] + [line.decided_by]
    return page(
        request,
        "decision.html",
        project=project,
        decision=line,
        snapshot=snapshot,
        votes=votes,
        names={str(one): name for one, name in (await person_names(look, ids)).items()},
        seat_word=seat_word,
        tone=VERDICT[line.verdict],
        crumbs=crumbs_of(
            code, project.title, (N_("Decisions"), f"/projects/{code}/decisions"), (line.gate, "")
        ),
    )


class GateQuestion(Struct, frozen=True, kw_only=True):
    """An answer at a gate, of which the readiness is asked; None: the gate's usual one."""

    verdict: Verdict
    leads_to: Stage | None
    scaling: Scaling | None

    def in_address(self) -> dict[str, str]:
        """What of it stands in an address."""
        said = {"verdict": self.verdict, "leads_to": self.leads_to, "scaling": self.scaling}
        return {name: value.value for name, value in said.items() if value is not None}


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


def _decided(view: GatesView | None, gate: str | None = None) -> list[DecisionView]:
    """Newest first."""
    lines = [line for line in (view.gates if view else ()) if gate in (None, line.gate)]
    decided = [one for line in lines for one in line.decisions]
    return sorted(decided, key=lambda one: one.decided_at, reverse=True)


def _named(view: GatesView | None, decided: list[DecisionView]) -> list[UUID]:
    ids = [one.decided_by for one in decided]
    if view is not None:
        ids += [one.owner_id for one in view.conditions]
        ids += [one.owner_id for one in view.points]
    return ids


HANDLERS = (show_decisions, show_gate, show_motion, show_decision)
