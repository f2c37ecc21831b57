"""When a deliverable is late."""

from datetime import date, timedelta

import pytest

from tracker.studies.rules import DeliverableStanding, HandInDuty, State, is_late

TODAY = date(2027, 1, 4)
YESTERDAY = TODAY - timedelta(days=1)


def late(state: State = State.PLANNED, due: date | None = YESTERDAY, *, runs: bool = True) -> bool:
    duty = HandInDuty(owners=frozenset(), zone="UTC", today=TODAY, runs=runs)
    return is_late(DeliverableStanding(state=state, number=None, since=None), due, duty)


@pytest.mark.parametrize(("due", "is_so"), [(YESTERDAY, True), (TODAY, False), (None, False)])
def test_a_deliverable_is_late_once_its_last_day_is_over(due: date | None, is_so: bool) -> None:
    assert late(due=due) is is_so


@pytest.mark.parametrize("state", State)
def test_it_is_late_only_while_its_owner_has_to_hand_something_in(state: State) -> None:
    assert late(state) is (state in (State.PLANNED, State.RETURNED))


def test_lateness_stands_still_on_hold_and_outside_its_stage() -> None:
    assert not late(runs=False)
