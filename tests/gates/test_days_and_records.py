"""Days that have passed, gates that lie ahead again, and refusals that stay on record."""

from datetime import timedelta
from typing import Any

import pytest

from tests.gates.test_motions import AGAIN, reason, state
from tests.gates.test_silent_seats import leave
from tests.gates.test_ways_apart import G6_VOTES, operate
from tracker.demo.journey import Journey


@pytest.mark.at("study")
async def test_a_hold_looks_again_on_a_day_to_come(journey: Journey) -> None:
    past = await journey.move("G3", verdict="hold", look_again_on=journey.day(-1))
    today = await journey.move("G3", verdict="hold", look_again_on=journey.day(0))

    assert (past.status_code, today.status_code) == (422, 201)
    assert past.json()["fields"][0]["field"] == "look_again_on"


@pytest.mark.at("proposal")
async def test_a_rework_at_g1_is_not_decided_after_the_day_that_it_gives_the_city(
    journey: Journey,
) -> None:
    point = {"what": "Need", "text": "Say more", "due": journey.day(9)}
    point["owner_id"] = str(journey.cast.person("city_contact"))
    said: dict[str, Any] = {"verdict": "rework", "points": [point]}
    past = await journey.move("G1", **said, resubmit_until=journey.day(-1))
    votes = {f"committee{number}": f"committee_{number}" for number in (1, 2, 3)}
    motion = await journey.put("G1", votes, **said, resubmit_until=journey.day(5))
    journey.clock.pass_days(6)

    decided = await journey.decide(motion)

    assert past.status_code == 422, past.text
    assert "The day that the motion names" in reason(decided)
    assert (await journey.noted("decision.refused"))["object_id"] == motion


@pytest.mark.at("commissioning")
async def test_a_motion_reads_lapsed_as_soon_as_it_is_older_than_it_may_be(
    journey: Journey,
) -> None:
    motion = await journey.put("G2", {}, **AGAIN)
    told = []
    for seconds in (0, 1):
        journey.clock.now += timedelta(days=30 - 30 * seconds, seconds=seconds)
        told.append((await state(journey, motion), (await journey.gates())["motion_id"]))

    assert told == [("open", motion), ("lapsed", None)]


@pytest.mark.at("decision")
async def test_gates_that_a_decision_put_ahead_again_do_not_read_passed(journey: Journey) -> None:
    query = {"verdict": "rework", "leads_to": "preparation", "scaling": "adapt"}
    ready = await journey.readiness("G6", **query)
    await journey.plan(preparation=450)
    await journey.pass_gate(
        "G6",
        G6_VOTES,
        **query,
        changes=["site"],
        conditions=[
            journey.condition("Close", 60, about=one["subject"]) for one in ready["expected"]
        ],
    )

    lines = {line["gate"]: line["standing"] for line in (await journey.gates())["gates"]}

    assert [lines[gate] for gate in ("G3", "G4", "G5", "G6")] == [
        "passed",
        "here",
        "ahead",
        "ahead",
    ]


@pytest.mark.at("pilot")
async def test_a_refusal_to_go_live_or_to_restore_while_lapsed_stays_on_record(
    journey: Journey,
) -> None:
    entry = await journey.entry("G4", "CP-ARC-06")
    path = f"/evidence/{entry['pieces'][0]['id']}/withdrawals"
    await journey.go_live()
    await operate(journey, "officer", "suspended")
    await journey.do("officer", path, {"reason": "It was of another device."})

    refused = await operate(journey, "city_approver", "live")
    noted = await journey.noted("operation.refused")

    assert refused.status_code == 409
    named = "Independent security test before go-live"
    assert named in refused.json()["detail"]
    assert named in refused.json()["reasons"][0]
    assert named in noted["detail"]
    assert noted["person_id"] == str(journey.cast.person("city_approver"))


@pytest.mark.at("study")
async def test_a_vacant_seat_says_since_when_where_its_last_holder_left(journey: Journey) -> None:
    await leave(journey, "city_approver")
    since = journey.day(1)
    await leave(journey, "city_approver2")
    ready = await journey.readiness("G3", leads_to="preparation")

    [vacant] = [one for one in ready["unmet"] if one["rule"] == "every_seat_can_be_filled"]

    assert (vacant["subject"], vacant["since"]) == ("city_approver", since)


@pytest.mark.at("decision")
async def test_only_a_referral_names_a_partner(journey: Journey) -> None:
    named = {"verdict": "stop", "partner": "Example Bank"}

    stop = await journey.move("G6", scaling="stop", **named)
    refer = await journey.move("G6", scaling="refer", **named)

    assert (stop.status_code, refer.status_code) == (422, 201)
    assert stop.json()["fields"][0]["field"] == "partner"
