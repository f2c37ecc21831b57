"""Every road but the usual one: no pilot, another pilot, holding, stopping, taking back."""

from typing import Any

import pytest

from tracker.demo.journey import G3_VOTES, G4_VOTES, Journey

pytestmark = pytest.mark.giant

G6_VOTES = {"city_approver": "city_approver", "manager": "manager"}


async def operate(journey: Journey, who: str, becomes: str) -> Any:
    path = f"/projects/{journey.code}/operation-changes"
    return await journey.send(who, "POST", path, {"becomes": becomes, "reason": "Example"})


@pytest.mark.at("study")
async def test_a_study_goes_to_the_decision_without_a_pilot(journey: Journey) -> None:
    await journey.deliver("D10", "study")
    await journey.clear("G3")
    await journey.plan(decision=300)

    await journey.pass_gate(
        "G3", G3_VOTES, leads_to="decision", grounds="The study shows that no pilot is needed."
    )
    ready = await journey.readiness("G6", verdict="pass", leads_to="follow_up", scaling="roll_out")

    lines = {line["gate"]: line["standing"] for line in (await journey.gates())["gates"]}
    assert (lines["G4"], lines["G5"], lines["G6"]) == (
        "not_on_the_way",
        "not_on_the_way",
        "here",
    )
    asked = [point for point in ready["unmet"] if point["rule"] == "checklist_is_clear"]
    assert 0 < len(asked) <= 9


@pytest.mark.at("decision")
async def test_a_pilot_is_prepared_anew_and_g4_asks_its_whole_list_again(
    journey: Journey,
) -> None:
    ready = await journey.readiness("G6", verdict="rework", leads_to="preparation", scaling="adapt")
    conditions = [
        journey.condition(f"Close {point['subject']}", 60, about=point["subject"])
        for point in ready["expected"]
    ]
    await journey.plan(preparation=120)

    await journey.pass_gate(
        "G6",
        G6_VOTES,
        verdict="rework",
        leads_to="preparation",
        scaling="adapt",
        changes=["supplier"],
        conditions=conditions,
        grounds="Another supplier is needed.",
    )

    project = await journey.project()
    assert (project["stage"], project["operation"]) == ("preparation", "suspended")
    again = (await journey.readiness("G4"))["unmet"]
    assert "checklist_is_clear" in {point["rule"] for point in again}


@pytest.mark.at("pilot")
async def test_an_extension_asks_the_list_of_g4_and_ends_after_two(journey: Journey) -> None:
    await journey.go_live()
    for number in (1, 2, 3):
        journey.clock.pass_days(5)
        await journey.clear("G4")
        ready = await journey.readiness("G5", verdict="pass", leads_to="pilot")
        conditions = [
            journey.condition(f"Close {point['subject']}", 20, about=point["subject"])
            for point in ready["expected"]
        ]
        moved = await journey.move(
            "G5",
            verdict="conditions" if conditions else "pass",
            leads_to="pilot",
            new_end=journey.day(60 + number),
            conditions=conditions,
            grounds="More readings are needed.",
        )
        if number == 3:
            break
        assert moved.status_code == 201, moved.text
        motion = moved.json()["id"]
        for who, seat in G3_VOTES.items():
            assert (await journey.vote(motion, who, seat)).status_code == 201
        decided = await journey.decide(motion)
        assert decided.status_code == 201, decided.text
        for condition in (await journey.gates())["conditions"]:
            if condition["end"] is None:
                await journey.do(
                    "officer",
                    f"/conditions/{condition['id']}/endings",
                    {"end": "met", "proof": "Example proof"},
                )

    assert moved.status_code == 409
    assert "an_extension_is_left" in {point["rule"] for point in moved.json()["reasons"]}


@pytest.mark.at("pilot")
async def test_a_lapse_shuts_moves_suspends_by_rule_and_two_persons_restore(
    journey: Journey,
) -> None:
    await journey.go_live()
    entry = await journey.entry("G4", "CP-ARC-06")
    path = f"/evidence/{entry['pieces'][0]['id']}/withdrawals"
    await journey.do("officer", path, {"reason": "It was of another device."})

    gates = await journey.gates()
    assert [lapse["subject"] for lapse in gates["lapses"]] == ["CP-ARC-06"]
    assert gates["operation"] == "live"
    shut = await journey.move("G5", leads_to="decision", operation_after="suspended")
    assert "nothing_has_lapsed" in {point["rule"] for point in shut.json()["reasons"]}

    journey.clock.pass_days(7)
    assert (await journey.gates())["operation"] == "suspended"
    await journey.meet("G4", "CP-ARC-06")
    cured = await journey.gates()
    assert (cured["lapses"], cured["operation"]) == ([], "suspended")

    first = await operate(journey, "city_approver", "live")
    same_side = await operate(journey, "city_approver2", "live")
    second = await operate(journey, "reviewer", "live")
    assert first.json()["waits_for_another"] is True
    assert same_side.status_code == 409
    assert second.json() == {
        "project": journey.code,
        "operation": "live",
        "waits_for_another": False,
    }


@pytest.mark.at("commissioning")
async def test_a_wrong_selection_is_taken_back_by_a_committee_that_sees_nothing_else(
    journey: Journey,
) -> None:
    path = f"/projects/{journey.code}"
    [wrong] = await journey.decisions()
    seats = {who: f"committee_{number}" for number, who in enumerate(journey.committee, 1)}
    tried = (path, f"{path}/gates", f"{path}/decisions")
    hidden = {(await journey.send("committee1", "GET", one)).status_code for one in tried}

    motion = await journey.put(
        "G1", seats, verdict="rework", supersedes=wrong["id"], grounds="Counted twice."
    )
    shown = await journey.send("committee1", "GET", f"/motions/{motion}")
    still = await journey.send("committee1", "GET", path)
    decided = await journey.decide(motion, "committee1")

    assert (hidden, shown.status_code, still.status_code) == ({404}, 200, 404)
    assert decided.status_code == 201, decided.text
    back = await journey.send("committee1", "GET", path)
    assert (back.status_code, back.json()["stage"]) == (200, "proposal")


@pytest.mark.at("preparation")
async def test_a_wrong_decision_is_taken_back_by_its_own_panel(journey: Journey) -> None:
    wrong, older, *_ = await journey.decisions()
    too_old = await journey.move("G2", verdict="rework", supersedes=older["id"])

    await journey.pass_gate(
        "G3", G3_VOTES, verdict="rework", supersedes=wrong["id"], grounds="D07 rests on old prices."
    )

    assert too_old.status_code == 409
    project = await journey.project()
    assert (project["stage"], project["status"]) == ("study", "active")
    newest, before, *_ = await journey.decisions()
    assert before["taken_back_by"] == newest["id"]
    [point] = (await journey.gates())["points"]
    blocked = await journey.readiness("G3")
    assert [one["rule"] for one in blocked["unmet"]] == ["rework_points_are_confirmed"]
    answered = await journey.send(
        "officer",
        "POST",
        f"/rework-points/{point['id']}/answers",
        {"answer": "Prices are of today."},
        If_Match='"1"',
    )
    own = await journey.send(
        "officer", "POST", f"/rework-points/{point['id']}/confirmations", If_Match='"2"'
    )
    other = await journey.send(
        "manager", "POST", f"/rework-points/{point['id']}/confirmations", If_Match='"2"'
    )
    assert (answered.status_code, own.status_code, other.status_code) == (201, 403, 201)
    assert (await journey.readiness("G3"))["ready"] is True


@pytest.mark.at("pilot")
async def test_a_project_on_hold_is_resumed_and_a_stop_can_be_taken_back(
    journey: Journey,
) -> None:
    await journey.go_live()
    await journey.pass_gate("G5", G3_VOTES, verdict="hold", look_again_on=journey.day(30))
    held = await journey.project()
    assert (held["status"], held["operation"]) == ("on_hold", "suspended")
    moved = await journey.move("G5", verdict="hold", look_again_on=journey.day(40))
    assert moved.status_code == 409

    await journey.do("manager", f"/projects/{journey.code}/resumptions", {"reason": "Go on"})
    stop = await journey.pass_gate("G5", G3_VOTES, verdict="stop", grounds="No money is left.")
    stopped = await journey.gates()
    assert stopped["status"] == "stopped"
    assert stopped["closing_duties"]
    assert (
        await journey.move("G5", verdict="hold", look_again_on=journey.day(9))
    ).status_code == 409

    await journey.pass_gate("G5", G3_VOTES, verdict="rework", supersedes=stop["id"])
    assert ((await journey.project())["stage"], (await journey.project())["status"]) == (
        "pilot",
        "active",
    )


async def test_a_proposal_that_is_withdrawn_as_a_project_is_withdrawn_once_and_comes_back_whole(
    journey: Journey,
) -> None:
    await journey.to_proposal()
    path = f"/projects/{journey.code}"
    await journey.do("city_approver", f"{path}/withdrawals", {"reason": "No money"})
    gone = await journey.see("city_contact", f"/proposals/{journey.proposal}")
    await journey.do("city_approver", f"{path}/withdrawal-revocations", {"reason": "Money"})
    back = await journey.see("city_contact", f"/proposals/{journey.proposal}")
    await journey.do("manager", f"{path}/resumptions", {"reason": "Go on"})

    assert (gone["withdrawn_at"] is None, back["withdrawn_at"]) == (False, None)
    lines = await journey.journal()
    told = [line["what"] for line in lines]
    assert told.count("proposal.withdrawn") == told.count("project.withdrawn") == 1
    assert (await journey.readiness("G1"))["ready"] is True


@pytest.mark.at("preparation")
async def test_a_city_withdraws_and_revokes_within_thirty_days(journey: Journey) -> None:
    path = f"/projects/{journey.code}/withdrawals"
    contact = await journey.send("city_contact", "POST", path, {"reason": "No money"})
    await journey.do("city_approver", path, {"reason": "No money"})
    late = journey.code
    assert contact.status_code == 403
    assert (await journey.project())["status"] == "withdrawn"

    journey.clock.pass_days(30)
    await journey.do(
        "city_approver", f"/projects/{late}/withdrawal-revocations", {"reason": "Money was found"}
    )
    assert (await journey.project())["status"] == "on_hold"


@pytest.mark.at("preparation")
async def test_a_silent_city_cannot_keep_a_project_open(journey: Journey) -> None:
    motion = await journey.put(
        "G4", {"officer2": "officer", "reviewer": "reviewer"}, verdict="stop"
    )
    too_early = await journey.vote(motion, "manager", "city_approver")
    for _ in range(2):
        journey.clock.pass_days(14)
        await journey.do("officer", f"/motions/{motion}/reminders", {"seat": "city_approver"})

    journey.clock.pass_days(1)
    stood_in = await journey.vote(motion, "manager", "city_approver")
    decided = await journey.decide(motion)

    assert too_early.status_code == 403
    assert stood_in.status_code == 201, stood_in.text
    assert decided.status_code == 201, decided.text
    assert (await journey.project())["status"] == "stopped"


@pytest.mark.at("pilot")
async def test_an_open_condition_blocks_a_later_move_until_another_confirms_it(
    journey: Journey,
) -> None:
    await journey.go_live()
    await journey.clear("G4")
    await journey.pass_gate(
        "G5",
        G3_VOTES,
        verdict="conditions",
        leads_to="pilot",
        new_end=journey.day(200),
        grounds="More readings are needed.",
        conditions=[
            journey.condition("Count again", 30),
            *[
                journey.condition(f"Close {point['subject']}", 30, about=point["subject"])
                for point in (await journey.readiness("G5", leads_to="pilot"))["expected"]
            ],
        ],
    )

    rows = [one for one in (await journey.gates())["conditions"] if one["text"] == "Count again"]
    path = f"/conditions/{rows[0]['id']}/endings"
    body = {"end": "met", "proof": "Counted on Monday"}
    blocked = {point["rule"] for point in (await journey.readiness("G5"))["unmet"]}
    own = await journey.send("city_contact", "POST", path, body)
    other = await journey.send("officer", "POST", path, body)
    journey.clock.pass_days(31)

    assert "no_condition_is_open" in blocked
    assert (own.status_code, other.status_code) == (403, 201)
    assert rows[0]["id"] not in {one["subject"] for one in (await journey.gates())["lapses"]}


@pytest.mark.at("preparation")
async def test_nobody_sits_twice_or_on_their_own_motion(journey: Journey) -> None:
    await journey.preparation_done()
    await journey.plan(pilot=150)
    motion = await journey.put("G4", {"officer2": "officer"}, leads_to="pilot")

    refused = {
        "officer": await journey.vote(motion, "officer", "officer"),
        "officer2": await journey.vote(motion, "officer2", "reviewer"),
        "reviewer": await journey.vote(motion, "reviewer", "reviewer"),
        "manager": await journey.vote(motion, "manager", "reviewer"),
    }
    undecided = await journey.decide(motion)

    assert {who: answer.status_code for who, answer in refused.items()} == {
        "officer": 409,  # the seat is taken, whoever asks
        "officer2": 403,
        "reviewer": 403,
        "manager": 403,
    }
    assert undecided.status_code == 409
    assert (await journey.noted("vote.refused"))["what"] == "vote.refused"
    for who in ("reviewer2", "city_approver"):
        assert (await journey.vote(motion, who, G4_VOTES[who])).status_code == 201
    assert (await journey.decide(motion)).status_code == 201
