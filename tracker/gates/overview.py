"""The way of a project, gate by gate, and its readiness today."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from tracker.compliance import queries as compliance
from tracker.gates import queries
from tracker.gates.assurance import assurance_of
from tracker.gates.closing_list import open_closing_duties, status_words
from tracker.gates.dossier import unmoved
from tracker.gates.motions import motion_under_way
from tracker.gates.staleness import stale_decisions
from tracker.gates.wire import DecisionView, GateLine, GatesView, PointView, ReadinessView
from tracker.journal.desk import AnyDesk, Desk, SystemDesk
from tracker.kernel.days import begin_of
from tracker.kernel.errors import Conflict, NotFound, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.kernel.text import LATEST
from tracker.process import GATE_BY_ID, GATES, Gate, expected, gate_before, permitted, unmet
from tracker.process.dossier import StaleDecision
from tracker.process.policy import Act
from tracker.process.renewals import renewals
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import Operation, Scaling, Stage, Verdict
from tracker.process.today import project_day
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.projects.models.decisions import Decision
from tracker.projects.wire import ProjectView


async def project_view(desk: Desk, project: Project) -> ProjectView:
    """The project as it reads now: a draft past its call's closing is withdrawn, a live pilot may
    be suspended by rule. No statement more but for a draft or a live pilot.
    """
    operation = project.operation
    if operation is Operation.LIVE:
        operation = (await assurance_of(desk, project)).operation
    return replace(
        projects.view(desk.actor, project),
        status=await projects.status_of(desk, project),
        operation=operation,
    )


async def gates_of(desk: AnyDesk, project: Project) -> GatesView:
    """Where the project stands today; a constant number of statements."""
    refuse_if_shut(Act.GATE_SEE, project)
    assurance = await assurance_of(desk, project)
    motion = await motion_under_way(desk, project)
    conditions = await queries.conditions(desk.session, project.id)
    points = await queries.points(desk.session, project.id)
    stale = await stale_decisions(desk, project, assurance.ground, assurance.decisions)
    duties = open_closing_duties(project, assurance, desk.now)
    status = await projects.status_of(desk, project)
    return GatesView(
        project=project.code,
        stage=project.stage,
        status=status,
        status_text=status_words(status, duties),
        operation=assurance.operation,
        suspend_or_restore_by=assurance.due,
        live_until=project.live_until,
        lapses=list(assurance.lapses),
        gates=lines_of(project, assurance.decisions, stale),
        motion_id=motion.id if motion is not None else None,
        conditions=queries.condition_views(conditions),
        points=[PointView.of(row) for row in points],
        closing_duties=duties,
    )


async def decisions_of(desk: AnyDesk, project: Project) -> list[DecisionView]:
    """Every decision, oldest first, with what changed since under those in force."""
    rows = await queries.decisions(desk.session, project.id)
    if not rows:
        return []
    ground = await compliance.ground_of(desk, project)
    return queries.views(rows, await stale_decisions(desk, project, ground, rows))


async def readiness(
    desk: AnyDesk,
    project: Project,
    gate_id: str,
    verdict: Verdict,
    leads_to: Stage | None,
    scaling: Scaling | None,
    on: date | None = None,
) -> ReadinessView:
    """What stands in the way of a verdict; by default of a pass on the usual way, today.

    `on`: as it will be on that day of the project's zone if nothing is done until then.
    """
    gate = GATE_BY_ID.get(gate_id)
    if gate is None:
        raise NotFound
    refuse_if_shut(Act.GATE_SEE, project)
    if gate_before(project.stage) is not gate:
        raise Conflict(
            Filled(
                N_("%(code)s does not stand before gate %(gate)s."),
                code=project.code,
                gate=gate.id,
            )
        )
    if leads_to is None and verdict in (Verdict.PASS, Verdict.CONDITIONS):
        leads_to = gate.ways[0].to
    if scaling is None and leads_to is gate.ways[0].to and gate.ways[0].scaling:
        scaling = gate.ways[0].scaling[0]
    if not permitted(gate, verdict, leads_to, scaling):
        raise Unfit(
            "leads_to",
            Filled(N_("%(gate)s knows no such verdict with this destination."), gate=gate.id),
        )
    if on is not None:
        desk = SystemDesk(desk.session, _beginning(project, on, desk.now))
    dossier = await unmoved(desk, project, gate, leads_to, scaling)
    points = unmet(gate, dossier, verdict, leads_to)
    return ReadinessView(
        project=project.code,
        gate=gate.id,
        verdict=verdict,
        leads_to=leads_to,
        as_of=desk.now,
        ready=not points,
        unmet=list(points),
        expected=list(expected(gate, dossier, leads_to)),
        renewals=list(renewals(dossier)),
    )


def _beginning(project: Project, on: date, now: datetime) -> datetime:
    """The first instant of a day to come in the project's zone; now where the day is today."""
    today = project_day(project, now)
    if not today <= on <= LATEST:
        raise Unfit("on", N_("Give today or a later day."))
    return now if on == today else begin_of(on, project.zone)


def lines_of(
    project: Project, rows: Sequence[Decision], stale: Iterable[StaleDecision] = ()
) -> list[GateLine]:
    """The gates in their order, with the decisions made at each."""
    gate_here = gate_before(project.stage)
    views = queries.views(rows, stale)
    passed = {row.gate for row in queries.in_force(rows) if row.leads_to is not None}
    return [
        GateLine(
            gate=gate.id,
            title=gate.title,
            standing=_standing(gate, gate_here, passed),
            decisions=[view for view in views if view.gate == gate.id],
        )
        for gate in GATES
    ]


def _standing(gate: Gate, gate_here: Gate | None, passed: set[str]) -> str:
    if gate is gate_here:
        return "here"
    if gate_here is not None and GATES.index(gate) > GATES.index(gate_here):
        return "ahead"  # also again, after a decision that led back
    return "passed" if gate.id in passed else "not_on_the_way"
