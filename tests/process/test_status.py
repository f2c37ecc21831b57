"""How an entry stands at a gate: process.md, section 6, line by line and day by day."""

from datetime import timedelta

import pytest

from tests.process.builders import (
    DAY,
    TODAY,
    VISIT,
    a_justification,
    a_piece,
    a_review,
    a_waiver,
    an_entry,
    an_event,
    an_open_entry,
    at,
    nobody,
)
from tracker.kernel.actor import Role
from tracker.process.entry import ChecklistEntry
from tracker.process.status import Because, Standing, ends_on, is_clear, status, whose_move

REJECTED = a_review(rejected=True)
HALF = a_review(ticked=frozenset({0}))


def standing(entry, today=TODAY, visit=VISIT):
    return status(entry, today, visit).standing


@pytest.mark.parametrize(
    ("entry", "stands"),
    [
        (an_entry(), Standing.MET),
        (an_entry(applicable=False), Standing.NOT_APPLICABLE),
        (an_open_entry(justification=a_justification()), Standing.NOT_APPLICABLE),
        (an_open_entry(waivers=(a_waiver(),)), Standing.WAIVED),
        (an_entry(events=(an_event(TODAY),)), Standing.LAPSED),
        (an_open_entry(), Standing.NOT_STARTED),
        (an_entry(reviews=(REJECTED,)), Standing.NOT_MET),
        (an_entry(reviews=(a_review(ticked=frozenset()),)), Standing.NOT_MET),
        (an_entry(reviews=(HALF,)), Standing.PARTIALLY_MET),
        (an_entry(reviews=(), review_begun=True), Standing.UNDER_REVIEW),
        (an_entry(reviews=(a_review(more_wanted=True),)), Standing.UNDER_REVIEW),
        (an_entry(reviews=()), Standing.EVIDENCE_SUBMITTED),
    ],
)
def test_the_first_line_that_fits_wins(entry, stands):
    assert standing(entry) is stands


@pytest.mark.parametrize(
    ("entry", "because"),
    [
        (an_entry(applicable=False, waivers=(a_waiver(),)), Because.FACTS),
        (an_entry(waivers=(a_waiver(),), justification=a_justification()), Because.REVIEWED),
        (an_open_entry(waivers=(a_waiver(),), justification=a_justification()), Because.JUSTIFIED),
        (
            an_entry(
                events=(an_event(TODAY),),
                waivers=(a_waiver(granted_on=TODAY, granted_at=at(TODAY, 13)),),
            ),
            Because.WAIVER,
        ),
        (an_entry(reviews=(HALF,), waivers=(a_waiver(),)), Because.WAIVER),
    ],
)
def test_an_entry_is_clear_for_exactly_one_of_four_reasons(entry, because):
    judged = status(entry, TODAY, VISIT)

    assert is_clear(judged)
    assert judged.because is because


def test_every_reason_but_the_four_leaves_an_entry_open():
    entries = [an_entry(reviews=(HALF,)), an_open_entry(), an_entry(events=(an_event(TODAY),))]

    assert not any(is_clear(status(entry, TODAY, VISIT)) for entry in entries)


@pytest.mark.parametrize(("days_past", "counts"), [(-1, True), (0, True), (1, False)])
def test_evidence_counts_through_the_last_day_of_its_age(days_past, counts):
    effective = TODAY - timedelta(days=365 + days_past)
    entry = an_entry(pieces=(a_piece(effective_on=effective),))

    assert (standing(entry) is Standing.MET) is counts


@pytest.mark.parametrize(("ends", "counts"), [(TODAY, True), (TODAY - DAY, False)])
def test_evidence_counts_through_its_own_last_day(ends, counts):
    entry = an_entry(pieces=(a_piece(valid_until=ends),))

    assert (standing(entry) is Standing.MET) is counts


def test_the_earlier_of_the_two_ends_counts():
    entry = an_entry(
        evidence_validity_days=20,
        pieces=(a_piece(effective_on=TODAY - 21 * DAY, valid_until=TODAY + DAY),),
    )

    judged = status(entry, TODAY, VISIT)

    assert (judged.standing, judged.because, judged.since) == (
        Standing.LAPSED,
        Because.EXPIRED,
        TODAY,
    )


@pytest.mark.parametrize(("effective", "counts"), [(TODAY, True), (TODAY + DAY, False)])
def test_evidence_counts_from_its_effective_day(effective, counts):
    entry = an_entry(pieces=(a_piece(effective_on=effective),))

    assert (standing(entry) is Standing.MET) is counts


def test_every_piece_of_the_set_has_to_count():
    entry = an_entry(pieces=(a_piece(100), a_piece(101, valid_until=TODAY - DAY)))

    assert standing(entry) is Standing.LAPSED


def test_evidence_without_a_limit_does_not_age():
    entry = an_entry(
        evidence_validity_days=None, pieces=(a_piece(effective_on=TODAY - 4000 * DAY),)
    )

    assert standing(entry) is Standing.MET


def test_a_review_of_another_set_does_not_count():
    entry = an_entry(set_digest="set with one more piece")

    assert standing(entry) is Standing.EVIDENCE_SUBMITTED


def test_the_latest_review_of_the_set_counts():
    later = a_review(id=nobody(201), on=TODAY - DAY, ticked=frozenset({0}))

    assert standing(an_entry(reviews=(a_review(), later))) is Standing.PARTIALLY_MET
    assert standing(an_entry(reviews=(later, a_review()))) is Standing.PARTIALLY_MET


def test_a_review_for_one_gate_never_makes_another_gates_entry_met():
    entry = an_entry(gate="G4", reviews=(a_review(gate="G3"),))

    assert standing(entry) is Standing.EVIDENCE_SUBMITTED


@pytest.mark.parametrize(
    ("ticked", "stands"),
    [
        ({0, 1}, Standing.MET),
        ({0, 1, 2}, Standing.MET),
        ({0}, Standing.PARTIALLY_MET),
        ({2}, Standing.NOT_MET),
    ],
)
def test_only_the_criteria_asked_at_the_gate_are_needed(ticked, stands):
    entry = an_entry(reviews=(a_review(ticked=frozenset(ticked)),))

    assert standing(entry) is stands


def test_a_rejected_review_is_not_met_whatever_it_ticked():
    assert standing(an_entry(reviews=(REJECTED,))) is Standing.NOT_MET


def test_nobody_accepts_their_own_evidence_but_what_they_found_wanting_stays():
    found_wanting = a_review(on=TODAY - DAY, rejected=True, discounted_on=TODAY)

    assert standing(an_entry(reviews=(a_review(discounted_on=TODAY),))) is (
        Standing.EVIDENCE_SUBMITTED
    )
    assert standing(an_entry(reviews=(a_review(), found_wanting))) is Standing.NOT_MET


REVIEWED = TODAY - 10 * DAY


@pytest.mark.parametrize(
    ("event", "stands"),
    [
        (an_event(REVIEWED - DAY), Standing.MET),
        (an_event(REVIEWED, recorded_at=at(REVIEWED, 11)), Standing.MET),
        (an_event(REVIEWED, recorded_at=at(REVIEWED, 13)), Standing.LAPSED),
        (an_event(REVIEWED - DAY, recorded_at=at(TODAY)), Standing.LAPSED),
        (an_event(REVIEWED + DAY, recorded_at=at(REVIEWED - DAY)), Standing.LAPSED),
        (an_event(TODAY), Standing.LAPSED),
        (an_event(TODAY + DAY, recorded_at=at(TODAY)), Standing.MET),
    ],
)
def test_an_event_since_the_review_re_opens_from_its_day(event, stands):
    assert standing(an_entry(events=(event,))) is stands


@pytest.mark.parametrize(("rechecked", "clear"), [(True, False), (False, True)])
def test_what_re_checks_at_gates_needs_a_review_made_in_this_visit(rechecked, clear):
    entry = an_entry(rechecked_each_gate=rechecked, reviews=(a_review(visit=VISIT - 1),))

    judged = status(entry, TODAY, VISIT)

    assert is_clear(judged) is clear
    assert (judged.because is Because.NEW_VISIT) is not clear


LOOKED = a_review(sample_wanted=True)


@pytest.mark.parametrize(
    ("reviews", "standing_"),
    [
        ((LOOKED, a_review(sample=True, on=TODAY - DAY)), Standing.MET),
        ((LOOKED, a_review(sample=True, on=TODAY - DAY, rejected=True)), Standing.NOT_MET),
        ((a_review(sample=True),), Standing.EVIDENCE_SUBMITTED),
        ((REJECTED, a_review(sample=True, on=TODAY - DAY)), Standing.NOT_MET),
        (
            (LOOKED, a_review(rejected=True, on=TODAY - 2 * DAY), a_review(sample=True, on=TODAY)),
            Standing.NOT_MET,
        ),
    ],
)
def test_a_sample_counts_only_after_the_verifiers_newest_acceptance(reviews, standing_):
    assert standing(an_entry(reviews=reviews)) is standing_


def test_a_sample_is_no_fresher_than_what_it_follows():
    event = an_event(TODAY - 5 * DAY)
    alone = an_entry(reviews=(LOOKED, a_review(sample=True, on=TODAY - DAY)), events=(event,))
    both = an_entry(
        reviews=(
            a_review(sample_wanted=True, on=TODAY - 2 * DAY),
            a_review(sample=True, on=TODAY - DAY),
        ),
        events=(event,),
    )

    assert status(alone, TODAY, VISIT).because is Because.EVENT
    assert standing(both) is Standing.MET


@pytest.mark.parametrize(("hour", "clear"), [(11, True), (13, False)])
def test_a_review_made_before_the_wording_changed_does_not_count(hour, clear):
    entry = an_entry(text_changed_at=at(REVIEWED, hour), text_changed_on=REVIEWED)

    assert is_clear(status(entry, TODAY, VISIT)) is clear


@pytest.mark.parametrize(("expires", "clear"), [(TODAY, True), (TODAY - DAY, False)])
def test_a_waiver_counts_through_its_last_day(expires, clear):
    entry = an_open_entry(waivers=(a_waiver(expires=expires),))

    assert is_clear(status(entry, TODAY, VISIT)) is clear


@pytest.mark.parametrize(("starts", "clear"), [(TODAY, True), (TODAY + DAY, False)])
def test_a_waiver_counts_from_its_first_day(starts, clear):
    entry = an_open_entry(waivers=(a_waiver(starts=starts),))

    assert is_clear(status(entry, TODAY, VISIT)) is clear


@pytest.mark.parametrize(
    "waiver",
    [
        a_waiver(gates=frozenset({"G3"})),
        a_waiver(used_up_for=frozenset({"G4"})),
        a_waiver(starts=TODAY - 60 * DAY, expires=TODAY + 31 * DAY),
        a_waiver(revoked_on=TODAY),
    ],
)
def test_a_waiver_never_counts_beyond_its_gates_its_term_or_its_use(waiver):
    assert standing(an_open_entry(waivers=(waiver,))) is Standing.NOT_STARTED


def test_a_waiver_used_up_for_another_gate_still_counts_here():
    entry = an_open_entry(waivers=(a_waiver(used_up_for=frozenset({"G3"})),))

    assert standing(entry) is Standing.WAIVED


def test_a_red_line_is_never_waived():
    entry = an_open_entry(waiver_allowed=False, waivers=(a_waiver(),))

    assert standing(entry) is Standing.NOT_STARTED


@pytest.mark.parametrize(
    ("event", "stands"),
    [
        (an_event(TODAY - 5 * DAY), Standing.NOT_STARTED),
        (an_event(TODAY, recorded_at=at(TODAY - 20 * DAY)), Standing.NOT_STARTED),
        (an_event(TODAY - 12 * DAY), Standing.WAIVED),
        (an_event(TODAY + DAY, recorded_at=at(TODAY)), Standing.WAIVED),
    ],
)
def test_an_event_since_it_was_granted_ends_a_waiver(event, stands):
    entry = an_open_entry(waivers=(a_waiver(),), events=(event,))

    assert standing(entry) is stands


def test_a_justification_ends_when_a_fact_changes():
    entry = an_open_entry(justification=a_justification(facts_unchanged=False))

    assert standing(entry) is Standing.NOT_STARTED


@pytest.mark.parametrize(
    ("entry", "ends"),
    [
        (an_entry(), None),
        (an_entry(pieces=(a_piece(valid_until=TODAY + DAY), a_piece(101))), TODAY + DAY),
        (an_open_entry(waivers=(a_waiver(expires=TODAY),)), TODAY),
        (an_open_entry(), None),
        (an_entry(applicable=False, pieces=(a_piece(valid_until=TODAY),)), None),
    ],
)
def test_clearness_ends_with_the_evidence_or_the_waiver_it_rests_on(entry, ends):
    assert ends_on(entry, TODAY, VISIT) == ends


@pytest.mark.parametrize(
    ("entry", "because", "who"),
    [
        (an_entry(pieces=()), Because.NO_EVIDENCE, Role.FIRM_MEMBER),
        (an_entry(reviews=()), Because.NOT_REVIEWED, Role.REVIEWER),
        (an_entry(reviews=(a_review(more_wanted=True),)), Because.BEING_REVIEWED, Role.FIRM_MEMBER),
        (an_entry(reviews=(a_review(sample_wanted=True),)), Because.SAMPLE_WANTED, Role.REVIEWER),
        (an_entry(reviews=(a_review(rejected=True),)), Because.REJECTED, Role.FIRM_MEMBER),
    ],
)
def test_the_move_is_the_checkers_only_where_a_look_is_all_that_is_missing(
    entry: ChecklistEntry, because: Because, who: Role
) -> None:
    judged = status(entry, TODAY, VISIT)
    assert (judged.because, whose_move(entry, judged)) == (because, (who,))
    assert not is_clear(judged)
