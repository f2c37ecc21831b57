"""Who provides, who verifies and who agrees to a waiver: process.md, section 6, as pure functions.

The catalogue speaks of duties (`DutyRole`), memberships of roles (`Role`); `duties` joins them.
"""

from collections.abc import Iterable, Mapping, Set
from uuid import UUID

from msgspec import Struct

from tracker.compliance.catalogue import GateEntry, Requirement
from tracker.kernel.actor import Role
from tracker.process.stages import DutyRole

FIRM_DUTIES = frozenset({DutyRole.CONSULTANT, DutyRole.SUPPLIER})

ROLE_OF: dict[DutyRole, Role] = {
    DutyRole.CITY: Role.CITY_CONTACT,
    DutyRole.CITY_SECURITY: Role.CITY_SECURITY,
    DutyRole.CITY_PRIVACY: Role.CITY_PRIVACY,
    DutyRole.RISK_OWNER: Role.CITY_APPROVER,
    DutyRole.CONSULTANT: Role.FIRM_MEMBER,
    DutyRole.SUPPLIER: Role.FIRM_MEMBER,
    DutyRole.MANAGER: Role.MANAGER,
    DutyRole.OFFICER: Role.OFFICER,
    DutyRole.REVIEWER: Role.REVIEWER,
}
"""The role for each duty; `gate_board` has none. Duties of a firm's member come from its
appointments."""

UPGRADERS = (Role.MANAGER, Role.REVIEWER)
"""One of the two proposes another catalogue for a project, the other approves."""
_PROVIDES_INSTEAD = {
    DutyRole.SUPPLIER: DutyRole.CITY,
    DutyRole.CONSULTANT: DutyRole.OFFICER,
    DutyRole.OFFICER: DutyRole.MANAGER,
}
_VERIFIES_INSTEAD = {
    DutyRole.CITY: DutyRole.REVIEWER,
    DutyRole.CITY_SECURITY: DutyRole.REVIEWER,
    DutyRole.CITY_PRIVACY: DutyRole.REVIEWER,
    DutyRole.OFFICER: DutyRole.MANAGER,
}
_RUNS_THE_PROJECT = frozenset({DutyRole.OFFICER, DutyRole.MANAGER})


class PersonHere(Struct, frozen=True, kw_only=True):
    """One person with all memberships and duties in the project today.

    `outside`: the organisations they belong to, in the project or not, but for the secretariat.
    """

    person_id: UUID
    duties: frozenset[DutyRole]
    outside: frozenset[UUID]


class Provided(Struct, frozen=True, kw_only=True):
    """People and organisations that may not verify, as they provided it.

    `barred`: submitters, authors of evidence or text, and who requested a waiver. `organisations`:
    the providing firms and the city, without the secretariat.
    """

    barred: frozenset[UUID]
    organisations: frozenset[UUID]


class WaiverSeat(Struct, frozen=True):
    """One agreement that a waiver needs; anybody with one of the duties may give it."""

    duties: frozenset[DutyRole]


def duties(role: Role, capacities: Set[DutyRole] = frozenset()) -> frozenset[DutyRole]:
    """The duties of a membership; `capacities` are those its firm is appointed to in the project.

    Roles without a duty, such as administrator and observer, have none.
    """
    if role is Role.FIRM_MEMBER:
        return FIRM_DUTIES & capacities
    return frozenset(duty for duty, holder in ROLE_OF.items() if holder is role)


def duties_held(people: Iterable[PersonHere]) -> frozenset[DutyRole]:
    """The duties that somebody has in the project today."""
    return frozenset(duty for person in people for duty in person.duties)


def provider_roles(
    requirement: Requirement, entry: GateEntry, holders: Set[DutyRole]
) -> tuple[DutyRole, ...]:
    """Who may hand in proof, the leading one first; there is always one.

    Where nobody holds any of the roles named, those who stand in for them.
    """
    named = entry.provided_by or requirement.provided_by
    present = tuple(duty for duty in named if duty in holders)
    return present or tuple(dict.fromkeys(_stand_in(duty, holders) for duty in named))


def owed_by_roles(
    requirement: Requirement, entry: GateEntry, holders: Set[DutyRole]
) -> tuple[Role, ...]:
    """The roles that owe the proof, the leading one first."""
    providing = provider_roles(requirement, entry, holders)
    return tuple(dict.fromkeys(ROLE_OF[duty] for duty in providing))


def may_provide(
    requirement: Requirement, entry: GateEntry, person: PersonHere, holders: Set[DutyRole]
) -> bool:
    return not person.duties.isdisjoint(provider_roles(requirement, entry, holders))


def verifies_as(
    requirement: Requirement, person: PersonHere, people: Iterable[PersonHere], provided: Provided
) -> DutyRole | None:
    """The duty as which the person may verify, None if they may not.

    It is `verified_by`, or, where none of `people` may verify as that, the one who stands in; the
    record of the review says which.
    """
    duty = requirement.verified_by
    if _can_verify_as(duty, requirement, person, provided):
        return duty
    instead = requirement.verify_fallback or _VERIFIES_INSTEAD.get(duty)
    if instead is None or not _can_verify_as(instead, requirement, person, provided):
        return None
    if any(_can_verify_as(duty, requirement, other, provided) for other in people):
        return None
    return instead


def may_check_fact(person: PersonHere, answered: Provided) -> bool:
    """Whether somebody is a reviewer of the project and not too near to whoever answered."""
    duty = DutyRole.REVIEWER
    return _may_look_as(duty, person, answered, by_organisation=True)


def may_verify(
    requirement: Requirement, person: PersonHere, people: Iterable[PersonHere], provided: Provided
) -> bool:
    return verifies_as(requirement, person, people, provided) is not None


def needs_sample(requirement: Requirement, verified_as: DutyRole) -> bool:
    """Whether `sampled_by` must look again; it falls away where that role verified anyway."""
    return requirement.sampled_by is not None and requirement.sampled_by is not verified_as


def may_sample(requirement: Requirement, person: PersonHere, provided: Provided) -> bool:
    duty = requirement.sampled_by
    return duty is not None and _can_verify_as(duty, requirement, person, provided)


def approvers(
    requirement: Requirement, *, risk_owner_named: bool, before_g2: bool
) -> tuple[WaiverSeat, ...]:
    """The agreements a waiver needs, each by another person, neither requester nor submitter.

    Raises ValueError for a requirement that can never be waived: no seats would read as agreed.
    """
    if not requirement.waiver.allowed or not requirement.waiver.approver:
        raise ValueError(f"{requirement.id} can never be waived.")
    manager_stands_in = before_g2 and not risk_owner_named
    return tuple(_seat(duty, manager_stands_in) for duty in requirement.waiver.approver)


def open_seats(
    seats: tuple[WaiverSeat, ...], agreed: Mapping[UUID, frozenset[DutyRole]]
) -> tuple[WaiverSeat, ...]:
    """The seats still without a person; `agreed` has each person who may and did, and their duties.

    Nobody fills two, and people are placed so that as few as possible stay open, the last first.
    """
    if not seats:
        return ()
    first, rest = seats[0], seats[1:]
    best = (first, *open_seats(rest, agreed))
    for person_id, their_duties in agreed.items():
        if their_duties & first.duties:
            others = {other: agreed[other] for other in agreed if other != person_id}
            best = min(open_seats(rest, others), best, key=len)
    return best


def _stand_in(duty: DutyRole, holders: Set[DutyRole]) -> DutyRole:
    while duty not in holders and duty in _PROVIDES_INSTEAD:
        duty = _PROVIDES_INSTEAD[duty]
    return duty


def _can_verify_as(
    duty: DutyRole, requirement: Requirement, person: PersonHere, provided: Provided
) -> bool:
    by_organisation = requirement.verified_by is DutyRole.REVIEWER
    return _may_look_as(duty, person, provided, by_organisation=by_organisation)


def _may_look_as(
    duty: DutyRole, person: PersonHere, provided: Provided, *, by_organisation: bool
) -> bool:
    if duty not in person.duties or person.person_id in provided.barred:
        return False
    if duty is DutyRole.REVIEWER and person.duties & _RUNS_THE_PROJECT:
        return False  # Officer or manager of the project is not its reviewer.
    # Inside the programme the person decides, not the organisation.
    return not (by_organisation and person.outside & provided.organisations)


def _seat(duty: DutyRole, manager_stands_in: bool) -> WaiverSeat:
    if duty is DutyRole.GATE_BOARD:
        return WaiverSeat(frozenset({DutyRole.REVIEWER, DutyRole.MANAGER}))
    if duty is DutyRole.RISK_OWNER and manager_stands_in:
        return WaiverSeat(frozenset({DutyRole.MANAGER}))
    return WaiverSeat(frozenset({duty}))
