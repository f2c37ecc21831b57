"""The decision: recomputed on locked rows, sealed, chained, and put into effect."""

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance import commands as compliance
from tracker.gates import queries
from tracker.gates.commands.assurance import note, note_assurance
from tracker.gates.commands.effects import put_into_effect
from tracker.gates.commands.motions import (
    check_open,
    end_motion,
    gather_for,
    whats_wrong,
)
from tracker.gates.commands.votes import cannot_sit
from tracker.gates.models import Motion, MotionState, Vote
from tracker.gates.motions import lapsed_because
from tracker.gates.people import STAND_IN
from tracker.gates.snapshot import sealed
from tracker.journal.desk import Desk
from tracker.kernel.saying import N_, Filled, marked
from tracker.kernel.versions import expect_version
from tracker.process import GATE_BY_ID, Gate, uncovered, unmet
from tracker.process.bars import ballot
from tracker.process.dossier import Dossier
from tracker.process.panel import PanelOutcome, outcome
from tracker.process.stages import Verdict
from tracker.process.status import counting_waiver, status
from tracker.process.unmet import Refusal, Unmet
from tracker.projects.models import Project
from tracker.projects.models.decisions import Decision
from tracker.web.values import seat_word


async def decide(desk: Desk, project: Project, motion: Motion, version: int) -> Decision | Refusal:
    """Decide a motion: by its mover or any seat, when the panel has agreed and nothing changed.

    Call (at G1) and project are locked, in this order.
    """
    expect_version(motion, version)
    check_open(motion)
    gate = GATE_BY_ID[motion.gate]
    earlier = await queries.decisions(desk.session, project.id)
    dossier = await gather_for(desk, project, motion, earlier)
    standing = await queries.votes(desk.session, motion.id)
    reasons: tuple[Unmet | str, ...] = await whats_wrong(desk, project, motion, dossier)
    if reasons and await lapsed_because(desk, project, motion):
        end_motion(desk, motion, MotionState.LAPSED)
    if not reasons:
        reasons = _not_ready(gate, dossier, motion)
    if not reasons:
        reasons = await _not_agreed(desk, gate, dossier, motion, standing)
    if reasons:
        why = [reason if isinstance(reason, str) else reason.why for reason in reasons]
        desk.record("decision.refused", motion, why=why)
        return Refusal(sentence=N_("The decision is refused."), reasons=reasons)
    return await _record(desk, project, motion, earlier, dossier, standing)


def _not_ready(gate: Gate, dossier: Dossier, motion: Motion) -> tuple[Unmet, ...]:
    points = unmet(gate, dossier, motion.verdict, motion.leads_to, motion.moved_by)
    if motion.verdict is Verdict.PASS:
        return points
    named = {condition["about"] for condition in motion.conditions if condition["about"]}
    return (*points, *uncovered(gate, dossier, motion.leads_to, named))


async def _not_agreed(
    desk: Desk, gate: Gate, dossier: Dossier, motion: Motion, standing: list[Vote]
) -> tuple[str, ...]:
    """Every voter is checked again: active, holding the seat now, not barred."""
    sitters = {row.person_id for row in dossier.panel.candidates if row.seat != STAND_IN}
    sitters |= {row.person_id for row in standing}
    if desk.actor.person_id != motion.moved_by and desk.actor.person_id not in sitters:
        return (N_("The mover or somebody of the panel decides; ask one of them."),)
    for row in standing:
        seat = gate.decided_by.seat(row.seat)
        if seat is None:
            return (Filled(N_("A vote names a seat that %(gate)s does not have."), gate=gate.id),)
        if why := await cannot_sit(desk.session, motion, seat, row.person_id, dossier, standing):
            return tuple(
                Filled(_COUNTS_NOT, seat=seat_word(row.seat), why=marked(text)) for text in why
            )
    match outcome(gate.decided_by, ballot(dossier, motion.moved_by, queries.voices(standing))):
        case PanelOutcome.AGREED:
            return ()
        case PanelOutcome.LOST:
            motion.outvoted = True
            end_motion(desk, motion, MotionState.LOST)
            return (N_("The panel is against; the motion is lost."),)
        case _:
            return (N_("The panel has not agreed yet: votes are missing."),)


_COUNTS_NOT = N_("A vote does not count, that of the seat “%(seat)s”. %(why)s")


async def _record(
    desk: Desk,
    project: Project,
    motion: Motion,
    earlier: list[Decision],
    dossier: Dossier,
    standing: list[Vote],
) -> Decision:
    prev = earlier[-1].snapshot_sha256 if earlier else queries.GENESIS
    silent_city = await _reminded_on(desk.session, motion, standing)
    letters = await queries.letters_behind(desk.session, standing)
    snapshot, digest = sealed(
        project, motion, dossier, standing, letters, silent_city, desk.actor, prev, desk.now
    )
    row = desk.add(
        Decision(
            project_id=project.id,
            gate=motion.gate,
            round=motion.round,
            visit=motion.visit,
            motion_id=motion.id,
            verdict=motion.verdict,
            leads_to=motion.leads_to,
            scaling=motion.scaling,
            grounds=motion.grounds,
            partner=motion.partner,
            silent_city=silent_city,
            snapshot=snapshot,
            snapshot_sha256=digest,
            prev_sha256=prev,
            supersedes_id=motion.supersedes_id,
            decided_at=desk.now,
            decided_on=dossier.today,
            decided_by=desk.actor.person_id,
        )
    )
    end_motion(desk, motion, MotionState.CARRIED)
    await desk.session.flush()
    desk.record(
        "gate.decided",
        row,
        gate=row.gate,
        verdict=row.verdict,
        leads_to=row.leads_to,
        snapshot=digest,
    )
    if motion.leads_to is not None:
        await _use_waivers(desk, project, motion, dossier)
    voters = [vote.person_id for vote in standing]
    note(desk, project, dossier.compliance.watched, dossier.record, dossier.today)
    await put_into_effect(desk, project, motion, row, earlier, dossier, voters)
    await desk.session.flush()
    if motion.leads_to is None or motion.changes:  # any other move asked that nothing is lapsed
        await note_assurance(desk, project)
    return row


async def _reminded_on(session: AsyncSession, motion: Motion, standing: list[Vote]) -> list[str]:
    """The days on which a city was reminded for which a manager sat."""
    seats = [vote.seat for vote in standing if vote.stands_in]
    days = [
        row.on_day for seat in seats for row in await queries.reminders(session, motion.id, seat)
    ]
    return [day.isoformat() for day in sorted(days)]


async def _use_waivers(desk: Desk, project: Project, motion: Motion, dossier: Dossier) -> None:
    used = [
        waiver.id
        for entry in dossier.compliance.asked
        if status(entry, dossier.today, dossier.project.visit).waiver is not None
        and (waiver := counting_waiver(entry, dossier.today)) is not None
    ]
    if used:
        gates = {entry.gate for entry in dossier.compliance.asked}
        for gate in sorted(gates):
            await compliance.mark_waivers_used(desk, project, gate, used)
