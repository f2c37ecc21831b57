"""Putting, withdrawing and voting on motions."""

from uuid import UUID

from tracker.gates import queries
from tracker.gates.commands import motion_checks, motion_duties
from tracker.gates.dossier import Read, gather, move_of
from tracker.gates.models import Motion, MotionState
from tracker.gates.motions import lapsed_because
from tracker.gates.wire import Move
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import Role
from tracker.kernel.encoding import plain
from tracker.kernel.errors import Conflict, Forbidden, NotFound, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.people import queries as people
from tracker.process import GATE_BY_ID, Gate, uncovered, unmet, way_of
from tracker.process.bars import ballot
from tracker.process.digest import changed, digest, in_words, parts
from tracker.process.dossier import Dossier
from tracker.process.panel import PanelOutcome, outcome
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import Verdict
from tracker.process.today import project_day
from tracker.process.unmet import Refusal, Unmet
from tracker.projects.models import Project
from tracker.projects.models.decisions import Decision
from tracker.web.values import word_of


async def put_motion(desk: Desk, project: Project, gate_id: str, data: Move) -> Motion | Refusal:
    """Ask for a decision; one that would move the project is taken only if readiness allows it."""
    gate = GATE_BY_ID.get(gate_id)
    if gate is None:
        raise NotFound
    taken_back = await motion_checks.taken_back(desk.session, project, gate, data)
    motion_checks.check_standing(project, gate, data, taken_back)
    motion_checks.check_words(gate, data)
    dossier = await gather(desk, project, gate, data.leads_to, data.scaling, data, [])
    await motion_duties.check_conditions(desk, project, gate, dossier, data)
    conditions = [plain(condition) for condition in data.conditions]
    now_digest = digest(dossier, data.verdict, data.leads_to, conditions)
    await _make_room(desk, project, gate, data, now_digest)
    if points := _in_the_way(gate, dossier, data, desk.actor.person_id):
        return _refuse(desk, project, gate, points)
    row = _motion(project, gate, data, taken_back, desk)
    row.round = 1 + len(await queries.motions_at(desk.session, project.id, gate.id))
    row.conditions, row.dossier_digest = conditions, now_digest
    row.parts = parts(dossier, data.verdict, data.leads_to, conditions)
    desk.record("motion.put", row, gate=gate.id, verdict=data.verdict)
    await desk.session.flush()
    return row


ITS_MOVER = N_("Whoever put the motion withdraws it, or a manager once they have left.")


async def withdraw_motion(desk: Desk, project: Project, motion: Motion) -> Motion:
    """Its mover withdraws a motion; a manager that of a mover who left."""
    refuse_if_shut(Act.MOTION_WITHDRAW, project)
    if motion.moved_by != desk.actor.person_id and not await _is_left_behind(desk, motion):
        raise Forbidden(ITS_MOVER)
    check_open(motion)
    end_motion(desk, motion, MotionState.WITHDRAWN)
    await desk.session.flush()
    return motion


async def _is_left_behind(desk: Desk, motion: Motion) -> bool:
    movers = await people.holders(desk, (Role.OFFICER, Role.MANAGER))
    active = {holder.person_id for holder in movers}
    return desk.actor.role is Role.MANAGER and motion.moved_by not in active


async def gather_for(
    desk: AnyDesk,
    project: Project,
    motion: Motion,
    decided: list[Decision] | None = None,
    read: Read | None = None,
) -> Dossier:
    """The dossier of a motion as of now; `decided` and `read` as in `gather`."""
    delegated = await queries.delegations(desk.session, motion.id)
    return await gather(
        desk,
        project,
        GATE_BY_ID[motion.gate],
        motion.leads_to,
        motion.scaling,
        move_of(motion),
        delegated,
        decided,
        read,
    )


async def whats_wrong(
    desk: AnyDesk, project: Project, motion: Motion, dossier: Dossier
) -> tuple[str, ...]:
    """Why nothing can be done with this motion any more: it lapsed, or what it rests on changed."""
    if why := await lapsed_because(desk, project, motion):
        return (Filled(N_("The motion has lapsed: %(why)s. Put it again."), why=why),)
    if motion.look_again_on is not None and motion.look_again_on < dossier.today:
        passed = N_("The day that the motion names, %(day)s, has passed; put it again.")
        return (Filled(passed, day=motion.look_again_on),)
    today = parts(dossier, motion.verdict, motion.leads_to, motion.conditions)
    if today != motion.parts:
        titles = {one.requirement: one.title for one in dossier.compliance.asked}
        return tuple(
            Filled(
                N_("%(name)s changed since the motion was put; put it again."),
                name=in_words(name, titles),
            )
            for name in changed(dict(motion.parts), today)
        )
    return ()


def check_open(motion: Motion) -> None:
    if motion.state is not MotionState.OPEN:
        raise Conflict(
            Filled(
                N_("This motion is %(state)s; nothing more is decided on it."),
                state=word_of(motion.state),
            )
        )


def end_motion(desk: AnyDesk, motion: Motion, state: MotionState) -> None:
    motion.state, motion.ended_at = state, desk.now
    if state is not MotionState.CARRIED:
        desk.record(f"motion.{state.value}", motion)


async def end_open_motion(desk: AnyDesk, project: Project) -> None:
    """Let the open motion lapse, as the project is closed or put on hold."""
    motion = await queries.open_motion(desk.session, project.id)
    if motion is not None:
        end_motion(desk, motion, MotionState.LAPSED)


async def _make_room(desk: Desk, project: Project, gate: Gate, data: Move, now_digest: str) -> None:
    """End the open motion if nothing can be decided on it; else raise Conflict.

    Nothing can where it has lapsed, what it rests on has changed, or its panel voted against it.
    """
    standing = await queries.open_motion(desk.session, project.id)
    if standing is not None:
        if await lapsed_because(desk, project, standing):
            end_motion(desk, standing, MotionState.LAPSED)
        else:
            await _end_if_lost(desk, project, standing, gate)
        await desk.session.flush()
    for row in await queries.motions_at(desk.session, project.id, gate.id):
        same = row.verdict is data.verdict and row.leads_to is data.leads_to
        if row.outvoted and same and row.dossier_digest == now_digest:
            raise Conflict(N_("This was lost on the same grounds; something has to change first."))


async def _end_if_lost(desk: Desk, project: Project, standing: Motion, gate: Gate) -> None:
    dossier = await gather_for(desk, project, standing)
    votes = queries.voices(await queries.votes(desk.session, standing.id))
    panel = GATE_BY_ID[standing.gate].decided_by
    wrong = await whats_wrong(desk, project, standing, dossier)
    if not wrong and outcome(panel, ballot(dossier, standing.moved_by, votes)) is PanelOutcome.LOST:
        standing.outvoted = True
    elif not wrong or standing.gate != gate.id:
        raise Conflict(N_("A motion is open for this project; decide or withdraw it first."))
    end_motion(desk, standing, MotionState.LOST)


def _in_the_way(gate: Gate, dossier: Dossier, data: Move, mover: UUID) -> tuple[Unmet, ...]:
    points = unmet(gate, dossier, data.verdict, data.leads_to, mover)
    if data.verdict is Verdict.PASS:
        return points
    named = {condition.about for condition in data.conditions if condition.about}
    return (*points, *uncovered(gate, dossier, data.leads_to, named))


def _refuse(desk: Desk, project: Project, gate: Gate, points: tuple[Unmet, ...]) -> Refusal:
    why = [point.why for point in points]
    desk.record("gate.refused", project, gate=gate.id, why=why)
    return Refusal(sentence=Filled(N_("%(id)s stays shut."), id=gate.id), reasons=points)


def _motion(
    project: Project, gate: Gate, data: Move, taken_back: Decision | None, desk: Desk
) -> Motion:
    way = way_of(gate, data.leads_to) if data.leads_to is not None else None
    if way is not None and way.needs_reason and len(data.grounds.strip()) < 10:
        raise Unfit("grounds", N_("This is not the usual way; give the reason."))
    return desk.add(
        Motion(
            project_id=project.id,
            gate=gate.id,
            visit=taken_back.visit if taken_back is not None else project.visit,
            verdict=data.verdict,
            leads_to=data.leads_to,
            scaling=data.scaling,
            grounds=data.grounds,
            points=[plain(point) for point in data.points],
            voids=[str(condition_id) for condition_id in data.voids],
            changes=list(data.changes),
            operation_after=data.operation_after,
            live_until=data.live_until,
            new_end=data.new_end,
            look_again_on=data.look_again_on or data.resubmit_until,
            partner=data.partner,
            supersedes_id=data.supersedes,
            moved_by=desk.actor.person_id,
            opened_on=project_day(project, desk.now),
            zone=project.zone,
            state=MotionState.OPEN,
            outvoted=False,
            ended_at=None,
        )
    )
