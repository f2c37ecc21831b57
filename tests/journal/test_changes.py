"""What the journal is told of a change: old and new values of short fields, and no free text."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import tracker
from tracker.journal import change
from tracker.kernel.canonical import canonical
from tracker.people.models import Organisation
from tracker.pilots.models import Direction, Indicator
from tracker.programme.models import Call, Solution
from tracker.projects.models import Project
from tracker.proposals.models import Proposal
from tracker.studies.models import Deliverable

pytestmark = pytest.mark.differs

CITY, FIRM = UUID(int=1), UUID(int=2)
CASES: dict[str, tuple[Any, dict[str, Any], dict[str, Any]]] = {
    "an organisation's zone": (
        Organisation(name="Example city", zone="Asia/Seoul"),
        {"zone": "UTC", "name": "Example city"},
        {"zone": ["Asia/Seoul", "UTC"]},
    ),
    "a call's day, not its theme": (
        Call(label="Example", theme="Old", voting_day=date(2027, 4, 1)),
        {"theme": "New", "voting_day": date(2027, 4, 2)},
        {"voting_day": ["2027-04-01", "2027-04-02"]},
    ),
    "a solution's origin, not what it does": (
        Solution(title="Old", does="Old", evidence="Old", origin_city_id=None),
        {"title": "New", "does": "New", "evidence": "New", "origin_city_id": CITY},
        {"title": ["Old", "New"], "origin_city_id": [None, str(CITY)]},
    ),
    "a proposal's title, not what it says": (
        Proposal(title="Old", challenges="Old", answers={}, files=[]),
        {"title": "New", "challenges": "New", "answers": {"need": "New"}, "files": ["x"]},
        {"title": ["Old", "New"]},
    ),
    "a project's zone, not its challenges": (
        Project(zone="Asia/Seoul", challenges="Old", funding_after=None),
        {"zone": "UTC", "challenges": "New", "funding_after": "The council pays"},
        {"zone": ["Asia/Seoul", "UTC"]},
    ),
    "a deliverable's owner": (
        Deliverable(title="Old", organisation_id=None, minimum_content="Old"),
        {"organisation_id": FIRM, "minimum_content": "New"},
        {"organisation_id": [None, str(FIRM)]},
    ),
    "an indicator's figures": (
        Indicator(baseline_value=12.5, direction=Direction.UP, must_have=True, definition="Old"),
        {"baseline_value": 13.0, "direction": Direction.DOWN, "must_have": False}
        | {"definition": "New"},
        {
            "baseline_value": ["12.5", "13.0"],
            "direction": ["up", "down"],
            "must_have": [True, False],
        },
    ),
    "an instant": (
        Proposal(withdrawn_at=datetime(2027, 1, 4, tzinfo=UTC)),
        {"withdrawn_at": None},
        {"withdrawn_at": ["2027-01-04T00:00:00Z", None]},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_journal_is_told_old_and_new_values_of_short_fields_only(case: str) -> None:
    row, values, changed = CASES[case]

    detail = change(row, values)

    told = {"fields": sorted(values), "changed": changed}
    assert canonical(detail) == canonical(told)
    assert {name: getattr(row, name) for name in values} == values


def test_short_lists_are_told_where_they_are_named_and_names_of_people_never() -> None:
    row = Project(sdg_tags=["11"], owner_after=None, title="Old")

    values = {"sdg_tags": ["11", "13"], "owner_after": "Somebody", "title": "New"}
    detail = change(row, values, also=["sdg_tags"], never=["owner_after"])

    assert detail == {
        "fields": ["owner_after", "sdg_tags", "title"],
        "changed": {"sdg_tags": [["11"], ["11", "13"]], "title": ["Old", "New"]},
    }
    assert row.owner_after == "Somebody"


def test_every_entry_that_something_changed_says_from_what_to_what() -> None:
    """Its detail is spread from what `change` returned, or written in the same form."""
    plain = []
    for path in Path(tracker.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call):
                continue
            words = {arg.value for arg in call.args if isinstance(arg, ast.Constant)}
            if any(isinstance(word, str) and word.endswith(".changed") for word in words):
                plain += [path.name] * all(one.arg is not None for one in call.keywords)

    assert plain == []
