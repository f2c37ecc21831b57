"""Whose turn it is at the gate ahead, and at what decisions left behind. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from uuid import UUID

from msgspec.structs import replace

from tracker.gates.assurance import Assurance
from tracker.gates.models import ReworkPoint, VoteLetter
from tracker.gates.motion_progress import Turns
from tracker.kernel.actor import CITY_ROLES, Role
from tracker.process import GATE_BY_ID, Gate, unmet
from tracker.process.dossier import ConditionFacts, Dossier
from tracker.process.seats import every_seat_can_be_filled
from tracker.process.stages import Operation, Stage, Status, Verdict
from tracker.process.tasks import Kind, Owner, Task, Thing
from tracker.process.today import project_day
from tracker.process.unmet import FixKind, Unmet
from tracker.process.working_days import working_day_after
from tracker.projects.models import Project
from tracker.projects.rules import planned_end

_DESK = (Role.OFFICER, Role.MANAGER)
FirmsOf = Mapping[UUID, frozenset[UUID]]
"""By person, the firms of the project to which they belong."""
_OF_POINTS: Mapping[str, tuple[Kind, FixKind]] = {
    "agreements_are_on_file": (Kind.RECORD_AGREEMENTS, FixKind.AGREEMENTS),
    "study_is_accepted": (Kind.PLAN_DELIVERABLES, FixKind.PROJECT),
    "installation_is_accepted": (Kind.PLAN_DELIVERABLES, FixKind.PROJECT),
    "memo_is_accepted": (Kind.PLAN_DELIVERABLES, FixKind.PROJECT),
    "every_seat_can_be_filled": (Kind.FILL_SEAT, FixKind.PEOPLE),
    "next_stage_has_a_planned_end": (Kind.NAME_PLANNED_END, FixKind.PROJECT),
    "time_after_is_provided_for": (Kind.NAME_TIME_AFTER, FixKind.PROJECT),
    "operation_is_off_or_handed_over": (Kind.END_OPERATION, FixKind.OPERATION),
}
"""The points of readiness that become tasks as they are; features have tasks for the rest."""
_PLANNING = frozenset({"study_is_accepted", "installation_is_accepted", "memo_is_accepted"})
_SAID_BY_THE_MOTION = frozenset({"operation_after_is_said", "changes_are_said"})
"""Points that a motion answers itself."""
_MOTION = "motion"


def at_the_gate(
    gate: Gate,
    dossier: Dossier,
    project: Project,
    turns: Turns | None,
    *,
    lost: bool,
    anew: bool = False,
) -> Iterator[Task]:
    """What the gate asks that no other feature tells, and the way of its decision.

    `turns`: of an open motion, which `of_motion` tells. `lost`: the panel refused one on the very
    grounds of today. `anew`: a new version of the proposal is awaited.
    """
    points = unmet(gate, dossier, Verdict.CONDITIONS, gate.ways[0].to)
    for point in points:
        if _is_told_here(point, dossier):
            yield _of_point(point, gate, project)
    if turns is not None and goes_on(turns):
        return
    in_the_way = [point for point in points if point.rule not in _SAID_BY_THE_MOTION]
    planned = planned_end(project)
    movers = frozenset(
        mover
        for mover in dossier.panel.movers
        if not any(every_seat_can_be_filled(gate.id, gate.decided_by, dossier, mover))
    )
    if not in_the_way:
        kind = Kind.AFTER_LOST_VOTE if lost else Kind.ASK_FOR_DECISION
        yield _ask(kind, gate, dossier, project, Owner(persons=movers), planned)
    elif dossier.proposal is not None and dossier.proposal.eligible is False:
        if movers and not anew:  # before, members score it: without that they do not vote
            kind = Kind.AFTER_INELIGIBLE
            yield _ask(kind, gate, dossier, project, Owner(persons=movers), planned)
    elif planned is not None:
        yield _move_end(gate, project, planned)


def goes_on(turns: Turns) -> bool:
    """Whether there is still something to do with the motion itself: vote, decide, put it anew."""
    motion, gate = turns.motion, GATE_BY_ID[turns.motion.gate]
    if turns.wrong:
        return not unmet(gate, turns.dossier, motion.verdict, motion.leads_to)
    return not turns.lost


def _is_told_here(point: Unmet, dossier: Dossier) -> bool:
    """Whether the point becomes a task here; deliverables, for example, have tasks of their own."""
    scoring = dossier.proposal is not None and dossier.proposal.scores_missing > 0
    if point.rule in _PLANNING:
        return point.subject == "plan"
    return point.rule in _OF_POINTS and not (point.subject == "committee" and scoring)


def _of_point(point: Unmet, gate: Gate, project: Project) -> Task:
    """`stage` in the detail: of what is planned, the next one where its end is."""
    kind, fix = _OF_POINTS[point.rule]
    stage = gate.ways[0].to if kind is Kind.NAME_PLANNED_END else gate.stage
    return Task(
        kind=kind,
        subject=point.rule,
        owner=_owner_of(kind, point.owed_by, project),
        since=max(point.since or project.stage_since, project.stage_since),
        due=planned_end(project),
        fix=fix,
        things=(Thing(id=point.subject, name=point.what),),
        detail={"stage": stage.value},
        gates=(gate.id,),
    )


def _owner_of(kind: Kind, owed_by: tuple[Role, ...], project: Project) -> Owner:
    roles = owed_by
    if kind is Kind.END_OPERATION:
        roles = (Role.CITY_CONTACT, Role.CITY_APPROVER, Role.OFFICER)
    elif kind is Kind.NAME_TIME_AFTER:
        roles = (Role.OFFICER,)
    elif kind is Kind.FILL_SEAT:  # a contact names deputies; approvers are asked in by the office
        roles = tuple(dict.fromkeys((*owed_by, Role.MANAGER)))
    city = any(role in CITY_ROLES for role in roles)
    return Owner(roles=roles, houses=frozenset({project.city_id}) if city else frozenset())


def of_motion(turns: Turns, project: Project) -> Iterator[Task]:
    """Tasks to vote, one for each seat; then to carry the motion out, or to put it again."""
    if not goes_on(turns):
        return
    motion = turns.motion
    if turns.wrong:
        yield _motion(Kind.MOVE_AGAIN, turns, project, Owner(roles=_DESK))
        return
    if turns.spoken:
        yield _motion(Kind.CARRY_OUT, turns, project, Owner(persons=turns.deciders))
        return
    for seat, persons in turns.seats.items():
        owner = Owner(persons=_asked_for(turns, seat, persons))
        yield _motion(Kind.VOTE, turns, project, owner, seat)
    for letter in turns.letters:
        yield _comparing(turns, project, letter)
    for seat, reminded in turns.reminded.items():
        if reminded < turns.dossier.terms.city_reminders:
            yield _reminding(turns, project, seat, reminded)
    gate = GATE_BY_ID[motion.gate]
    for point in every_seat_can_be_filled(gate.id, gate.decided_by, turns.dossier, motion.moved_by):
        yield _of_point(point, gate, project)


def _asked_for(turns: Turns, seat: str, persons: frozenset[UUID]) -> frozenset[UUID]:
    """Who has the task to vote: not who handed the seat to a delegate who may sit."""
    handed_on = {
        one.also_barred_as
        for one in turns.dossier.panel.candidates
        if one.seat == seat and one.person_id in persons
    }
    return persons - handed_on or persons


def _comparing(turns: Turns, project: Project, letter: VoteLetter) -> Task:
    """By neither who recorded nor who signed it."""
    owner = Owner(
        roles=(Role.OFFICER, Role.MANAGER, Role.REVIEWER),
        barred=frozenset({letter.recorded_by, letter.person_id}),
    )
    task = _motion(Kind.COMPARE_LETTER, turns, project, owner, letter.seat)
    return replace(
        task,
        since=project_day(project, letter.created_at),
        fix=FixKind.VOTE_LETTER,
        things=(Thing(id=str(letter.id), name=project.title),),
    )


def _reminding(turns: Turns, project: Project, seat: str, reminded: int) -> Task:
    """Spread over the time that a city has before a manager may sit for it."""
    terms = turns.dossier.terms
    parts = terms.city_reminders + 1
    waits = (reminded + 1) * terms.city_silent_working_days // parts
    opens = working_day_after(turns.motion.opened_on, waits)
    task = _motion(Kind.REMIND_SEAT, turns, project, Owner(roles=_DESK), seat)
    return replace(task, since=opens, opens=opens)


def _motion(kind: Kind, turns: Turns, project: Project, owner: Owner, seat: str = "") -> Task:
    motion = turns.motion
    return Task(
        kind=kind,
        subject=f"{motion.id}:{seat}",
        owner=owner,
        since=motion.opened_on,
        fix=FixKind.MOTION,
        things=(Thing(id=str(motion.id), name=project.title),),
        detail={"gate": motion.gate, "seat": seat},
        gates=(motion.gate,),
    )


def _ask(
    kind: Kind, gate: Gate, dossier: Dossier, project: Project, owner: Owner, due: date | None
) -> Task:
    return Task(
        kind=kind,
        subject=f"{gate.id}:{project.visit}",
        owner=owner,
        since=_ready_since(dossier),
        due=due,
        fix=FixKind.GATE,
        things=(Thing(id=gate.id, name=project.title),),
        detail={"gate": gate.id, "leads_to": gate.ways[0].to.value},
        gates=(gate.id,),
    )


def _ready_since(dossier: Dossier) -> date:
    """The newest day on which something that the gate rests on was accepted."""
    accepted = [one.accepted_on for one in dossier.study.deliverables]
    reviewed = [review.on for entry in dossier.compliance.asked for review in entry.reviews]
    days = [dossier.project.stage_since, *reviewed, *(day for day in accepted if day is not None)]
    return max(day for day in days if day <= dossier.today)


def _move_end(gate: Gate, project: Project, planned: date) -> Task:
    """The planned day comes with the gate not ready: the officer moves the day, or chases."""
    city = (Role.CITY_APPROVER,) if project.stage is not Stage.COMMISSIONING else ()
    return Task(
        kind=Kind.MOVE_PLANNED_END,
        subject=f"{gate.id}:{project.visit}",
        owner=Owner(roles=(Role.OFFICER,)),
        since=planned + timedelta(days=1),
        due=planned,
        opens=planned + timedelta(days=1),
        fix=FixKind.PROJECT,
        things=(Thing(id=str(project.id), name=project.title),),
        detail={"gate": gate.id, "stage": gate.stage.value, "told": ",".join(city)},
        gates=(gate.id,),
    )


def of_conditions(
    open_ones: Iterable[ConditionFacts],
    owed_before: Mapping[UUID, frozenset[UUID]],
    holds_up: tuple[str, ...],
    firms: FirmsOf,
) -> Iterator[Task]:
    """Its owner meets a condition; another, who never owed it, confirms that with proof.

    A condition to renew a proof closes by itself with the proof, and is told as that. The owner's
    own firm reads that it waits to be confirmed.
    """
    for one in open_ones:
        if one.renews is None:
            owner = Owner(persons=frozenset({one.owner_id}))
            own = firms.get(one.owner_id, frozenset())
            yield _condition(Kind.MEET_CONDITION, one, owner, (), own)
            barred = owed_before.get(one.id, frozenset()) | {one.owner_id}
            owner = Owner(roles=_DESK, barred=barred)
            yield _condition(Kind.CONFIRM_CONDITION, one, owner, holds_up, own)


def _condition(
    kind: Kind,
    condition: ConditionFacts,
    owner: Owner,
    holds_up: tuple[str, ...],
    firms: frozenset[UUID],
) -> Task:
    return Task(
        kind=kind,
        subject=str(condition.id),
        owner=owner,
        since=condition.decided_on,
        due=condition.due,
        fix=FixKind.CONDITION,
        things=(Thing(id=str(condition.id), name=condition.text),),
        detail={"gate": condition.gate},
        gates=holds_up,
        firms=firms,
    )


def of_points(
    rows: Iterable[ReworkPoint],
    decided: Mapping[UUID, tuple[str, date]],
    holds_up: tuple[str, ...],
    firms: FirmsOf,
) -> Iterator[Task]:
    """Its owner answers a point; another confirms the answer, and the owner's firm reads of both.

    `decided` has the gate and the day of each decision in force. `version` in the detail is sent
    with the act: not everybody who owes a point can read it elsewhere.
    """
    for row in rows:
        if row.confirmed_by is not None or row.decision_id not in decided:
            continue
        gate, day = decided[row.decision_id]
        answered = row.answered_by is not None
        hands = {row.owner_id} | ({row.answered_by} if row.answered_by is not None else set())
        owner = Owner(persons=frozenset({row.owner_id}))
        if answered:
            owner = Owner(roles=_DESK, barred=frozenset(hands))
        yield Task(
            kind=Kind.CONFIRM_ANSWER if answered else Kind.ANSWER_POINT,
            subject=str(row.id),
            owner=owner,
            since=day,
            due=row.due,
            fix=FixKind.REWORK_POINT,
            things=(Thing(id=str(row.id), name=row.text),),
            detail={"gate": gate, "what": row.what, "version": str(row.version)},
            gates=holds_up,
            firms=firms.get(row.owner_id, frozenset()),
        )


def of_operation(
    project: Project, assurance: Assurance, agreed: Iterable[tuple[UUID, str]], today: date
) -> Iterator[Task]:
    """Suspend or cure while live; restore once nothing is lapsed; end it when its time is over.

    `agreed`: person and role of those who agreed already that this suspension ends.
    """
    city = frozenset({project.city_id})
    over = project.stage is not Stage.PILOT or project.status is not Status.ACTIVE
    if assurance.due is not None:
        owner = Owner(roles=(Role.CITY_APPROVER,), houses=city)
        since = min((one.since for one in assurance.lapses), default=today)
        yield _operation(Kind.SUSPEND_OR_CURE, project, owner, since, assurance.due)
    elif assurance.operation is Operation.SUSPENDED and not assurance.lapses and not over:
        given = list(agreed)
        roles = tuple(
            role
            for role in (Role.REVIEWER, Role.CITY_APPROVER)
            if role.value not in {said for _, said in given}
        )
        owner = Owner(roles=roles, houses=city, barred=frozenset(person for person, _ in given))
        yield _operation(Kind.RESTORE, project, owner, project.stage_since, None)
    if assurance.operation is Operation.LIVE and project.live_until is not None:
        owner = Owner(roles=(Role.CITY_CONTACT, Role.CITY_APPROVER, Role.OFFICER), houses=city)
        opens = project.live_until - timedelta(days=14)
        yield _operation(Kind.END_OPERATION, project, owner, opens, project.live_until, opens=opens)


def _operation(
    kind: Kind,
    project: Project,
    owner: Owner,
    since: date,
    due: date | None,
    *,
    opens: date | None = None,
) -> Task:
    return Task(
        kind=kind,
        subject=f"{project.visit}",
        owner=owner,
        since=since,
        due=due,
        opens=opens,
        fix=FixKind.OPERATION,
        things=(Thing(id=str(project.id), name=project.title),),
    )


def of_the_hold(project: Project) -> Iterator[Task]:
    """Look at a project on hold again: on the day set for it, at once where none is set."""
    if project.status is Status.ON_HOLD:
        day = project.look_again_on
        yield Task(
            kind=Kind.LOOK_AGAIN,
            subject=f"{project.visit}:{project.status_since}",
            owner=Owner(roles=(Role.MANAGER,)),
            since=day or project.status_since,
            due=day,
            opens=day,
            fix=FixKind.PROJECT,
            things=(Thing(id=str(project.id), name=project.title),),
        )
