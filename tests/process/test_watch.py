"""The second clock, lapses, and what they do to a pilot: process.md, section 5 and case B."""

from datetime import date, timedelta

import pytest

from tests.process.builders import (
    DAY,
    TODAY,
    VISIT,
    a_condition,
    a_justification,
    a_piece,
    a_review,
    a_waiver,
    a_watched_list,
    an_entry,
    an_event,
    an_open_entry,
    at,
    nobody,
)
from tracker.process.lapses import (
    lapses,
    operation_by_rule,
    suspend_or_restore_by,
    unclear_since,
)
from tracker.process.stages import Level, Operation, Severity
from tracker.process.status import (
    Because,
    Standing,
    is_clear,
    renewals_due,
    watched_status,
)

LIVE = date(2027, 5, 10)


def judged(entry, today=TODAY, **watched):
    return watched_status(entry, a_watched_list(entry, **watched), today)


def test_age_alone_ends_nothing_in_the_watch():
    entry = an_entry(pieces=(a_piece(effective_on=TODAY - 4000 * DAY),))

    assert is_clear(judged(entry))


def test_newer_evidence_does_not_end_a_review_in_the_watch():
    entry = an_entry(set_digest="newer set", pieces=(a_piece(101),), former=(a_piece(),))

    assert is_clear(judged(entry))


@pytest.mark.parametrize(("ends", "clear"), [(TODAY, True), (TODAY - DAY, False)])
def test_replaced_evidence_still_ends_on_its_own_last_day(ends, clear):
    former = a_piece(valid_until=ends)
    entry = an_entry(set_digest="newer set", pieces=(a_piece(101),), former=(former,))

    assert is_clear(judged(entry)) is clear


@pytest.mark.parametrize(("ends", "clear"), [(TODAY, True), (TODAY - DAY, False)])
def test_evidence_in_the_watch_ends_after_its_own_last_day(ends, clear):
    entry = an_entry(pieces=(a_piece(valid_until=ends),))

    assert is_clear(judged(entry)) is clear


def test_withdrawn_evidence_ends_the_review_that_names_it():
    entry = an_entry(
        pieces=(), former=(a_piece(),), withdrawn=frozenset({nobody(100)}), withdrawn_on=TODAY
    )

    assert judged(entry).because is Because.WITHDRAWN


def test_a_review_of_unknown_evidence_counts_as_withdrawn():
    entry = an_entry(pieces=(a_piece(101),))

    assert judged(entry).standing is Standing.LAPSED


def test_a_later_rejection_of_the_same_set_overturns_the_review():
    entry = an_entry(reviews=(a_review(), a_review(on=TODAY - DAY, rejected=True)))

    assert judged(entry).standing is Standing.NOT_MET


@pytest.mark.parametrize(("visit", "clear"), [(VISIT - 1, True), (VISIT - 2, False)])
def test_the_watch_keeps_what_was_reviewed_in_the_visit_of_the_decision(visit, clear):
    entry = an_entry(rechecked_each_gate=True, reviews=(a_review(visit=visit),))

    assert is_clear(judged(entry)) is clear


@pytest.mark.parametrize(("since", "clear"), [(TODAY - 10 * DAY, True), (TODAY - 9 * DAY, False)])
def test_an_entry_that_applies_again_needs_a_new_review(since, clear):
    entry = an_entry(applicable_since=since)

    assert is_clear(judged(entry)) is clear


@pytest.mark.parametrize(
    "entry",
    [
        an_entry(events=(an_event(TODAY),)),
        an_entry(text_changed_at=at(TODAY), text_changed_on=TODAY),
        an_open_entry(waivers=(a_waiver(gates=frozenset({"G3"})),)),
        an_open_entry(waivers=(a_waiver(expires=TODAY - DAY),)),
        an_open_entry(justification=a_justification(facts_unchanged=False)),
    ],
)
def test_events_wording_foreign_waivers_and_changed_facts_end_clearness_in_the_watch(entry):
    assert not is_clear(judged(entry))


@pytest.mark.parametrize(
    ("today", "clear"), [(date(2027, 8, 22), True), (date(2027, 8, 23), False)]
)
def test_a_renewal_lapses_after_its_days_of_grace(today, clear):
    entry = an_entry("CP-IAM-03", renew_every_days=90)

    assert is_clear(judged(entry, today, live_since=LIVE)) is clear


def test_a_renewal_counts_from_the_review_that_accepted_it():
    renewal = a_review(evidence_digest="set 2", pieces=(nobody(101),), on=date(2027, 8, 5))
    entry = an_entry(
        renew_every_days=90,
        former=(a_piece(),),
        pieces=(a_piece(101),),
        set_digest="set 2",
        reviews=(a_review(), renewal),
    )

    assert is_clear(judged(entry, date(2027, 11, 17), live_since=LIVE))
    assert judged(entry, date(2027, 11, 18), live_since=LIVE).because is Because.RENEWAL_MISSED


@pytest.mark.parametrize(
    ("changes", "live"),
    [({"renew_is_report": True}, LIVE), ({}, None), ({"renew_every_days": None}, LIVE)],
)
def test_no_report_and_nothing_that_is_not_live_lapses_for_want_of_renewal(changes, live):
    entry = an_entry(**({"renew_every_days": 90} | changes))

    assert is_clear(judged(entry, date(2028, 4, 1), live_since=live))


def test_renewals_are_listed_through_the_last_day_of_the_stage():
    entry = an_entry(renew_every_days=30)
    first, second = LIVE + timedelta(days=30), LIVE + timedelta(days=60)

    assert renewals_due(entry, LIVE, second) == (first, second)
    assert renewals_due(entry, LIVE, second - DAY) == (first,)
    assert renewals_due(an_entry(), LIVE, second) == ()


@pytest.mark.parametrize(
    ("severity", "level", "lapsed"),
    [
        (Severity.CRITICAL, Level.MANDATORY, True),
        (Severity.HIGH, Level.MANDATORY, True),
        (Severity.MEDIUM, Level.MANDATORY, False),
        (Severity.LOW, Level.MANDATORY, False),
        (Severity.CRITICAL, Level.CONDITION, False),
    ],
)
def test_only_mandatory_entries_of_weight_make_a_lapse(severity, level, lapsed):
    watched = (a_watched_list(an_open_entry(severity=severity, level=level)),)

    assert bool(lapses(watched, (), TODAY)) is lapsed


@pytest.mark.parametrize(("due", "lapsed"), [(TODAY, False), (TODAY - DAY, True)])
def test_a_condition_lapses_on_the_day_after_it_was_due(due, lapsed):
    found = lapses((), (a_condition(due=due),), TODAY)

    assert bool(found) is lapsed
    assert all(lapse.since == TODAY for lapse in found)


@pytest.mark.parametrize(
    ("watched", "lapsed"),
    [
        (a_watched_list(an_entry("CP-ARC-08")), False),
        (a_watched_list(), False),
        (a_watched_list(an_open_entry("CP-ARC-08", severity=Severity.MEDIUM)), True),
    ],
)
def test_a_renewal_condition_ends_by_itself_when_its_entry_is_covered(watched, lapsed):
    overdue = a_condition(due=TODAY - DAY, renews="CP-ARC-08")

    assert bool(lapses((watched,), (overdue,), TODAY)) is lapsed


def test_an_entry_watched_twice_lapses_once():
    watched = (a_watched_list(an_open_entry()), a_watched_list(an_open_entry()))

    assert len(lapses(watched, (), TODAY)) == 1


CAMERA = date(2027, 6, 14)  # case B: a Monday


def case_b(today):
    """A camera is added: three critical entries begin to apply, and nothing is there for them."""
    names = ("CP-PRIV-03", "CP-ETH-01", "CP-ETH-02")
    entries = [
        an_open_entry(name, severity=Severity.CRITICAL, applicable_since=CAMERA) for name in names
    ]
    return lapses((a_watched_list(*entries, live_since=LIVE),), (), today)


def test_entries_that_come_to_apply_lapse_the_gate_that_day():
    found = case_b(CAMERA)

    assert [lapse.subject for lapse in found] == ["CP-PRIV-03", "CP-ETH-01", "CP-ETH-02"]
    assert {lapse.since for lapse in found} == {CAMERA}
    assert suspend_or_restore_by(found) == date(2027, 6, 15)


@pytest.mark.parametrize(
    ("today", "operation"),
    [(date(2027, 6, 15), Operation.LIVE), (date(2027, 6, 16), Operation.SUSPENDED)],
)
def test_a_pilot_nobody_acts_on_is_suspended_by_rule_after_the_due_day(today, operation):
    assert operation_by_rule(Operation.LIVE, case_b(today), today) is operation


@pytest.mark.parametrize("operation", [Operation.NEVER, Operation.OFF, Operation.SUSPENDED])
def test_a_rule_suspends_only_what_is_live(operation):
    today = date(2027, 7, 1)

    assert operation_by_rule(operation, case_b(today), today) is operation


def test_without_a_lapse_nothing_has_to_be_suspended():
    assert suspend_or_restore_by(()) is None
    assert operation_by_rule(Operation.LIVE, (), TODAY) is Operation.LIVE


def test_a_lapse_that_is_not_critical_leaves_five_working_days():
    watched = (a_watched_list(an_open_entry(applicable_since=CAMERA)),)

    assert suspend_or_restore_by(lapses(watched, (), CAMERA)) == date(2027, 6, 21)


LATER = TODAY + 30 * DAY


@pytest.mark.parametrize(
    ("entry", "since"),
    [
        (an_open_entry(), date(2027, 3, 3)),
        (an_open_entry(applicable_since=TODAY), TODAY),
        (an_entry(events=(an_event(TODAY),)), TODAY),
        (an_entry(pieces=(a_piece(valid_until=TODAY),)), TODAY + DAY),
        (an_entry(text_changed_at=at(TODAY), text_changed_on=TODAY), TODAY),
        (an_open_entry(waivers=(a_waiver(expires=TODAY),)), TODAY + DAY),
        (an_open_entry(waivers=(a_waiver(revoked_on=TODAY),)), TODAY),
        (
            an_entry(
                pieces=(),
                former=(a_piece(),),
                withdrawn=frozenset({nobody(100)}),
                withdrawn_on=TODAY,
            ),
            TODAY,
        ),
        (
            an_open_entry(
                justification=a_justification(facts_unchanged=False, facts_changed_on=TODAY)
            ),
            TODAY,
        ),
        (
            an_entry(reviews=(a_review(), a_review(on=TODAY, rejected=True))),
            TODAY,
        ),
    ],
)
def test_an_entry_is_open_since_the_day_on_which_it_stopped_being_clear(entry, since):
    assert unclear_since(entry, a_watched_list(entry), LATER) == since


def test_a_second_reason_does_not_postpone_the_beginning_of_a_lapse():
    entry = an_entry(pieces=(a_piece(valid_until=TODAY),), events=(an_event(TODAY + 10 * DAY),))

    assert unclear_since(entry, a_watched_list(entry), LATER) == TODAY + DAY


def test_a_lapse_that_was_mended_in_between_begins_anew():
    waiver = a_waiver(starts=TODAY + 5 * DAY, expires=TODAY + 9 * DAY)
    entry = an_entry(events=(an_event(TODAY),), waivers=(waiver,))

    assert unclear_since(entry, a_watched_list(entry), LATER) == TODAY + 10 * DAY


def test_a_missed_renewal_is_open_since_the_day_after_its_grace():
    entry = an_entry(renew_every_days=90)
    watched = a_watched_list(entry, live_since=LIVE)

    assert unclear_since(entry, watched, date(2027, 9, 30)) == date(2027, 8, 23)
