"""Whether every seat of a gate can be filled: asked by readiness from the moment that it can't."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from tracker.kernel.actor import CITY_ROLES, Role
from tracker.process.bars import bars_of, committee_members, hands_on
from tracker.process.dossier import Dossier, Hands
from tracker.process.panel import Panel, Seat, quorum_of
from tracker.process.unmet import Fix, FixKind, Unmet

_RULE = "every_seat_can_be_filled"
_TITLES = {
    Role.MANAGER: "the programme manager",
    Role.OFFICER: "the project officer",
    Role.REVIEWER: "the reviewer",
    Role.CITY_APPROVER: "the city's approver",
}


def every_seat_can_be_filled(
    gate_id: str, panel: Panel, dossier: Dossier, mover: UUID | None = None
) -> Iterator[Unmet]:
    """Distinct unbarred persons for all seats, whoever of the movers moves (or this one does)."""
    movers = [mover] if mover is not None else sorted(dossier.panel.movers)
    if not movers:
        why = f"Nobody may move a decision at {gate_id}; name an officer or a manager."
        yield _vacancy("mover", "A mover", why, (Role.MANAGER,), dossier)
    elif panel.is_committee:
        yield from _quorum(gate_id, dossier, movers)
    else:
        hands = hands_on(dossier)
        vacant = min((_vacant(panel, dossier, one, hands) for one in movers), key=len)
        for seat in vacant:
            title = _TITLES[seat.role]
            owed_by = Role.CITY_CONTACT if seat.role in CITY_ROLES else Role.MANAGER
            why = f"Nobody may sit for {title} at {gate_id}; name one more person, or a deputy."
            since = _vacant_since(seat.name, dossier)
            yield _vacancy(seat.name, f"Seat of {title}", why, (owed_by,), dossier, since)


def _quorum(gate_id: str, dossier: Dossier, movers: list[UUID]) -> Iterator[Unmet]:
    needed = quorum_of(dossier.panel.quorum)
    hands = hands_on(dossier)
    able = max(len(committee_members(dossier, mover, hands)) for mover in movers)
    if able < needed:
        why = (
            f"Nobody may sit for {needed - able} of the {needed} committee seats needed at "
            f"{gate_id}; seat more members without a conflict, and see that their scores are in."
        )
        yield _vacancy("committee", "Quorum of the committee", why, (Role.MANAGER,), dossier)


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
