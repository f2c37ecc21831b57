"""Who must agree to a waiver: all whom the catalogue names, each another person."""

from uuid import UUID

import pytest

from tracker.compliance import catalogue as catalogues
from tracker.compliance.duties import WaiverSeat, approvers, open_seats
from tracker.process.stages import DutyRole

CATALOGUE = catalogues.shipped()
BOARD = WaiverSeat(frozenset({DutyRole.REVIEWER, DutyRole.MANAGER}))
OWNER = WaiverSeat(frozenset({DutyRole.RISK_OWNER}))


def test_a_waiver_needs_every_approver_the_catalogue_names():
    both, one = CATALOGUE.requirement("CP-GOV-01"), CATALOGUE.requirement("CP-GOV-05")

    assert approvers(both, risk_owner_named=True, before_g2=False) == (OWNER, BOARD)
    assert approvers(one, risk_owner_named=True, before_g2=False) == (OWNER,)


@pytest.mark.parametrize(
    ("named", "before_g2", "stands_in"),
    [(False, True, True), (True, True, False), (False, False, False), (True, False, False)],
)
def test_the_manager_stands_in_for_a_risk_owner_only_before_g2_and_until_one_is_named(
    named, before_g2, stands_in
):
    requirement = CATALOGUE.requirement("CP-GOV-01")

    first, _ = approvers(requirement, risk_owner_named=named, before_g2=before_g2)

    assert first == (WaiverSeat(frozenset({DutyRole.MANAGER})) if stands_in else OWNER)


def test_what_can_never_be_waived_has_no_approvers_to_ask():
    never = [one for one in CATALOGUE.requirements if not one.waiver.allowed]

    assert len(never) == 11
    for requirement in never:
        with pytest.raises(ValueError, match="can never be waived"):
            approvers(requirement, risk_owner_named=True, before_g2=False)


MANAGER = (DutyRole.MANAGER,)
OFFICER = (DutyRole.OFFICER,)
REVIEWER = (DutyRole.REVIEWER,)
APPROVER = (DutyRole.RISK_OWNER,)


def agreed(*people: tuple[DutyRole, ...]) -> dict[UUID, frozenset[DutyRole]]:
    return {UUID(int=number): frozenset(their) for number, their in enumerate(people)}


def test_a_waiver_is_agreed_when_every_seat_has_a_person_of_its_own():
    seats = (OWNER, BOARD)

    assert open_seats(seats, {}) == seats
    assert open_seats(seats, agreed(APPROVER)) == (BOARD,)
    assert open_seats(seats, agreed(MANAGER, REVIEWER)) == (OWNER,)
    assert open_seats(seats, agreed(APPROVER, OFFICER)) == (BOARD,)
    assert open_seats(seats, agreed(REVIEWER, APPROVER)) == ()


def test_one_person_does_not_fill_two_seats():
    assert open_seats((OWNER, BOARD), agreed(APPROVER + REVIEWER)) == (BOARD,)


def test_people_are_placed_so_that_as_few_seats_as_possible_stay_open():
    manager_only = WaiverSeat(frozenset({DutyRole.MANAGER}))

    assert open_seats((BOARD, manager_only), agreed(MANAGER, REVIEWER)) == ()
    assert open_seats((manager_only, BOARD), agreed(MANAGER)) == (BOARD,)
