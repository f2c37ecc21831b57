"""The second clock, by which entries are watched after their gate: process.md, section 5."""

from datetime import date, timedelta

import pytest

from tests.process.builders import (
    DAY,
    TODAY,
    VISIT,
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
from tracker.process.status import (
    Because,
    Standing,
    is_clear,
    renewal_due,
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
        pieces=(),
        former=(a_piece(withdrawn_on=TODAY),),
    )

    assert judged(entry).because is Because.WITHDRAWN


def test_a_review_of_unknown_evidence_counts_as_withdrawn():
    entry = an_entry(pieces=(a_piece(101),))

    assert judged(entry).standing is Standing.LAPSED


def test_a_later_rejection_of_the_same_set_overturns_the_review():
    entry = an_entry(reviews=(a_review(), a_review(on=TODAY - DAY, rejected=True)))

    assert judged(entry).standing is Standing.NOT_MET


OLDER = a_review(evidence_digest="older set", pieces=(nobody(99),), on=TODAY - 30 * DAY)


def watching_two(piece=None, gone=False, *later):
    """An older set and a newer one, both accepted; what became of the newer one since."""
    newer = piece or a_piece()
    return an_entry(
        pieces=() if gone else (newer,),
        former=(a_piece(99), a_piece(withdrawn_on=TODAY)) if gone else (a_piece(99),),
        reviews=(OLDER, a_review(), *later),
    )


@pytest.mark.parametrize(
    ("entry", "standing"),
    [
        (watching_two(), Standing.MET),
        (watching_two(a_piece(valid_until=TODAY - DAY)), Standing.LAPSED),
        (watching_two(None, True), Standing.LAPSED),
        (watching_two(None, False, a_review(on=TODAY - DAY, rejected=True)), Standing.NOT_MET),
        (
            watching_two(None, False, a_review(on=TODAY - DAY, ticked=frozenset({0}))),
            Standing.PARTIALLY_MET,
        ),
    ],
)
def test_an_older_proof_does_not_revive_an_entry_whose_newest_one_ended(entry, standing):
    assert judged(entry).standing is standing


def said_of_newer_evidence(**said):
    newer = a_review(evidence_digest="newer set", pieces=(nobody(101),), on=TODAY - DAY, **said)
    return an_entry(
        set_digest="newer set",
        pieces=(a_piece(101),),
        former=(a_piece(),),
        reviews=(a_review(), newer),
    )


@pytest.mark.parametrize(
    ("said", "clear"),
    [
        ({"more_wanted": True}, True),
        ({"sample_wanted": True}, True),
        ({"rejected": True}, False),
        ({"ticked": frozenset({0})}, False),
    ],
)
def test_newer_evidence_ends_what_stood_only_where_its_review_says_no(said, clear):
    assert is_clear(judged(said_of_newer_evidence(**said))) is clear


def test_a_set_put_back_waits_for_a_review_after_what_was_said_of_the_newer_one():
    entry = an_entry(
        former=(a_piece(101),),
        reviews=(
            a_review(),
            a_review(
                evidence_digest="newer set", pieces=(nobody(101),), on=TODAY - DAY, rejected=True
            ),
        ),
    )

    assert judged(entry).standing is Standing.NOT_MET


@pytest.mark.parametrize(("visit", "clear"), [(VISIT - 1, True), (VISIT - 2, False)])
def test_the_watch_keeps_what_was_reviewed_in_the_visit_of_the_decision(visit, clear):
    entry = an_entry(rechecked_each_gate=True, reviews=(a_review(visit=visit),))

    assert is_clear(judged(entry)) is clear


@pytest.mark.parametrize(("since", "clear"), [(TODAY - 10 * DAY, True), (TODAY - 9 * DAY, False)])
def test_an_entry_that_applies_again_needs_a_new_review(since, clear):
    entry = an_entry(applicable_since=since)

    assert is_clear(judged(entry)) is clear


@pytest.mark.parametrize(("hour", "clear"), [(11, True), (12, True), (13, False)])
def test_a_review_made_earlier_on_the_day_on_which_the_entry_came_to_apply_does_not_stand(
    hour, clear
):
    day = TODAY - 10 * DAY
    entry = an_entry(applicable_since=day, applicable_since_at=at(day, hour))

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
        pieces=(a_piece(101, effective_on=date(2027, 8, 5)),),
        set_digest="set 2",
        reviews=(a_review(), renewal),
    )

    assert is_clear(judged(entry, date(2027, 11, 17), live_since=LIVE))
    assert judged(entry, date(2027, 11, 18), live_since=LIVE).because is Because.RENEWAL_MISSED


RENEWED = date(2027, 8, 5)


@pytest.mark.parametrize(
    ("effective", "again", "due_from"),
    [
        (LIVE - DAY, None, LIVE),
        (LIVE, None, RENEWED),
        (RENEWED, None, RENEWED),
        (RENEWED, RENEWED, RENEWED),
        (RENEWED, date(2027, 10, 1), RENEWED),
    ],
)
def test_only_something_new_renews_and_the_same_set_ticked_again_does_not(
    effective, again, due_from
):
    said = {"evidence_digest": "set 2", "pieces": (nobody(101),)}
    renewal = a_review(on=RENEWED, **said)
    entry = an_entry(
        renew_every_days=90,
        former=(a_piece(),),
        pieces=(a_piece(101, effective_on=effective),),
        set_digest="set 2",
        reviews=(a_review(), renewal, *([a_review(on=again, **said)] if again else [])),
    )

    assert renewal_due(entry, LIVE) == due_from + 90 * DAY


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


def test_a_withdrawn_renewal_renews_nothing():
    renewal = a_review(evidence_digest="set 2", pieces=(nobody(101),), on=date(2027, 8, 5))
    entry = an_entry(
        renew_every_days=90,
        former=(a_piece(101, effective_on=date(2027, 8, 5), withdrawn_on=date(2027, 8, 6)),),
        reviews=(a_review(), renewal),
    )

    assert judged(entry, date(2027, 8, 23), live_since=LIVE).standing is Standing.LAPSED


def test_a_review_that_names_no_evidence_does_not_stand():
    assert judged(an_entry(reviews=(a_review(pieces=()),))).standing is Standing.LAPSED
