"""Whose turn it is at an open motion: the empty seats, and who may fill them now."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates import queries
from tracker.gates.commands.motions import gather_for, whats_wrong
from tracker.gates.models import Motion
from tracker.process import GATE_BY_ID
from tracker.process.bars import ballot, obstacles
from tracker.process.panel import Outcome, outcome
from tracker.projects.models import Project

MOVER = "mover"
"""No seat of the table: whoever put the motion."""


class Turn(Struct, frozen=True, kw_only=True):
    """Who may vote in a seat that is empty, in their own right or as a deputy.

    Once the panel has spoken there is one turn: its mover's, who carries the decision out.
    """

    motion: Motion
    seat: str
    persons: frozenset[UUID]

    @property
    def decides(self) -> bool:
        return self.seat == MOVER


async def turns_of(session: AsyncSession, project: Project, now: datetime) -> list[Turn]:
    """None without an open motion, or while what it rests on has changed: then it is put again."""
    motion = await queries.open_motion(session, project.id)
    if motion is None:
        return []
    dossier = await gather_for(session, project, motion, now)
    if await whats_wrong(session, project, motion, dossier, now):
        return []
    standing, panel = await queries.votes(session, motion.id), GATE_BY_ID[motion.gate].decided_by
    counted = ballot(dossier, motion.moved_by, queries.voices(standing))
    if outcome(panel, counted) is not Outcome.OPEN:
        return [Turn(motion=motion, seat=MOVER, persons=frozenset({motion.moved_by}))]
    sitting, found = {row.seat: row.person_id for row in standing}, dict[str, set[UUID]]()
    for candidate in dossier.panel.candidates:
        seat = panel.seat(candidate.seat)
        if seat is None or candidate.seat in sitting:
            continue
        if not obstacles(
            seat, candidate.person_id, dossier, motion.moved_by, sitting, motion.opened_on
        ):
            found.setdefault(candidate.seat, set()).add(candidate.person_id)
    return [
        Turn(motion=motion, seat=seat, persons=frozenset(persons))
        for seat, persons in found.items()
    ]
