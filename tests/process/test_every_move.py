"""What every decision that moves the project asks: process.md, sections 3 to 6."""

from datetime import date

import pytest
from msgspec.structs import replace

from tests.process.asking import LISTED, MOVES, changed, missing
from tests.process.builders import (
    DAY,
    TODAY,
    VISIT,
    a_condition,
    a_dossier,
    a_panel,
    a_piece,
    a_review,
    a_rework_point,
    a_waiver,
    a_watched_list,
    an_entry,
    an_indicator,
    an_open_entry,
    compliance,
    record,
)
from tracker.kernel.actor import Role
from tracker.process import (
    GATE_BY_ID,
    expected,
    uncovered,
    unmet,
)
from tracker.process.dossier import PilotFacts
from tracker.process.stages import (
    Level,
    Severity,
    Stage,
    Status,
    Verdict,
)
from tracker.process.unmet import FixKind


@pytest.mark.parametrize(("gate", "leads_to"), MOVES)
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"compliance": compliance(an_open_entry())}, "checklist_is_clear"),
        (
            {"compliance": compliance(watched=(a_watched_list(an_open_entry()),))},
            "nothing_has_lapsed",
        ),
        ({"record": record(a_condition())}, "no_condition_is_open"),
        ({"record": record(points=(a_rework_point(),))}, "rework_points_are_confirmed"),
        ({"panel": None}, "every_seat_can_be_filled"),
    ],
)
def test_every_move_asks_the_same_whatever_the_verdict(gate, leads_to, changes, rule):
    if "panel" in changes:
        changes = {"panel": a_panel(gate, candidates=())}
    dossier = a_dossier(gate, leads_to, **changes)

    for verdict in (Verdict.PASS, Verdict.CONDITIONS, Verdict.REWORK):
        assert {name for name, _ in missing(gate, leads_to, dossier, verdict)} == {rule}


@pytest.mark.parametrize(("gate", "leads_to"), MOVES)
@pytest.mark.parametrize("status", [status for status in Status if status is not Status.ACTIVE])
def test_only_an_active_project_moves(gate, leads_to, status):
    dossier = changed(gate, leads_to, status=status)

    assert missing(gate, leads_to, dossier) == [("project_is_active", "status")]


@pytest.mark.parametrize(
    ("end", "shut"), [(None, True), (TODAY - DAY, True), (TODAY, False), (TODAY + DAY, False)]
)
def test_a_move_needs_a_planned_end_of_the_next_stage_that_has_not_passed(end, shut):
    dossier = changed("G2", Stage.STUDY, planned_end=end)

    rules = [rule for rule, _ in missing("G2", Stage.STUDY, dossier)]

    assert (rules == ["next_stage_has_a_planned_end"]) is shut


def test_follow_up_needs_no_planned_end():
    dossier = changed("G6", Stage.FOLLOW_UP, planned_end=None)

    assert missing("G6", Stage.FOLLOW_UP, dossier) == []


@pytest.mark.parametrize("level", [Level.CONDITION, Level.RECOMMENDED])
def test_only_mandatory_entries_hold_up_a_conditional_pass(level):
    dossier = a_dossier(compliance=compliance(an_open_entry(level=level)))

    assert missing("G4", Stage.PILOT, dossier, Verdict.CONDITIONS) == []


@pytest.mark.parametrize(("level", "shut"), [(Level.CONDITION, True), (Level.RECOMMENDED, False)])
@pytest.mark.parametrize(("gate", "leads_to"), LISTED)
def test_an_open_entry_of_level_condition_shuts_a_pass_and_becomes_a_condition(
    gate, leads_to, level, shut
):
    dossier = a_dossier(gate, leads_to, compliance=compliance(an_open_entry(level=level)))

    points = missing(gate, leads_to, dossier)

    assert (points == [("condition_entries_are_clear", "CP-ARC-06")]) is shut


def test_the_checklist_names_the_entry_the_reason_and_the_remedy():
    waiver = a_waiver(expires=TODAY - DAY)
    entry = an_open_entry(waivers=(waiver,), applicable_since=TODAY - 8 * DAY)
    dossier = a_dossier(compliance=compliance(entry))

    (point,) = unmet(GATE_BY_ID["G4"], dossier, Verdict.PASS, Stage.PILOT)

    assert point.why == (
        "Protected links: waiver ended 2 May 2027; nothing has been handed in; "
        "hand in: Protocol of the test."
    )
    assert point.owed_by == (Role.FIRM_MEMBER,)
    assert point.since == TODAY - DAY
    assert (point.fix.kind, point.fix.id) == (FixKind.REQUIREMENT, "CP-ARC-06")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (an_entry(pieces=(a_piece(valid_until=TODAY - DAY),)), "ended on 2 May 2027"),
        (an_entry(pieces=(a_piece(effective_on=TODAY + DAY),)), "takes effect only later"),
        (
            an_entry(rechecked_each_gate=True, reviews=(a_review(visit=VISIT - 1),)),
            "reviewed again in this stage",
        ),
        (an_entry(reviews=(a_review(rejected=True),)), "did not accept"),
        (an_entry(reviews=(a_review(ticked=frozenset({0})),)), "only a part of the criteria"),
        (an_entry(reviews=(), review_begun=True), "has begun"),
        (an_entry(reviews=()), "waits for a review"),
    ],
)
def test_every_reason_has_its_sentence(entry, says):
    dossier = a_dossier(compliance=compliance(entry))

    (point,) = unmet(GATE_BY_ID["G4"], dossier, Verdict.PASS, Stage.PILOT)

    assert says in point.why


@pytest.mark.parametrize(
    ("due", "renews", "rules"),
    [
        (TODAY + DAY, None, ["no_condition_is_open"]),
        (TODAY - DAY, None, ["no_condition_is_open"]),
        (TODAY, "CP-ARC-06", []),
        (TODAY - DAY, "CP-ARC-06", ["nothing_has_lapsed"]),
    ],
)
def test_a_renewal_condition_blocks_from_the_day_after_it_was_due(due, renews, rules):
    entry = an_open_entry(severity=Severity.MEDIUM)
    dossier = a_dossier(
        compliance=compliance(watched=(a_watched_list(entry),)),
        record=record(a_condition(due=due, renews=renews)),
    )

    assert [rule for rule, _ in missing("G4", Stage.PILOT, dossier)] == rules


@pytest.mark.parametrize(
    ("answered", "confirmed", "open_"),
    [(False, False, True), (True, False, True), (True, True, False)],
)
def test_a_rework_point_blocks_until_it_is_confirmed(answered, confirmed, open_):
    point = a_rework_point(answered=answered, confirmed=confirmed)
    dossier = a_dossier(record=record(points=(point,)))

    assert bool(missing("G4", Stage.PILOT, dossier)) is open_


@pytest.mark.parametrize(("gate", "leads_to"), LISTED)
@pytest.mark.parametrize(
    "entry",
    [
        an_entry(pieces=(a_piece(valid_until=TODAY),)),
        an_open_entry(waivers=(a_waiver(expires=TODAY, gates=frozenset(GATE_BY_ID)),)),
    ],
)
def test_assurance_that_ends_before_the_next_stage_asks_for_a_condition(gate, leads_to, entry):
    entry = replace(entry, gate=gate, reviews=(a_review(gate=gate),) if entry.reviews else ())
    dossier = a_dossier(gate, leads_to, compliance=compliance(entry))

    assert missing(gate, leads_to, dossier) == [("assurance_outlasts_the_next_stage", "CP-ARC-06")]
    assert missing(gate, leads_to, dossier, Verdict.CONDITIONS) == []


END = TODAY + 90 * DAY
FIRST_CHECK_IN = date(2027, 11, 3)


@pytest.mark.parametrize(
    ("gate", "leads_to", "ends", "short"),
    [
        ("G4", Stage.PILOT, END, False),
        ("G4", Stage.PILOT, END - DAY, True),
        ("G6", Stage.FOLLOW_UP, FIRST_CHECK_IN, False),
        ("G6", Stage.FOLLOW_UP, FIRST_CHECK_IN - DAY, True),
    ],
)
def test_the_horizon_is_the_planned_end_or_the_first_check_in(gate, leads_to, ends, short):
    entry = an_entry(gate=gate, reviews=(a_review(gate=gate),), pieces=(a_piece(valid_until=ends),))
    dossier = a_dossier(gate, leads_to, compliance=compliance(entry))

    assert bool(missing(gate, leads_to, dossier)) is short


def test_the_horizon_says_by_when_to_renew():
    entry = an_entry("CP-ARC-08", pieces=(a_piece(valid_until=date(2027, 7, 25)),))
    dossier = a_dossier(compliance=compliance(entry))

    (point,) = expected(GATE_BY_ID["G4"], dossier, Stage.PILOT)

    assert "ends on 25 July 2027, before 1 August 2027" in point.why
    assert "“renew by 25 July 2027”" in point.why


def test_every_expected_point_needs_a_condition_that_names_its_subject():
    gate = GATE_BY_ID["G4"]
    dossier = a_dossier(
        compliance=compliance(an_open_entry(level=Level.CONDITION)),
        pilot=PilotFacts(indicators=(an_indicator(has_baseline=False),), evaluation=None),
    )

    left = uncovered(gate, dossier, Stage.PILOT, ["CP-ARC-06"])

    assert [point.subject for point in left] == ["K1"]
    assert uncovered(gate, dossier, Stage.PILOT, {"CP-ARC-06", "K1"}) == ()
