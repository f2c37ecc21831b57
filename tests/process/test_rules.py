"""The table of gates, row by row: process.md, section 3 to 6."""

from datetime import date

import pytest
from msgspec.structs import replace

from tests.process.builders import (
    DAY,
    TODAY,
    VISIT,
    a_condition,
    a_deliverable,
    a_dossier,
    a_move,
    a_panel,
    a_piece,
    a_project,
    a_proposal,
    a_review,
    a_rework_point,
    a_waiver,
    a_watched_list,
    an_entry,
    an_evaluation,
    an_indicator,
    an_open_entry,
    compliance,
    record,
)
from tracker.kernel.actor import Role
from tracker.process import (
    GATE_BY_ID,
    GATES,
    expected,
    gate_before,
    permitted,
    uncovered,
    unmet,
    way_of,
)
from tracker.process.dossier import ContractFacts, PilotFacts, StudyFacts
from tracker.process.stages import (
    Level,
    Operation,
    Scaling,
    Severity,
    Stage,
    Status,
    Verdict,
)
from tracker.process.unmet import FixKind

MOVES = [(gate.id, way.to) for gate in GATES for way in gate.ways]
LISTED = [(gate.id, way.to) for gate in GATES for way in gate.ways if way.checklist is not None]
NO_DELIVERABLES = StudyFacts(deliverables=())


def missing(gate, leads_to, dossier, verdict=Verdict.PASS):
    """What stands in the way, as (rule, subject)."""
    points = unmet(GATE_BY_ID[gate], dossier, verdict, leads_to)
    return [(point.rule, point.subject) for point in points]


def changed(gate, leads_to, **changes):
    """A dossier before the gate in which the project differs."""
    return a_dossier(gate, leads_to, project=a_project(gate, leads_to, **changes))


@pytest.mark.parametrize(("gate", "leads_to"), MOVES)
def test_nothing_stands_in_the_way_when_everything_is_in_order(gate, leads_to):
    assert missing(gate, leads_to, a_dossier(gate, leads_to)) == []


def test_the_table_leads_where_the_process_says():
    table = {gate.id: [(way.to.value, way.checklist) for way in gate.ways] for gate in GATES}

    assert table == {
        "G1": [("commissioning", "G1")],
        "G2": [("study", "G2")],
        "G3": [("preparation", "G3"), ("decision", "G3")],
        "G4": [("pilot", "G4"), ("decision", None)],
        "G5": [("decision", "G5"), ("pilot", "G4")],
        "G6": [("follow_up", "G6"), ("preparation", None), ("pilot", "G4")],
    }


@pytest.mark.parametrize(("gate", "leads_to"), MOVES)
def test_only_the_usual_way_needs_no_reason(gate, leads_to):
    ways = GATE_BY_ID[gate].ways

    assert way_of(GATE_BY_ID[gate], leads_to).needs_reason is (ways[0].to is not leads_to)


def test_every_stage_but_follow_up_ends_with_a_gate():
    assert {stage: gate_before(stage) for stage in Stage} == {
        **{gate.stage: gate for gate in GATES},
        Stage.FOLLOW_UP: None,
    }


def test_a_destination_that_the_table_does_not_know_is_an_error():
    gate = GATE_BY_ID["G1"]

    assert way_of(gate, Stage.PILOT) is None
    with pytest.raises(LookupError, match="G1 does not lead to pilot"):
        unmet(gate, a_dossier("G1"), Verdict.PASS, Stage.PILOT)


@pytest.mark.parametrize("verdict", [Verdict.REWORK, Verdict.HOLD, Verdict.STOP])
@pytest.mark.parametrize("gate", [gate.id for gate in GATES])
def test_what_does_not_move_the_project_asks_nothing_of_the_dossier(gate, verdict):
    dossier = a_dossier(
        gate,
        compliance=compliance(an_open_entry()),
        record=record(a_condition(due=TODAY - DAY)),
        panel=a_panel(gate, candidates=()),
    )

    assert missing(gate, None, dossier, verdict) == []
    assert expected(GATE_BY_ID[gate], dossier, None) == ()


# What every move asks.


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
        "CP-ARC-06 Protected links: waiver ended 2 May 2027; nothing has been handed in; "
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


# Each row of the table.


@pytest.mark.parametrize(
    ("proposal", "points"),
    [
        (None, [("proposal_is_submitted", "proposal")]),
        (a_proposal(submitted=False), [("proposal_is_submitted", "proposal")]),
        (a_proposal(eligible=None), [("proposal_is_eligible", "eligibility")]),
        (a_proposal(eligible=False), [("proposal_is_eligible", "eligibility")]),
        (a_proposal(scores_missing=1), [("scores_are_in", "scores")]),
        (a_proposal(places_left=1), []),
        (a_proposal(places_left=0), [("call_has_a_place_left", "places")]),
    ],
)
def test_g1_selects_an_eligible_scored_proposal_for_a_place(proposal, points):
    dossier = a_dossier("G1", proposal=proposal)

    assert missing("G1", Stage.COMMISSIONING, dossier) == points


@pytest.mark.parametrize("kind", ["contract", "beneficiary_agreement", "security_terms"])
def test_g2_asks_every_agreement(kind):
    kinds = {"contract", "beneficiary_agreement", "security_terms"}
    dossier = a_dossier("G2", contract=ContractFacts(on_file=frozenset(kinds - {kind})))

    assert missing("G2", Stage.STUDY, dossier) == [("agreements_are_on_file", kind)]


PREPARATION_PLAN = a_deliverable("D11", only_for_pilot=True, accepted_version=None)


@pytest.mark.parametrize(
    ("deliverables", "with_pilot", "without"),
    [
        ((a_deliverable(),), [], []),
        ((a_deliverable(accepted_version=None),), ["D07"], ["D07"]),
        ((a_deliverable(), PREPARATION_PLAN), ["D11"], []),
        ((a_deliverable(), a_deliverable("D12", required=False, accepted_version=None)), [], []),
        ((a_deliverable(stage=Stage.PREPARATION),), ["plan"], ["plan"]),
        ((), ["plan"], ["plan"]),
    ],
)
def test_g3_asks_the_deliverables_of_the_study(deliverables, with_pilot, without):
    study = StudyFacts(deliverables=deliverables)

    for leads_to, subjects in ((Stage.PREPARATION, with_pilot), (Stage.DECISION, without)):
        dossier = a_dossier("G3", leads_to, study=study)
        assert [subject for _, subject in missing("G3", leads_to, dossier)] == subjects


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"submitted_by": frozenset()}, "has not been handed in"),
        ({}, "accept or return it"),
        ({"returned_on": TODAY}, "was returned on 3 May 2027"),
    ],
)
def test_a_deliverable_says_what_it_waits_for(changes, says):
    deliverable = a_deliverable(accepted_version=None, **changes)
    dossier = a_dossier("G3", study=StudyFacts(deliverables=(deliverable,)))

    (point,) = unmet(GATE_BY_ID["G3"], dossier, Verdict.PASS, Stage.PREPARATION)

    assert says in point.why
    assert point.since == (changes.get("returned_on") or TODAY - 60 * DAY)


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({"owner_after": None}, [("time_after_is_provided_for", "owner_after")]),
        ({"funding_after": ""}, [("time_after_is_provided_for", "funding_after")]),
    ],
)
def test_g4_asks_who_owns_and_pays_for_the_time_after(changes, points):
    assert missing("G4", Stage.PILOT, changed("G4", Stage.PILOT, **changes)) == points


def test_g4_asks_that_the_installation_is_accepted():
    installation = a_deliverable("P01", stage=Stage.PREPARATION, accepted_version=None)
    dossier = a_dossier(study=StudyFacts(deliverables=(installation,)))

    assert missing("G4", Stage.PILOT, dossier) == [("installation_is_accepted", "P01")]


@pytest.mark.parametrize(
    ("indicators", "subjects"),
    [((), ["indicators"]), ((an_indicator(has_baseline=False),), ["K1"]), ((an_indicator(),), [])],
)
def test_g4_expects_indicators_with_baselines(indicators, subjects):
    dossier = a_dossier(pilot=PilotFacts(indicators=indicators, evaluation=None))

    assert [subject for _, subject in missing("G4", Stage.PILOT, dossier)] == subjects
    assert missing("G4", Stage.PILOT, dossier, Verdict.CONDITIONS) == []


@pytest.mark.parametrize(("installed", "subjects"), [(True, ["removal"]), (False, [])])
def test_no_pilot_after_all_asks_only_who_removes_what_was_installed(installed, subjects):
    project = a_project("G4", Stage.DECISION, installed=installed)
    bare = a_dossier(
        "G4",
        Stage.DECISION,
        project=project,
        study=NO_DELIVERABLES,
        pilot=PilotFacts(indicators=(), evaluation=None),
        compliance=compliance(),
    )

    assert [subject for _, subject in missing("G4", Stage.DECISION, bare)] == subjects
    assert missing("G4", Stage.DECISION, bare, Verdict.CONDITIONS) == []


def test_the_decision_by_way_of_g5_went_live():
    dossier = changed("G5", Stage.DECISION, went_live=False)

    assert missing("G5", Stage.DECISION, dossier) == [("pilot_went_live", "went_live")]


@pytest.mark.parametrize("evaluation", [None, an_evaluation(accepted=False)])
def test_g5_asks_an_accepted_evaluation(evaluation):
    dossier = a_dossier("G5", pilot=PilotFacts(indicators=(), evaluation=evaluation))

    assert missing("G5", Stage.DECISION, dossier) == [("evaluation_is_accepted", "evaluation")]


@pytest.mark.parametrize(
    ("operation", "after", "until", "said"),
    [
        (Operation.LIVE, None, None, False),
        (Operation.LIVE, Operation.NEVER, None, False),
        (Operation.LIVE, Operation.OFF, None, True),
        (Operation.LIVE, Operation.SUSPENDED, None, True),
        (Operation.LIVE, Operation.LIVE, None, False),
        (Operation.LIVE, Operation.LIVE, TODAY, True),
        (Operation.LIVE, Operation.LIVE, TODAY - DAY, False),
        (Operation.SUSPENDED, Operation.LIVE, TODAY, False),
    ],
)
def test_g5_says_what_becomes_of_the_operation(operation, after, until, said):
    dossier = replace(
        changed("G5", Stage.DECISION, operation=operation),
        move=a_move(operation_after=after, live_until=until),
    )

    assert (missing("G5", Stage.DECISION, dossier) == []) is said


@pytest.mark.parametrize("gate", ["G5", "G6"])
@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"g4_in_force": False}, ["pilot_approval_is_in_force"]),
        ({"operation": Operation.OFF}, ["equipment_is_live_or_suspended"]),
        ({"operation": Operation.NEVER}, ["equipment_is_live_or_suspended"]),
        ({"operation": Operation.LIVE}, []),
        ({"extensions": 1}, []),
        ({"extensions": 2}, ["an_extension_is_left"]),
        ({"planned_end": None}, ["next_stage_has_a_planned_end"]),
    ],
)
def test_an_extension_needs_an_approved_pilot_in_the_street_and_one_left(gate, changes, rules):
    dossier = changed(gate, Stage.PILOT, **changes)

    assert [rule for rule, _ in missing(gate, Stage.PILOT, dossier)] == rules


@pytest.mark.parametrize(
    ("gate", "leads_to"),
    [("G5", Stage.PILOT), ("G6", Stage.PILOT), ("G6", Stage.PREPARATION)],
)
def test_open_entries_of_the_scaling_decision_are_carried_as_conditions(gate, leads_to):
    carried = (
        an_open_entry("CP-EXIT-01", gate="G6"),
        an_open_entry("CP-EXIT-02", gate="G6", level=Level.RECOMMENDED),
        an_entry("CP-EXIT-03", gate="G6"),
    )
    dossier = a_dossier(gate, leads_to, compliance=compliance(become_conditions=carried))

    points = expected(GATE_BY_ID[gate], dossier, leads_to)

    assert [point.subject for point in points] == ["CP-EXIT-01"]
    assert missing(gate, leads_to, dossier, Verdict.REWORK) == []


@pytest.mark.parametrize(
    ("operation", "unit", "rules"),
    [
        (Operation.OFF, None, []),
        (Operation.NEVER, None, []),
        (Operation.LIVE, "Roads department", []),
        (Operation.LIVE, None, ["operation_is_off_or_handed_over"]),
        (Operation.SUSPENDED, None, ["operation_is_off_or_handed_over"]),
    ],
)
def test_scaling_leaves_nothing_in_the_street_without_an_owner(operation, unit, rules):
    dossier = changed("G6", Stage.FOLLOW_UP, operation=operation, handed_over_to=unit)

    assert [rule for rule, _ in missing("G6", Stage.FOLLOW_UP, dossier)] == rules


def test_scaling_asks_an_accepted_memo():
    memo = a_deliverable("P05", stage=Stage.DECISION, accepted_version=None)
    dossier = a_dossier("G6", study=StudyFacts(deliverables=(memo,)))

    assert missing("G6", Stage.FOLLOW_UP, dossier) == [("memo_is_accepted", "P05")]


@pytest.mark.parametrize(
    ("changes", "went_live", "said"),
    [
        ((), True, False),
        (("scope", "site", "supplier", "contract", "release"), True, True),
        (("first_pilot",), False, True),
        (("first_pilot",), True, False),
        (("colour",), True, False),
    ],
)
def test_another_pilot_says_what_changes(changes, went_live, said):
    dossier = replace(
        changed("G6", Stage.PREPARATION, went_live=went_live), move=a_move(changes=changes)
    )

    assert (missing("G6", Stage.PREPARATION, dossier, Verdict.REWORK) == []) is said


# Which verdicts lead where.


@pytest.mark.parametrize(("gate", "leads_to"), MOVES)
def test_a_destination_is_reached_by_its_own_verdicts_alone(gate, leads_to):
    backwards = gate == "G6" and leads_to is not Stage.FOLLOW_UP
    kinds = {Stage.FOLLOW_UP: Scaling.ROLL_OUT, Stage.PREPARATION: Scaling.ADAPT}
    scaling = kinds.get(leads_to, Scaling.EXTEND) if gate == "G6" else None

    allowed = {one for one in Verdict if permitted(GATE_BY_ID[gate], one, leads_to, scaling)}

    assert allowed == ({Verdict.REWORK} if backwards else {Verdict.PASS, Verdict.CONDITIONS})


@pytest.mark.parametrize("gate", [gate.id for gate in GATES])
def test_rework_that_stays_hold_and_stop_lead_nowhere(gate):
    end = Scaling.STOP if gate == "G6" else None

    assert permitted(GATE_BY_ID[gate], Verdict.REWORK, None, None)
    assert permitted(GATE_BY_ID[gate], Verdict.HOLD, None, None)
    assert permitted(GATE_BY_ID[gate], Verdict.STOP, None, end)
    assert permitted(GATE_BY_ID[gate], Verdict.STOP, None, Scaling.REFER)
    assert not permitted(GATE_BY_ID[gate], Verdict.PASS, None, None)
    assert not permitted(GATE_BY_ID[gate], Verdict.CONDITIONS, None, None)


@pytest.mark.parametrize(
    ("gate", "verdict", "leads_to", "scaling"),
    [
        ("G1", Verdict.PASS, Stage.STUDY, None),
        ("G6", Verdict.PASS, Stage.FOLLOW_UP, None),
        ("G6", Verdict.PASS, Stage.FOLLOW_UP, Scaling.EXTEND),
        ("G6", Verdict.REWORK, Stage.PILOT, Scaling.ADAPT),
        ("G6", Verdict.STOP, None, None),
        ("G6", Verdict.HOLD, None, Scaling.STOP),
        ("G3", Verdict.PASS, Stage.PREPARATION, Scaling.ROLL_OUT),
    ],
)
def test_what_the_table_does_not_know_is_not_permitted(gate, verdict, leads_to, scaling):
    assert not permitted(GATE_BY_ID[gate], verdict, leads_to, scaling)
