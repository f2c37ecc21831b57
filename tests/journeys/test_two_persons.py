"""Journey 10: what one person begins and another has to agree to, and what runs out."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.compliance.faulty import written
from tests.gates.test_letters import recorded
from tests.gates.test_upgrades import newer, propose
from tests.journeys.handing import Handing
from tracker.compliance import catalogue as catalogues
from tracker.compliance.commands import publish
from tracker.demo.journey import Journey
from tracker.journal.desk import SystemDesk

pytestmark = pytest.mark.giant
long = pytest.mark.long
Sessions = async_sessionmaker[AsyncSession]


@pytest.mark.at("study")
async def test_another_catalogue_waits_for_the_other_of_manager_and_reviewer(
    journey: Journey, handing: Handing, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        await publish(SystemDesk(session, journey.clock()), catalogues.load(written(newer)))
    await propose(journey)
    agree = "Agree that a newer catalogue of requirements counts, or leave it"
    await handing.after("It is proposed", by="manager", asks={"reviewer": agree})
    await handing.does("reviewer", agree)
    handing.all_right()


@pytest.mark.at("study")
async def test_a_vote_by_letter_waits_for_a_second_person(
    journey: Journey, handing: Handing
) -> None:
    compare = "Compare the vote by letter at G3 with its original"
    hold = {"verdict": "hold", "look_again_on": journey.day(30)}
    motion = await journey.put("G3", {"officer2": "officer"}, **hold)
    assert (await recorded(journey, motion)).is_success
    await handing.after(
        "A letter is recorded",
        by="manager",
        asks={"officer": compare, "reviewer": compare},
        gone={"manager": compare},
    )
    carry = "Carry out the decision at G3: all have voted"
    await handing.does("reviewer", compare, asks={"officer": carry}, gone={"officer": compare})
    handing.all_right()


@long
@pytest.mark.at("pilot")
async def test_a_proof_that_ends_is_renewed_checked_and_quiet_until_its_next_day(
    journey: Journey, handing: Handing
) -> None:
    await journey.go_live()
    journey.clock.pass_days(25)
    rows = [one for one in await handing.asked("provider") if one.startswith("Renew the proof")]
    assert rows
    await handing.after(
        "It ends soon", by="provider", asks={"provider": rows[0], "city_contact": rows[0]}
    )
    await handing.does("provider", rows[0])
    handing.all_right()


@long
@pytest.mark.at("study")
async def test_what_somebody_leaves_behind_is_handed_to_a_colleague(
    journey: Journey, handing: Handing
) -> None:
    concern = {
        "kind": "issue",
        "category": "technology",
        "title": "The mast leans",
        "owner_id": str(journey.cast.person("city_contact2")),
        "due": journey.day(20),
        "assessment": {"impact": 3, "why": "Wind"},
    }
    await journey.do("officer", f"/projects/{journey.code}/concerns", concern)
    deal = "Deal with what the register holds: The mast leans"
    await handing.after("It is raised", by="officer", asks={"city_contact2": deal})
    membership = journey.cast.actors["city_contact2"].membership_id
    last = {"until": journey.day(0)}
    path = f"/memberships/{membership}"
    await journey.send("administrator", "PATCH", path, last, If_Match='"1"')
    journey.clock.pass_days(2)
    hand_over = f"Hand to a colleague what its owner, who has left, cannot do: {deal}"
    await handing.after(
        "Its owner is gone",
        by="officer",
        asks={"officer": hand_over},
    )
    await handing.does(
        "officer",
        hand_over,
        form={"to_id": str(journey.cast.person("city_contact")), "reason": "They left"},
        asks={"city_contact": deal},
    )
    handing.all_right()
