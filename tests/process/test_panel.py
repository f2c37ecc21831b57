"""When a panel has agreed: process.md, section 2, the table of panels."""

import pytest

from tests.process.builders import DAY, MEMBERS, TODAY, nobody
from tracker.kernel.actor import Role
from tracker.process import GATE_BY_ID
from tracker.process.panel import Ballot, CountedVote, PanelOutcome, outcome

OPEN, AGREED, LOST = PanelOutcome.OPEN, PanelOutcome.AGREED, PanelOutcome.LOST


def votes(**choices):
    """Seat to choice: `officer=True` is a vote for."""
    return tuple(
        CountedVote(seat=seat, person_id=nobody(number), in_favour=choice)
        for number, (seat, choice) in enumerate(choices.items(), start=1)
    )


def counted(gate, cast, **changes):
    fields = {
        "votes": cast,
        "members": frozenset(),
        "quorum": 2,
        "voting_day": None,
        "today": TODAY,
    }
    return outcome(GATE_BY_ID[gate].decided_by, Ballot(**(fields | changes)))


@pytest.mark.parametrize(
    ("gate", "cast", "agreed"),
    [
        ("G2", {}, OPEN),
        ("G2", {"manager": True}, AGREED),
        ("G2", {"manager": False}, LOST),
        ("G3", {"officer": True}, OPEN),
        ("G3", {"officer": True, "city_approver": True}, AGREED),
        ("G3", {"officer": True, "city_approver": False}, LOST),
        ("G5", {"city_approver": True}, OPEN),
        ("G5", {"officer": True, "city_approver": True}, AGREED),
        ("G6", {"city_approver": True}, OPEN),
        ("G6", {"city_approver": True, "manager": True}, AGREED),
        ("G6", {"city_approver": True, "manager": False}, LOST),
        ("G6", {"city_approver": False, "manager": True}, LOST),
        ("G4", {"officer": True, "city_approver": True}, OPEN),
        ("G4", {"officer": True, "reviewer": True, "city_approver": True}, AGREED),
        ("G4", {"officer": False, "reviewer": True, "city_approver": True}, AGREED),
        ("G4", {"officer": True, "reviewer": False, "city_approver": True}, AGREED),
        ("G4", {"officer": True, "reviewer": True, "city_approver": False}, LOST),
        ("G4", {"officer": False, "reviewer": False, "city_approver": True}, LOST),
        ("G4", {"officer": False, "city_approver": True}, OPEN),
    ],
)
def test_a_panel_agrees_as_its_row_of_the_table_says(gate, cast, agreed):
    assert counted(gate, votes(**cast)) is agreed


def committee(*choices):
    return tuple(
        CountedVote(seat=f"committee_{number}", person_id=MEMBERS[number - 1], in_favour=choice)
        for number, choice in enumerate(choices, start=1)
    )


@pytest.mark.parametrize(
    ("choices", "voting_day", "agreed"),
    [
        ((True, True), None, OPEN),
        ((True, True), TODAY, OPEN),
        ((True, True), TODAY - DAY, AGREED),
        ((True,), TODAY - DAY, OPEN),
        ((True, False), TODAY - DAY, LOST),
        ((True, True, False), TODAY, AGREED),
        ((True, False, False), TODAY, LOST),
        ((), TODAY - DAY, OPEN),
    ],
)
def test_the_committee_decides_when_all_or_after_the_day_a_quorum_voted(
    choices, voting_day, agreed
):
    cast = committee(*choices)

    result = counted("G1", cast, members=frozenset(MEMBERS), voting_day=voting_day)

    assert result is agreed


@pytest.mark.parametrize("quorum", [0, 1])
def test_a_committee_never_decides_with_fewer_than_two(quorum):
    cast = committee(True)

    assert counted("G1", cast, members=frozenset(MEMBERS[:1]), quorum=quorum) is OPEN


def test_all_votes_are_not_enough_below_the_quorum():
    cast = committee(True, True)

    assert counted("G1", cast, members=frozenset(MEMBERS[:2]), quorum=3) is OPEN


def test_a_tie_of_the_whole_committee_does_not_select():
    cast = committee(True, False)

    assert counted("G1", cast, members=frozenset(MEMBERS[:2])) is LOST


def test_each_seat_names_who_holds_it_and_who_stands_in():
    board = {seat.name: (seat.role, seat.deputies) for seat in GATE_BY_ID["G4"].decided_by.seats}

    assert board == {
        "officer": (Role.OFFICER, (Role.OFFICER, Role.MANAGER)),
        "reviewer": (Role.REVIEWER, (Role.REVIEWER,)),
        "city_approver": (Role.CITY_APPROVER, (Role.CITY_APPROVER,)),
    }


def test_a_committee_has_a_seat_of_its_own_for_each_number():
    panel = GATE_BY_ID["G1"].decided_by

    assert panel.seat("committee_2").role is Role.COMMITTEE_MEMBER
    assert panel.seat("officer") is None
