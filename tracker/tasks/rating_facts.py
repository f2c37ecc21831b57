"""What a project is rated from: read once, for its pages, the list and its reports."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from tracker.compliance.catalogue import Requirement
from tracker.compliance.entries import Ground
from tracker.compliance.queries.lists import entries_on
from tracker.compliance.record import WaiverOnRecord
from tracker.compliance.waiver_rules import waiver_state
from tracker.compliance.wire.waivers import WaiverState
from tracker.gates import queries as gates
from tracker.gates.assurance import Assurance
from tracker.gates.models import ReworkPoint
from tracker.journal.desk import AnyDesk
from tracker.pilots import queries as pilots
from tracker.process import Gate, gate_before
from tracker.process.dossier import Lapse
from tracker.process.entry import ChecklistEntry
from tracker.process.stages import OPEN, Operation
from tracker.process.status import Judged, status
from tracker.process.tasks import Task
from tracker.process.today import project_day
from tracker.programme import queries as programme
from tracker.projects import queries as projects
from tracker.projects.models import MoneyLine, Project
from tracker.registers import queries as registers
from tracker.studies import queries as studies


class ListedRequirement(Struct, frozen=True, kw_only=True):
    """A requirement on the list of the next gate, as it stands, with its full text."""

    entry: ChecklistEntry
    judged: Judged
    requirement: Requirement


class Exempted(Struct, frozen=True, kw_only=True):
    """A waiver in force."""

    requirement: Requirement
    waiver: WaiverOnRecord


class RatingFacts(Struct, frozen=True, kw_only=True):
    """Everything that a project is rated from on one day.

    `gate` is the gate ahead, None where there is none; `asked` its list; `motion_at` that of which
    a decision is asked, "" where none is. `conditions` are the ids of open ones, `points` are to
    be reworked still. `ceiling` is that of the call in minor units of `currency`, None where there
    is none. `titles` name the catalogue's requirements by their codes.
    """

    project: Project
    now: datetime
    today: date
    gate: Gate | None
    tasks: tuple[Task, ...]
    operation: Operation
    asked: tuple[ListedRequirement, ...]
    exempted: tuple[Exempted, ...]
    titles: Mapping[str, str]
    lapses: tuple[Lapse, ...]
    conditions: frozenset[str]
    points: tuple[ReworkPoint, ...]
    motion_at: str
    deliverables: list[studies.Listed]
    measured: list[pilots.Measured]
    money: list[MoneyLine]
    ceiling: int | None
    currency: str
    concerns: list[registers.Weighed]


async def rating_facts(
    desk: AnyDesk,
    project: Project,
    assurance: Assurance,
    tasks: tuple[Task, ...],
    motion_at: str,
) -> RatingFacts:
    """Everything read now, for a project that came by a call; a constant number of statements."""
    ground = assurance.ground
    gate = gate_before(project.stage) if project.status in OPEN else None
    session = desk.session
    call = await programme.call(session, project.call_id) if project.call_id else None
    around = await programme.programme(session, call.programme_id) if call else None
    points = await gates.points(session, project.id) if assurance.record.rework_points else []
    return RatingFacts(
        project=project,
        now=desk.now,
        today=project_day(project, desk.now),
        gate=gate,
        tasks=tasks,
        operation=assurance.operation,
        asked=_asked(ground, project, gate),
        exempted=_exempted(ground),
        titles={one.id: one.title for one in ground.catalogue.requirements},
        lapses=assurance.lapses,
        conditions=frozenset(str(one.id) for one in assurance.record.open_conditions),
        points=tuple(point for point in points if point.confirmed_by is None),
        motion_at=motion_at,
        deliverables=await studies.listed(desk, project.id),
        measured=await pilots.measured(session, project.id, desk.now),
        money=await projects.money_lines(session, project.id),
        ceiling=call.ceiling if call else None,
        currency=around.currency if around else "",
        concerns=await registers.open_concerns(session, project.id),
    )


def _asked(ground: Ground, project: Project, gate: Gate | None) -> tuple[ListedRequirement, ...]:
    if gate is None:
        return ()
    return tuple(
        ListedRequirement(
            entry=entry,
            judged=status(entry, ground.today, project.visit),
            requirement=ground.catalogue.requirement(entry.requirement),
        )
        for entry in entries_on(ground, gate.id, gate.ways[0].outcome, ground.record.field_work)
    )


def _exempted(ground: Ground) -> tuple[Exempted, ...]:
    return tuple(
        Exempted(requirement=requirement, waiver=waiver)
        for requirement in ground.catalogue.requirements
        for waiver in ground.record.waivers.get(requirement.id, ())
        if waiver_state(requirement, waiver, ground.record.hands_on(requirement.id), ground.today)
        is WaiverState.GRANTED
    )
