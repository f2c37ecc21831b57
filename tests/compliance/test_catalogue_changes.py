"""What an upgrade changes, requirement by requirement, and which reviews stand after it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.compliance.faulty import Change, entry, requirement, written
from tracker.compliance import catalogue as catalogues
from tracker.compliance.catalogue import Catalogue
from tracker.compliance.catalogue_changes import Changed, changes, rewordings

START = datetime(2027, 1, 4, tzinfo=UTC)
NAME, GATE = "CP-GOV-01", "G1"


def version(*changed: Change) -> Catalogue:
    return catalogues.load(written(*changed))


def other_statement(values: dict[str, Any]) -> None:
    requirement(values)["statement"] = "Other words."


def other_criterion(values: dict[str, Any]) -> None:
    requirement(values)["acceptance_criteria"][0]["text"] = "Another criterion."


def other_expectation(values: dict[str, Any]) -> None:
    entry(values)["expects"] = "Something else."


def other_level(values: dict[str, Any]) -> None:
    entry(values)["level"] = "recommended"


def for_some(values: dict[str, Any]) -> None:
    entry(values)["applies_when"] = {"any": [values["facts"][0]["id"]]}


def other_note(values: dict[str, Any]) -> None:
    requirement(values)["note"] = "Another note."


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (other_statement, ["statement"]),
        (other_criterion, ["criteria"]),
        (other_expectation, ["expects at G1"]),
        (other_level, ["level at G1"]),
        (for_some, ["applicability at G1"]),
        (other_note, None),
    ],
)
def test_what_a_review_rested_on_is_told_and_nothing_else(
    change: Change, told: list[str] | None
) -> None:
    before, after = version(), version(change)

    found = changes(before, after)
    held = rewordings([(START, before), (START + timedelta(days=1), after)])

    assert found.changed == ([Changed(requirement=NAME, what=told)] if told else [])
    assert (found.added, found.removed) == ([], [])
    assert (held[NAME, GATE].at is not None) is (told is not None)


def test_a_change_at_one_gate_leaves_the_reviews_for_others() -> None:
    held = rewordings([(START, version()), (START + timedelta(days=1), version(other_expectation))])
    others = [gate for name, gate in held if name == NAME and gate != GATE]

    assert others
    assert all(held[NAME, gate].at is None for gate in others)


def test_what_is_changed_back_is_as_it_was_but_for_reviews_of_the_words_between() -> None:
    first, second = START + timedelta(days=1), START + timedelta(days=2)
    shipped, other = version(), version(other_statement)

    held = rewordings([(START, shipped), (first, other), (second, shipped)])

    assert held[NAME, GATE].at is None
    assert held[NAME, GATE].meanwhile == ((first, second),)
    untouched = held["CP-GOV-02", next(gate for name, gate in held if name == "CP-GOV-02")]
    assert (untouched.at, untouched.meanwhile) == (None, ())
