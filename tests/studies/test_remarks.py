"""Remarks: numbered, answered with the next version, settled by who asked; with whom it was."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from tracker.demo.journey import Journey
from tracker.kernel.actor import Role
from tracker.studies.clock import DaysWith, days_with
from tracker.studies.models import Outcome
from tracker.studies.rules import Said, SentBack, Version

TWO = [
    {"text": "How long are plates kept?", "place": "page 12"},
    {"text": "The cost of the second test is missing."},
]


async def _handed_in(journey: Journey, deliverable: str, **said: Any) -> Any:
    files = [await journey.upload("consultant")]
    path = f"/deliverables/{deliverable}/submissions"
    return await journey.do("consultant", path, {"files": files} | said)


async def _returned(journey: Journey) -> tuple[str, list[dict[str, Any]]]:
    """D06 with a first version, of which the officer asked two things."""
    row = await journey.plan_deliverable("D06", "study", acceptors=["officer", "city_approver"])
    version = await _handed_in(journey, row["id"])
    asked = {"outcome": "returned", "remarks": TWO}
    await journey.do("officer", f"/submissions/{version['id']}/reviews", asked)
    return row["id"], await _remarks(journey, row["id"])


async def _remarks(
    journey: Journey, deliverable: str, who: str = "consultant"
) -> list[dict[str, Any]]:
    found: Any = await journey.see(who, f"/deliverables/{deliverable}/remarks")
    return list(found)


@pytest.mark.at("study")
async def test_what_is_not_settled_goes_with_the_next_version(journey: Journey) -> None:
    deliverable, (first, second) = await _returned(journey)
    answers = {first["id"]: "30 days after the last reminder."}
    version = await _handed_in(journey, deliverable, answers=answers)
    judged = {
        "outcome": "accepted_with_conditions",
        "settled": [first["id"]],
        "remarks": [{"text": "Name the page."}],
    }
    await journey.do("officer", f"/submissions/{version['id']}/reviews", judged)

    found = await _remarks(journey, deliverable)
    assert [one["number"] for one in found] == [1, 2, 3]
    assert [one["asked_on"] for one in found] == [1, 1, 2]
    assert [one["settled_by"] is None for one in found] == [False, True, True]
    assert [one["text"] for one in found[0]["answers"]] == ["30 days after the last reminder."]
    assert found[0]["answers"][0]["number"] == 2
    assert found[1]["id"] == second["id"]
    assert found[1]["answers"] == []


@pytest.mark.at("study")
async def test_whoever_accepts_a_version_as_it_is_settles_all_that_they_asked(
    journey: Journey,
) -> None:
    deliverable, _ = await _returned(journey)
    version = await _handed_in(journey, deliverable)
    path = f"/submissions/{version['id']}/reviews"
    mixed = await journey.send("officer", "POST", path, {"outcome": "accepted", "remarks": TWO[:1]})
    assert mixed.status_code == 422
    assert mixed.json()["fields"][0]["field"] == "outcome"

    await journey.do("officer", path, {"outcome": "accepted"})

    assert all(one["settled_by"] for one in await _remarks(journey, deliverable))


@pytest.mark.at("study")
async def test_a_remark_is_settled_by_who_asked_and_answered_while_it_is_open(
    journey: Journey,
) -> None:
    deliverable, (first, _) = await _returned(journey)
    stranger = {str(UUID(int=7)): "Which one?"}
    files = [await journey.upload("consultant")]
    path = f"/deliverables/{deliverable}/submissions"
    unknown = await journey.send("consultant", "POST", path, {"files": files, "answers": stranger})
    assert unknown.status_code == 422
    assert unknown.json()["fields"][0]["field"] == "answers"

    version = await _handed_in(journey, deliverable)
    judged = {"outcome": "returned", "comments": "Not yet.", "settled": [first["id"]]}
    answer = await journey.send(
        "city_approver", "POST", f"/submissions/{version['id']}/reviews", judged
    )

    assert answer.status_code == 422
    assert "that you made" in answer.text
    assert all(one["settled_by"] is None for one in await _remarks(journey, deliverable))


@pytest.mark.at("study")
async def test_why_a_day_moved_is_told_to_its_owner(journey: Journey) -> None:
    row = await journey.plan_deliverable("D06", "study", due=journey.day(5))
    seen = await journey.send("officer", "GET", f"/deliverables/{row['id']}")
    moved = {"due": journey.day(12), "reason": "Holidays in between."}
    answer = await journey.send(
        "officer", "PATCH", f"/deliverables/{row['id']}", moved, If_Match=seen.headers["etag"]
    )
    assert answer.status_code == 200, answer.text

    (change,) = await journey.see("consultant", f"/deliverables/{row['id']}/due-changes")
    assert (change["was"], change["becomes"]) == (journey.day(5), journey.day(12))
    assert change["reason"] == "Holidays in between."


MONDAY = date(2027, 3, 1)
BOTH = ["officer", "city_approver"]


def _at(day: int) -> datetime:
    return datetime(2027, 3, day, 12, tzinfo=UTC)


def _version(number: int, day: int, *said: tuple[Role, Outcome, int]) -> Version:
    return Version(
        id=UUID(int=number),
        number=number,
        visit=1,
        organisation_id=UUID(int=50),
        submitted_by=UUID(int=51),
        at=_at(day),
        said=tuple(
            Said(person_id=UUID(int=60), role=role, outcome=outcome, at=_at(on))
            for role, outcome, on in said
        ),
    )


def _days(versions: list[Version], *returns: SentBack, today: int) -> list[tuple[int, bool]]:
    found: list[DaysWith] = days_with(
        MONDAY, versions, returns, BOTH, lambda at: at.date(), date(2027, 3, today)
    )
    return [(one.days, one.since is not None) for one in found]


@pytest.mark.parametrize(
    ("versions", "returns", "expected"),
    [
        ([], [], [(9, True), (0, False), (0, False)]),
        ([_version(1, 3)], [], [(2, False), (7, True), (7, True)]),
        (
            [_version(1, 3, (Role.OFFICER, Outcome.ACCEPTED, 5))],
            [],
            [(2, False), (2, False), (7, True)],
        ),
        (
            [_version(1, 3, (Role.OFFICER, Outcome.RETURNED, 5))],
            [],
            [(2 + 5, True), (2, False), (2, False)],
        ),
        ([_version(1, 3), _version(2, 8)], [], [(2, False), (3 + 4, True), (3 + 4, True)]),
        (
            [
                _version(
                    1,
                    3,
                    (Role.OFFICER, Outcome.ACCEPTED, 4),
                    (Role.CITY_APPROVER, Outcome.ACCEPTED, 5),
                )
            ],
            [SentBack(number=1, at=_at(9))],
            [(2 + 3, True), (1, False), (2, False)],
        ),
    ],
    ids=["owed", "handed in", "one accepted", "returned", "replaced", "sent back by a gate"],
)
def test_nobody_is_charged_with_the_days_of_another(
    versions: list[Version], returns: list[SentBack], expected: list[tuple[int, bool]]
) -> None:
    assert _days(versions, *returns, today=12) == expected
