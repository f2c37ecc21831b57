"""Seats that nobody speaks for: a city that stays silent."""

from datetime import timedelta

import pytest

from tests.gates.test_motions import reason
from tests.journey import Journey

CITY = "city_approver"


async def reminded_twice(journey: Journey, motion: str) -> list[str]:
    days = []
    for passing in (10, 5):
        journey.clock.pass_days(passing)
        await journey.do("officer", f"/motions/{motion}/reminders", {"seat": CITY})
        days.append(journey.day(0))
    return days


@pytest.mark.at("pilot")
@pytest.mark.parametrize("after", [45, 60])
async def test_a_stop_waits_sixty_days_for_a_city_that_stays_silent_and_says_so(
    journey: Journey, after: int
) -> None:
    motion = await journey.put("G5", {"officer2": "officer"}, verdict="stop")
    days = await reminded_twice(journey, motion)
    journey.clock.pass_days(after - 15)

    stood_in = await journey.vote(motion, "manager", CITY)
    made = await journey.decide(motion)

    assert (stood_in.status_code, made.status_code) == (201, 201), made.text
    told = made.json()
    assert told["silent_city"] == days
    sealed = await journey.see("officer", f"/projects/{journey.code}/decisions/{told['id']}")
    assert sealed["silent_city"] == {"reminded_on": days}
    assert {vote["seat"]: vote["stands_in"] for vote in sealed["votes"]} == {
        "officer": False,
        CITY: True,
    }


@pytest.mark.at("pilot")
@pytest.mark.parametrize(("who", "days"), [(None, 60), (CITY, 30)])
async def test_it_lapses_at_last_and_sooner_where_the_city_spoke(
    journey: Journey, who: str | None, days: int
) -> None:
    motion = await journey.put("G5", {who: CITY} if who else {}, verdict="stop")
    journey.clock.now += timedelta(days=days, seconds=1)

    late = await journey.vote(motion, "officer2", "officer")

    assert f"more than {days} days old" in reason(late)
