"""Seats that nobody speaks for: a city that stays silent, a voter or a mover who left."""

from datetime import timedelta
from typing import Any

import pytest

from tests.gates.test_motions import AGAIN, reason, state
from tracker.demo.journey import Journey

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


@pytest.mark.at("pilot")
async def test_the_office_is_asked_to_remind_a_silent_city_and_then_a_manager_to_sit_for_it(
    journey: Journey,
) -> None:
    motion = await journey.put("G5", {"officer2": "officer"}, verdict="stop")

    async def asked(who: str, kind: str) -> int:
        page = await journey.see(who, "/me/tasks?limit=200")
        return len([one for one in page["items"] if one["kind"] == kind])

    at_first = await asked("officer", "remind_seat")
    journey.clock.pass_days(9)
    after = await asked("officer", "remind_seat")
    await journey.do("officer", f"/motions/{motion}/reminders", {"seat": CITY})
    done = await asked("officer", "remind_seat")
    journey.clock.pass_days(11)
    await journey.do("officer", f"/motions/{motion}/reminders", {"seat": CITY})
    early = await asked("manager", "vote")
    journey.clock.pass_days(10)

    assert (at_first, after, done, early) == (0, 1, 0, 0)
    assert await asked("manager", "vote") == 1
    assert (await journey.vote(motion, "manager", CITY)).status_code == 201


async def leave(journey: Journey, who: str) -> None:
    """Today is the last day in their role."""
    path = f"/memberships/{journey.cast.actors[who].membership_id}"
    last: Any = {"until": journey.day(0)}
    ended = await journey.send("administrator", "PATCH", path, last, If_Match='"1"')
    assert ended.status_code == 200, ended.text
    journey.clock.pass_days(1)


@pytest.mark.at("study")
async def test_the_seat_of_a_voter_who_left_is_free_for_another(journey: Journey) -> None:
    motion = await journey.put("G3", {"officer2": "officer", CITY: CITY}, who="manager", **AGAIN)
    await leave(journey, "officer2")

    stuck = await journey.decide(motion, "manager")
    voted = await journey.vote(motion, "officer", "officer")
    decided = await journey.decide(motion, "manager")

    assert "the seat “Project officer”" in reason(stuck)
    assert voted.status_code == 201, voted.text
    votes = {vote["seat"]: vote["person_id"] for vote in voted.json()["votes"]}
    assert votes["officer"] == str(journey.cast.person("officer"))
    assert decided.status_code == 201, decided.text


@pytest.mark.at("study")
async def test_a_manager_withdraws_the_motion_of_a_mover_who_left(journey: Journey) -> None:
    motion = await journey.put("G3", {}, who="officer2", **AGAIN)
    path = f"/motions/{motion}/withdrawals"

    early = await journey.send("manager", "POST", path)
    await leave(journey, "officer2")
    by_another = await journey.send("officer", "POST", path)
    withdrawn = await journey.send("manager", "POST", path)

    answers = [one.status_code for one in (early, by_another, withdrawn)]
    assert answers == [403, 403, 201]
    assert await state(journey, motion) == "withdrawn"
