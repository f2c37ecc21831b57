"""Who could sit on a panel, and who could move: read from roles, assignments and deputies."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from msgspec.structs import replace

from tracker.gates.models import Delegation
from tracker.journal.desk import AnyDesk
from tracker.kernel.actor import CITY_ROLES, Role
from tracker.people import queries as people
from tracker.people.queries.members import Holder
from tracker.process import Gate
from tracker.process.dossier import Candidate, Hands, PanelFacts
from tracker.process.panel import Seat
from tracker.projects import queries as projects
from tracker.projects.models import Assignment, Deputy, Project
from tracker.proposals import queries as proposals

STAND_IN = "stand_in"
"""A seat that is not in the table: a manager for a city that stays silent (hold and stop)."""
_MOVERS = (Role.OFFICER, Role.MANAGER)


async def panel_facts(
    desk: AnyDesk,
    project: Project,
    gate: Gate,
    delegated: Sequence[Delegation],
    taken_back: Hands | None,
) -> PanelFacts:
    """Holders and deputies of each seat today, and those who could move."""
    seats = gate.decided_by.seats
    roles = {role for seat in seats for role in (seat.role, *seat.deputies)} | set(_MOVERS)
    holders = [
        holder
        for holder in await people.holders(desk, roles)
        if holder.role not in CITY_ROLES or holder.organisation_id == project.city_id
    ]
    movers = frozenset(h.person_id for h in holders if h.role in _MOVERS)
    if gate.decided_by.is_committee:
        seated = await _committee(desk, project, holders, movers, delegated)
        return replace(seated, taken_back=taken_back)
    assigned = await projects.assignments(desk, project.id)
    organisations = sorted({holder.organisation_id for holder in holders})
    deputies = await projects.deputies(desk, organisations, project.id)
    candidates = [
        candidate for seat in seats for candidate in _of_seat(seat, holders, assigned, deputies)
    ]
    if any(seat.role in CITY_ROLES for seat in seats):
        managers = [h.person_id for h in holders if h.role is Role.MANAGER]
        candidates += [_candidate(STAND_IN, one, Role.MANAGER, holder=False) for one in managers]
    return PanelFacts(
        candidates=tuple([*candidates, *_delegates(candidates, delegated)]),
        left_on=await _left_on(desk, project, seats, candidates),
        movers=movers,
        quorum=0,
        voting_day=None,
        taken_back=taken_back,
    )


async def _left_on(
    desk: AnyDesk, project: Project, seats: tuple[Seat, ...], candidates: list[Candidate]
) -> tuple[tuple[str, date], ...]:
    """By seat that nobody can fill, the last day on which somebody had its role.

    Nothing is read where every seat can be filled.
    """
    filled = {candidate.seat for candidate in candidates}
    days = []
    for seat in seats:
        if seat.name not in filled:
            city = project.city_id if seat.role in CITY_ROLES else None
            last = await people.last_day_of(desk, seat.role, city)
            if last is not None:
                days.append((seat.name, last))
    return tuple(days)


async def _committee(
    desk: AnyDesk,
    project: Project,
    holders: list[Holder],
    movers: frozenset[UUID],
    delegated: Sequence[Delegation],
) -> PanelFacts:
    call = await proposals.call_of(desk.session, project)
    active = {h.person_id for h in holders if h.role is Role.COMMITTEE_MEMBER}
    candidates = [
        _candidate(
            f"committee_{member.number}",
            member.person_id,
            Role.COMMITTEE_MEMBER,
            holder=True,
            conflicted=member.conflicted,
            scores_in=member.scores_in,
        )
        for member in await proposals.committee(desk, project)
        if member.person_id in active
    ]
    return PanelFacts(
        candidates=tuple([*candidates, *_delegates(candidates, delegated)]),
        left_on=(),
        movers=movers,
        quorum=call.quorum,
        voting_day=call.voting_day,
        taken_back=None,
    )


def _of_seat(
    seat: Seat,
    holders: list[Holder],
    assigned: list[Assignment],
    deputies: list[Deputy],
) -> Iterable[Candidate]:
    """Holders are those assigned to the project by name in that capacity, else all of the role."""
    in_role = [h.person_id for h in holders if h.role is seat.role]
    by_name = {
        row.person_id
        for row in assigned
        if row.capacity is projects.NAMED_AS[seat.role] and row.person_id
    }
    sitting = [person for person in dict.fromkeys(in_role) if not by_name or person in by_name]
    for person in sitting:
        yield _candidate(seat.name, person, seat.role, holder=True)
    roles_of = {(h.person_id, h.role) for h in holders}
    named = {row.deputy_id for row in deputies if row.role is seat.role} - set(sitting)
    for person in sorted(named):
        role = next((role for role in seat.deputies if (person, role) in roles_of), None)
        if role is not None:
            yield _candidate(seat.name, person, role, holder=False)


def _delegates(candidates: list[Candidate], delegated: Sequence[Delegation]) -> Iterable[Candidate]:
    """Delegates of seats, with the bars of the holder as well as their own."""
    for row in delegated:
        sitting = [c for c in candidates if c.seat == row.seat and c.person_id == row.person_id]
        for candidate in sitting:
            yield Candidate(
                seat=row.seat,
                person_id=row.delegate_id,
                role=candidate.role,
                holder=True,
                conflicted=candidate.conflicted,
                scores_in=candidate.scores_in,
                also_barred_as=row.person_id,
            )


def _candidate(
    seat: str,
    person_id: UUID,
    role: Role,
    *,
    holder: bool,
    conflicted: bool = False,
    scores_in: bool = True,
) -> Candidate:
    return Candidate(
        seat=seat,
        person_id=person_id,
        role=role,
        holder=holder,
        conflicted=conflicted,
        scores_in=scores_in,
        also_barred_as=None,
    )
