"""Puts the dossier of one gate together from all features, for the way asked."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance import queries as compliance
from tracker.compliance.entries import Ground
from tracker.gates import queries, staleness
from tracker.gates.models import Delegation, Motion, ReworkPoint
from tracker.gates.people import panel_facts
from tracker.gates.snapshot import hands_of
from tracker.gates.wire import Move
from tracker.journal import terms_of
from tracker.journal.desk import AnyDesk
from tracker.journal.reading import kept
from tracker.kernel.actor import Role
from tracker.kernel.by_name import shown
from tracker.kernel.days import add_months
from tracker.people import queries as people
from tracker.pilots import queries as pilots
from tracker.pilots.tasks import FOLLOW_UP_MONTHS
from tracker.process import GATE_BY_ID, Gate, Way, way_of
from tracker.process.dossier import (
    ConditionFacts,
    ContractFacts,
    Dossier,
    Hands,
    MoveFacts,
    PilotFacts,
    ProjectFacts,
    RecordFacts,
    ReworkPointFacts,
    StudyFacts,
)
from tracker.process.stages import Operation, Scaling, Stage
from tracker.process.today import access_day, project_day
from tracker.projects import queries as projects
from tracker.projects.models import OperationChange, Project
from tracker.projects.models.decisions import Condition, Decision
from tracker.proposals import queries as proposals
from tracker.studies import queries as studies

INSTALLATION = "P01"
_PILOT_GATES = frozenset({"G4", "G5"})
_NO_PILOT = PilotFacts(indicators=(), evaluation=None)
"""Where no rule asks it is not read; left out by mistake, it would shut the gate, not open it."""


class Read(Struct, frozen=True, kw_only=True):
    """What was read of a project before in this transaction: it is not read again."""

    decisions: list[Decision]
    ground: Ground
    record: RecordFacts


async def unmoved(
    desk: AnyDesk, project: Project, gate: Gate, leads_to: Stage | None, scaling: Scaling | None
) -> Dossier:
    """All that the way asks while nobody has put a motion, for whoever looks."""
    today, day = project_day(project, desk.now), access_day(desk.now)
    found = await _unmoved(desk, project, gate.id, leads_to, scaling, today, day)
    return replace(found, as_of=desk.now)


@kept
async def _unmoved(
    desk: AnyDesk,
    project: Project,
    gate: str,
    leads_to: Stage | None,
    scaling: Scaling | None,
    _today: date,
    _day: date,
) -> Dossier:
    return await gather(desk, project, GATE_BY_ID[gate], leads_to, scaling, None, [])


async def gather(
    desk: AnyDesk,
    project: Project,
    gate: Gate,
    leads_to: Stage | None,
    scaling: Scaling | None,
    move: Move | None,
    delegated: list[Delegation],
    decided: list[Decision] | None = None,
    read: Read | None = None,
) -> Dossier:
    """All that the way asks, read now; `move` is what a motion says of its own, if there is one.

    `decided`: every decision, where they alone were read before in this transaction.
    """
    today = project_day(project, desk.now)
    way = way_of(gate, leads_to) if leads_to is not None else None
    if read is not None:
        decided = read.decisions
    rows = decided if decided is not None else await queries.decisions(desk.session, project.id)
    changes = await _operation_changes(desk.session, project)
    field_work = any(row.leads_to is Stage.PREPARATION for row in rows)
    on = read.ground if read else await compliance.ground_of(desk, project)
    moved = staleness.moving(rows)
    study, *studied = await studies.facts_of_visits(
        desk,
        project,
        [(project.stage, frozenset({project.visit})), *staleness.counting(on, moved)],
    )
    assurance = compliance.facts_on(
        on,
        project,
        asked_gate=way.checklist if way else None,
        outcome="scale" if way and way.checklist == "G6" else None,
        become=_becomes(way),
        field_work=field_work,
    )
    record = read.record if read else await record_facts(desk.session, project, rows)
    return Dossier(
        today=today,
        as_of=desk.now,
        terms=terms_of(desk.session),
        project=_project_facts(project, rows, changes, study, leads_to, move, field_work, today),
        proposal=await proposals.facts(desk.session, project) if gate.id == "G1" else None,
        contract=ContractFacts(
            on_file=await projects.agreements_on_file(desk.session, project.id)
            if gate.id == "G2"
            else frozenset()
        ),
        study=study,
        pilot=await pilots.facts(desk.session, project) if gate.id in _PILOT_GATES else _NO_PILOT,
        compliance=assurance,
        record=record,
        panel=await panel_facts(desk, project, gate, delegated, _taken_back(rows, move)),
        move=_move_facts(move, scaling),
        stale=staleness.stale_among(on, project, moved, studied),
    )


def _taken_back(rows: list[Decision], move: Move | None) -> Hands | None:
    """Whose hands were on the decision that the motion takes back, as its snapshot says."""
    asked = move.supersedes if move is not None else None
    return next((hands_of(row) for row in rows if row.id == asked), None)


async def _operation_changes(session: AsyncSession, project: Project) -> list[OperationChange]:
    """Equipment that never was anything has no changes to read."""
    if project.operation is Operation.NEVER:
        return []
    return await projects.operation_changes(session, project.id)


def move_of(motion: Motion) -> Move:
    """What a stored motion says, in the words in which it was asked."""
    return Move(
        verdict=motion.verdict,
        leads_to=motion.leads_to,
        scaling=motion.scaling,
        grounds=motion.grounds,
        changes=list(motion.changes),
        operation_after=motion.operation_after,
        live_until=motion.live_until,
        new_end=motion.new_end,
        supersedes=motion.supersedes_id,
    )


async def record_facts(
    session: AsyncSession, project: Project, rows: list[Decision]
) -> RecordFacts:
    """Open conditions and unconfirmed points of the decisions in force."""
    standing = {row.id: row for row in queries.in_force(rows)}
    conditions = [
        row
        for row in await queries.conditions(session, project.id)
        if row.end is None and row.decision_id in standing
    ]
    points = [
        row
        for row in await queries.points(session, project.id)
        if row.confirmed_by is None and row.decision_id in standing
    ]
    owners = {row.owner_id for row in conditions} | {row.owner_id for row in points}
    roles = await people.roles_of_persons(session, owners)
    return RecordFacts(
        open_conditions=tuple(
            _condition(row, standing[row.decision_id], roles.get(row.owner_id, ()))
            for row in conditions
        ),
        rework_points=tuple(
            _point(row, standing[row.decision_id], roles.get(row.owner_id, ())) for row in points
        ),
    )


def planned_end(
    project: Project, leads_to: Stage | None, move: Move | None, today: date
) -> date | None:
    """The planned last day of the stage that the move leads to; of follow-up: the last check-in."""
    if leads_to is None:
        return None
    if leads_to is Stage.FOLLOW_UP:
        return add_months(today, FOLLOW_UP_MONTHS[-1])
    if move is not None and move.new_end is not None:
        return move.new_end
    planned = project.planned_ends.get(leads_to.value)
    return date.fromisoformat(planned) if planned else None


def _becomes(way: Way | None) -> str | None:
    return way.outcome if way is not None and way.outcome in {"adapt", "extend"} else None


def _project_facts(
    project: Project,
    rows: list[Decision],
    changes: list[OperationChange],
    study: StudyFacts,
    leads_to: Stage | None,
    move: Move | None,
    field_work: bool,
    today: date,
) -> ProjectFacts:
    standing = queries.in_force(rows)
    approval = queries.newest_to_pilot(rows)
    since = approval.decided_at if approval is not None else None
    extensions = [
        row
        for row in (standing[standing.index(approval) :] if approval is not None else ())
        if row.leads_to is Stage.PILOT and row.gate in {"G5", "G6"}
    ]
    installed = any(
        one.code.startswith(INSTALLATION) and one.ever_accepted for one in study.deliverables
    )
    return shown(
        ProjectFacts,
        project,
        next_stage=leads_to,
        planned_end=planned_end(project, leads_to, move, today),
        went_live=any(
            row.becomes is Operation.LIVE and since is not None and row.created_at >= since
            for row in changes
        ),
        field_work=field_work,
        g4_in_force=approval is not None,
        extensions=len(extensions),
        installed=installed or project.operation is not Operation.NEVER,
    )


def _move_facts(move: Move | None, scaling: Scaling | None) -> MoveFacts:
    if move is None:
        return MoveFacts(scaling=scaling, operation_after=None, live_until=None, changes=())
    return MoveFacts(
        scaling=move.scaling,
        operation_after=move.operation_after,
        live_until=move.live_until,
        changes=tuple(move.changes),
    )


def _condition(row: Condition, decision: Decision, owed_by: tuple[Role, ...]) -> ConditionFacts:
    return shown(
        ConditionFacts,
        row,
        gate=decision.gate,
        owed_by=owed_by,
        decided_on=decision.decided_on,
        renews=row.requirement if row.renews else None,
    )


def _point(row: ReworkPoint, decision: Decision, owed_by: tuple[Role, ...]) -> ReworkPointFacts:
    return ReworkPointFacts(
        id=row.id,
        what=row.what,
        text=row.text,
        answered=row.answered_by is not None,
        confirmed=row.confirmed_by is not None,
        pointed_on=decision.decided_on,
        owed_by=owed_by,
    )
