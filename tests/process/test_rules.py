"""The table of gates, row by row: process.md, section 3."""

import pytest
from msgspec.structs import replace

from tests.process.asking import changed, missing
from tests.process.builders import (
    DAY,
    TODAY,
    a_deliverable,
    a_dossier,
    a_move,
    a_project,
    a_proposal,
    an_entry,
    an_evaluation,
    an_indicator,
    an_open_entry,
    compliance,
)
from tracker.process import (
    GATE_BY_ID,
    expected,
    unmet,
)
from tracker.process.dossier import ContractFacts, PilotFacts, StudyFacts
from tracker.process.stages import (
    Level,
    Operation,
    Stage,
    Verdict,
)


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
        study=StudyFacts(deliverables=()),
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
