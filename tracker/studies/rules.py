"""How a deliverable stands: pure, from its versions, their reviews and its returns."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from tracker.kernel.actor import CITY_ROLES, ROLES_OF, OrganisationKind, Role
from tracker.kernel.saying import N_, Filled
from tracker.studies.models import Outcome, OwnerCapacity


class State(StrEnum):
    PLANNED = "planned"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Said(Struct, frozen=True, kw_only=True):
    """What somebody said to a version in a role, and when."""

    person_id: UUID
    role: Role
    outcome: Outcome
    at: datetime


class Version(Struct, frozen=True, kw_only=True):
    """A version of a deliverable, with the visit it was handed in and its reviews."""

    id: UUID
    number: int
    visit: int
    organisation_id: UUID
    submitted_by: UUID
    at: datetime
    said: tuple[Said, ...]


class SentBack(Struct, frozen=True, kw_only=True):
    """A gate's rework: versions up to `number`, of the same visit as that one, count no longer."""

    number: int
    at: datetime


class DeliverableStanding(Struct, frozen=True, kw_only=True):
    """`since` is the instant at which the state began; None while nothing was handed in.

    `awaits` are the roles that have yet to speak on what is handed in.
    """

    state: State
    number: int | None
    since: datetime | None
    awaits: tuple[Role, ...] = ()


NOTHING_HANDED_IN = DeliverableStanding(state=State.PLANNED, number=None, since=None)
OWED_BY: dict[OwnerCapacity, tuple[Role, ...]] = {
    OwnerCapacity.CONSULTING_COMPANY: (Role.FIRM_MEMBER,),
    OwnerCapacity.SOLUTION_PROVIDER: (Role.FIRM_MEMBER,),
    OwnerCapacity.CITY: (Role.CITY_CONTACT,),
    OwnerCapacity.SECRETARIAT: (Role.OFFICER,),
}
_OWN_ROLES: dict[OwnerCapacity, frozenset[Role]] = {
    OwnerCapacity.CONSULTING_COMPANY: frozenset(),
    OwnerCapacity.SOLUTION_PROVIDER: frozenset(),
    OwnerCapacity.CITY: CITY_ROLES,
    OwnerCapacity.SECRETARIAT: ROLES_OF[OrganisationKind.SECRETARIAT],
}
OWNERS_TURN = frozenset({State.PLANNED, State.RETURNED})
"""Its owner has to hand something in."""
REVIEW_DAYS = 10
"""Working days within which what was handed in is reviewed (the programme's review clock)."""
ACCEPTING = frozenset({Role.OFFICER, Role.MANAGER, Role.REVIEWER}) | CITY_ROLES


def may_accept(owner: OwnerCapacity) -> frozenset[Role]:
    """Roles that can accept what this owner hands in: none of its own organisation's."""
    return ACCEPTING - _OWN_ROLES[owner]


def standing(
    acceptors: Iterable[str], newest: Version | None, sent_back: SentBack | None
) -> DeliverableStanding:
    """Accepted once every acceptor role accepted the newest version and no gate sent it back."""
    if newest is None:
        return NOTHING_HANDED_IN
    if sent_back is not None and newest.number <= sent_back.number:
        return DeliverableStanding(state=State.RETURNED, number=newest.number, since=sent_back.at)
    returned = [said.at for said in newest.said if said.outcome is Outcome.RETURNED]
    if returned:
        return DeliverableStanding(state=State.RETURNED, number=newest.number, since=min(returned))
    awaits = tuple(sorted({Role(role) for role in acceptors} - {one.role for one in newest.said}))
    if not awaits:
        last = max((said.at for said in newest.said), default=newest.at)
        return DeliverableStanding(state=State.ACCEPTED, number=newest.number, since=last)
    state = State.IN_REVIEW if newest.said else State.SUBMITTED
    since = min((said.at for said in newest.said), default=newest.at)
    return DeliverableStanding(state=state, number=newest.number, since=since, awaits=awaits)


def why_no_version(code: str, number: int | None, state: State) -> str | None:
    """Why no further version is taken: one is under review, or accepted."""
    if state is State.IN_REVIEW:
        sentence = N_(
            "Version %(number)s of %(code)s is being reviewed; hand in the next one when "
            "it has been returned."
        )
    elif state is State.ACCEPTED:
        sentence = N_("Version %(number)s of %(code)s is accepted; it stays as it is.")
    else:
        return None
    return Filled(sentence, number=number, code=code)


class HandInDuty(Struct, frozen=True, kw_only=True):
    """Whose a deliverable is to hand in: an organisation by name, else all that hold the capacity.

    `today` is the day in the `zone` of the one that owes it, of the project where none or several
    do: a day to hand in ends there. `runs`: the project is active and in the deliverable's stage;
    lateness stands still on hold.
    """

    owners: frozenset[UUID]
    zone: str
    today: date
    runs: bool


def is_late(stands: DeliverableStanding, due: date | None, duty: HandInDuty) -> bool:
    """Its last day has passed, and it is the owner's turn."""
    return due is not None and due < duty.today and duty.runs and stands.state in OWNERS_TURN


def sent_back(
    version: Version | None, versions: Sequence[Version], returns: Iterable[SentBack]
) -> SentBack | None:
    """The newest return of this version; what a later visit returned was handed in there."""
    if version is None:
        return None
    same_visit = {one.number for one in versions if one.visit == version.visit}
    returns_of_version = [
        one for one in returns if one.number >= version.number and one.number in same_visit
    ]
    return max(returns_of_version, key=lambda one: one.at, default=None)
