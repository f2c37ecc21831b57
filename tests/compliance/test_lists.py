"""Which requirements a gate asks; the numbers are those that people were told."""

from datetime import date

import pytest

from tracker.compliance import catalogue as catalogues
from tracker.compliance.catalogue import Outcome
from tracker.compliance.lists import (
    Answer,
    AskedEntry,
    applicable_since,
    applies,
    asked,
    closing_list,
    counted,
    lowered,
    outcome_of,
)
from tracker.process.stages import Level, Scaling

CATALOGUE = catalogues.shipped()
NOTHING: frozenset[str] = frozenset()
SENSORS = frozenset({"iot_devices", "cloud", "third_party_solution", "open_data"})
CAMERAS = frozenset(
    {
        "personal_data",
        "high_privacy_risk",
        "watching",
        "cross_border",
        "iot_devices",
        "city_network_link",
        "cloud",
        "custom_software",
        "third_party_solution",
        "public_facing",
        "payments",
    }
)
ALL = frozenset(fact.id for fact in CATALOGUE.facts)
FACT_SETS = (NOTHING, SENSORS, CAMERAS, ALL)
NAMES = ("nothing", "sensors", "cameras", "all")

MANDATORY = {
    "G1": (3, 3, 3, 3),
    "G2": (4, 4, 6, 6),
    "G3": (11, 14, 24, 26),
    "G4": (20, 29, 44, 50),
    "G5": (9, 10, 14, 16),
    "G6": (18, 22, 30, 34),
}


def applying(
    yes: frozenset[str],
    gate: str,
    outcome: Outcome | None = None,
    *,
    field_work: bool = True,
    level: Level | None = Level.MANDATORY,
) -> list[AskedEntry]:
    return [
        one
        for one in asked(CATALOGUE, gate, outcome=outcome, field_work=field_work)
        if applies(one.requirement, one.entry, yes) and level in (None, one.entry.level)
    ]


def ids(entries: list[AskedEntry] | tuple[AskedEntry, ...]) -> set[str]:
    return {one.requirement.id for one in entries}


def criteria_of(requirement: str, gate: str, outcome: Outcome | None = None) -> frozenset[int]:
    return next(
        one.criteria
        for one in asked(CATALOGUE, gate, outcome=outcome, field_work=True)
        if one.requirement.id == requirement
    )


@pytest.mark.parametrize(
    ("gate", "number", "count"),
    [(gate, number, counts[number]) for gate, counts in MANDATORY.items() for number in range(4)],
)
def test_a_gate_asks_as_many_mandatory_entries_as_the_specification_says(gate, number, count):
    outcome = "scale" if gate == "G6" else None

    assert len(applying(FACT_SETS[number], gate, outcome)) == count


@pytest.mark.parametrize(
    ("yes", "count"), list(zip(FACT_SETS, (3, 6, 6, 7), strict=True)), ids=NAMES
)
def test_scaling_asks_this_many_entries_that_may_become_conditions(yes, count):
    assert len(applying(yes, "G6", "scale", level=Level.CONDITION)) == count


@pytest.mark.parametrize(
    ("yes", "count"), list(zip(FACT_SETS, (9, 9, 17, 18), strict=True)), ids=NAMES
)
def test_scaling_without_a_pilot_asks_less(yes, count):
    assert len(applying(yes, "G6", "scale", field_work=False)) == count


@pytest.mark.parametrize(
    ("outcome", "number", "count"),
    [
        (outcome, number, counts[number])
        for outcome, counts in {
            "adapt": (6, 6, 11, 12),
            "extend": (6, 6, 10, 12),
            "stop": (5, 5, 5, 5),
            "refer": (5, 5, 5, 5),
        }.items()
        for number in range(4)
    ],
)
def test_another_outcome_writes_this_many_entries_into_the_decision(outcome, number, count):
    assert len(applying(FACT_SETS[number], "G6", outcome, level=None)) == count


@pytest.mark.parametrize("yes", FACT_SETS, ids=NAMES)
@pytest.mark.parametrize("outcome", ["stop", "refer"])
def test_ending_without_a_pilot_writes_two_entries_into_the_decision(outcome, yes):
    assert len(applying(yes, "G6", outcome, field_work=False, level=None)) == 2


@pytest.mark.parametrize(
    ("gate", "before", "after"), [("G3", 14, 11), ("G4", 29, 20), ("G5", 10, 5)]
)
def test_the_small_pilot_profile_lowers_as_many_entries_as_the_specification_says(
    gate, before, after
):
    mandatory = ids(applying(SENSORS, gate))

    left = mandatory - lowered(CATALOGUE, "small_pilot", gate, SENSORS)

    assert (len(mandatory), len(left)) == (before, after)


def test_a_fact_that_a_small_pilot_must_not_have_lowers_nothing():
    watching = SENSORS | {"watching"}

    assert lowered(CATALOGUE, "small_pilot", "G4", watching) == frozenset()


def test_a_row_does_not_count_while_one_of_its_unless_facts_is_yes():
    linked = SENSORS | {"city_network_link"}

    before = lowered(CATALOGUE, "small_pilot", "G4", SENSORS)
    after = lowered(CATALOGUE, "small_pilot", "G4", linked)

    assert before - after == {"CP-ARC-06", "CP-ARC-09", "CP-IOT-02", "CP-IOT-03"}
    assert after < before


@pytest.mark.parametrize("gate", ["G1", "G2", "G6"])
def test_the_small_pilot_profile_leaves_the_other_gates_alone(gate):
    assert lowered(CATALOGUE, "small_pilot", gate, NOTHING) == frozenset()


def test_an_unknown_profile_is_an_error_and_lowers_nothing_silently():
    with pytest.raises(KeyError):
        lowered(CATALOGUE, "tiny_pilot", "G4", NOTHING)


def test_only_a_confirmed_no_counts_as_no():
    answers = dict.fromkeys(ALL, (Answer.NO, True)) | {
        "watching": (Answer.YES, False),
        "cloud": (Answer.UNKNOWN, True),
        "payments": (Answer.NO, False),
    }

    assert counted(CATALOGUE, answers) == {"watching", "cloud", "payments"}


def test_a_fact_nobody_has_answered_counts_as_yes():
    assert counted(CATALOGUE, {}) == ALL


@pytest.mark.parametrize("gate", MANDATORY)
def test_one_more_yes_never_asks_less(gate):
    for fact in ALL:
        assert ids(applying(NOTHING, gate)) <= ids(applying(frozenset({fact}), gate))
        assert ids(applying(ALL - {fact}, gate)) <= ids(applying(ALL, gate))


def test_all_facts_are_needed_where_the_catalogue_says_all():
    requirement = next(one for one in CATALOGUE.requirements if one.applies_when.all)
    entry = requirement.gates[0]

    assert requirement.applies_when.all == ("personal_data", "cross_border")
    assert not applies(requirement, entry, frozenset({"personal_data"}))
    assert applies(requirement, entry, frozenset({"personal_data", "cross_border"}))


def test_what_an_entry_says_of_applicability_replaces_what_the_requirement_says():
    requirement = CATALOGUE.requirement("CP-GOV-01")
    only_cameras = catalogues.from_source(CATALOGUE.canonical_source).requirement("CP-ETH-02")
    entry = requirement.gates[0].model_copy(update={"applies_when": only_cameras.applies_when})

    assert applies(requirement, requirement.gates[0], NOTHING)
    assert not applies(requirement, entry, NOTHING)


FIRST, SECOND = date(2027, 3, 1), date(2027, 5, 1)


def test_an_entry_for_any_fact_applies_since_the_earliest():
    requirement = CATALOGUE.requirement("CP-PRIV-03")
    entry = requirement.gates[0]

    assert len(requirement.applies_when.any) > 1
    early, late = requirement.applies_when.any[:2]
    assert applicable_since(requirement, entry, {early: SECOND, late: FIRST}) == FIRST
    assert applicable_since(requirement, entry, {late: SECOND}) == SECOND
    assert applicable_since(requirement, entry, {early: None, late: FIRST}) is None


def test_an_entry_for_all_facts_applies_since_the_latest():
    requirement = next(one for one in CATALOGUE.requirements if one.applies_when.all)
    entry = requirement.gates[0]
    one, other = requirement.applies_when.all

    assert applicable_since(requirement, entry, {one: FIRST, other: SECOND}) == SECOND
    assert applicable_since(requirement, entry, {one: FIRST, other: None}) == FIRST
    assert applicable_since(requirement, entry, {one: None, other: None}) is None


def test_an_entry_that_always_or_never_applies_has_no_day():
    always, cameras = CATALOGUE.requirement("CP-GOV-01"), CATALOGUE.requirement("CP-ETH-02")

    assert applicable_since(always, always.gates[0], {"watching": FIRST}) is None
    assert applicable_since(cameras, cameras.gates[0], {"payments": FIRST}) is None


def test_a_criterion_is_asked_from_its_gate_on():
    requirement = CATALOGUE.requirement("CP-GOV-03")
    permits = next(
        number
        for number, criterion in enumerate(requirement.acceptance_criteria)
        if criterion.from_ == "G4"
    )

    assert permits not in criteria_of("CP-GOV-03", "G3")
    assert permits in criteria_of("CP-GOV-03", "G4")
    assert permits in criteria_of("CP-GOV-03", "G6", "scale")


@pytest.mark.parametrize("gate", MANDATORY)
def test_every_entry_asks_at_least_one_criterion(gate):
    assert all(one.criteria for one in asked(CATALOGUE, gate, field_work=True))


def test_the_closing_list_asks_the_closing_criteria_and_all_before_them():
    closing = closing_list(CATALOGUE)

    assert ids(closing) == {"CP-SUP-02", "CP-IAM-03", "CP-DAT-04", "CP-EXIT-02"}
    for one in closing:
        assert one.criteria == set(range(len(one.requirement.acceptance_criteria)))


def test_a_closing_criterion_is_asked_at_no_gate():
    for requirement in CATALOGUE.requirements:
        closing = {
            number
            for number, criterion in enumerate(requirement.acceptance_criteria)
            if criterion.from_ == "closing"
        }
        for entry in requirement.gates:
            assert closing.isdisjoint(criteria_of(requirement.id, entry.gate))


def test_without_an_outcome_the_last_gate_shows_every_entry():
    shown = ids(asked(CATALOGUE, "G6", field_work=True))

    for outcome in ("scale", "adapt", "extend", "stop", "refer"):
        assert ids(asked(CATALOGUE, "G6", outcome=outcome, field_work=True)) < shown


def test_every_way_to_grow_asks_the_entries_for_scale():
    grown = [Scaling.ROLL_OUT, Scaling.EXPANSION, Scaling.REPLICATION]

    assert {outcome_of(scaling) for scaling in grown} == {"scale"}
    assert {outcome_of(scaling) for scaling in Scaling} == {
        "scale",
        "adapt",
        "extend",
        "stop",
        "refer",
    }
