"""Whether every seat of a gate can be filled: asked by readiness from the moment that it can't."""

from collections.abc import Iterator
from uuid import UUID

from tracker.kernel.actor import CITY_ROLES, Role
from tracker.process.bars import Hands, bars_of, committee_members, hands_on
from tracker.process.dossier import Candidate, Dossier
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
            yield _vacancy(seat.name, f"Seat of {title}", why, (owed_by,), dossier)


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
    subject: str, what: str, why: str, owed_by: tuple[Role, ...], dossier: Dossier
) -> Unmet:
    return Unmet(
        rule=_RULE,
        subject=subject,
        what=what,
        why=why,
        owed_by=owed_by,
        since=None,
        fix=Fix(kind=FixKind.PEOPLE, id=str(dossier.project.id)),
    )


def _vacant(panel: Panel, dossier: Dossier, mover: UUID, hands: Hands) -> tuple[Seat, ...]:
    """The fewest seats that stay empty when this person moves."""
    options = [_options(seat, panel, dossier, mover, hands) for seat in panel.seats]
    placed = _place(options, ())
    best = min(placed, key=lambda persons: persons.count(None))
    pairs = zip(panel.seats, best, strict=True)
    return tuple(seat for seat, person in pairs if person is None)


def _options(
    seat: Seat, panel: Panel, dossier: Dossier, mover: UUID, hands: Hands
) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """Unbarred holders, and deputies; more of either than there are seats would change nothing."""

    def unbarred(row: Candidate) -> bool:
        return not bars_of(row, dossier, mover, frozenset(), hands)

    rows = [row for row in dossier.panel.candidates if row.seat == seat.name and unbarred(row)]
    enough = len(panel.seats)
    holders = tuple(row.person_id for row in rows if row.holder)[:enough]
    deputies = tuple(row.person_id for row in rows if not row.holder)[:enough]
    return holders, deputies


def _place(
    options: list[tuple[tuple[UUID, ...], tuple[UUID, ...]]], taken: tuple[UUID | None, ...]
) -> Iterator[tuple[UUID | None, ...]]:
    """Every way to seat distinct persons, where a deputy sits only if all holders sit elsewhere."""
    if len(taken) == len(options):
        if all(
            person is None or person in holders or set(holders) <= set(taken)
            for person, (holders, _) in zip(taken, options, strict=True)
        ):
            yield taken
        return
    holders, deputies = options[len(taken)]
    for person in (*holders, *deputies, None):
        if person is None or person not in taken:
            yield from _place(options, (*taken, person))
