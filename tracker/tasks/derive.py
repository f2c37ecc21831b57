"""Every open point of a project: the features' generators over what is on record now."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from tracker.compliance import renewal_owners
from tracker.compliance import tasks as of_compliance
from tracker.compliance.queries import upgrades
from tracker.compliance.tasks import JudgedList
from tracker.gates import queries as gates
from tracker.gates import tasks as of_gates
from tracker.gates.assurance import Assurance, assurance_of
from tracker.gates.closing_list import CLOSING_TERM, open_entries, owed_at_the_end
from tracker.gates.dossier import gather
from tracker.gates.models import Motion
from tracker.gates.motion_progress import Turns, turns_of
from tracker.gates.motions import agreed_to_restore
from tracker.journal.desk import AnyDesk
from tracker.kernel.actor import Role
from tracker.kernel.days import add_months
from tracker.pilots import tasks as of_pilots
from tracker.pilots.queries.unreviewed import running
from tracker.pilots.tasks import FOLLOW_UP_MONTHS
from tracker.process import Gate
from tracker.process.digest import digest
from tracker.process.dossier import Dossier
from tracker.process.entry import ChecklistEntry
from tracker.process.stages import (
    CLOSED,
    IN_THE_STREET,
    OPEN,
    Operation,
    Stage,
    Status,
    Verdict,
)
from tracker.process.status import status
from tracker.process.tasks import Kind, Owner, Task, Thing
from tracker.process.today import project_day
from tracker.process.unmet import FixKind
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.proposals import queries as proposals
from tracker.proposals import tasks as of_proposals
from tracker.registers import queries as registers
from tracker.registers import tasks as of_registers
from tracker.studies import queries as studies
from tracker.studies import tasks as of_studies
from tracker.tasks import ratings
from tracker.tasks.owners_by_name import settled
from tracker.tasks.project_facts import Known, lasting, later, lists
from tracker.tasks.rated import Rated
from tracker.tasks.rating_facts import RatingFacts, rating_facts
from tracker.tasks.valid_until import days_of_people, first_turn, motion_turns, renewals

_MEASURED = frozenset({Stage.PREPARATION})


class Derived(Struct, frozen=True, kw_only=True):
    """Tasks, and the first instant at which time alone may change them (None: never).

    With what was read for them: `here`, who takes part (None where nothing is ever asked), and
    once a proposal was handed in `assurance`, and the `ratings` with the `facts` they are from.
    """

    tasks: tuple[Task, ...]
    until: datetime | None
    here: projects.PeopleHere | None = None
    assurance: Assurance | None = None
    facts: RatingFacts | None = None
    ratings: tuple[Rated, ...] = ()


async def derive(desk: AnyDesk, project: Project) -> Derived:
    """Whose turn it is in a project at an instant, and what lies ahead; equal things together.

    While it is on hold, what sleeps until it is resumed is left out.
    """
    unasked = project.catalogue_id is None or project.call_id is None  # it came by no call
    if project.status is Status.PAST or unasked:
        return Derived(tasks=(), until=None)
    here = await projects.people_here(desk, project)
    turning: list[Any] = [
        await days_of_people(desk.session, project, project_day(project, desk.now))
    ]
    if project.handed_in_at is None:
        found = await _of_draft(desk, project, turning)
        return Derived(
            tasks=settled(found, here, project),
            until=first_turn(turning, project, desk.now),
            here=here,
        )
    assurance = await assurance_of(desk, project)
    known = Known(
        project=project,
        assurance=assurance,
        turns=await turns_of(desk, project, assurance),
        here=here,
        firms=(await projects.capacities(desk, project.id)).organisations,
        today=project_day(project, desk.now),
        turning=turning,
    )
    _note_turns(known)
    found = [
        *await _of_every_project(desk, known),
        *await (_of_running if project.status in OPEN else _of_ended)(desk, known),
    ]
    tasks = settled(found, here, project)
    motion_at = known.turns.motion.gate if known.turns is not None else ""
    facts = await rating_facts(desk, project, assurance, tasks, motion_at)
    turning.append(list(ratings.turns(facts)))
    return Derived(
        tasks=tasks,
        until=first_turn(turning, project, desk.now),
        here=here,
        assurance=assurance,
        facts=facts,
        ratings=ratings.ratings(facts),
    )


async def _of_every_project(desk: AnyDesk, known: Known) -> list[Task]:
    """What goes on whether a project runs, is on hold or has ended."""
    project, assurance = known.project, known.assurance
    conditions = assurance.record.open_conditions
    before = await gates.owed_before(desk.session, project.id) if conditions else {}
    agreed = await _agreed(desk, known)
    return [
        *(of_gates.of_motion(known.turns, project) if known.turns is not None else ()),
        *of_gates.of_conditions(conditions, before, known.holds_up, _firms_of(known)),
        *of_gates.of_operation(project, assurance, agreed, known.today),
        *of_registers.of_concerns(
            await registers.open_rows(desk.session, project.id), project, _every_firm(known)
        ),
    ]


async def _agreed(desk: AnyDesk, known: Known) -> list[tuple[UUID, str]]:
    """Who agreed already that the present suspension ends, and as what."""
    project = known.project
    if project.operation is not Operation.SUSPENDED:
        return []
    changes = await projects.operation_changes(desk.session, project.id)
    given = await agreed_to_restore(desk, project, changes[-1].id)
    return [(row.person_id, row.role) for row in given]


async def _of_running(desk: AnyDesk, known: Known) -> list[Task]:
    project, ground = known.project, known.ground
    asked_lists = list(lists(known))
    asked = {entry.requirement for list_ in asked_lists for entry, _, _ in list_.entries}
    found = [
        *of_compliance.of_lists(ground, [*asked_lists, later(known, asked)], known.houses),
        *renewal_owners.renewals(ground, lasting(known), known.houses),
        *of_compliance.of_waivers(ground, known.houses),
        *of_compliance.of_justifications(ground, known.houses),
        *of_compliance.of_facts(ground, known.houses, project.stage_since),
        *of_compliance.of_upgrades(await upgrades.proposed(desk.session, project), project),
        *of_gates.of_the_hold(project),
        *await _of_points(desk, known),
    ]
    if known.gate is not None:
        found += await _at_the_gate(desk, known, known.gate)
    else:
        found += await _of_follow_up(desk, known)
    return found


async def _at_the_gate(desk: AnyDesk, known: Known, gate: Gate) -> list[Task]:
    project = known.project
    turns = known.turns
    dossier = await _dossier(desk, known, gate, turns)
    motions = await gates.motions_at(desk.session, project.id, gate.id) if turns is None else []
    lost = _lost(motions, project, dossier) if turns is None else turns.lost
    known.turning.append(dossier)
    planned = await studies.listed(desk, project.id)
    duties = await studies.hand_in_duties(desk, [one.row for one in planned])
    asked = await studies.unanswered_in(desk, project.id)
    found = list(
        of_studies.of_deliverables(planned, duties, project, _belongs(known), gate.id, asked)
    )
    if project.stage is Stage.PROPOSAL:
        found += await _of_proposal(desk, project, known.turning, _sent_back(known))
    anew = any(one.kind is Kind.NEW_VERSION for one in found)
    found += of_gates.at_the_gate(gate, dossier, project, turns, lost=lost, anew=anew)
    if project.stage in _MEASURED:
        found += of_pilots.of_indicators(dossier.pilot.indicators, project, gate.id)
    waiting = await running(desk.session, project)
    found += of_pilots.of_readings(waiting, project)
    if project.stage is Stage.PILOT:
        live = dossier.project.went_live
        found += of_pilots.of_the_run(waiting, project, known.firms, gate.id, went_live=live)
    return found


async def _dossier(desk: AnyDesk, known: Known, gate: Gate, turns: Turns | None) -> Dossier:
    """For the usual way of the gate; that of a motion which asks for it serves as well."""
    way = gate.ways[0]
    if turns is not None and turns.motion.gate == gate.id and turns.motion.leads_to is way.to:
        return turns.dossier
    scaling = way.scaling[0] if way.scaling else None
    return await gather(
        desk,
        known.project,
        gate,
        way.to,
        scaling,
        None,
        [],
        read=known.assurance,
    )


def _note_turns(known: Known) -> None:
    """On what days the watch may turn, and what the project itself has planned."""
    project, assurance = known.project, known.assurance
    if known.turns is not None:
        dossier = known.turns.dossier
        known.turning.extend([dossier, motion_turns(known.turns.motion, dossier.terms)])
    known.turning.extend(
        [
            assurance.watched,
            assurance.record,
            assurance.due,
            [renewals(one.entries, one.live_since) for one in assurance.watched],
            [date.fromisoformat(day) for day in project.planned_ends.values()],
            project.look_again_on,
            project.live_until,
            known.ground.record.waivers,
        ]
    )


async def _of_follow_up(desk: AnyDesk, known: Known) -> list[Task]:
    """Three reports, then the closing list, then the project is completed."""
    project = known.project
    waiting = await running(desk.session, project)
    last = add_months(project.stage_since, FOLLOW_UP_MONTHS[-1])
    closing = _closing(known, open_entries(known.ground, project), last, None)
    owed = of_compliance.of_lists(known.ground, [closing], known.houses)
    found = [
        *of_pilots.of_readings(waiting, project),
        *of_pilots.of_follow_up(waiting, project),
        *(replace(one, opens=last) for one in owed),
    ]
    confirmed = {one.months for one in waiting.reports if one.confirmed}
    conditions = [one for one in known.assurance.record.open_conditions if one.renews is None]
    if confirmed >= set(FOLLOW_UP_MONTHS) and not conditions and not closing.entries:
        found.append(_complete(project, last))
    return found


def _complete(project: Project, since: date) -> Task:
    return Task(
        kind=Kind.COMPLETE,
        subject="complete",
        owner=Owner(roles=(Role.OFFICER,)),
        since=since,
        fix=FixKind.PROJECT,
        things=(Thing(id=str(project.id), name=project.title),),
    )


async def _of_ended(desk: AnyDesk, known: Known) -> list[Task]:
    """What is owed after the end: the closing list, and equipment that still stands in the street.

    Conditions are told as everywhere. A proposal that its city took back is a draft again.
    """
    project = known.project
    if project.status not in CLOSED:
        return []
    due = project.status_since + CLOSING_TERM
    owed = owed_at_the_end(known.ground, project, known.assurance.decisions)
    closing = _closing(known, owed, project.status_since, due)
    found = list(of_compliance.of_lists(known.ground, [closing], known.houses))
    if project.operation in IN_THE_STREET:
        found.append(_switching_off(project, due))
    return [*found, *await _of_draft(desk, project, known.turning)]


def _switching_off(project: Project, due: date) -> Task:
    return Task(
        kind=Kind.END_OPERATION,
        subject="end",
        owner=Owner(
            roles=(Role.CITY_CONTACT, Role.CITY_APPROVER, Role.OFFICER),
            houses=frozenset({project.city_id}),
        ),
        since=project.status_since,
        due=due,
        fix=FixKind.OPERATION,
        things=(Thing(id=str(project.id), name=project.title),),
    )


def _closing(
    known: Known, entries: Iterable[ChecklistEntry], since: date, due: date | None
) -> JudgedList:
    visit = known.project.visit
    return JudgedList(
        gate="closing",
        entries=tuple((one, status(one, known.today, visit), since) for one in entries),
        holds_up=(),
        due=due,
        kinds=(Kind.CLOSING_DUTY, Kind.CHECK_CLOSING_DUTY),
    )


async def _of_points(desk: AnyDesk, known: Known) -> list[Task]:
    if not known.assurance.record.rework_points:
        return []
    decided = {
        row.id: (row.gate, row.decided_on) for row in gates.in_force(known.assurance.decisions)
    }
    rows = await gates.points(desk.session, known.project.id)
    return list(of_gates.of_points(rows, decided, known.holds_up, _firms_of(known)))


async def _of_draft(desk: AnyDesk, project: Project, turning: list[Any]) -> list[Task]:
    if project.status not in OPEN | {Status.WITHDRAWN} or project.stage is not Stage.PROPOSAL:
        return []
    return await _of_proposal(desk, project, turning)


def _sent_back(known: Known) -> datetime | None:
    """When the committee asked for a new version of the proposal the last time."""
    decided = gates.in_force(known.assurance.decisions)
    return max((one.created_at for one in decided if one.verdict is Verdict.REWORK), default=None)


async def _of_proposal(
    desk: AnyDesk, project: Project, turning: list[Any], sent_back: datetime | None = None
) -> list[Task]:
    applied = await proposals.applied(desk, project)
    turning.append(applied.window)
    return list(of_proposals.of_proposal(applied, project, sent_back))


def _lost(motions: Iterable[Motion], project: Project, dossier: Dossier) -> bool:
    """Whether the newest motion of this visit was refused on the very grounds of today."""
    mine = [row for row in motions if row.visit == project.visit]
    if not mine or not mine[-1].outvoted:
        return False
    newest = mine[-1]
    same = digest(dossier, newest.verdict, newest.leads_to, newest.conditions)
    return bool(same == newest.dossier_digest)


def _every_firm(known: Known) -> frozenset[UUID]:
    return frozenset(firm for those in known.firms.values() for firm in those)


def _firms_of(known: Known) -> dict[UUID, frozenset[UUID]]:
    """The firms of the project to which each person belongs."""
    every = _every_firm(known)
    return {one.person_id: one.outside & every for one in known.ground.people.persons}


def _belongs(known: Known) -> dict[UUID, frozenset[UUID]]:
    """Who belongs to a house, by whatever membership they take part here."""
    found: dict[UUID, set[UUID]] = {}
    for holder in known.here.everybody:
        found.setdefault(holder.organisation_id, set()).add(holder.person_id)
    for person in known.ground.people.persons:
        for house in person.outside:
            found.setdefault(house, set()).add(person.person_id)
    return {house: frozenset(persons) for house, persons in found.items()}
