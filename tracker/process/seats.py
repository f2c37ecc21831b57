"""Whether every seat of a gate can be filled: asked by readiness from the moment that it can't."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from tracker.kernel.actor import CITY_ROLES, Role
from tracker.kernel.saying import N_, Filled
from tracker.process.bars import bars_of, committee_members, hands_on
from tracker.process.dossier import Dossier, Hands
from tracker.process.panel import Panel, Seat, quorum_of
from tracker.process.unmet import Fix, FixKind, Unmet

_RULE = "every_seat_can_be_filled"
_VACANT = {
    Role.MANAGER: (
        N_("Seat of the programme manager"),
        N_(
            "Nobody may sit for the programme manager at %(gate)s; "
            "name one more person, or a deputy."
        ),
    ),
    Role.OFFICER: (
        N_("Seat of the project officer"),
        N_(
            "Nobody may sit for the project officer at %(gate)s; name one more person, or a deputy."
        ),
    ),
    Role.REVIEWER: (
        N_("Seat of the reviewer"),
        N_("Nobody may sit for the reviewer at %(gate)s; name one more person, or a deputy."),
    ),
    Role.CITY_APPROVER: (
        N_("Seat of the city's approver"),
        N_(
            "Nobody may sit for the city's approver at %(gate)s; name one more person, or a deputy."
        ),
    ),
}
"""By the role of the seat: what is missing, and why."""


def every_seat_can_be_filled(
    gate_id: str, panel: Panel, dossier: Dossier, mover: UUID | None = None
) -> Iterator[Unmet]:
    """By distinct persons whom no bar keeps away, whoever puts the motion.

    `mover` None asks it of whoever may move.
    """
    movers = [mover] if mover is not None else sorted(dossier.panel.movers)
    if not movers:
        why = Filled(
            N_("Nobody may move a decision at %(gate)s; name an officer or a manager."),
            gate=gate_id,
        )
        yield _vacancy("mover", N_("A mover"), why, (Role.MANAGER,), dossier)
    elif panel.is_committee:
        yield from _quorum(gate_id, dossier, movers)
    else:
        hands = hands_on(dossier)
        vacant = min((_vacant(panel, dossier, one, hands) for one in movers), key=len)
        for seat in vacant:
            what, marked = _VACANT[seat.role]
            owed_by = Role.CITY_CONTACT if seat.role in CITY_ROLES else Role.MANAGER
            why = Filled(marked, gate=gate_id)
            since = _vacant_since(seat.name, dossier)
            yield _vacancy(seat.name, what, why, (owed_by,), dossier, since)


def _quorum(gate_id: str, dossier: Dossier, movers: list[UUID]) -> Iterator[Unmet]:
    needed = quorum_of(dossier.panel.quorum)
    hands = hands_on(dossier)
    able = max(len(committee_members(dossier, mover, hands)) for mover in movers)
    if able < needed:
        why = Filled(
            N_(
                "Nobody may sit for %(missing)s of the %(needed)s committee seats needed at "
                "%(gate)s; seat more members without a conflict, and see that their scores are in."
            ),
            missing=needed - able,
            needed=needed,
            gate=gate_id,
        )
        yield _vacancy("committee", N_("Quorum of the committee"), why, (Role.MANAGER,), dossier)


def _vacancy(
    subject: str,
    what: str,
    why: str,
    owed_by: tuple[Role, ...],
    dossier: Dossier,
    since: date | None = None,
) -> Unmet:
    return Unmet(
        rule=_RULE,
        subject=subject,
        what=what,
        why=why,
        owed_by=owed_by,
        since=since,
        fix=Fix(kind=FixKind.PEOPLE, id=str(dossier.project.id)),
    )


def _vacant_since(seat: str, dossier: Dossier) -> date | None:
    """The day after the last holder left; who is only barred left nothing to tell it from."""
    left = dict(dossier.panel.left_on).get(seat)
    return left + timedelta(days=1) if left is not None else None


def _vacant(panel: Panel, dossier: Dossier, mover: UUID, hands: Hands) -> tuple[Seat, ...]:
    """The fewest seats that stay empty when this person moves."""
    options = [_options(seat, panel, dossier, mover, hands) for seat in panel.seats]
    best = min(_place(options, ()), key=lambda persons: persons.count(None))
    pairs = zip(panel.seats, best, strict=True)
    return tuple(seat for seat, person in pairs if person is None)


def _options(seat: Seat, panel: Panel, dossier: Dossier, mover: UUID, hands: Hands) -> list[UUID]:
    """Who is not barred; more of them than there are seats would change nothing.

    Deputies count beside holders: where a holder is free the holder fills the seat, and a deputy
    is needed only where every holder is barred or sits elsewhere.
    """
    persons = [
        row.person_id
        for row in dossier.panel.candidates
        if row.seat == seat.name and not bars_of(row, dossier, mover, frozenset(), hands)
    ]
    return list(dict.fromkeys(persons))[: len(panel.seats)]


def _place(
    options: list[list[UUID]], taken: tuple[UUID | None, ...]
) -> Iterator[tuple[UUID | None, ...]]:
    """Every way to seat distinct persons or to leave seats empty."""
    if len(taken) == len(options):
        yield taken
        return
    for person in (*options[len(taken)], None):
        if person is None or person not in taken:
            yield from _place(options, (*taken, person))
