"""What a decision does: the only place where stage, visit and status of a project change."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.compliance import commands as compliance
from tracker.compliance import queries as checklists
from tracker.compliance.entries import SENT_BACK
from tracker.gates import queries
from tracker.gates.models import Condition, ConditionEnd, Decision, Motion, ReworkPoint
from tracker.kernel.actor import Actor
from tracker.kernel.ids import uuid7
from tracker.process import GATE_BY_ID, way_of
from tracker.process.dossier import Dossier
from tracker.process.stages import IN_THE_STREET, Operation, Scaling, Stage, Status, Verdict
from tracker.projects import commands as projects
from tracker.projects import queries as project_queries
from tracker.projects.models import Project
from tracker.proposals import commands as proposals
from tracker.studies import commands as studies

RECHECK_OF_CHANGE = {
    "scope": "scope_change",
    "site": "site_change",
    "supplier": "supplier_change",
    "contract": "contract_change",
    "release": "major_release",
}


async def put_into_effect(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    motion: Motion,
    decision: Decision,
    earlier: list[Decision],
    dossier: Dossier,
    voters: list[UUID],
    now: datetime,
) -> None:
    """Conditions and points first, then where the project stands, then the equipment."""
    await compliance.settle_operation(session, project, dossier.today, now)
    panel = [decision.decided_by, motion.moved_by, *voters]
    await _end_conditions(session, actor, motion, panel, now)
    if decision.supersedes_id is not None:
        await _take_back(session, actor, project, motion, decision, earlier, panel, now)
    _set_conditions(session, actor, motion, decision, now)
    await _set_points(session, actor, project, motion, decision, dossier, now)
    if decision.leads_to is not None:
        await _move(session, actor, project, motion, decision, now)
    elif decision.verdict is Verdict.HOLD:
        hold(session, actor, project, motion.grounds, motion.look_again_on, now, dossier.today)
    elif decision.verdict is Verdict.STOP:
        _stop(session, actor, project, decision, now, dossier.today)
    elif motion.gate == "G1" and motion.look_again_on is not None:
        await proposals.allow_resubmission(session, actor, project, motion.look_again_on, now)


def hold(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    reason: str,
    look_again_on: date | None,
    now: datetime,
    today: date,
) -> None:
    """A live pilot is suspended; validity, waivers and conditions run on."""
    project.look_again_on = look_again_on
    set_status(project, Status.ON_HOLD, reason, today)
    suspend(session, actor, project, "The project is on hold.", now)
    journal.record(session, actor, "project.put_on_hold", project.id, now, on=project)


def set_status(project: Project, status: Status, reason: str | None, today: date) -> None:
    project.status, project.status_reason, project.status_since = status, reason, today


def suspend(
    session: AsyncSession, actor: Actor, project: Project, reason: str, now: datetime
) -> None:
    """Also anew what is suspended already: a consent to restore given before counts no more."""
    if project.operation in IN_THE_STREET:
        projects.change_operation(session, actor, project, Operation.SUSPENDED, reason, now)


async def _move(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    motion: Motion,
    decision: Decision,
    now: datetime,
) -> None:
    stage = decision.leads_to
    assert stage is not None  # noqa: S101 - `put_into_effect` asked
    way = way_of(GATE_BY_ID[motion.gate], stage)
    visits = await project_queries.visits(session, project.id)
    if motion.gate == "G1":
        journal.record(session, actor, "catalogue.pinned", project.id, now, on=project)
    if motion.new_end is not None:
        projects.plan_ends(project, {stage: motion.new_end})
    await _move_equipment(session, actor, project, motion, now)
    stays_live = stage is Stage.DECISION and project.operation is Operation.LIVE
    project.live_until = motion.live_until if stays_live else None
    projects.enter_stage(
        session,
        actor,
        project,
        stage,
        now,
        number=visits[-1].number + 1,
        decision_id=decision.id,
        asked=way.checklist if way is not None else None,
    )


async def _move_equipment(
    session: AsyncSession, actor: Actor, project: Project, motion: Motion, now: datetime
) -> None:
    """What the destination means for what stands in the street."""
    stage = motion.leads_to
    in_the_street = project.operation in IN_THE_STREET
    if stage is Stage.PREPARATION:
        suspend(session, actor, project, "The pilot is prepared anew.", now)
        for change in motion.changes:
            if kind := RECHECK_OF_CHANGE.get(change):
                projects.fire_recheck(session, actor, project, kind, "decision to adapt", now)
    elif stage is Stage.FOLLOW_UP and in_the_street:
        reason = f"Handed over to {project.handed_over_to}."
        projects.change_operation(session, actor, project, Operation.OFF, reason, now)
    elif motion.gate == "G5" and stage is Stage.DECISION and in_the_street:
        after = motion.operation_after
        if after is Operation.OFF:
            suspend(session, actor, project, "To be switched off, with proof.", now)
        elif after is Operation.SUSPENDED:
            suspend(session, actor, project, "By the decision that ended the pilot.", now)
    elif motion.gate == "G4" and stage is Stage.DECISION:
        suspend(session, actor, project, "No pilot after all.", now)


def _stop(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    decision: Decision,
    now: datetime,
    today: date,
) -> None:
    if decision.scaling is Scaling.REFER or decision.partner is not None:
        status = Status.REFERRED
    else:
        status = Status.NOT_SELECTED if decision.gate == "G1" else Status.STOPPED
    was = project.status
    set_status(project, status, decision.grounds, today)
    suspend(session, actor, project, "The project is closed.", now)
    changed = {"fields": ["status"], "changed": {"status": [was, status]}}
    journal.record(session, actor, "project.changed", project.id, now, on=project, **changed)


async def _take_back(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    motion: Motion,
    decision: Decision,
    earlier: list[Decision],
    panel: list[UUID],
    now: datetime,
) -> None:
    """Back to that gate's stage and visit; the old decision stays, its conditions are void."""
    old = next(row for row in earlier if row.id == decision.supersedes_id)
    visits = await project_queries.visits(session, project.id)
    visit = next(row for row in visits if row.number == old.visit)
    project.stage, project.visit = visit.stage, visit.number
    project.stage_since = visit.entered_on
    set_status(project, Status.ACTIVE, None, decision.decided_on)
    suspend(session, actor, project, "A decision was taken back.", now)
    project.live_until = None
    for row in _that_come_from(old, await queries.conditions(session, project.id)):
        if row.end is None:
            why = "Its decision was taken back."
            _end(session, actor, row, ConditionEnd.VOID, why, panel, now)
    journal.record(session, actor, "decision.superseded", project.id, now, on=old)
    if decision.verdict is Verdict.REWORK:
        session.add(
            _point(
                session,
                actor,
                decision,
                now,
                what=f"{old.gate} round {old.round}",
                text=decision.grounds[:2_000],
                owner_id=motion.moved_by,
                due=decision.decided_on,
            )
        )


def _that_come_from(decision: Decision, conditions: list[Condition]) -> list[Condition]:
    """Conditions that a decision set, and whatever replaced them since, oldest first."""
    theirs: dict[UUID, Condition] = {}
    for row in conditions:
        if row.decision_id == decision.id or row.replaces_id in theirs:
            theirs[row.id] = row
    return list(theirs.values())


def _set_conditions(
    session: AsyncSession, actor: Actor, motion: Motion, decision: Decision, now: datetime
) -> None:
    for asked in motion.conditions:
        row = Condition(
            id=uuid7(now),
            created_at=now,
            project_id=motion.project_id,
            decision_id=decision.id,
            requirement=asked["about"],
            renews=asked["renews"],
            text=asked["text"],
            owner_id=UUID(asked["owner_id"]),
            due=date.fromisoformat(asked["due"]),
            end=None,
            ended_by=None,
            ended_at=None,
            proof=None,
            replaces_id=UUID(asked["replaces"]) if asked["replaces"] else None,
        )
        session.add(row)
        journal.record(session, actor, "condition.set", motion.project_id, now, on=row)


async def _end_conditions(
    session: AsyncSession, actor: Actor, motion: Motion, panel: list[UUID], now: datetime
) -> None:
    """The panel says why a condition makes no sense any more, or sets another in its place."""
    voids = set(motion.voids)
    replaced = {asked["replaces"] for asked in motion.conditions if asked["replaces"]}
    if not voids | replaced:
        return
    for row in await queries.conditions(session, motion.project_id):
        if str(row.id) in replaced:
            _end(session, actor, row, ConditionEnd.REPLACED, motion.grounds, panel, now)
        elif str(row.id) in voids:
            _end(session, actor, row, ConditionEnd.VOID, motion.grounds, panel, now)


def _end(
    session: AsyncSession,
    actor: Actor,
    row: Condition,
    end: ConditionEnd,
    why: str,
    panel: list[UUID],
    now: datetime,
) -> None:
    """Ended in the name of somebody of the panel who is not the condition's owner."""
    row.ended_by = next(person for person in panel if person != row.owner_id)
    row.end, row.ended_at, row.proof = end, now, why[:2_000]
    word = "voided" if end is ConditionEnd.VOID else end.value
    journal.record(session, actor, f"condition.{word}", row.project_id, now, on=row)


async def _set_points(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    motion: Motion,
    decision: Decision,
    dossier: Dossier,
    now: datetime,
) -> None:
    """A named deliverable is returned, a named requirement needs a new review."""
    if not motion.points:
        return
    deliverables = {one.code: one.id for one in dossier.study.deliverables}
    requirements = (await checklists.catalogue_of(session, project)).by_id
    for asked in motion.points:
        session.add(
            _point(
                session,
                actor,
                decision,
                now,
                what=asked["what"],
                text=asked["text"],
                owner_id=UUID(asked["owner_id"]),
                due=date.fromisoformat(asked["due"]),
            )
        )
        if asked["what"] in deliverables:
            await studies.return_deliverable(
                session, actor, project, deliverables[asked["what"]], asked["text"], now
            )
        elif asked["what"] in requirements:
            projects.fire_recheck(session, actor, project, SENT_BACK, asked["what"], now)


def _point(
    session: AsyncSession,
    actor: Actor,
    decision: Decision,
    now: datetime,
    *,
    what: str,
    text: str,
    owner_id: UUID,
    due: date,
) -> ReworkPoint:
    row = ReworkPoint(
        id=uuid7(now),
        created_at=now,
        project_id=decision.project_id,
        decision_id=decision.id,
        what=what,
        text=text,
        owner_id=owner_id,
        due=due,
        answer=None,
        answered_by=None,
        confirmed_by=None,
    )
    journal.record(session, actor, "rework.pointed", decision.project_id, now, on=row, about=what)
    return row
