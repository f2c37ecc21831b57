"""A seat nobody may fill is a point of readiness, and one more person cures it."""

import pytest
from msgspec.structs import replace

from tests.process.builders import (
    APPROVER,
    OFFICER,
    REVIEWER,
    SECOND_APPROVER,
    SECOND_MANAGER,
    SECOND_OFFICER,
    SECOND_REVIEWER,
    a_candidate,
    a_dossier,
    a_member,
    a_panel,
    a_review,
    an_entry,
    candidates_at,
    compliance,
    nobody,
)
from tracker.kernel.actor import Role
from tracker.process import GATE_BY_ID, GATES
from tracker.process.seats import every_seat_can_be_filled
from tracker.process.stages import Severity

ONE_MORE = nobody(88)


def vacant(gate, dossier, mover=None):
    return tuple(every_seat_can_be_filled(gate, GATE_BY_ID[gate].decided_by, dossier, mover))


def only(gate, *persons, **changes):
    rows = tuple(row for row in candidates_at(gate) if row.person_id in persons)
    return a_dossier(gate, panel=a_panel(gate, candidates=rows, **changes))


def and_one_more(dossier, seat):
    rows = (*dossier.panel.candidates, a_candidate(seat, ONE_MORE))
    return replace(dossier, panel=replace(dossier.panel, candidates=rows))


@pytest.mark.parametrize("gate", [gate.id for gate in GATES])
def test_a_full_panel_has_no_vacancy(gate):
    assert vacant(gate, a_dossier(gate)) == ()


@pytest.mark.parametrize(
    ("seat", "there", "owed_by", "why"),
    [
        (
            "officer",
            (REVIEWER, APPROVER),
            Role.MANAGER,
            "Nobody may sit for the project officer at G4; name one more person, or a deputy.",
        ),
        (
            "reviewer",
            (OFFICER, APPROVER),
            Role.MANAGER,
            "Nobody may sit for the reviewer at G4; name one more person, or a deputy.",
        ),
        (
            "city_approver",
            (OFFICER, REVIEWER),
            Role.CITY_CONTACT,
            "Nobody may sit for the city's approver at G4; name one more person, or a deputy.",
        ),
    ],
)
def test_a_vacant_seat_says_who_owes_it_and_one_more_person_cures_it(seat, there, owed_by, why):
    dossier = only("G4", *there)

    (point,) = vacant("G4", dossier)

    assert (point.subject, point.owed_by, point.why) == (seat, (owed_by,), why)
    assert vacant("G4", and_one_more(dossier, seat)) == ()


def test_a_barred_holder_leaves_the_seat_to_a_deputy_and_then_vacant():
    entry = an_entry(severity=Severity.CRITICAL, reviews=(a_review(by=REVIEWER),))
    everybody = a_dossier(compliance=compliance(entry))
    alone = replace(only("G4", OFFICER, REVIEWER, APPROVER), compliance=everybody.compliance)

    assert vacant("G4", everybody) == ()
    assert [point.subject for point in vacant("G4", alone)] == ["reviewer"]


def test_the_only_officer_may_move_only_if_somebody_else_sits():
    dossier = only("G3", OFFICER, APPROVER, movers=frozenset({OFFICER}))

    assert [point.subject for point in vacant("G3", dossier)] == ["officer"]
    assert vacant("G3", and_one_more(dossier, "officer")) == ()


def test_it_is_enough_that_one_of_the_movers_leaves_every_seat_filled():
    dossier = only("G3", OFFICER, APPROVER, movers=frozenset({OFFICER, SECOND_MANAGER}))

    assert vacant("G3", dossier) == ()
    assert [point.subject for point in vacant("G3", dossier, OFFICER)] == ["officer"]


def test_one_person_fills_one_seat():
    rows = (
        a_candidate("officer", OFFICER),
        a_candidate("reviewer", OFFICER, Role.REVIEWER),
        a_candidate("city_approver", APPROVER),
    )
    dossier = a_dossier(panel=a_panel(candidates=rows))

    assert len(vacant("G4", dossier)) == 1
    assert vacant("G4", and_one_more(dossier, "reviewer")) == ()


def test_persons_are_placed_so_that_every_seat_is_filled():
    rows = (
        a_candidate("officer", OFFICER),
        a_candidate("officer", REVIEWER, Role.OFFICER),
        a_candidate("reviewer", OFFICER, Role.REVIEWER),
        a_candidate("city_approver", APPROVER),
    )

    assert vacant("G4", a_dossier(panel=a_panel(candidates=rows))) == ()


def test_a_deputy_fills_the_seat_of_a_holder_who_sits_elsewhere():
    rows = (
        a_candidate("officer", OFFICER),
        a_candidate("officer", SECOND_OFFICER, holder=False),
        a_candidate("reviewer", OFFICER, Role.REVIEWER),
        a_candidate("city_approver", APPROVER),
    )
    panel = a_panel(candidates=rows, movers=frozenset({SECOND_MANAGER}))

    assert vacant("G4", a_dossier(panel=panel)) == ()


def test_a_deputy_alone_may_sit_where_nobody_holds_the_seat():
    dossier = only("G4", OFFICER, SECOND_REVIEWER, SECOND_APPROVER)

    assert vacant("G4", dossier) == ()


def test_a_decision_needs_somebody_to_move_it():
    (point,) = vacant("G4", a_dossier(panel=a_panel(movers=frozenset())))

    assert (point.subject, point.owed_by) == ("mover", (Role.MANAGER,))


@pytest.mark.parametrize(
    ("rows", "quorum", "full"),
    [
        ((a_member(1), a_member(2)), 2, True),
        ((a_member(1), a_member(2, conflicted=True)), 2, False),
        ((a_member(1), a_member(2, scores_in=False)), 2, False),
        ((a_member(1),), 1, False),
        ((a_member(1), a_member(2)), 3, False),
        ((), 2, False),
    ],
)
def test_a_committee_needs_a_quorum_of_members_who_may_vote(rows, quorum, full):
    dossier = a_dossier("G1", panel=a_panel("G1", candidates=rows, quorum=quorum))

    points = vacant("G1", dossier)

    assert (points == ()) is full
    assert all(point.owed_by == (Role.MANAGER,) for point in points)
