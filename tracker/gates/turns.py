"""How an open motion stands: whether it can still be decided, and whose turn it is."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates import queries
from tracker.gates.assurance import Assurance
from tracker.gates.commands.motions import gather_for, whats_wrong
from tracker.gates.models import Motion
from tracker.gates.standing import lapsed_because
from tracker.process import GATE_BY_ID
from tracker.process.bars import ballot, obstacles
from tracker.process.dossier import Dossier
from tracker.process.panel import Outcome, outcome
from tracker.projects.models import Project


class Turns(Struct, frozen=True, kw_only=True):
    """An open motion, by seat who may vote in it now, in their own right or as a deputy.

    `wrong`: why nothing can be done with it any more but to put it again. `spoken`: the panel has
    said all that it has to, so that the motion waits to be carried out. `dossier`: what it rests
    on today.
    """

    motion: Motion
    wrong: tuple[str, ...]
    spoken: bool
    seats: dict[str, frozenset[UUID]]
    dossier: Dossier


async def turns_of(
    session: AsyncSession, project: Project, assurance: Assurance, now: datetime
) -> Turns | None:
    """None without a motion, or where it has lapsed though nobody has written that down yet."""
    motion = await queries.open_motion(session, project.id)
    if motion is None or await lapsed_because(session, project, motion, now):
        return None
    dossier = await gather_for(session, project, motion, now, read=assurance)
    wrong = await whats_wrong(session, project, motion, dossier, now)
    standing, panel = await queries.votes(session, motion.id), GATE_BY_ID[motion.gate].decided_by
    counted = ballot(dossier, motion.moved_by, queries.voices(standing))
    if wrong or outcome(panel, counted) is not Outcome.OPEN:
        return Turns(motion=motion, wrong=wrong, spoken=not wrong, seats={}, dossier=dossier)
    sitting, found = {row.seat: row.person_id for row in standing}, dict[str, set[UUID]]()
    for candidate in dossier.panel.candidates:
        seat = panel.seat(candidate.seat)
        if seat is None or candidate.seat in sitting:
            continue
        if not obstacles(
            seat, candidate.person_id, dossier, motion.moved_by, sitting, motion.opened_on
        ):
            found.setdefault(candidate.seat, set()).add(candidate.person_id)
    seats = {seat: frozenset(persons) for seat, persons in found.items()}
    return Turns(motion=motion, wrong=(), spoken=False, seats=seats, dossier=dossier)
