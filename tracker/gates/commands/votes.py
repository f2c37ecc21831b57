"""Voting on motions, handing a seat on, reminding a seat."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.gates import queries
from tracker.gates.commands.motions import check_open, gather_for, whats_wrong
from tracker.gates.models import Choice, Delegation, Motion, Reminder, Vote
from tracker.gates.wire import NewDelegation, NewVote
from tracker.identity import queries as identity
from tracker.kernel.actor import CITY_ROLES, Actor, Role
from tracker.kernel.days import day_in
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.ids import uuid7
from tracker.process import GATE_BY_ID
from tracker.process.bars import in_own_right, may_sit_for_a_silent_city, obstacles
from tracker.process.dossier import Dossier
from tracker.process.panel import Seat
from tracker.process.unmet import Refusal
from tracker.projects.models import Project


async def cast_vote(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    motion: Motion,
    asked: NewVote,
    now: datetime,
) -> Vote | Refusal:
    """One voice for one seat; it may be changed until the decision."""
    check_open(motion)
    if asked.choice is Choice.AGAINST and not asked.grounds.strip():
        raise Unfit("grounds", "Say why you are against.")
    gate = GATE_BY_ID[motion.gate]
    seat = gate.decided_by.seat(asked.seat)
    if seat is None:
        raise Unfit("seat", f"Name a seat of {gate.id}, such as {gate.decided_by.seats[0].name}.")
    dossier = await gather_for(session, project, motion, now)
    cast = await queries.all_votes(session, motion.id)
    standing = queries.standing(cast)
    taken = await _seated_before(session, actor, motion, seat, dossier, standing)
    others = [row for row in standing if row is not taken]
    why = changed = await whats_wrong(session, project, motion, dossier, now)
    if not why:
        why = await cannot_sit(session, motion, seat, actor.person_id, dossier, others)
    if not why and any(row.person_id == actor.person_id and row.seat != seat.name for row in cast):
        why = ("You have voted in another seat of this motion.",)
    if why:
        journal.record(session, actor, "vote.refused", project.id, now, on=motion, why=list(why))
        barred = not changed and all(row.seat != seat.name for row in others)
        return Refusal(sentence="The vote is refused.", reasons=why, four_eyes=barred)
    row = _vote(actor, motion, asked, dossier, taken, now)
    session.add(row)
    journal.record(session, actor, "vote.cast", project.id, now, on=row, choice=asked.choice)
    await session.flush()
    return row


def _vote(
    actor: Actor,
    motion: Motion,
    asked: NewVote,
    dossier: Dossier,
    taken: Vote | None,
    now: datetime,
) -> Vote:
    return Vote(
        id=uuid7(now),
        created_at=now,
        project_id=motion.project_id,
        motion_id=motion.id,
        person_id=actor.person_id,
        seat=asked.seat,
        choice=asked.choice,
        grounds=asked.grounds,
        stands_in=_sits_for_a_silent_city(actor, motion, asked, dossier),
        replaces_id=taken.id if taken is not None else None,
    )


def _sits_for_a_silent_city(actor: Actor, motion: Motion, asked: NewVote, dossier: Dossier) -> bool:
    seat = GATE_BY_ID[motion.gate].decided_by.seat(asked.seat)
    city = seat is not None and seat.role in CITY_ROLES
    return city and not in_own_right(asked.seat, actor.person_id, dossier)


async def _seated_before(
    session: AsyncSession,
    actor: Actor,
    motion: Motion,
    seat: Seat,
    dossier: Dossier,
    standing: list[Vote],
) -> Vote | None:
    """The vote that a new one replaces: one's own, or that of somebody who may not sit any more."""
    taken = next((row for row in standing if row.seat == seat.name), None)
    if taken is None or taken.person_id == actor.person_id:
        return taken
    why = await cannot_sit(session, motion, seat, taken.person_id, dossier, standing)
    return taken if why else None


async def delegate_seat(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    motion: Motion,
    asked: NewDelegation,
    now: datetime,
) -> Delegation:
    """A holder hands their seat on for one motion; the delegate carries the bars of both."""
    check_open(motion)
    gate = GATE_BY_ID[motion.gate]
    if gate.decided_by.is_committee:
        raise Conflict("A seat of the committee is its member's own; it is not handed on.")
    seat = gate.decided_by.seat(asked.seat)
    dossier = await gather_for(session, project, motion, now)
    holds = any(
        row.seat == asked.seat and row.person_id == actor.person_id and row.holder
        for row in dossier.panel.candidates
    )
    if seat is None or not holds:
        raise Forbidden("Only the holder of a seat delegates it.")
    if asked.delegate_id == actor.person_id:
        raise Unfit("delegate_id", "Name somebody else.")
    roles = (seat.role, *seat.deputies)
    able = await identity.holders(session, roles, now)
    if asked.delegate_id not in {
        holder.person_id
        for holder in able
        if holder.role is not Role.CITY_APPROVER or holder.organisation_id == project.city_id
    }:
        raise Unfit("delegate_id", f"Name somebody who is {' or '.join(sorted(set(roles)))} today.")
    row = Delegation(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        motion_id=motion.id,
        seat=asked.seat,
        person_id=actor.person_id,
        delegate_id=asked.delegate_id,
    )
    session.add(row)
    journal.record(session, actor, "seat.delegated", project.id, now, on=row, seat=asked.seat)
    await session.flush()
    return row


async def remind_seat(
    session: AsyncSession, actor: Actor, project: Project, motion: Motion, seat: str, now: datetime
) -> Reminder:
    """Put on record that a seat was reminded; one a day counts."""
    check_open(motion)
    if GATE_BY_ID[motion.gate].decided_by.seat(seat) is None:
        raise Unfit("seat", f"Name a seat of {motion.gate}.")
    today = day_in(project.zone, now)
    if any(row.on_day == today for row in await queries.reminders(session, motion.id, seat)):
        raise Conflict("This seat was reminded today; a second reminder counts from tomorrow.")
    row = Reminder(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        motion_id=motion.id,
        seat=seat,
        by=actor.person_id,
        on_day=today,
    )
    session.add(row)
    journal.record(session, actor, "notice.given", project.id, now, on=row, seat=seat)
    await session.flush()
    return row


async def cannot_sit(
    session: AsyncSession,
    motion: Motion,
    seat: Seat,
    person_id: UUID,
    dossier: Dossier,
    standing: list[Vote],
) -> tuple[str, ...]:
    """Why this person may not sit in this seat now, a manager for a silent city seat included."""
    sitting = {row.seat: row.person_id for row in standing if row.person_id != person_id}
    why = obstacles(seat, person_id, dossier, motion.moved_by, sitting, motion.opened_on)
    if not why:
        return ()
    reminded = len(await queries.reminders(session, motion.id, seat.name))
    if may_sit_for_a_silent_city(
        seat,
        person_id,
        dossier,
        motion.moved_by,
        sitting,
        motion.opened_on,
        reminded,
        motion.verdict,
    ):
        return ()
    return why
