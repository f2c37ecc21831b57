"""Each fault of a catalogue is told with its place: in one field, or between its parts."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.compliance.faulty import entry, faults, profile, requirement, written

Change = Callable[[dict[str, Any]], object]

FIELDS: list[tuple[str, Change]] = [
    ("schema", lambda c: c.update(schema="wego-cp-catalogue/3")),
    ("catalogue.status", lambda c: c["catalogue"].update(status="final")),
    ("catalogue.published", lambda c: c["catalogue"].update(published="23 November")),
    ("defaults.grace_days", lambda c: c["defaults"].update(grace_days=-1)),
    ("requirements", lambda c: c.update(requirements=[])),
    ("levels.optional.id", lambda c: c["levels"][0].update(id="optional")),
    ("facts.cloud.help", lambda c: next(f for f in c["facts"] if f["id"] == "cloud").pop("help")),
    ("requirements.CP-GOV-01.owner", lambda c: requirement(c).update(owner="city")),
    ("requirements.CP-GOV-01.statement", lambda c: requirement(c).pop("statement")),
    ("requirements.CP-GOV-01.title", lambda c: requirement(c).update(title=" ")),
    ("requirements.CP-GOV-01.severity", lambda c: requirement(c).update(severity="grave")),
    ("requirements.CP-GOV-01.provided_by", lambda c: requirement(c).update(provided_by=[])),
    (
        "requirements.CP-GOV-01.provided_by.0",
        lambda c: requirement(c).update(provided_by=["mayor"]),
    ),
    ("requirements.CP-GOV-01.gates.G1.level", lambda c: entry(c).update(level="must")),
    ("requirements.CP-GOV-01.gates.G7.gate", lambda c: entry(c).update(gate="G7")),
    (
        "requirements.CP-GOV-01.gates.G6.outcomes.0",
        lambda c: entry(c, gate="G6").update(outcomes=["sell"]),
    ),
    (
        "requirements.CP-GOV-01.acceptance_criteria.0.from",
        lambda c: requirement(c)["acceptance_criteria"][0].update({"from": "G9"}),
    ),
    (
        "requirements.CP-GOV-01.evidence_validity_days",
        lambda c: requirement(c).update(evidence_validity_days="365"),
    ),
    (
        "requirements.CP-GOV-01.waiver.max_days",
        lambda c: requirement(c)["waiver"].update(max_days=0),
    ),
    (
        "requirements.CP-GOV-01.applies_when.always",
        lambda c: requirement(c).update(applies_when={"always": "yes"}),
    ),
    (
        "profiles.small_pilot.lowered.CP-ARC-06.reason",
        lambda c: profile(c)["lowered"][0].pop("reason"),
    ),
]

CROSS_CHECKS: list[tuple[str, Change]] = [
    ("gates", lambda c: c["gates"].pop()),
    ("gates", lambda c: c["gates"].reverse()),
    ("levels", lambda c: c["levels"].pop()),
    ("outcomes", lambda c: c["outcomes"].pop()),
    ("severities", lambda c: c["severities"].pop()),
    ("requirements", lambda c: c["requirements"].append(requirement(c))),
    ("facts", lambda c: c["facts"].append(c["facts"][0])),
    ("domains", lambda c: c["domains"].append(c["domains"][0])),
    ("packs", lambda c: c["packs"].append(c["packs"][0])),
    ("roles", lambda c: c["roles"].append(c["roles"][0])),
    ("profiles", lambda c: c["profiles"].append(profile(c))),
    ("frameworks", lambda c: c["frameworks"].append(c["frameworks"][0])),
    ("requirements.CP-GOV-01.domain", lambda c: requirement(c).update(domain="GO")),
    ("requirements.CP-GOV-01.pack", lambda c: requirement(c).update(pack="Z")),
    (
        "requirements.CP-GOV-01.evidence",
        lambda c: requirement(c)["evidence"][0].update(kind="hearsay"),
    ),
    ("requirements.CP-GOV-01.recheck_on", lambda c: requirement(c).update(recheck_on=["moon"])),
    ("requirements.CP-GOV-01.mappings", lambda c: requirement(c)["mappings"].update(own=["1"])),
    (
        "requirements.CP-GOV-01.applies_when",
        lambda c: requirement(c).update(applies_when={"any": ["blockchain"]}),
    ),
    (
        "requirements.CP-GOV-01.applies_when",
        lambda c: requirement(c).update(applies_when={"always": True, "any": ["cloud"]}),
    ),
    ("requirements.CP-GOV-01.applies_when", lambda c: requirement(c).update(applies_when={})),
    (
        "requirements.CP-GOV-01.applies_when",
        lambda c: requirement(c).update(applies_when={"always": False}),
    ),
    (
        "requirements.CP-GOV-01.gates.G1.applies_when",
        lambda c: entry(c).update(applies_when={"all": ["blockchain"]}),
    ),
    (
        "requirements.CP-GOV-01.provided_by",
        lambda c: c["roles"].remove(next(one for one in c["roles"] if one["id"] == "consultant")),
    ),
    (
        "requirements.CP-GOV-01.provided_by",
        lambda c: requirement(c).update(provided_by=["city", "city"]),
    ),
    (
        "requirements.CP-GOV-01.verified_by",
        lambda c: requirement(c).update(verified_by="gate_board"),
    ),
    (
        "requirements.CP-GOV-01.verify_fallback",
        lambda c: requirement(c).update(verify_fallback="gate_board"),
    ),
    (
        "requirements.CP-GOV-01.sampled_by",
        lambda c: requirement(c).update(sampled_by="gate_board"),
    ),
    (
        "requirements.CP-GOV-01.gates.G1.provided_by",
        lambda c: entry(c).update(provided_by=["gate_board"]),
    ),
    ("requirements.CP-GOV-01.gates.G1.provided_by", lambda c: entry(c).update(provided_by=[])),
    ("requirements.CP-GOV-01.gates", lambda c: requirement(c)["gates"].append(entry(c))),
    ("requirements.CP-GOV-01.gates.G1.outcomes", lambda c: entry(c).update(outcomes=["scale"])),
    ("requirements.CP-GOV-01.gates.G1.pilot_run", lambda c: entry(c).update(pilot_run=True)),
    ("requirements.CP-GOV-01.gates.G1.closing", lambda c: entry(c).update(closing=True)),
    ("requirements.CP-GOV-01.gates.G6.outcomes", lambda c: entry(c, gate="G6").pop("outcomes")),
    (
        "requirements.CP-GOV-01.gates.G6.outcomes",
        lambda c: entry(c, gate="G6").update(outcomes=["scale", "scale"]),
    ),
    (
        "requirements.CP-GOV-01.acceptance_criteria.0.from",
        lambda c: requirement(c)["acceptance_criteria"][0].update({"from": "closing"}),
    ),
    (
        "requirements.CP-GOV-07.acceptance_criteria.0.from",
        lambda c: requirement(c, "CP-GOV-07")["acceptance_criteria"][0].update({"from": "G4"}),
    ),
    (
        "requirements.CP-GOV-01.gates.G1",
        lambda c: [one.update({"from": "G3"}) for one in requirement(c)["acceptance_criteria"]],
    ),
    (
        "requirements.CP-GOV-01.waiver.approver",
        lambda c: requirement(c)["waiver"].update(approver=None),
    ),
    (
        "requirements.CP-GOV-01.waiver.approver",
        lambda c: requirement(c)["waiver"].update(approver=["manager", "manager"]),
    ),
    (
        "requirements.CP-GOV-01.waiver.max_days",
        lambda c: requirement(c)["waiver"].update(max_days=None),
    ),
    (
        "requirements.CP-SUP-02.waiver.approver",
        lambda c: requirement(c, "CP-SUP-02")["waiver"].update(approver=["risk_owner"]),
    ),
    (
        "requirements.CP-SUP-02.waiver.max_days",
        lambda c: requirement(c, "CP-SUP-02")["waiver"].update(max_days=30),
    ),
    (
        "requirements.CP-SUP-02.waiver.never_covers",
        lambda c: requirement(c, "CP-SUP-02")["waiver"].update(never_covers="A permit"),
    ),
    ("profiles.small_pilot.lowers_to", lambda c: profile(c).update(lowers_to="mandatory")),
    (
        "profiles.small_pilot.conditions.facts_answered_no",
        lambda c: profile(c)["conditions"].update(facts_answered_no=["blockchain"]),
    ),
    (
        "profiles.small_pilot.chosen_by",
        lambda c: c["roles"].remove(next(one for one in c["roles"] if one["id"] == "manager")),
    ),
    (
        "profiles.small_pilot.lowered.CP-ARC-06.G5",
        lambda c: profile(c)["lowered"][0].update(gates=["G5"]),
    ),
    (
        "profiles.small_pilot.lowered.CP-ARC-99.G4",
        lambda c: profile(c)["lowered"][0].update(requirement="CP-ARC-99"),
    ),
    (
        "profiles.small_pilot.lowered.CP-ARC-06.unless",
        lambda c: profile(c)["lowered"][0].update(unless=["blockchain"]),
    ),
    (
        "profiles.small_pilot.lowered.CP-ARC-06.G4",
        lambda c: entry(c, "CP-ARC-06", "G4").update(level="recommended"),
    ),
    ("profiles.small_pilot.lowered.CP-ARC-06.G4", lambda c: profile(c)["gates"].remove("G4")),
    (
        "profiles.small_pilot.lowered.CP-ARC-06.G4",
        lambda c: profile(c)["never_lowered"].append({"requirement": "CP-ARC-06"}),
    ),
    (
        "profiles.small_pilot.lowered",
        lambda c: profile(c)["lowered"].append(profile(c)["lowered"][0]),
    ),
    (
        "profiles.small_pilot.never_lowered.CP-ARC-99",
        lambda c: profile(c)["never_lowered"].append({"requirement": "CP-ARC-99"}),
    ),
    (
        "profiles.small_pilot.never_lowered.CP-GOV-01.G2",
        lambda c: profile(c)["never_lowered"].append({"requirement": "CP-GOV-01", "gates": ["G2"]}),
    ),
]


@pytest.mark.parametrize(("place", "change"), FIELDS)
def test_a_fault_in_one_field_is_told_alone_and_with_its_place(place, change):
    (problem,) = faults(written(change))

    assert problem.partition(": ")[0] == place


@pytest.mark.parametrize(("place", "change"), CROSS_CHECKS)
def test_parts_that_contradict_each_other_are_told_with_their_place(place, change):
    assert place in {problem.partition(": ")[0] for problem in faults(written(change))}


def test_one_reading_tells_the_faults_in_fields_and_those_between_the_parts():
    told = faults(
        written(
            lambda c: requirement(c).update(title=" "),
            lambda c: c["catalogue"].update(status="final"),
            lambda c: c.update(colour="green"),
            lambda c: requirement(c, "CP-GOV-02").update(applies_when={"any": ["blockchain"]}),
        )
    )

    assert {problem.partition(": ")[0] for problem in told} == {
        "requirements.CP-GOV-01.title",
        "catalogue.status",
        "colour",
        "requirements.CP-GOV-02.applies_when",
    }


def test_what_only_comes_of_a_faulty_item_is_not_told_beside_it():
    """The fact is asked for by other requirements, the gate by all of them."""
    (fact, gate) = faults(
        written(
            lambda c: next(one for one in c["facts"] if one["id"] == "cloud").pop("help"),
            lambda c: c["gates"][0].pop("title"),
        )
    )

    assert {fact.partition(": ")[0], gate.partition(": ")[0]} == {
        "facts.cloud.help",
        "gates.G1.title",
    }
