"""What waits in a project today, whose it is, and by when: gathered from every feature."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance import queries as compliance
from tracker.compliance.entries import Ground
from tracker.gates import queries as gates
from tracker.gates.assurance import Assurance
from tracker.gates.closing import open_closing_duties
from tracker.gates.turns import turns_of
from tracker.kernel.actor import Role
from tracker.notifications.models import NoticeRule
from tracker.notifications.rules import STANDS_STILL_ON_HOLD, Pending
from tracker.process import gate_before
from tracker.process.dossier import Lapse, WatchedList
from tracker.process.entry import Entry
from tracker.process.stages import OPEN, DutyRole, Level, Operation, Status
from tracker.process.status import counting_waiver, renewal_due
from tracker.process.today import project_day
from tracker.process.working_days import working_day_after
from tracker.projects import queries as projects
from tracker.projects.models import Capacity, Project
from tracker.registers import queries as registers
from tracker.studies import queries as studies
from tracker.studies.models import Deliverable
from tracker.studies.queries import Listed
from tracker.studies.rules import OWED_BY, OWNERS_TURN, Owed, State, Version
from tracker.web.words import word

Held = Mapping[Capacity, frozenset[UUID]]
"""The organisations in each capacity today."""

REVIEW_DAYS = 10
"""Working days within which what was handed in is reviewed (the programme's review clock)."""
_OFFICER = frozenset({Role.OFFICER})
_APPROVER = frozenset({Role.CITY_APPROVER})
_IN_REVIEW = frozenset({State.SUBMITTED, State.IN_REVIEW})
_FIRM_AS = {
    DutyRole.CONSULTANT: Capacity.CONSULTING_COMPANY,
    DutyRole.SUPPLIER: Capacity.SOLUTION_PROVIDER,
}


async def pending_of(
    session: AsyncSession, project: Project, assurance: Assurance, now: datetime
) -> list[Pending]:
    """Everything with a last day; what stands still while the project is on hold is left out."""
    today = project_day(project, now)
    held = (await projects.capacities(session, project.id, now)).organisations
    found = [
        *_of_the_watch(project, assurance.watched, held, today),
        *_of_the_gate_ahead(project, assurance.ground, held, today),
        *_of_lapses(project, assurance, held, today),
        *_of_conditions(assurance, today),
        *_of_the_project(project, today),
        *await _of_concerns(session, project, today),
    ]
    if project.status in OPEN:
        found += await _of_deliverables(session, project, now)
        found += await _of_points(session, project, assurance, today)
        found += await _of_turns(session, project, assurance, now)
    else:
        found += await _of_the_end(session, project, assurance, held, now)
    if project.status is Status.ON_HOLD:
        found = [one for one in found if one.rule not in STANDS_STILL_ON_HOLD]
    return found


def _of_the_watch(
    project: Project, watched: Iterable[WatchedList], held: Held, today: date
) -> Iterator[Pending]:
    for list_ in watched:
        for entry in list_.entries:
            if entry.level is Level.MANDATORY and entry.applicable:
                firms = _providing(entry, held)
                yield from _running_out(entry, firms, today)
                yield from _to_renew(project, entry, list_.live_since, firms, today)


def _of_the_gate_ahead(project: Project, on: Ground, held: Held, today: date) -> Iterator[Pending]:
    """Proofs and waivers gathered for a gate may end before it is decided."""
    gate = gate_before(project.stage)
    if project.status not in OPEN or gate is None:
        return
    outcome, field_work = gate.ways[0].outcome, on.record.field_work
    for entry in compliance.entries_on(on, gate.id, outcome, field_work):
        if entry.level is Level.MANDATORY and entry.applicable:
            yield from _running_out(entry, _providing(entry, held), today)


def _providing(entry: Entry, held: Held) -> frozenset[UUID]:
    """The firms that provide the requirement: another firm of the project does not learn of it."""
    return frozenset(
        firm
        for duty, capacity in _FIRM_AS.items()
        if duty in entry.provided_by
        for firm in held.get(capacity, ())
    )


def _running_out(entry: Entry, firms: frozenset[UUID], today: date) -> Iterator[Pending]:
    owed_by, named = frozenset(entry.owed_by), {"requirement": entry.requirement}
    for piece in entry.pieces:
        if piece.valid_until is not None and piece.valid_until >= today:
            yield Pending(
                rule=NoticeRule.EVIDENCE_ENDS,
                subject=str(piece.id),
                due=piece.valid_until,
                today=today,
                detail=named | {"what": entry.title},
                roles=owed_by,
                firms=firms,
            )
    waiver = counting_waiver(entry, today)
    if waiver is not None:
        yield Pending(
            rule=NoticeRule.WAIVER_ENDS,
            subject=str(waiver.id),
            due=waiver.expires,
            today=today,
            detail=named,
            roles=owed_by | _OFFICER,
            firms=firms,
        )


def _to_renew(
    project: Project, entry: Entry, live_since: date | None, firms: frozenset[UUID], today: date
) -> Iterator[Pending]:
    due = renewal_due(entry, live_since) if live_since is not None else None
    if due is not None:
        yield Pending(
            rule=NoticeRule.RENEWAL_DUE,
            subject=f"{project.id}:{entry.requirement}:{due}",
            due=due,
            today=today,
            detail={"requirement": entry.requirement},
            roles=frozenset(entry.owed_by),
            firms=firms,
            chased_by=_OFFICER,
        )


def _of_lapses(
    project: Project, assurance: Assurance, held: Held, today: date
) -> Iterator[Pending]:
    """An overdue condition is a lapse too; it is told as what it is."""
    entries = {one.requirement: one for list_ in assurance.watched for one in list_.entries}
    for lapse in assurance.lapses:
        if lapse.subject in entries:
            firms = _providing(entries[lapse.subject], held)
            yield _of_lapse(lapse, project.id, firms, today)
    if assurance.due is not None:
        yield Pending(
            rule=NoticeRule.SUSPEND_OR_RESTORE,
            subject=f"{project.id}:{assurance.due}",
            due=assurance.due,
            today=today,
            detail={},
            roles=_APPROVER | _OFFICER,
        )


def _of_lapse(lapse: Lapse, project_id: UUID, firms: frozenset[UUID], today: date) -> Pending:
    return Pending(
        rule=NoticeRule.ASSURANCE_LAPSED,
        subject=f"{project_id}:{lapse.gate}:{lapse.subject}:{lapse.since}",
        due=lapse.since,
        today=today,
        detail={"gate": lapse.gate, "what": str(lapse.why), "requirement": lapse.subject},
        roles=frozenset(lapse.owed_by) | _OFFICER,
        firms=firms,
    )


def _of_conditions(assurance: Assurance, today: date) -> Iterator[Pending]:
    for condition in assurance.record.open_conditions:
        yield Pending(
            rule=NoticeRule.CONDITION_DUE,
            subject=str(condition.id),
            due=condition.due,
            today=today,
            detail={"gate": condition.gate, "what": condition.text},
            persons=frozenset({condition.owner_id}),
            chased_by=_OFFICER,
        )


def _of_the_project(project: Project, today: date) -> Iterator[Pending]:
    def of(rule: NoticeRule, due: date, roles: frozenset[Role], **detail: str) -> Pending:
        subject = f"{project.id}:{project.visit}:{due}"
        return Pending(rule=rule, subject=subject, due=due, today=today, detail=detail, roles=roles)

    if project.status is Status.ON_HOLD and project.look_again_on is not None:
        yield of(NoticeRule.LOOK_AGAIN, project.look_again_on, frozenset({Role.MANAGER}))
    if project.operation is Operation.LIVE and project.live_until is not None:
        yield of(NoticeRule.LIVE_UNTIL, project.live_until, _APPROVER | _OFFICER)
    planned, gate = project.planned_ends.get(project.stage.value), gate_before(project.stage)
    if project.status is Status.ACTIVE and planned is not None and gate is not None:
        words = word(f"Stage.{project.stage.value}", project.stage.value)
        end = date.fromisoformat(planned)
        yield of(NoticeRule.STAGE_ENDS, end, _OFFICER, what=words, gate=gate.id)


async def _of_concerns(session: AsyncSession, project: Project, today: date) -> list[Pending]:
    return [
        Pending(
            rule=NoticeRule.CONCERN_DUE,
            subject=str(one.row.id),
            due=one.row.due,
            today=today,
            detail={"kind": one.row.kind.value, "what": one.row.title},
            persons=frozenset({one.row.owner_id}),
            chased_by=_OFFICER,
        )
        for one in await registers.open_concerns(session, project.id)
    ]


async def _of_points(
    session: AsyncSession, project: Project, assurance: Assurance, today: date
) -> list[Pending]:
    gate_of = {row.id: row.gate for row in gates.in_force(assurance.decisions)}
    return [
        Pending(
            rule=NoticeRule.REWORK_DUE,
            subject=str(point.id),
            due=point.due,
            today=today,
            detail={"gate": gate_of[point.decision_id], "what": point.text},
            persons=frozenset({point.owner_id}),
            chased_by=_OFFICER,
        )
        for point in await gates.points(session, project.id)
        if point.answer is None and point.confirmed_by is None and point.decision_id in gate_of
    ]


async def _of_deliverables(session: AsyncSession, project: Project, now: datetime) -> list[Pending]:
    rows = [
        one
        for one in await studies.listed(session, project.id)
        if one.row.stage is project.stage and one.row.due is not None
    ]
    owed = await studies.owed(session, [one.row for one in rows], now)
    found = []
    for one in rows:
        if one.stands.state in OWNERS_TURN and one.row.due is not None:
            found.append(_to_hand_in(one.row, one.row.due, owed[one.row.id]))
        elif one.stands.state in _IN_REVIEW and one.newest is not None:
            found.append(_to_review(one, one.newest, project, now))
    return found


def _to_hand_in(row: Deliverable, due: date, owed: Owed) -> Pending:
    return Pending(
        rule=NoticeRule.DELIVERABLE_DUE,
        subject=str(row.id),
        due=due,
        today=owed.today,
        detail={"code": row.code, "what": row.title},
        roles=frozenset(OWED_BY[row.owner_capacity]),
        firms=owed.owners,
        chased_by=_OFFICER,
    )


def _to_review(one: Listed, newest: Version, project: Project, now: datetime) -> Pending:
    return Pending(
        rule=NoticeRule.REVIEW_DUE,
        subject=str(newest.id),
        due=working_day_after(project_day(project, newest.at), REVIEW_DAYS),
        today=project_day(project, now),
        detail={"code": one.row.code, "what": one.row.title, "number": str(newest.number)},
        roles=frozenset(one.stands.awaits),
        chased_by=_OFFICER,
    )


async def _of_turns(
    session: AsyncSession, project: Project, assurance: Assurance, now: datetime
) -> list[Pending]:
    turns = await turns_of(session, project, assurance, now)
    if turns is None:
        return []
    mover = {"mover": frozenset({turns.motion.moved_by})} if turns.spoken else {}
    return [
        Pending(
            rule=NoticeRule.YOUR_TURN,
            subject=f"{turns.motion.id}:{seat}",
            due=turns.motion.opened_on,
            today=project_day(project, now),
            detail={
                "gate": turns.motion.gate,
                "seat": seat,
                "act": "decide" if turns.spoken else "vote",
            },
            persons=persons,
            chased_by=_OFFICER if turns.spoken else frozenset(),
        )
        for seat, persons in (turns.seats | mover).items()
    ]


async def _of_the_end(
    session: AsyncSession, project: Project, assurance: Assurance, held: Held, now: datetime
) -> list[Pending]:
    """What is chased after a project ended; conditions are told apart."""
    today = project_day(project, now)
    return [
        Pending(
            rule=NoticeRule.CLOSING_DUTY,
            subject=f"{project.id}:{duty.list}:{duty.requirement}",
            due=duty.due,
            today=today,
            detail={"what": str(duty.what)},
            roles=frozenset(duty.owed_by),
            firms=held.get(Capacity.SOLUTION_PROVIDER, frozenset()),
            chased_by=_OFFICER,
        )
        for duty in open_closing_duties(project, assurance, now)
        if duty.condition_id is None
    ]
