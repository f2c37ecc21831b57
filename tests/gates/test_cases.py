"""Four tricky cases told day by day, invented: a waiver, a camera, no pilot, a wrong decision."""

from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from tracker.demo.checklist_steps import PROVIDERS
from tracker.demo.journey import Journey

pytestmark = pytest.mark.giant

SEOUL_NOON = 3
TESTED = "CP-ARC-06"
BOARD = {"manager": "officer", "reviewer2": "reviewer", "city_approver": "city_approver"}


def on(journey: Journey, day: int, month: int, hour: int = SEOUL_NOON, minute: int = 0) -> None:
    """A day of 2027; the hour is UTC, by default noon in Seoul."""
    journey.clock.now = datetime(2027, month, day, hour, minute, tzinfo=UTC)


async def name_holder(journey: Journey, role: str, who: str, deputy: str) -> None:
    """One person holds a seat of the secretariat on this project, another is their deputy."""
    await journey.do(
        "manager",
        f"/projects/{journey.code}/assignments",
        {
            "organisation_id": str(journey.cast.organisations["secretariat"]),
            "capacity": role,
            "person_id": str(journey.cast.person(who)),
        },
    )
    await journey.do(
        "manager",
        "/deputies",
        {
            "role": role,
            "person_id": str(journey.cast.person(who)),
            "deputy_id": str(journey.cast.person(deputy)),
            "project": journey.code,
        },
    )


async def renewals(journey: Journey, ready: dict[str, Any], until: date) -> list[dict[str, Any]]:
    """A condition for each expected point, to close or renew by a day."""
    days = (until - journey.today()).days
    return [
        journey.condition(
            f"Close or renew {point['subject']}",
            days,
            about=point["subject"],
            renews=True,
            owner_id=str(journey.cast.person(PROVIDERS[point["owed_by"][0]])),
        )
        for point in ready["expected"]
    ]


async def operate(journey: Journey, who: str, becomes: str) -> httpx.Response:
    return await journey.send(
        who,
        "POST",
        f"/projects/{journey.code}/operation-changes",
        {"becomes": becomes, "reason": "Example reason"},
    )


async def lapsed(journey: Journey) -> set[str]:
    return {lapse["subject"] for lapse in (await journey.gates())["lapses"]}


async def waived_until_the_last_of_march(journey: Journey) -> str:
    """The pilot is ready but for the waived test; both secretariat seats have voted for it."""
    on(journey, 1, 3)
    await journey.answer_fact("third_party_solution", "yes")  # CP-SUP-04 is the reviewer's
    await journey.meet("G3", "CP-SUP-03")
    await name_holder(journey, "officer", "officer", "manager")
    await name_holder(journey, "reviewer", "reviewer", "reviewer2")
    await journey.preparation_done(leave=frozenset({TESTED}))
    await journey.plan(pilot=150)
    on(journey, 2, 3)
    await journey.waive(TESTED, ["G4"], days=29)
    on(journey, 29, 3)
    return await moved_with_renewal(journey, date(2027, 3, 31))


async def moved_with_renewal(journey: Journey, until: date) -> str:
    """Hana moves G4 with the renewal that the horizon asks; the secretariat votes next day."""
    ready = await journey.readiness("G4")
    conditions = await renewals(journey, ready, until)
    moved = await journey.move("G4", verdict="conditions", leads_to="pilot", conditions=conditions)
    assert moved.status_code == 201, moved.text
    assert [one["about"] for one in conditions] == [TESTED]
    motion: str = moved.json()["id"]
    journey.clock.pass_days(1)
    for who in ("manager", "reviewer2"):
        voted = await journey.vote(motion, who, BOARD[who])
        assert voted.status_code == 201, f"{who}: {voted.text}"
    return motion


@pytest.mark.at("preparation")
async def test_case_a_before_midnight_the_waiver_carries_the_pilot_and_then_lapses(
    journey: Journey,
) -> None:
    motion = await waived_until_the_last_of_march(journey)
    barred = await journey.vote(motion, "officer", "officer")
    verified_last = await journey.vote(motion, "reviewer", "reviewer")

    on(journey, 31, 3, 14, 30)  # 17:30 in Kampala, 23:30 in Seoul
    voted = await journey.vote(motion, "city_approver", "city_approver")
    decided = await journey.decide(motion, "city_approver")

    assert barred.status_code == 409
    assert "moves a decision" in barred.json()["reasons"][0]
    assert verified_last.status_code == 409
    assert "last to verify" in verified_last.json()["reasons"][0]
    assert voted.status_code == 201, voted.text
    assert decided.status_code == 201, decided.text
    assert (await journey.project())["stage"] == "pilot"
    assert await lapsed(journey) == set()

    on(journey, 1, 4)
    condition = (await journey.gates())["conditions"][0]["id"]
    assert await lapsed(journey) == {TESTED, condition}
    shut = await operate(journey, "officer", "live")
    assert shut.status_code == 409
    assert "waiver ended 31 March 2027" in shut.json()["detail"]

    await journey.meet("G4", TESTED)
    assert await lapsed(journey) == set()
    assert (await operate(journey, "officer", "live")).status_code == 201


@pytest.mark.at("preparation")
async def test_case_a_after_midnight_a_second_waiver_is_moved_and_voted_again(
    journey: Journey,
) -> None:
    first = await waived_until_the_last_of_march(journey)
    on(journey, 31, 3, 15, 30)  # 18:30 in Kampala, 00:30 on 1 April in Seoul
    assert (await journey.vote(first, "city_approver", "city_approver")).status_code == 201
    refused = await journey.decide(first, "city_approver")

    assert refused.status_code == 409
    [reason] = refused.json()["reasons"]
    assert (reason["subject"], reason["since"]) == (TESTED, "2027-03-31")
    assert "waiver ended 31 March 2027" in reason["why"]
    assert (await journey.project())["stage"] == "preparation"

    on(journey, 2, 4)
    await journey.waive(TESTED, ["G4"], days=29)
    entry = await journey.entry("G4", TESTED)
    assert [one["number"] for one in entry["waivers"]] == [1, 2]
    changed = await journey.decide(first, "city_approver")
    assert changed.json()["reasons"] == [
        "“Independent security test before go-live” at G4 changed since the motion was put; "
        "put it again."
    ]

    second = await moved_with_renewal(journey, date(2027, 5, 1))
    early = await journey.decide(second)
    assert early.json()["reasons"] == ["The panel has not agreed yet: votes are missing."]
    on(journey, 5, 4)
    assert (await journey.vote(second, "city_approver", "city_approver")).status_code == 201
    decided = await journey.decide(second, "city_approver")

    assert decided.status_code == 201, decided.text
    assert decided.json()["round"] == 2
    assert (await journey.see("officer", f"/motions/{first}"))["state"] == "lost"
