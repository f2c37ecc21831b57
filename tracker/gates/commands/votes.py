"""Voting on motions, handing a seat on, reminding a seat."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates import queries
from tracker.gates.commands.motions import check_open, gather_for, whats_wrong
from tracker.gates.letter_wire import NewVoteLetter
from tracker.gates.models import Choice, Delegation, Motion, Reminder, Vote, VoteLetter
from tracker.gates.motions import case_of
from tracker.gates.wire import NewDelegation, NewVote
from tracker.journal.desk import Desk
from tracker.kernel.actor import CITY_ROLES, Role
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_, Filled
from tracker.people import queries as people
from tracker.process import GATE_BY_ID
from tracker.process.bars import in_own_right, may_sit_for_a_silent_city, obstacles
from tracker.process.dossier import Dossier
from tracker.process.panel import Seat
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.today import project_day
from tracker.process.unmet import Refusal
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.web.values import all_of, any_of, word_of

_RECORDED = (
    "Whoever records what came on paper counts as having handed it in, and does not vote on it; "
    "somebody else has to sit."
)


async def cast_vote(
    desk: Desk, project: Project, motion: Motion, data: NewVote, letter: VoteLetter | None = None
) -> Vote | Refusal:
    """Vote for one seat; a vote may be changed until the decision.

    With `letter` the vote is that of whoever signed it, and the actor compared it with the
    original.
    """
    check_open(motion)
    seat = expect_seat(motion, data)
    person_id = desk.actor.person_id if letter is None else letter.person_id
    dossier = await gather_for(desk, project, motion)
    cast = await queries.all_votes(desk.session, motion.id)
    standing = queries.standing(cast)
    earlier_vote = await _seated_before(desk.session, person_id, motion, seat, dossier, standing)
    others = [row for row in standing if row is not earlier_vote]
    why = changed = await whats_wrong(desk, project, motion, dossier)
    if not why:
        why = await cannot_sit(desk.session, motion, seat, person_id, dossier, others)
    if not why and any(row.person_id == person_id and row.seat != seat.name for row in cast):
        why = ("You have voted in another seat of this motion.",)
    if not why and await _has_recorded(desk.session, project, motion, person_id):
        why = (_RECORDED,)
    if why:
        desk.record("vote.refused", motion, why=list(why))
        barred = not changed and all(row.seat != seat.name for row in others)
        return Refusal(sentence=N_("The vote is refused."), reasons=why, four_eyes=barred)
    row = _vote(person_id, motion, data, dossier, earlier_vote, desk.now)
    if letter is not None:
        row.letter_id, row.compared_by = letter.id, desk.actor.person_id
    desk.session.add(row)
    by_letter = {"letter": letter.id} if letter is not None else {}
    desk.record("vote.cast", row, choice=data.choice, **by_letter)
    await desk.session.flush()
    return row


async def _has_recorded(
    session: AsyncSession, project: Project, motion: Motion, person_id: UUID
) -> bool:
    """Whether the actor recorded something for a party in this stage, or a vote on this motion."""
    letters = await queries.letters(session, motion.id)
    return any(row.recorded_by == person_id for row in letters) or (
        await projects.has_recorded(session, project, person_id, project.stage_since)
    )


def expect_seat(motion: Motion, data: NewVote | NewVoteLetter) -> Seat:
    """The seat that a vote names; a vote against says why."""
    if data.choice is Choice.AGAINST and not data.grounds.strip():
        raise Unfit("grounds", N_("Say why you are against."))
    gate = GATE_BY_ID[motion.gate]
    seat = gate.decided_by.seat(data.seat)
    if seat is None:
        raise Unfit(
            "seat",
            Filled(
                N_("%(gate)s has no such seat; name one of: %(seats)s."),
                gate=gate.id,
                seats=all_of(word_of(one.role) for one in gate.decided_by.seats),
            ),
        )
    return seat


def _vote(
    person_id: UUID,
    motion: Motion,
    data: NewVote,
    dossier: Dossier,
    earlier_vote: Vote | None,
    now: datetime,
) -> Vote:
    return Vote(
        id=uuid7(now),
        created_at=now,
        project_id=motion.project_id,
        motion_id=motion.id,
        person_id=person_id,
        seat=data.seat,
        choice=data.choice,
        grounds=data.grounds,
        stands_in=_sits_for_a_silent_city(person_id, motion, data, dossier),
        replaces_id=earlier_vote.id if earlier_vote is not None else None,
        letter_id=None,
        compared_by=None,
    )


def _sits_for_a_silent_city(
    person_id: UUID, motion: Motion, data: NewVote, dossier: Dossier
) -> bool:
    seat = GATE_BY_ID[motion.gate].decided_by.seat(data.seat)
    city = seat is not None and seat.role in CITY_ROLES
    return city and not in_own_right(data.seat, person_id, dossier)


async def _seated_before(
    session: AsyncSession,
    person_id: UUID,
    motion: Motion,
    seat: Seat,
    dossier: Dossier,
    standing: list[Vote],
) -> Vote | None:
    """The vote that a new one replaces: one's own, or that of somebody who may not sit any more."""
    earlier_vote = next((row for row in standing if row.seat == seat.name), None)
    if earlier_vote is None or earlier_vote.person_id == person_id:
        return earlier_vote
    why = await cannot_sit(session, motion, seat, earlier_vote.person_id, dossier, standing)
    return earlier_vote if why else None


async def delegate_seat(
    desk: Desk, project: Project, motion: Motion, data: NewDelegation
) -> Delegation:
    """A holder hands their seat to a delegate for one motion.

    The delegate may vote only if neither of the two is barred.
    """
    refuse_if_shut(Act.GATE_VOTE, project, case_of(motion))
    check_open(motion)
    gate = GATE_BY_ID[motion.gate]
    if gate.decided_by.is_committee:
        raise Conflict(N_("A seat of the committee is its member's own; it is not handed on."))
    seat = gate.decided_by.seat(data.seat)
    dossier = await gather_for(desk, project, motion)
    holds = any(
        row.seat == data.seat and row.person_id == desk.actor.person_id and row.holder
        for row in dossier.panel.candidates
    )
    if seat is None or not holds:
        raise Forbidden(N_("Only the holder of a seat delegates it."))
    if data.delegate_id == desk.actor.person_id:
        raise Unfit("delegate_id", N_("Name somebody else."))
    roles = (seat.role, *seat.deputies)
    able = await people.holders(desk, roles)
    if data.delegate_id not in {
        holder.person_id
        for holder in able
        if holder.role is not Role.CITY_APPROVER or holder.organisation_id == project.city_id
    }:
        raise Unfit(
            "delegate_id",
            Filled(
                N_("Name somebody who holds one of these roles today: %(roles)s."),
                roles=any_of(roles),
            ),
        )
    row = desk.add(
        Delegation(
            project_id=project.id,
            motion_id=motion.id,
            seat=data.seat,
            person_id=desk.actor.person_id,
            delegate_id=data.delegate_id,
        )
    )
    desk.record("seat.delegated", row, seat=data.seat)
    await desk.session.flush()
    return row


async def remind_seat(desk: Desk, project: Project, motion: Motion, seat: str) -> Reminder:
    """Put on record that a seat was reminded; one a day counts."""
    refuse_if_shut(Act.GATE_REMIND, project, case_of(motion))
    check_open(motion)
    if GATE_BY_ID[motion.gate].decided_by.seat(seat) is None:
        raise Unfit("seat", Filled(N_("Name a seat of %(gate)s."), gate=motion.gate))
    today = project_day(project, desk.now)
    if any(row.on_day == today for row in await queries.reminders(desk.session, motion.id, seat)):
        raise Conflict(N_("This seat was reminded today; a second reminder counts from tomorrow."))
    row = desk.add(
        Reminder(
            project_id=project.id,
            motion_id=motion.id,
            seat=seat,
            by=desk.actor.person_id,
            on_day=today,
        )
    )
    desk.record("seat.reminded", row, seat=seat)
    await desk.session.flush()
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
