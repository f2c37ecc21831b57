"""Whether an open motion can still be decided, and whose turn it is."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates import queries
from tracker.gates.assurance import Assurance
from tracker.gates.commands.motions import gather_for, whats_wrong
from tracker.gates.models import Motion, VoteLetter
from tracker.gates.motions import lapsed_because
from tracker.gates.people import STAND_IN
from tracker.journal.desk import AnyDesk
from tracker.kernel.actor import CITY_ROLES, Role
from tracker.process import GATE_BY_ID
from tracker.process.bars import ballot, may_sit_for_a_silent_city, obstacles
from tracker.process.dossier import Dossier
from tracker.process.panel import PanelOutcome, Seat, outcome
from tracker.projects.models import Project


class Turns(Struct, frozen=True, kw_only=True):
    """An open motion, by seat who may vote in it now, in their own right or as a deputy.

    `wrong`: why nothing can be done with it any more but to put it again. `spoken`: the panel has
    said all that it has to, so that the motion waits to be carried out; `lost`: it said no, so that
    something else is asked for. `sitting`: who voted. `deciders`: who carries it out then.
    `reminded`: how often each seat of the city that is still empty was reminded. `letters`: votes
    by letter for empty seats that nobody has compared. `dossier`: what it rests on today.
    """

    motion: Motion
    wrong: tuple[str, ...]
    spoken: bool
    lost: bool
    sitting: frozenset[UUID]
    deciders: frozenset[UUID]
    seats: dict[str, frozenset[UUID]]
    reminded: dict[str, int]
    letters: tuple[VoteLetter, ...]
    dossier: Dossier


async def turns_of(desk: AnyDesk, project: Project, assurance: Assurance) -> Turns | None:
    """The open motion and whose turn it is; None where there is none, or it has lapsed."""
    motion = await queries.open_motion(desk.session, project.id)
    if motion is None or await lapsed_because(desk, project, motion):
        return None
    dossier = await gather_for(desk, project, motion, read=assurance)
    wrong = await whats_wrong(desk, project, motion, dossier)
    standing, panel = (
        await queries.votes(desk.session, motion.id),
        GATE_BY_ID[motion.gate].decided_by,
    )
    counted = ballot(dossier, motion.moved_by, queries.voices(standing))
    reached = outcome(panel, counted)
    free, reminded = dict[str, frozenset[UUID]](), dict[str, int]()
    letters: tuple[VoteLetter, ...] = ()
    if not wrong and reached is PanelOutcome.OPEN:
        sitting = {row.seat: row.person_id for row in standing}
        reminded = await _reminded(desk.session, motion, sitting)
        free = _free_seats(motion, sitting, reminded, dossier)
        newest = {row.seat: row for row in await queries.letters(desk.session, motion.id)}
        letters = tuple(row for seat, row in newest.items() if seat not in sitting)
    voted = frozenset(row.person_id for row in standing)
    panel_of_today = {row.person_id for row in dossier.panel.candidates if row.seat != STAND_IN}
    return Turns(
        motion=motion,
        wrong=wrong,
        spoken=not wrong and reached is PanelOutcome.AGREED,
        lost=not wrong and reached is PanelOutcome.LOST,
        sitting=voted,
        deciders=voted | panel_of_today | {motion.moved_by},
        seats=free,
        reminded=reminded,
        letters=letters,
        dossier=dossier,
    )


async def _reminded(
    session: AsyncSession, motion: Motion, sitting: Mapping[str, UUID]
) -> dict[str, int]:
    """How often each seat of the city that is still empty was reminded."""
    return {
        seat.name: len(await queries.reminders(session, motion.id, seat.name))
        for seat in GATE_BY_ID[motion.gate].decided_by.seats
        if seat.role in CITY_ROLES and seat.name not in sitting
    }


def _free_seats(
    motion: Motion, sitting: Mapping[str, UUID], reminded: Mapping[str, int], dossier: Dossier
) -> dict[str, frozenset[UUID]]:
    panel, found = GATE_BY_ID[motion.gate].decided_by, dict[str, set[UUID]]()
    for candidate in dossier.panel.candidates:
        seat = panel.seat(candidate.seat)
        if seat is None or candidate.seat in sitting:
            continue
        if not obstacles(
            seat, candidate.person_id, dossier, motion.moved_by, sitting, motion.opened_on
        ):
            found.setdefault(candidate.seat, set()).add(candidate.person_id)
    for seat in panel.seats:
        if seat.name in reminded:
            stand_in = _for_a_silent_city(seat, motion, dossier, sitting, reminded[seat.name])
            found.setdefault(seat.name, set()).update(stand_in)
    return {seat: frozenset(persons) for seat, persons in found.items() if persons}


def _for_a_silent_city(
    seat: Seat, motion: Motion, dossier: Dossier, sitting: Mapping[str, UUID], reminders: int
) -> set[UUID]:
    """The managers who may sit in its place by now."""
    managers = {one.person_id for one in dossier.panel.candidates if one.role is Role.MANAGER}
    day, verdict = motion.opened_on, motion.verdict
    return {
        one
        for one in managers
        if may_sit_for_a_silent_city(
            seat, one, dossier, motion.moved_by, sitting, day, reminders, verdict
        )
    }
