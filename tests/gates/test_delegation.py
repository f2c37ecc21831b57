"""Handing a seat on for one motion: to whom, and which seats never."""

import httpx
import pytest
from litestar import Litestar

from tests.cast import add_hat
from tests.clock import Clock
from tests.gates.test_motions import reason
from tracker.demo.journey import Journey
from tracker.kernel.actor import Role


async def delegated(journey: Journey, motion: str, who: str, seat: str, to: str) -> httpx.Response:
    body = {"seat": seat, "delegate_id": str(journey.cast.person(to))}
    return await journey.send(who, "POST", f"/motions/{motion}/delegations", body)


async def only_officer2_holds(journey: Journey, deputy: str) -> None:
    secretariat = str(journey.cast.organisations["secretariat"])
    holder = str(journey.cast.person("officer2"))
    here = {"organisation_id": secretariat, "person_id": holder, "capacity": "officer"}
    await journey.do("manager", f"/projects/{journey.code}/assignments", here)
    named = {"role": "officer", "person_id": holder, "project": journey.code}
    deputy_id = str(journey.cast.person(deputy))
    await journey.do("manager", "/deputies", named | {"deputy_id": deputy_id})


@pytest.mark.at("proposal")
async def test_a_seat_of_the_committee_is_not_handed_to_somebody_who_never_scored(
    journey: Journey, app: Litestar, clock: Clock
) -> None:
    async with app.state.sessions.begin() as session:
        role = Role.COMMITTEE_MEMBER
        await add_hat(session, journey.cast, "hat", "officer2", "secretariat", role, clock())
    motion = await journey.put("G1", {}, leads_to="commissioning")

    handed_on = await delegated(journey, motion, "committee1", "committee_1", "officer2")
    voted = await journey.vote(motion, "officer2", "committee_1")

    assert (handed_on.status_code, "member's own" in handed_on.text) == (409, True)
    assert "Only an active holder" in reason(voted, 403)


@pytest.mark.at("study")
async def test_a_holder_hands_the_seat_to_the_deputy_named_for_it(journey: Journey) -> None:
    await only_officer2_holds(journey, deputy="manager")
    motion = await journey.put("G3", {}, verdict="stop")

    early = await journey.vote(motion, "manager", "officer")
    handed_on = await delegated(journey, motion, "officer2", "officer", "manager")
    voted = await journey.vote(motion, "manager", "officer")

    assert "A deputy sits only while" in reason(early, 403)
    assert (handed_on.status_code, voted.status_code) == (201, 201), voted.text
    noted = await journey.noted("seat.delegated")
    assert noted["person_id"] == str(journey.cast.person("officer2"))


@pytest.mark.at("study")
async def test_a_deputy_sits_for_a_barred_holder_who_handed_the_seat_on_before(
    journey: Journey,
) -> None:
    await only_officer2_holds(journey, deputy="manager")
    motion = await journey.put("G3", {}, verdict="stop", who="officer2")

    await delegated(journey, motion, "officer2", "officer", "manager")
    voted = await journey.vote(motion, "manager", "officer")

    assert voted.status_code == 201, voted.text
