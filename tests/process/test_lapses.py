"""What lapses, since when, and what it does to a pilot: process.md, section 5 and case B."""

from datetime import date

import pytest

from tests.process.builders import (
    DAY,
    TODAY,
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
    overruns,
    suspend_or_restore_by,
    unclear_since,
)
from tracker.process.stages import Level, Operation, Severity
from tracker.process.status import is_clear, watched_status
from tracker.process.terms import Terms

LIVE = date(2027, 5, 10)
TERMS = Terms()


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


def watched_in_case_b():
    """A camera is added: three critical entries begin to apply, and nothing is there for them."""
    names = ("CP-PRIV-03", "CP-ETH-01", "CP-ETH-02")
    entries = [
        an_open_entry(name, severity=Severity.CRITICAL, applicable_since=CAMERA) for name in names
    ]
    return (a_watched_list(*entries, live_since=LIVE),)


def case_b(today):
    return lapses(watched_in_case_b(), (), today)


def test_entries_that_come_to_apply_lapse_the_gate_that_day():
    found = case_b(CAMERA)

    assert [lapse.subject for lapse in found] == ["CP-PRIV-03", "CP-ETH-01", "CP-ETH-02"]
    assert {lapse.since for lapse in found} == {CAMERA}
    assert suspend_or_restore_by(found, TERMS) == date(2027, 6, 15)


@pytest.mark.parametrize(
    ("today", "operation"),
    [(date(2027, 6, 15), Operation.LIVE), (date(2027, 6, 16), Operation.SUSPENDED)],
)
def test_a_pilot_nobody_acts_on_is_suspended_by_rule_after_the_due_day(today, operation):
    found = overruns(watched_in_case_b(), (), TERMS, today)

    assert operation_by_rule(Operation.LIVE, found) is operation


@pytest.mark.parametrize("operation", [Operation.NEVER, Operation.OFF, Operation.SUSPENDED])
def test_a_rule_suspends_only_what_is_live(operation):
    today = date(2027, 7, 1)

    found = overruns(watched_in_case_b(), (), TERMS, today)

    assert operation_by_rule(operation, found) is operation


def test_without_a_lapse_nothing_has_to_be_suspended():
    assert suspend_or_restore_by((), TERMS) is None
    assert operation_by_rule(Operation.LIVE, ()) is Operation.LIVE


def test_a_lapse_that_is_not_critical_leaves_five_working_days():
    watched = (a_watched_list(an_open_entry(applicable_since=CAMERA)),)

    assert suspend_or_restore_by(lapses(watched, (), CAMERA), TERMS) == date(2027, 6, 21)


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
            an_entry(pieces=(), former=(a_piece(withdrawn_on=TODAY),)),
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


def test_an_event_told_late_gives_the_time_to_act_from_the_day_it_was_told():
    told_late = an_event(TODAY - 20 * DAY, recorded_at=at(TODAY))
    entry = an_entry(severity=Severity.CRITICAL, events=(told_late,))
    watched = a_watched_list(entry, live_since=LIVE)

    assert unclear_since(entry, watched, LATER) == TODAY
    assert overruns((watched,), (), TERMS, TODAY) == ()


def test_a_later_withdrawal_of_another_piece_does_not_postpone_the_beginning_of_a_lapse():
    entry = an_entry(
        pieces=(),
        former=(a_piece(withdrawn_on=TODAY), a_piece(101, withdrawn_on=TODAY + 10 * DAY)),
        reviews=(a_review(pieces=(nobody(100), nobody(101))),),
    )

    assert unclear_since(entry, a_watched_list(entry), LATER) == TODAY


@pytest.mark.parametrize(
    "entry",
    [
        an_entry(reviews=(a_review(discounted_on=TODAY),)),
        an_open_entry(
            waivers=(a_waiver(discounted_on=TODAY, starts=date(2027, 3, 5), expires=LATER),)
        ),
    ],
)
def test_what_counts_no_more_counted_until_its_author_had_a_hand_in_it(entry):
    assert not is_clear(watched_status(entry, a_watched_list(entry), LATER))
    assert unclear_since(entry, a_watched_list(entry), LATER) == TODAY


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


def test_the_earlier_beginning_of_a_lapse_counts():
    early = a_watched_list(an_open_entry())
    late = a_watched_list(an_open_entry(applicable_since=TODAY))

    for watched in ((early, late), (late, early)):
        assert [lapse.since for lapse in lapses(watched, (), TODAY)] == [date(2027, 3, 3)]


def suspended_on(*watched, conditions=(), today=LATER):
    found = overruns(watched, conditions, TERMS, today)
    assert bool(found) is (operation_by_rule(Operation.LIVE, found) is Operation.SUSPENDED)
    return min((one.suspended_on for one in found), default=None)


@pytest.mark.parametrize(
    ("waits", "suspended"), [(7, None), (8, None), (9, TODAY + 8 * DAY), (20, TODAY + 8 * DAY)]
)
def test_what_time_alone_cleared_stays_suspended_once_its_time_to_act_was_over(waits, suspended):
    """Withdrawn on a Monday; five working days later, the Monday after, is the last day to act."""
    waiver = a_waiver(starts=TODAY + waits * DAY, granted_on=TODAY, expires=LATER)
    entry = an_open_entry(applicable_since=TODAY, waivers=(waiver,))
    watched = a_watched_list(entry, live_since=date(2027, 3, 10))

    assert lapses((watched,), (), LATER) == ()
    assert suspended_on(watched) == suspended


def test_a_spell_before_the_restoration_suspends_nothing_again():
    waiver = a_waiver(starts=TODAY + 10 * DAY, granted_on=TODAY, expires=LATER)
    entry = an_open_entry(applicable_since=TODAY, waivers=(waiver,))
    live = {"live_since": date(2027, 3, 10), "live_from": TODAY + 10 * DAY}

    assert suspended_on(a_watched_list(entry, **live)) is None


def test_a_lapse_told_of_later_than_it_began_suspends_no_earlier_than_the_restoration():
    entry = an_open_entry(applicable_since=TODAY)
    live = {"live_since": date(2027, 3, 10), "live_from": TODAY + 20 * DAY}

    assert suspended_on(a_watched_list(entry, **live)) == TODAY + 20 * DAY


def test_an_overdue_renewal_suspends_unless_its_entry_is_covered_in_time():
    late = an_open_entry(applicable_since=TODAY, severity=Severity.MEDIUM)
    waiver = a_waiver(starts=TODAY + 12 * DAY, granted_on=TODAY, expires=LATER)
    covered = an_open_entry(applicable_since=TODAY, severity=Severity.MEDIUM, waivers=(waiver,))
    renewal = a_condition(due=TODAY, renews="CP-ARC-06")
    live = {"live_since": date(2027, 3, 10)}

    assert suspended_on(a_watched_list(late, **live), conditions=(renewal,)) == TODAY + 9 * DAY
    assert suspended_on(a_watched_list(covered, **live), conditions=(renewal,)) == TODAY + 9 * DAY
    soon = a_condition(due=TODAY + 6 * DAY, renews="CP-ARC-06")
    assert suspended_on(a_watched_list(covered, **live), conditions=(soon,)) is None


def test_an_installation_may_allow_other_times():
    watched = (a_watched_list(an_open_entry(applicable_since=CAMERA)),)
    longer = Terms(suspend_working_days=10)

    assert suspend_or_restore_by(lapses(watched, (), CAMERA), longer) == date(2027, 6, 28)
    assert overruns(watched, (), longer, date(2027, 6, 28)) == ()
