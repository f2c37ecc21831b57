"""Journey 6: a decision is asked for, voted on and carried out; and all that may go otherwise."""

from typing import Any

import pytest

from tests.gates.test_delegation import delegated, only_officer2_holds
from tests.journeys.handing import Handing
from tracker.demo.acting import took
from tracker.demo.journey import G3_VOTES, Journey

pytestmark = pytest.mark.giant
long = pytest.mark.long
ASK = "Ask for the decision at G3"
VOTE = "Vote on the decision at G3"
CARRY = "Carry out the decision at G3: all have voted"
AGAIN = "Put the motion at G3 again: what it rests on has changed"
LOST = "Decide what follows the lost vote at G3"
FACTS = "Encryption and key management"
PANEL = ("officer2", "city_approver")
AGAINST = {"seat": "city_approver", "choice": "against", "grounds": "Not yet"}


def point(journey: Journey, owner: str = "consultant") -> Any:
    return {
        "what": "D10",
        "text": "Say it anew",
        "owner_id": str(journey.cast.person(owner)),
        "due": journey.day(20),
    }


@pytest.mark.at("study")
async def test_a_gate_that_is_shut_then_ready_then_decided_with_conditions(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    end = "Set the planned end of the next stage"
    await journey.study_done()
    await after("Only a day is missing", by="reviewer", asks={"officer": end})
    await does("officer", end, asks={"officer": ASK, "manager": ASK})

    asked = {
        "verdict": "conditions",
        "leads_to": "preparation",
        "grounds": "Example grounds",
        "conditions": [journey.condition("Name a second contact", 30)],
    }
    await does("officer", ASK, form=asked, asks=dict.fromkeys(PANEL, VOTE))
    await does("officer2", VOTE, asks={"city_approver": VOTE})

    await journey.hand_in("CP-ARC-03", "consultant")
    await after(
        "What it rests on changes",
        by="consultant",
        asks={"city_security": f"Check the proof: {FACTS}"},
        gone={"city_approver": VOTE, "officer": AGAIN},
    )
    await journey.review("G3", "CP-ARC-03")
    await after(
        "It can be put again",
        by="city_security",
        asks={"officer": AGAIN, "manager": AGAIN},
        gone={"city_approver": VOTE},
    )
    await does("officer", AGAIN, form=asked, asks=dict.fromkeys(PANEL, VOTE))
    await does("city_approver", VOTE, form=AGAINST)
    await after("One is against", by="city_approver", asks={"officer": LOST, "manager": LOST})

    rework = {
        "verdict": "rework",
        "grounds": "Example grounds",
        "points": [point(journey), point(journey, "city_contact")],
    }
    await does("officer", LOST, form=rework, asks=dict.fromkeys(PANEL, VOTE))
    await does("officer2", VOTE, asks={"city_approver": VOTE})
    await does("city_approver", VOTE, asks={"officer": CARRY, "city_approver": CARRY})
    answer = "Answer what G3 asked to be changed: Say it anew"
    await does(
        "officer",
        CARRY,
        asks={
            "consultant": (answer, "Hand in a new version of “Example D10”"),
            "city_contact": answer,
        },
        news={"city_contact": "G3 was decided"},
    )
    handing.all_right()


@long
@pytest.mark.at("study")
async def test_what_was_decided_is_met_confirmed_and_told(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    await journey.study_done()
    await journey.plan(preparation=260)
    conditions = [
        journey.condition("Name a second contact", 30),
        journey.condition("Write it down", 30) | {"owner_id": str(journey.cast.person("officer"))},
    ]
    await journey.put(
        "G3", G3_VOTES, verdict="conditions", leads_to="preparation", conditions=conditions
    )
    meet = "Meet the condition of G3 and give the office the proof: Name a second contact"
    confirm = "Confirm that the condition of G3 is met: Name a second contact"
    mine = "Confirm that the condition of G3 is met: Write it down"
    await after(
        "All have voted", by="city_approver", asks={"officer": CARRY, "city_approver": CARRY}
    )
    await does(
        "officer",
        CARRY,
        asks={"city_contact": meet, "officer": confirm, "officer2": mine},
        gone={"officer": mine},
        news={"city_contact": "G3 was decided", "consultant": "entered the stage"},
    )
    journey.clock.pass_days(40)
    await after("It is late", by="officer", asks={"city_contact": meet, "officer": confirm})
    handing.robots.handed_over.add(await handing.thing("officer", confirm))
    await does(
        "officer",
        confirm,
        gone={"city_contact": meet},
        news={"city_contact": "The condition was confirmed as met: Name a second contact"},
    )
    handing.all_right()


@long
@pytest.mark.at("study")
async def test_a_hold_a_silent_city_and_a_closing_leave_somebody_with_the_next_step(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    look = "Look again: resume the project, or decide anew"
    await journey.plan_deliverable("D10", "study")
    took(await journey.move("G3", verdict="hold", look_again_on=journey.day(60)), "the hold")
    await after("A hold is asked for", by="officer", asks=dict.fromkeys(PANEL, VOTE))
    journey.clock.pass_days(12)
    remind = "Remind the city, which has not voted at G3"
    await after("The city is silent", by="officer", asks={"officer": remind})
    await does("officer", remind, asks={"city_approver": VOTE}, news={"city_approver": "again"})
    await does("city_approver", VOTE, asks={"officer2": VOTE})
    await does("officer2", VOTE, asks={"officer": CARRY, "officer2": CARRY})
    await does(
        "officer",
        CARRY,
        asks={"consultant": "Hand in “Example D10”"},
        news={"consultant": "on hold", "city_contact": "on hold"},
    )
    journey.clock.pass_days(50)
    await after("Its day has come", by="officer", asks={"manager": look})
    await does(
        "manager",
        look,
        asks={"consultant": "Hand in “Example D10”"},
        news={"consultant": "The project goes on.", "city_contact": "The project goes on."},
    )
    await journey.pass_gate("G3", G3_VOTES, verdict="stop")
    await after(
        "The project is stopped",
        by="officer",
        gone={"consultant": "Hand in “Example D10”"},
        news={"city_contact": "G3 was decided: Stop.", "consultant": "G3 was decided: Stop."},
    )
    (newest, *_) = await journey.decisions()
    back = {"verdict": "rework", "supersedes": newest["id"], "points": [point(journey)]}
    took(await journey.move("G3", **back), "taking back")
    await after("It is to be taken back", by="officer", asks=dict.fromkeys(PANEL, VOTE))
    await does("officer2", VOTE, asks={"city_approver": VOTE})
    await does("city_approver", VOTE, asks={"officer": CARRY, "city_approver": CARRY})
    await does(
        "officer",
        CARRY,
        asks={"consultant": "Answer what G3 asked to be changed: Say it anew"},
        news={"city_contact": "The decision at G3 was taken back."},
    )
    answer = "Answer what G3 asked to be changed: Say it anew"
    confirm = "Confirm the answer to what G3 asked: Say it anew"
    await does("consultant", answer, asks={"officer": confirm, "manager": confirm})
    await does("officer", confirm, news={"consultant": "The answer was confirmed: Say it anew"})
    handing.all_right()


@pytest.mark.at("study")
async def test_a_city_that_withdraws_and_comes_back_finds_everybody_where_they_were(
    journey: Journey, handing: Handing
) -> None:
    at, hand_in = f"/projects/{journey.code}", "Hand in “Example D10”"
    await journey.plan_deliverable("D10", "study")
    await journey.do("city_approver", f"{at}/withdrawals", {"reason": "No money"})
    await handing.after(
        "The city withdraws",
        by="city_approver",
        gone={"consultant": hand_in},
        news={"officer": "The city withdrew the project.", "consultant": "The city withdrew"},
    )
    await journey.do("city_approver", f"{at}/withdrawal-revocations", {"reason": "Money"})
    look = "Look again: resume the project, or decide anew"
    await handing.after("It comes back", by="city_approver", asks={"manager": look})
    await handing.does(
        "manager",
        look,
        asks={"consultant": hand_in},
        news={"officer": "The project goes on.", "consultant": "The project goes on."},
    )
    handing.all_right()


@long
@pytest.mark.at("study")
async def test_a_vote_that_is_handed_over_is_asked_of_the_deputy(
    journey: Journey, handing: Handing
) -> None:
    await only_officer2_holds(journey, "manager2")
    await journey.study_done()
    await journey.plan(preparation=260)
    await handing.after("All is there", by="reviewer", asks={"officer": ASK})
    await handing.does("officer", ASK, asks=dict.fromkeys(PANEL, VOTE), gone={"manager2": VOTE})
    motion = await handing.thing("officer2", VOTE)
    await delegated(journey, motion, "officer2", "officer", "manager2")
    await handing.after(
        "The vote is handed over",
        by="officer2",
        asks={"manager2": VOTE, "city_approver": VOTE},
        done=VOTE,
    )
    await handing.does("manager2", VOTE, asks={"city_approver": VOTE}, gone={"officer2": VOTE})
    handing.all_right()


@long
@pytest.mark.at("study")
async def test_a_seat_of_the_city_that_nobody_may_fill_is_the_contacts_and_the_managers(
    journey: Journey, handing: Handing
) -> None:
    """The contact may name a deputy of somebody who is barred, and ask no approver in."""
    name = "Name who may sit: Seat of the city's approver"
    await journey.study_done()
    await journey.plan(preparation=260)
    await handing.after("All is there", by="reviewer", asks={"officer": ASK})
    for who in ("city_approver", "city_approver2"):
        path = f"/memberships/{journey.cast.actors[who].membership_id}"
        last: Any = {"until": journey.day(0)}
        ended = await journey.send("administrator", "PATCH", path, last, If_Match='"1"')
        took(ended, "the end")
    journey.clock.pass_days(2)
    await handing.after(
        "They have left",
        by="officer",
        asks={"city_contact": name, "manager": name},
        gone={"officer": ASK},
    )
    await handing.does("manager", name, asks={"officer": ASK, "manager": ASK})
    handing.all_right()
