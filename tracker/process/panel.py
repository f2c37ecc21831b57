"""Who decides at a gate: the seats, and when they have agreed (process.md, section 2)."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from tracker.kernel.actor import Role
from tracker.kernel.saying import N_

SMALLEST_QUORUM = 2


class PanelOutcome(StrEnum):
    OPEN = "open"
    AGREED = "agreed"
    LOST = "lost"


class Seat(Struct, frozen=True, kw_only=True):
    """One seat of a panel: its name, the role that holds it, the roles that may stand in.

    A numbered seat stands for many (`committee_1`, `committee_2`, ...).
    """

    name: str
    role: Role
    deputies: tuple[Role, ...] = ()
    numbered: bool = False


class CountedVote(Struct, frozen=True, kw_only=True):
    seat: str
    person_id: UUID
    in_favour: bool


class Ballot(Struct, frozen=True, kw_only=True):
    """What an agreement is counted from; `members` may vote in a committee, each for themselves."""

    votes: tuple[CountedVote, ...]
    members: frozenset[UUID]
    quorum: int
    voting_day: date | None
    today: date


class Panel(Struct, frozen=True, kw_only=True):
    """`agreed` counts, and `says` it in one sentence."""

    seats: tuple[Seat, ...]
    agreed: Callable[[tuple[Seat, ...], Ballot], PanelOutcome]
    says: str

    @property
    def is_committee(self) -> bool:
        return any(seat.numbered for seat in self.seats)

    def seat(self, name: str) -> Seat | None:
        """The seat of that name; `committee_3` is found as its own."""
        for seat in self.seats:
            if seat.name == name:
                return seat
            if seat.numbered and name.startswith(f"{seat.name}_"):
                return Seat(name=name, role=seat.role, deputies=seat.deputies)
        return None


def must(role: Role, *deputies: Role, name: str | None = None) -> Seat:
    """A seat that has to be filled."""
    return Seat(name=name or role.value, role=role, deputies=deputies)


def quorum_of(asked: int) -> int:
    """Four eyes: a committee never decides with fewer than two."""
    return max(asked, SMALLEST_QUORUM)


def outcome(panel: Panel, ballot: Ballot) -> PanelOutcome:
    """Whether the panel has agreed, as the votes stand."""
    return panel.agreed(panel.seats, ballot)


def more_than_half_of_the_committee(_: tuple[Seat, ...], ballot: Ballot) -> PanelOutcome:
    """All have voted, or the quorum has and the voting day has passed; a tie does not select."""
    voted = {vote.person_id for vote in ballot.votes}
    everybody = ballot.members <= voted
    day_has_passed = ballot.voting_day is not None and ballot.voting_day < ballot.today
    if len(voted) < quorum_of(ballot.quorum) or not (everybody or day_has_passed):
        return PanelOutcome.OPEN
    in_favour = sum(vote.in_favour for vote in ballot.votes)
    return PanelOutcome.AGREED if in_favour * 2 > len(ballot.votes) else PanelOutcome.LOST


def all_for(seats: tuple[Seat, ...], ballot: Ballot) -> PanelOutcome:
    """One vote against, or a refused endorsement, loses the motion."""
    if not all(vote.in_favour for vote in ballot.votes):
        return PanelOutcome.LOST
    return PanelOutcome.AGREED if _filled(seats, ballot.votes) else PanelOutcome.OPEN


def two_with_the_city(seats: tuple[Seat, ...], ballot: Ballot) -> PanelOutcome:
    """All three vote, two for; the city approver, who owns the residual risk, is one of them."""
    against = [vote.seat for vote in ballot.votes if not vote.in_favour]
    if Role.CITY_APPROVER.value in against or len(against) > 1:
        return PanelOutcome.LOST
    return PanelOutcome.AGREED if _filled(seats, ballot.votes) else PanelOutcome.OPEN


def _filled(seats: tuple[Seat, ...], votes: Sequence[CountedVote]) -> bool:
    return {seat.name for seat in seats} <= {vote.seat for vote in votes}


_OFFICER = must(Role.OFFICER, Role.OFFICER, Role.MANAGER)
_REVIEWER = must(Role.REVIEWER, Role.REVIEWER)
_MANAGER = must(Role.MANAGER, Role.MANAGER)
_CITY = must(Role.CITY_APPROVER, Role.CITY_APPROVER)

_ALL_FOR = N_("Each of them votes; one vote against loses it.")

SELECTION_COMMITTEE = Panel(
    seats=(Seat(name="committee", role=Role.COMMITTEE_MEMBER, numbered=True),),
    agreed=more_than_half_of_the_committee,
    says=N_("More than half of the votes have to be for it; all members vote, or a quorum does."),
)
PROGRAMME_MANAGER = Panel(
    seats=(_MANAGER,), agreed=all_for, says=N_("One person decides, who did not ask for it.")
)
OFFICER_AND_CITY = Panel(seats=(_OFFICER, _CITY), agreed=all_for, says=_ALL_FOR)
GATE_BOARD = Panel(
    seats=(_OFFICER, _REVIEWER, _CITY),
    agreed=two_with_the_city,
    says=N_("All three vote; two have to be for it, the city's approver among them."),
)
CITY_AND_MANAGER = Panel(seats=(_CITY, _MANAGER), agreed=all_for, says=_ALL_FOR)
