"""What a decision does: the only place where stage, visit and status of a project change."""

from datetime import date
from uuid import UUID

from tracker.compliance import commands as compliance
from tracker.compliance import queries as checklists
from tracker.compliance.entries import SENT_BACK
from tracker.gates import queries
from tracker.gates.models import Motion, ReworkPoint
from tracker.journal.desk import Desk
from tracker.process import GATE_BY_ID, way_of
from tracker.process.dossier import Dossier
from tracker.process.stages import IN_THE_STREET, Operation, Scaling, Stage, Status, Verdict
from tracker.projects import commands as projects
from tracker.projects import queries as project_queries
from tracker.projects.models import Project
from tracker.projects.models.decisions import Condition, ConditionEnd, Decision
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
    desk: Desk,
    project: Project,
    motion: Motion,
    decision: Decision,
    earlier: list[Decision],
    dossier: Dossier,
    voters: list[UUID],
) -> None:
    """Conditions and points first, then where the project stands, then the equipment."""
    await compliance.settle_operation(desk, project, dossier.today)
    panel = [decision.decided_by, motion.moved_by, *voters]
    await _end_conditions(desk, motion, panel)
    if decision.supersedes_id is not None:
        await _take_back(desk, project, motion, decision, earlier, panel)
    _set_conditions(desk, motion, decision)
    await _set_points(desk, project, motion, decision, dossier)
    if decision.leads_to is not None:
        await _move(desk, project, motion, decision)
    elif decision.verdict is Verdict.HOLD:
        hold(desk, project, motion.grounds, motion.look_again_on, dossier.today)
    elif decision.verdict is Verdict.STOP:
        _stop(desk, project, decision, dossier.today)
    elif motion.gate == "G1" and motion.look_again_on is not None:
        await proposals.allow_resubmission(desk, project, motion.look_again_on)


def hold(
    desk: Desk, project: Project, reason: str, look_again_on: date | None, today: date
) -> None:
    """Put the project on hold; a live pilot is suspended. Terms of proofs and waivers run on."""
    project.look_again_on = look_again_on
    set_status(project, Status.ON_HOLD, reason, today)
    suspend(desk, project, "The project is on hold.")
    desk.record("project.put_on_hold", project)


def set_status(project: Project, status: Status, reason: str | None, today: date) -> None:
    project.status, project.status_reason, project.status_since = status, reason, today


def suspend(desk: Desk, project: Project, reason: str) -> None:
    """Suspend the pilot, also one that is suspended: consents to restore it count no more."""
    if project.operation in IN_THE_STREET:
        projects.change_operation(desk, project, Operation.SUSPENDED, reason)


async def _move(desk: Desk, project: Project, motion: Motion, decision: Decision) -> None:
    stage = decision.leads_to
    assert stage is not None  # noqa: S101 - `put_into_effect` asked
    way = way_of(GATE_BY_ID[motion.gate], stage)
    visits = await project_queries.visits(desk.session, project.id)
    if motion.gate == "G1":
        desk.record("catalogue.pinned", project)
    if motion.new_end is not None:
        projects.plan_ends(project, {stage: motion.new_end})
    await _move_equipment(desk, project, motion)
    stays_live = stage is Stage.DECISION and project.operation is Operation.LIVE
    project.live_until = motion.live_until if stays_live else None
    projects.enter_stage(
        desk,
        project,
        stage,
        number=visits[-1].number + 1,
        decision_id=decision.id,
        asked=way.checklist if way is not None else None,
    )


async def _move_equipment(desk: Desk, project: Project, motion: Motion) -> None:
    """Change the operation of the equipment as the destination stage requires."""
    stage = motion.leads_to
    in_the_street = project.operation in IN_THE_STREET
    if stage is Stage.PREPARATION:
        suspend(desk, project, "The pilot is prepared anew.")
        for change in motion.changes:
            if kind := RECHECK_OF_CHANGE.get(change):
                projects.fire_recheck(desk, project, kind, "decision to adapt")
    elif stage is Stage.FOLLOW_UP and in_the_street:
        reason = f"Handed over to {project.handed_over_to}."
        projects.change_operation(desk, project, Operation.OFF, reason)
    elif motion.gate == "G5" and stage is Stage.DECISION and in_the_street:
        after = motion.operation_after
        if after is Operation.OFF:
            suspend(desk, project, "To be switched off, with proof.")
        elif after is Operation.SUSPENDED:
            suspend(desk, project, "By the decision that ended the pilot.")
    elif motion.gate == "G4" and stage is Stage.DECISION:
        suspend(desk, project, "No pilot after all.")


def _stop(desk: Desk, project: Project, decision: Decision, today: date) -> None:
    if decision.scaling is Scaling.REFER or decision.partner is not None:
        status = Status.REFERRED
    else:
        status = Status.NOT_SELECTED if decision.gate == "G1" else Status.STOPPED
    was = project.status
    set_status(project, status, decision.grounds, today)
    suspend(desk, project, "The project is closed.")
    changed = {"fields": ["status"], "changed": {"status": [was, status]}}
    desk.record("project.changed", project, **changed)


async def _take_back(
    desk: Desk,
    project: Project,
    motion: Motion,
    decision: Decision,
    earlier: list[Decision],
    panel: list[UUID],
) -> None:
    """Back to that gate's stage and visit; the old decision stays, its conditions are void."""
    old = next(row for row in earlier if row.id == decision.supersedes_id)
    visits = await project_queries.visits(desk.session, project.id)
    visit = next(row for row in visits if row.number == old.visit)
    project.stage, project.visit = visit.stage, visit.number
    project.stage_since = visit.entered_on
    set_status(project, Status.ACTIVE, None, decision.decided_on)
    suspend(desk, project, "A decision was taken back.")
    project.live_until = None
    for row in _that_come_from(old, await queries.conditions(desk.session, project.id)):
        if row.end is None:
            why = "Its decision was taken back."
            _end(desk, row, ConditionEnd.VOID, why, panel)
    desk.record("decision.superseded", old)
    if decision.verdict is Verdict.REWORK:
        _point(
            desk,
            decision,
            what=f"{old.gate} round {old.round}",
            text=decision.grounds[:2_000],
            owner_id=motion.moved_by,
            due=decision.decided_on,
        )


def _that_come_from(decision: Decision, conditions: list[Condition]) -> list[Condition]:
    """Conditions that a decision set, and whatever replaced them since, oldest first."""
    theirs: dict[UUID, Condition] = {}
    for row in conditions:
        if row.decision_id == decision.id or row.replaces_id in theirs:
            theirs[row.id] = row
    return list(theirs.values())


def _set_conditions(desk: Desk, motion: Motion, decision: Decision) -> None:
    for asked in motion.conditions:
        row = desk.add(
            Condition(
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
        )
        desk.record("condition.set", row)


async def _end_conditions(desk: Desk, motion: Motion, panel: list[UUID]) -> None:
    """End the conditions that the motion declares void or replaces."""
    voids = set(motion.voids)
    replaced = {asked["replaces"] for asked in motion.conditions if asked["replaces"]}
    if not voids | replaced:
        return
    for row in await queries.conditions(desk.session, motion.project_id):
        if str(row.id) in replaced:
            _end(desk, row, ConditionEnd.REPLACED, motion.grounds, panel)
        elif str(row.id) in voids:
            _end(desk, row, ConditionEnd.VOID, motion.grounds, panel)


def _end(desk: Desk, row: Condition, end: ConditionEnd, why: str, panel: list[UUID]) -> None:
    """End a condition, in the name of a member of the panel who is not its owner."""
    row.ended_by = next(person for person in panel if person != row.owner_id)
    row.end, row.ended_at, row.proof = end, desk.now, why[:2_000]
    word = "voided" if end is ConditionEnd.VOID else end.value
    desk.record(f"condition.{word}", row)


async def _set_points(
    desk: Desk, project: Project, motion: Motion, decision: Decision, dossier: Dossier
) -> None:
    """A named deliverable is returned, a named requirement needs a new review."""
    if not motion.points:
        return
    deliverables = {one.code: one.id for one in dossier.study.deliverables}
    requirements = (await checklists.catalogue_of(desk.session, project)).by_id
    for asked in motion.points:
        _point(
            desk,
            decision,
            what=asked["what"],
            text=asked["text"],
            owner_id=UUID(asked["owner_id"]),
            due=date.fromisoformat(asked["due"]),
        )
        if asked["what"] in deliverables:
            await studies.return_deliverable(
                desk, project, deliverables[asked["what"]], asked["text"]
            )
        elif asked["what"] in requirements:
            projects.fire_recheck(desk, project, SENT_BACK, asked["what"])


def _point(
    desk: Desk, decision: Decision, *, what: str, text: str, owner_id: UUID, due: date
) -> None:
    row = desk.add(
        ReworkPoint(
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
    )
    desk.record("rework.pointed", row, about=what)
