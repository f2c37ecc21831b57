"""What a decision leaves to be done: how it ends, what it blocks, what being late does."""

from typing import Any

import httpx
import pytest

from tracker.demo.journey import G3_VOTES, Journey

pytestmark = pytest.mark.giant

SENT_BACK = "CP-ARC-06"
BOARD = {"officer2": "officer", "reviewer2": "reviewer", "city_approver": "city_approver"}


def point(journey: Journey, what: str, text: str = "Do it again") -> dict[str, Any]:
    """A rework point owed by the city's contact, as a motion words it."""
    owner = str(journey.cast.person("city_contact"))
    return {"what": what, "text": text, "owner_id": owner, "due": journey.day(20)}


async def settle_points(journey: Journey) -> None:
    """Answered by their owner, confirmed by the officer."""
    for one in (await journey.gates())["points"]:
        if one["confirmed_by"] is None:
            path = f"/rework-points/{one['id']}"
            body = {"answer": "Done"}
            await journey.do("city_contact", f"{path}/answers", body, If_Match='"1"')
            await journey.do("officer", f"{path}/confirmations", If_Match='"2"')


async def rules_in_the_way(journey: Journey, gate: str, **query: str) -> dict[str, set[str]]:
    """Rule to subjects of what readiness tells."""
    found: dict[str, set[str]] = {}
    for one in (await journey.readiness(gate, **query))["unmet"]:
        found.setdefault(one["rule"], set()).add(one["subject"])
    return found


@pytest.mark.at("preparation")
async def test_a_requirement_named_by_rework_needs_a_new_review_and_its_point_an_answer(
    journey: Journey,
) -> None:
    await journey.preparation_done()
    await journey.plan(pilot=150)
    clear = await rules_in_the_way(journey, "G4")
    journey.clock.pass_days(1)

    await journey.pass_gate(
        "G4", BOARD, verdict="rework", points=[point(journey, SENT_BACK, "Test the new device")]
    )

    entry = await journey.entry("G4", SENT_BACK)
    [left] = (await journey.gates())["points"]
    assert clear == {}
    assert (entry["standing"], entry["because"]) == ("lapsed", "event")
    assert await rules_in_the_way(journey, "G4") == {
        "checklist_is_clear": {SENT_BACK},
        "rework_points_are_confirmed": {left["id"]},
    }

    await settle_points(journey)
    assert await rules_in_the_way(journey, "G4") == {"checklist_is_clear": {SENT_BACK}}
    refused = await journey.move("G4", leads_to="pilot")
    assert refused.status_code == 409

    journey.clock.pass_days(1)
    await journey.review("G4", SENT_BACK)
    assert await rules_in_the_way(journey, "G4") == {}


async def extended(journey: Journey, text: str = "Count again", days: int = 30) -> str:
    """The pilot goes on with a condition of G5; the condition's id."""
    await journey.go_live()
    await journey.clear("G4")
    ready = await journey.readiness("G5", leads_to="pilot")
    await journey.pass_gate(
        "G5",
        G3_VOTES,
        verdict="conditions",
        leads_to="pilot",
        new_end=journey.day(200),
        grounds="More readings are needed.",
        conditions=[
            journey.condition(text, days),
            *(journey.condition("Close it", 60, about=one["subject"]) for one in ready["expected"]),
        ],
    )
    return (await conditions(journey))[text]["id"]


async def conditions(journey: Journey) -> dict[str, Any]:
    return {one["text"]: one for one in (await journey.gates())["conditions"]}


async def end_met(journey: Journey, condition: str, who: str = "officer") -> httpx.Response:
    body = {"end": "met", "proof": "Counted on Monday"}
    return await journey.send(who, "POST", f"/conditions/{condition}/endings", body)


@pytest.mark.at("pilot")
async def test_a_condition_is_voided_by_the_panel_that_set_it_and_blocks_no_more(
    journey: Journey,
) -> None:
    condition = await extended(journey)
    by_hand = await journey.send(
        "officer", "POST", f"/conditions/{condition}/endings", {"end": "void", "proof": "No use"}
    )

    await journey.pass_gate(
        "G5", G3_VOTES, verdict="rework", voids=[condition], grounds="The site was closed."
    )

    ended = (await conditions(journey))["Count again"]
    blocking = (await rules_in_the_way(journey, "G5")).get("no_condition_is_open", set())
    assert by_hand.status_code == 409
    assert (ended["end"], ended["ended_by"] != ended["owner_id"]) == ("void", True)
    assert condition not in blocking
    assert (await journey.gates())["points"] == []
    assert (await journey.noted("condition.voided"))["object_id"] == condition


@pytest.mark.at("pilot")
async def test_a_replaced_condition_counts_how_often_it_was_replaced(journey: Journey) -> None:
    condition = await extended(journey)
    for number, text in enumerate(("Count in June", "Count in July"), start=1):
        motion = {"verdict": "rework", "grounds": "The counter came late."}
        new = journey.condition(text, 60 + number, replaces=condition)
        await journey.pass_gate("G5", G3_VOTES, conditions=[new], **motion)
        condition = (await conditions(journey))[text]["id"]

    found = await conditions(journey)
    told = {text: (found[text]["end"], found[text]["times_replaced"]) for text in sorted(found)}
    told.pop("Close it", None)
    assert told == {
        "Count again": ("replaced", 0),
        "Count in June": ("replaced", 1),
        "Count in July": (None, 2),
    }
    blocking = (await rules_in_the_way(journey, "G5"))["no_condition_is_open"]
    assert condition in blocking


@pytest.mark.at("pilot")
@pytest.mark.parametrize(
    ("gate", "days", "answers", "says"),
    [
        ("G4", 60, 409, "put the motion at G5"),
        ("G5", 201, 422, "planned end of the stage"),
        ("G5", -1, 422, "has not passed"),
    ],
)
async def test_a_new_date_comes_from_the_same_panel_and_lies_in_the_stage(
    journey: Journey, gate: str, days: int, answers: int, says: str
) -> None:
    condition = await extended(journey)

    moved = await journey.move(
        gate,
        verdict="rework",
        conditions=[journey.condition("Count later", days, replaces=condition)],
    )

    assert (moved.status_code, says in moved.text) == (answers, True), moved.text
    assert (await conditions(journey))["Count again"]["end"] is None


@pytest.mark.at("preparation")
async def test_the_gate_board_replaces_its_own_condition_while_the_pilot_runs(
    journey: Journey,
) -> None:
    await journey.preparation_done()
    await journey.plan(pilot=150)
    await journey.pass_gate(
        "G4",
        BOARD,
        verdict="conditions",
        leads_to="pilot",
        conditions=[journey.condition("Train the operators", 30)],
    )
    condition = (await conditions(journey))["Train the operators"]["id"]
    new = journey.condition("Train the new operators", 50, replaces=condition)

    await journey.pass_gate("G4", BOARD, verdict="rework", conditions=[new])

    project = await journey.project()
    assert (project["stage"], project["visit"]) == ("pilot", 5)
    assert (await conditions(journey))["Train the operators"]["end"] == "replaced"
    still_shut = await journey.move("G4", verdict="rework", points=[point(journey, "Something")])
    assert still_shut.status_code == 409


@pytest.mark.at("pilot")
async def test_an_overdue_condition_lapses_its_gate_and_suspends_by_rule(journey: Journey) -> None:
    condition = await extended(journey)
    last_day = await lapses(journey, 30)
    lapsed = await lapses(journey, 1)
    shut = await rules_in_the_way(journey, "G5")
    operation = [(await journey.gates())["operation"]]
    journey.clock.pass_days(8)  # a week has five working days
    operation.append((await journey.gates())["operation"])

    met = await end_met(journey, condition)
    operation.append((await journey.gates())["operation"])

    assert (last_day, lapsed) == (set(), {condition})
    assert condition in shut["no_condition_is_open"]
    assert (met.status_code, operation) == (201, ["live", "suspended", "suspended"])
    assert await lapses(journey, 0) == set()
    assert (await end_met(journey, condition)).status_code == 409


async def lapses(journey: Journey, days: int) -> set[str]:
    journey.clock.pass_days(days)
    return {one["subject"] for one in (await journey.gates())["lapses"]}


@pytest.mark.at("decision")
async def test_a_roll_out_does_not_start_while_a_condition_of_the_scaling_decision_is_open(
    journey: Journey,
) -> None:
    await journey.deliver("P05", "decision")
    await journey.switch_off()
    await journey.clear("G6", "scale")
    conditions_ = [journey.condition("Buy the licences", 300)]
    ready = await journey.readiness("G6", verdict="pass", leads_to="follow_up", scaling="roll_out")
    conditions_ += [
        journey.condition(f"Close {one['subject']}", 90, about=one["subject"])
        for one in ready["expected"]
    ]
    await journey.pass_gate(
        "G6",
        {"city_approver": "city_approver", "manager": "manager"},
        verdict="conditions",
        leads_to="follow_up",
        scaling="roll_out",
        conditions=conditions_,
    )
    journey.clock.pass_days(184)
    path = f"/projects/{journey.code}/check-ins"
    started = {"months": 6, "text": "It began", "roll_out_started": True}

    refused = await journey.send("city_contact", "POST", path, started)
    not_yet = await journey.send(
        "city_contact", "POST", path, started | {"roll_out_started": False}
    )
    for one in (await conditions(journey)).values():
        assert (await end_met(journey, one["id"])).status_code == 201
    after = await journey.send("city_contact", "POST", path, started)

    assert refused.status_code == 409
    assert "conditions of G6 are open" in refused.json()["detail"]
    assert (not_yet.status_code, after.status_code) == (201, 201)


@pytest.mark.at("study")
async def test_taking_back_voids_a_condition_also_where_it_was_replaced_since(
    journey: Journey,
) -> None:
    await journey.study_done()
    await journey.plan(preparation=260)
    wrong = await journey.pass_gate(
        "G3",
        G3_VOTES,
        verdict="conditions",
        leads_to="preparation",
        conditions=[journey.condition("Count in May", 30)],
    )
    first = (await conditions(journey))["Count in May"]["id"]
    new = journey.condition("Count in June", 40, replaces=first)
    await journey.pass_gate("G3", G3_VOTES, verdict="rework", conditions=[new])

    await journey.pass_gate("G3", G3_VOTES, verdict="rework", supersedes=wrong["id"])

    ended = {text: one["end"] for text, one in (await conditions(journey)).items()}
    assert ended == {"Count in May": "replaced", "Count in June": "void"}
