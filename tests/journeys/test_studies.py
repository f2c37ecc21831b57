"""Journeys 3 and 4: firms are appointed, deliver, are asked for changes, and are accepted."""

import pytest

from tests.journeys.handing import Handing
from tracker.demo.acting import took
from tracker.demo.journey import Journey

pytestmark = pytest.mark.giant
long = pytest.mark.long
HAND_IN = "Hand in “Example D10”"
AGAIN = "Hand in a new version of “Example D10”"
MORE_TIME = "Answer who asks for more time for “Example D10”"
ACCEPT = "Accept “Example D10”, version 1, or ask for changes"
ACCEPT_2 = "Accept “Example D10”, version 2, or ask for changes"


@long
@pytest.mark.at("commissioning")
async def test_papers_and_firms_bring_a_project_into_its_study(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    await does("officer", "Record 3 signed papers: Contract, Beneficiary agreement, Security terms")
    house = str(journey.cast.organisations["consulting"])
    asked = {"organisation_id": house, "capacity": "consulting_company"}
    await journey.do("officer", f"/projects/{journey.code}/appointments", asked)
    await after(
        "A firm is appointed",
        by="officer",
        news={"consultant": "Your firm was appointed to the project."},
    )
    await journey.plan(study=200)
    await journey.clear("G2")
    ask, vote = "Ask for the decision at G2", "Vote on the decision at G2"
    carry = "Carry out the decision at G2: all have voted"
    await after("All is there", by="officer", asks={"officer": ask})
    await does("officer", ask, asks={"manager": vote})
    await does("manager", vote, asks={"officer": carry, "manager": carry})
    await does(
        "officer",
        carry,
        asks={"officer": "Plan what is to be handed in"},
        news={
            "city_contact": "G2 was decided",
            "consultant": "The project entered the stage “Study”.",
        },
    )
    handing.all_right()


@pytest.mark.at("study")
async def test_a_deliverable_goes_back_and_forth_until_it_is_accepted(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    made = await journey.plan_deliverable("D10", "study")
    await after("It is planned", by="officer", asks={"consultant": HAND_IN})
    journey.clock.pass_days(25)
    await moved(journey, made["id"], 30)
    await after(
        "Its day is moved",
        by="officer",
        asks={"consultant": HAND_IN},
        news={"consultant": "The day of “Example D10” is now"},
    )
    journey.clock.pass_days(35)
    await after("It is late", by="consultant", asks={"consultant": HAND_IN})
    more = {"wanted": journey.day(20), "reason": "The measurements take longer"}
    await journey.do("consultant", f"/deliverables/{made['id']}/time-requests", more)
    await after("More time is asked for", by="consultant", asks={"officer": MORE_TIME})
    await does(
        "officer",
        MORE_TIME,
        form={"answer": "refused", "reason": "The council waits for it"},
        asks={"consultant": HAND_IN},
        news={"consultant": "No more time was given for “Example D10”"},
    )

    await does("consultant", HAND_IN, asks={"officer": ACCEPT, "city_approver": ACCEPT})
    await does(
        "officer",
        ACCEPT,
        form={"outcome": "returned", "comments": "Two points"},
        asks={"consultant": AGAIN},
        gone={"city_approver": ACCEPT},
    )
    await does("consultant", AGAIN, asks={"officer": ACCEPT_2, "city_approver": ACCEPT_2})
    await does("officer", ACCEPT_2, asks={"city_approver": ACCEPT_2})
    await does(
        "city_approver",
        ACCEPT_2,
        news={"consultant": "“Example D10”, version 2, was accepted."},
    )
    handing.all_right()


@long
@pytest.mark.at("study")
async def test_what_a_city_hands_in_and_what_nobody_would_is_somebodys(
    journey: Journey, handing: Handing
) -> None:
    await journey.plan_deliverable(
        "D06", "study", "city", acceptors=["officer"], due=journey.day(20)
    )
    hand_in = "Hand in “Example D06”"
    accept = "Accept “Example D06”, version 1, or ask for changes"
    await handing.after("It is planned", by="officer", asks={"city_contact": hand_in})
    await handing.does("city_contact", hand_in, asks={"officer": accept})
    await handing.does("officer", accept, news={"city_contact": "“Example D06”, version 1, was"})

    await journey.plan_deliverable("D10", "study")
    found = (await journey.see("officer", f"/projects/{journey.code}/appointments"))["items"]
    firm = next(one for one in found if one["capacity"] == "consulting_company")
    released = {"last_day": journey.day(1), "reason": "Example reason"}
    await journey.do("officer", f"/appointments/{firm['id']}/releases", released)
    await handing.after(
        "A firm is released",
        by="officer",
        asks={"consultant": HAND_IN},
        news={"consultant": "Your firm's appointment ends on"},
    )
    journey.clock.pass_days(3)
    appoint = f"Appoint the firm that is to do this: {HAND_IN}"
    await handing.after("It is gone", by="officer", asks={"officer": appoint, "manager": appoint})
    await handing.does("officer", appoint, asks={"consultant": HAND_IN})
    handing.all_right()


async def moved(journey: Journey, deliverable: str, days: int) -> None:
    path = f"/deliverables/{deliverable}"
    seen = await journey.send("officer", "GET", path)
    due = {"due": journey.day(days), "reason": "The measurements take longer"}
    version = seen.headers["etag"]
    took(await journey.send("officer", "PATCH", path, due, If_Match=version), "the new day")
