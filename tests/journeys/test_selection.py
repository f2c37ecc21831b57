"""Journeys 1 and 2: from a draft to the decision at the first gate, and what may come between."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.journeys.handing import Handing
from tracker.demo.acting import took
from tracker.demo.journey import Journey
from tracker.process.stages import Stage

pytestmark = pytest.mark.giant
long = pytest.mark.long
FINISH = "Finish the proposal and hand it in"
ELIGIBLE = "Check whether the proposal is eligible"
SCORE = "Score the proposal, or declare a conflict of interest"
ENDS = "Ask the committee for an end or a new version: the proposal is not eligible"
ASK = "Ask for the decision at G1"
VOTE = "Vote on the decision at G1"
CARRY = "Carry out the decision at G1: all have voted"
PAPERS = "Record 3 signed papers: Contract, Beneficiary agreement, Security terms"


async def test_from_a_draft_to_a_project_that_is_selected(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    await journey.open_call()
    await journey.draft()
    path = f"/proposals/{journey.proposal}"
    await after(
        "A draft is begun", by="city_contact", asks={"city_contact": FINISH}, hidden=("officer",)
    )
    await does("city_contact", FINISH, asks={"officer": ELIGIBLE})
    await after(
        "The committee of what is handed in",
        by="city_contact",
        asks=dict.fromkeys(("committee1", "committee2", "committee3"), SCORE),
        hidden=("city_contact",),
    )
    await journey.do("city_contact", f"{path}/withdrawals", {"reason": "Example"})
    await after(
        "The city takes it back",
        by="city_contact",
        asks={"city_contact": FINISH},
        gone={"officer": ELIGIBLE, "committee1": SCORE},
        news={"officer": "The city withdrew the project."},
    )
    await does("city_contact", FINISH, asks={"officer": ELIGIBLE})
    await does("officer", ELIGIBLE, news={"city_contact": "The proposal was checked: Eligible."})

    await journey.do("committee1", f"{path}/conflicts", {"reason": "A cousin of mine"})
    await after(
        "A seat declares a conflict",
        by="committee1",
        asks={"committee2": SCORE, "committee3": SCORE},
        done=SCORE,
        hidden=("committee1", "city_contact"),
    )
    await does("committee2", SCORE, asks={"committee3": SCORE}, hidden=("city_contact",))

    await does(
        "city_contact",
        "Answer 18 questions about the project",
        asks={"reviewer": "Check 18 answers about the project"},
    )
    await does(
        "reviewer",
        "Check 18 answers about the project",
        form={"outcome": "refused", "comment": "Look again"},
        asks={"city_contact": "Answer 18 questions about the project"},
    )
    await journey.answer_facts()
    await journey.plan(commissioning=60)
    await journey.clear("G1")
    await does("committee3", SCORE, asks={"officer": ASK, "manager": ASK})

    await does("officer", ASK, asks={"committee2": VOTE, "committee3": VOTE})
    await does("committee2", VOTE, asks={"committee3": VOTE})
    motion = await handing.thing("committee3", VOTE)
    await journey.do("officer", f"/motions/{motion}/withdrawals")
    await after(
        "The motion is withdrawn",
        by="officer",
        asks={"officer": ASK},
        gone={"committee2": CARRY, "committee3": VOTE},
        news={"committee3": "The motion at G1 was withdrawn; no vote is asked for any more."},
    )
    await does("officer", ASK, asks={"committee2": VOTE, "committee3": VOTE})
    await does("committee2", VOTE, asks={"committee3": VOTE})
    carry = dict.fromkeys(("officer", "committee2", "committee3"), CARRY)
    await does("committee3", VOTE, asks=carry)
    await does(
        "officer",
        CARRY,
        asks={"officer": PAPERS},
        gone={"committee2": CARRY},
        news={"city_contact": "G1 was decided"},
    )
    handing.all_right()


@long
async def test_what_is_not_eligible_or_not_selected_ends_and_the_city_is_told(
    journey: Journey, handing: Handing
) -> None:
    does = handing.does
    await journey.open_call()
    await journey.propose()
    await does(
        "officer",
        ELIGIBLE,
        form={"result": "not_eligible", "reasons": "Outside of the theme"},
        asks={"committee1": SCORE, "committee2": SCORE},
        hidden=("city_contact",),
        news={"city_contact": "The proposal was checked: Not eligible."},
    )
    for one in ("committee1", "committee2"):
        await does(one, SCORE)
    await does("committee3", SCORE, asks={"officer": ENDS})
    await does("officer", ENDS, asks={"committee1": VOTE, "committee2": VOTE})
    await does("committee1", VOTE, asks={"committee2": VOTE})
    await does("committee2", VOTE, asks={"committee3": VOTE})
    await does("committee3", VOTE, asks={"officer": CARRY, "committee3": CARRY})
    await does("officer", CARRY, news={"city_contact": "G1 was decided: Stop"})
    handing.all_right()


@long
@pytest.mark.at("proposal")
async def test_a_proposal_that_the_committee_sends_back_comes_back_and_is_voted_anew(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    again = "Hand in a new version of the proposal"
    said = {"what": "Need", "text": "Say more", "due": journey.day(9)}
    said["owner_id"] = str(journey.cast.person("city_contact"))
    rework = {
        "verdict": "rework",
        "grounds": "Example",
        "points": [said],
        "resubmit_until": journey.day(10),
    }
    answer = "Answer what G1 asked to be changed: Say more"
    confirm = "Confirm the answer to what G1 asked: Say more"
    await does("officer", ASK, form=rework, asks={"committee1": VOTE, "committee3": VOTE})
    for one in ("committee1", "committee2"):
        await does(one, VOTE, asks={"committee3": VOTE})
    await does("committee3", VOTE, asks={"officer": CARRY, "committee3": CARRY})
    await does(
        "officer",
        CARRY,
        asks={"city_contact": (again, answer)},
        news={
            "city_contact": "G1 was decided: Changes asked.",
            "committee1": "G1 was decided: Changes asked.",
        },
    )
    await does("city_contact", answer, asks={"officer": confirm, "manager": confirm})
    await does("officer", confirm, news={"city_contact": "The answer was confirmed: Say more"})
    await changed(journey)
    await does("city_contact", again, asks={"officer": ELIGIBLE})
    await after(
        "The committee of the new version",
        by="city_contact",
        asks={"committee1": SCORE, "committee2": SCORE},
        hidden=("city_contact",),
    )
    handing.all_right()


@long
@pytest.mark.at("proposal")
async def test_a_motion_that_nobody_votes_on_lapses_and_is_asked_for_anew(
    journey: Journey, handing: Handing
) -> None:
    await handing.does("officer", ASK, asks={"committee1": VOTE, "committee3": VOTE})
    journey.clock.pass_days(35)
    await handing.after(
        "It has lapsed", by="committee1", asks={"officer": ASK}, gone={"committee1": VOTE}
    )
    handing.all_right()


@pytest.mark.at("proposal")
async def test_where_every_place_is_taken_the_manager_adds_one_and_it_goes_on(
    journey: Journey, handing: Handing, sessions: async_sessionmaker[AsyncSession]
) -> None:
    add = "Add a place to the call, or hold the project as reserve"
    async with sessions.begin() as session:
        for code in ("KLA-2027-08", "KLA-2027-09"):
            taken: dict[str, Any] = {"stage": Stage.STUDY, "call_id": UUID(journey.call)}
            await a_project(session, journey.cast, journey.clock(), code=code, **taken)
    await handing.after(
        "Others were selected", by="officer", asks={"manager": add}, gone={"officer": ASK}
    )
    await handing.does("manager", add, asks={"officer": ASK, "manager": ASK})
    handing.all_right()


async def changed(journey: Journey) -> None:
    path = f"/proposals/{journey.proposal}"
    version = (await journey.send("city_contact", "GET", path)).headers["etag"]
    need = {"answers": {"need": "Another"}}
    took(await journey.send("city_contact", "PATCH", path, need, If_Match=version), "the change")
