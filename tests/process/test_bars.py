"""Who may not vote, and who may sit: process.md, section 2 and invariant 23."""

from datetime import date

import pytest
from msgspec.structs import replace

from tests.process.builders import (
    APPROVER,
    DAY,
    MEMBERS,
    OFFICER,
    REVIEWER,
    SECOND_APPROVER,
    SECOND_MANAGER,
    SECOND_OFFICER,
    SECOND_REVIEWER,
    SUPPLIER,
    TODAY,
    VERIFIER,
    a_candidate,
    a_deliverable,
    a_dossier,
    a_justification,
    a_member,
    a_panel,
    a_piece,
    a_project,
    a_review,
    a_waiver,
    an_entry,
    an_evaluation,
    an_open_entry,
    candidates_at,
    compliance,
    nobody,
)
from tracker.kernel.actor import Role
from tracker.process import GATE_BY_ID
from tracker.process.bars import (
    Bar,
    bars,
    committee_members,
    hands_on,
    obstacles,
)
from tracker.process.dossier import Hands, PilotFacts, StudyFacts
from tracker.process.stages import Severity, Stage

SOMEBODY = nobody(77)
NOBODY_SITS = frozenset()


def with_somebody(dossier):
    """The same dossier, where SOMEBODY may be asked to sit for the officer."""
    row = a_candidate("officer", SOMEBODY, Role.OFFICER)
    panel = replace(dossier.panel, candidates=(*dossier.panel.candidates, row))
    return replace(dossier, panel=panel)


def held_by_somebody(dossier, mover=SECOND_OFFICER, seated=NOBODY_SITS):
    return bars(SOMEBODY, with_somebody(dossier), mover, seated)


def test_whoever_has_nothing_to_do_with_it_has_no_bar():
    assert held_by_somebody(a_dossier()) == frozenset()


def test_the_mover_does_not_vote():
    assert held_by_somebody(a_dossier(), mover=SOMEBODY) == {Bar.MOVED}


def test_nobody_sits_twice():
    assert held_by_somebody(a_dossier(), seated=frozenset({SOMEBODY})) == {Bar.SITS_ALREADY}


@pytest.mark.parametrize(
    "entry",
    [
        an_entry(submitters=frozenset({SOMEBODY})),
        an_entry(pieces=(a_piece(submitted_by=SOMEBODY),)),
        an_entry(pieces=(a_piece(authors=frozenset({SUPPLIER, SOMEBODY})),)),
        an_open_entry(justification=a_justification(by=SOMEBODY)),
        an_open_entry(waivers=(a_waiver(requested_by=SOMEBODY),)),
    ],
)
def test_whoever_handed_in_or_asked_for_what_the_list_rests_on_does_not_vote(entry):
    dossier = a_dossier(compliance=compliance(entry))

    assert held_by_somebody(dossier) == {Bar.SUBMITTED}


@pytest.mark.parametrize(
    "entry",
    [
        an_entry(applicable=False, submitters=frozenset({SOMEBODY})),
        an_entry(waivers=(a_waiver(requested_by=SOMEBODY),)),
        an_open_entry(waivers=(a_waiver(requested_by=SOMEBODY, expires=TODAY - DAY),)),
    ],
)
def test_what_does_not_count_bars_nobody(entry):
    assert held_by_somebody(a_dossier(compliance=compliance(entry))) == frozenset()


@pytest.mark.parametrize(("stage", "barred"), [(Stage.STUDY, True), (Stage.PREPARATION, False)])
def test_whoever_handed_in_a_deliverable_of_this_stage_does_not_vote(stage, barred):
    mine = a_deliverable(stage=stage, submitted_by=frozenset({SOMEBODY}))
    dossier = a_dossier("G3", study=StudyFacts(deliverables=(mine,)))

    assert (held_by_somebody(dossier) == {Bar.SUBMITTED}) is barred


@pytest.mark.parametrize(("gate", "barred"), [("G5", True), ("G6", False)])
def test_whoever_wrote_the_evaluation_does_not_vote_on_it(gate, barred):
    pilot = PilotFacts(indicators=(), evaluation=an_evaluation(submitted_by=frozenset({SOMEBODY})))

    assert (Bar.SUBMITTED in held_by_somebody(a_dossier(gate, pilot=pilot))) is barred


@pytest.mark.parametrize(
    ("severity", "barred"), [(Severity.CRITICAL, True), (Severity.HIGH, False)]
)
@pytest.mark.parametrize(
    "changes",
    [
        {"reviews": (a_review(by=SOMEBODY),)},
        {"reviews": (a_review(), a_review(on=TODAY, by=SOMEBODY))},
        {"reviews": (), "justification": a_justification(verified_by=SOMEBODY)},
        {"reviews": (a_review(by=SOMEBODY, ticked=frozenset()),), "waivers": (a_waiver(),)},
        {"reviews": (a_review(by=SOMEBODY, more_wanted=True),)},
        {"reviews": (a_review(), a_review(by=SOMEBODY, on=TODAY, evidence_digest="older set"))},
    ],
)
def test_whoever_was_last_to_verify_a_critical_entry_does_not_vote(severity, barred, changes):
    entry = an_entry(severity=severity, **changes)

    held = held_by_somebody(a_dossier(compliance=compliance(entry)))

    assert (held == {Bar.VERIFIED_LAST}) is barred


def test_whoever_verified_before_the_last_one_may_vote():
    reviews = (a_review(by=SOMEBODY), a_review(on=TODAY))
    entry = an_entry(severity=Severity.CRITICAL, reviews=reviews)

    assert held_by_somebody(a_dossier(compliance=compliance(entry))) == frozenset()


def test_a_conflict_follows_the_person_into_every_seat():
    rows = (a_candidate("officer", SOMEBODY), a_candidate("manager", SOMEBODY, conflicted=True))
    dossier = a_dossier(panel=a_panel(candidates=rows))

    assert bars(SOMEBODY, dossier, None, NOBODY_SITS) == {Bar.CONFLICTED}


def test_whoever_is_not_active_in_a_role_now_does_not_vote():
    assert bars(SOMEBODY, a_dossier(), None, NOBODY_SITS) == {Bar.NOT_IN_ROLE}


def test_every_bar_has_a_sentence():
    assert all(bar.sentence.endswith(".") for bar in Bar)


def seat(gate, name):
    return GATE_BY_ID[gate].decided_by.seat(name)


def sits(name, person, dossier, mover=SECOND_OFFICER, sitting=None, opened_on=TODAY):
    return not obstacles(seat("G4", name), person, dossier, mover, sitting or {}, opened_on)


def test_a_holder_sits_and_a_deputy_waits():
    assert sits("officer", OFFICER, a_dossier())
    assert not sits("reviewer", SECOND_REVIEWER, a_dossier())


def test_somebody_may_sit_only_in_their_own_seat():
    assert not sits("reviewer", OFFICER, a_dossier())


def test_a_deputy_sits_when_every_holder_is_barred():
    dossier = a_dossier()

    assert not sits("officer", OFFICER, dossier, mover=OFFICER)
    assert sits("officer", SECOND_OFFICER, dossier, mover=OFFICER)


def test_a_deputy_sits_when_nobody_holds_the_seat():
    rows = tuple(row for row in candidates_at("G4") if row.person_id != REVIEWER)

    assert sits("reviewer", SECOND_REVIEWER, a_dossier(panel=a_panel(candidates=rows)))


def test_a_deputy_waits_while_one_of_two_holders_may_sit():
    rows = (*candidates_at("G4"), a_candidate("officer", SOMEBODY))
    dossier = a_dossier(panel=a_panel(candidates=rows))

    assert not sits("officer", SECOND_OFFICER, dossier, mover=OFFICER)


def test_a_deputy_sits_when_the_holder_sits_elsewhere():
    rows = (*candidates_at("G4"), a_candidate("officer", REVIEWER))
    rows = tuple(row for row in rows if row.person_id != OFFICER)
    dossier = a_dossier(panel=a_panel(candidates=rows))
    sitting = {"reviewer": REVIEWER}

    assert sits("officer", SECOND_OFFICER, dossier, mover=SECOND_MANAGER, sitting=sitting)
    assert not sits("officer", SECOND_OFFICER, dossier, mover=SECOND_MANAGER)


@pytest.mark.parametrize(
    ("today", "silent"), [(date(2027, 5, 17), False), (date(2027, 5, 18), True)]
)
def test_a_deputy_sits_after_ten_full_working_days_of_silence(today, silent):
    dossier = a_dossier(compliance=compliance(), today=today)

    assert sits("city_approver", SECOND_APPROVER, dossier, opened_on=TODAY) is silent


def test_a_seat_in_which_somebody_voted_is_taken():
    dossier = a_dossier(today=TODAY + 30 * DAY, compliance=compliance())
    sitting = {"city_approver": APPROVER}

    assert not sits("city_approver", SECOND_APPROVER, dossier, sitting=sitting, opened_on=TODAY)
    assert sits("city_approver", APPROVER, dossier, sitting=sitting, opened_on=TODAY)


def test_a_deputy_brings_only_their_own_bars_and_a_delegate_both():
    rows = tuple(row for row in candidates_at("G4") if row.person_id != OFFICER)
    deputy = a_candidate("officer", SOMEBODY, holder=False)
    delegate = a_candidate("officer", SOMEBODY, also_barred_as=OFFICER)

    def may(row):
        dossier = a_dossier(panel=a_panel(candidates=(*rows, row)))
        return sits("officer", SOMEBODY, dossier, mover=OFFICER)

    assert may(deputy)
    assert not may(delegate)


def test_refusals_are_told_in_sentences():
    told = obstacles(seat("G4", "officer"), OFFICER, a_dossier(), OFFICER, {}, TODAY)

    assert told == (Bar.MOVED.sentence,)


def test_a_member_of_the_committee_votes_without_conflict_and_with_all_scores_in():
    rows = (a_member(1), a_member(2, conflicted=True), a_member(3, scores_in=False))
    dossier = a_dossier("G1", panel=a_panel("G1", candidates=rows))

    def against(number):
        place = seat("G1", f"committee_{number}")
        return obstacles(place, MEMBERS[number - 1], dossier, SECOND_OFFICER, {}, TODAY)

    assert against(1) == ()
    assert against(2) == (Bar.CONFLICTED.sentence,)
    assert against(3) == ("A committee member votes once all their own scores are in.",)
    assert committee_members(dossier, SECOND_OFFICER) == {MEMBERS[0]}


def test_a_mover_who_is_a_member_does_not_count_among_those_who_vote():
    assert committee_members(a_dossier("G1"), MEMBERS[0]) == frozenset(MEMBERS[1:])


def test_who_submitted_and_verified_is_barred_in_every_gate_that_rests_on_it():
    rows = (a_candidate("officer", SUPPLIER), a_candidate("officer", VERIFIER))
    entry = an_entry(severity=Severity.CRITICAL)
    dossier = a_dossier(
        panel=a_panel(candidates=rows), compliance=compliance(entry), project=a_project()
    )

    assert bars(SUPPLIER, dossier, None, NOBODY_SITS) == {Bar.SUBMITTED}
    assert bars(VERIFIER, dossier, None, NOBODY_SITS) == {Bar.VERIFIED_LAST}


def test_a_taking_back_is_barred_by_what_the_old_decision_rested_on():
    sealed = Hands(contributed=frozenset({OFFICER}), verified_last=frozenset({REVIEWER}))
    dossier = a_dossier(panel=a_panel(taken_back=sealed))

    assert bars(OFFICER, dossier, None, frozenset()) == {Bar.SUBMITTED}
    assert bars(REVIEWER, dossier, None, frozenset()) == {Bar.VERIFIED_LAST}
    assert hands_on(dossier) == sealed
