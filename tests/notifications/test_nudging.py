"""An officer nudges: whoever is late is told once that day, with the officer's name in it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.notifications.conftest import Minute
from tracker.demo.journey import Journey

Told = Callable[[str, str], Awaitable[list[Any]]]


async def _nudged(journey: Journey, who: str = "officer") -> Any:
    return await journey.send(who, "POST", "/nudges", {"projects": [journey.code]})


@pytest.mark.at("study")
async def test_who_is_late_is_told_that_day_and_who_only_chases_is_not(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(5))
    await minute()
    journey.clock.pass_days(9)
    await minute()  # its own day was three days ago: nothing is due to be told today
    before = len(await told("consultant", "hand_in"))
    journey.clock.pass_days(1)

    answer = (await _nudged(journey)).json()
    sent = await minute()

    (said,) = [one for one in answer if one["what"] == "hand_in"]
    assert said["project"] == journey.code
    assert said["text"].endswith("Example officer asks you to see to it.")
    notices = await told("consultant", "hand_in")
    assert len(notices) == before + 1
    assert notices[0]["text"] == said["text"]
    (letter,) = [one for one in sent if one.to == "consultant@example.org"]
    assert said["text"] in letter.text, "it goes by mail too"
    assert {one["local_date"] for one in await told("officer2", "hand_in")} != {
        notices[0]["local_date"]
    }


@pytest.mark.at("study")
async def test_a_second_nudge_of_the_day_tells_nobody(journey: Journey, minute: Minute) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(1))
    journey.clock.pass_days(5)

    first = (await _nudged(journey)).json()
    path = f"/projects/{journey.code}/nudges"
    again = (await journey.send("manager", "POST", path)).json()

    assert first
    assert again == []
    await minute()


@pytest.mark.at("study")
async def test_what_was_nudged_before_its_work_was_done_is_told_once(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(1))
    await minute()
    journey.clock.pass_days(2)  # the first late day: the look of today would tell it as well

    assert (await _nudged(journey)).is_success
    await minute()

    today = [one for one in await told("consultant", "hand_in") if one["local_date"] > one["due"]]
    assert len(today) == 1


@pytest.mark.at("study")
async def test_nobody_is_nudged_where_one_project_is_not_there(
    journey: Journey, told: Told
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(1))
    journey.clock.pass_days(5)
    body = {"projects": [journey.code, "ZZZ-2099-99"]}

    answer = await journey.acting("officer").post("/api/nudges", json=body)

    assert answer.status_code == 404
    assert await told("consultant", "hand_in") == []


@pytest.mark.at("study")
async def test_all_notices_up_to_the_newest_read_are_marked_at_once(
    journey: Journey, minute: Minute
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(1))
    await journey.plan_deliverable("D07", "study", due=journey.day(2))
    await minute()
    unseen = (await journey.see("consultant", "/notices?unseen=true"))["items"]
    assert len(unseen) >= 2
    older = {"through": unseen[1]["id"]}

    marked = await journey.send("consultant", "POST", "/notices/receipts", older)
    left = (await journey.see("consultant", "/notices?unseen=true"))["items"]
    others = await journey.acting("city_contact").post("/api/notices/receipts", json=older)

    assert marked.json() == {"seen": len(unseen) - 1}
    assert [one["id"] for one in left] == [unseen[0]["id"]]
    assert others.status_code == 404, "somebody else's notice is nobody's business"


@pytest.mark.at("study")
async def test_several_things_that_wait_for_one_person_come_in_one_letter(
    journey: Journey, minute: Minute
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(1))
    await journey.plan_deliverable("D07", "study", due=journey.day(1))
    journey.clock.pass_days(2)

    letters = [one for one in await minute() if one.to == "consultant@example.org"]

    (letter,) = letters
    assert "“Example D06”" in letter.text
    assert "“Example D07”" in letter.text
    assert letter.text.startswith(f"{journey.code} Example smart parking\n- "), (
        "one heading for all of a project"
    )
    assert journey.code not in letter.subject


@pytest.mark.at("study")
async def test_who_only_chases_what_is_late_gets_a_notice_and_no_letter(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(1))
    journey.clock.pass_days(2)

    letters = await minute()

    (chased, *_) = await told("officer", "hand_in")
    assert "D06" in chased["text"]
    assert [one.to for one in letters if "“Example D06”" in one.text] == ["consultant@example.org"]


@pytest.mark.at("preparation")
async def test_one_row_nudges_its_own_people_and_not_those_of_a_row_of_the_same_name(
    journey: Journey,
) -> None:
    path = f"/projects/{journey.code}/tasks"
    rows = (await journey.send("officer", "GET", path)).json()
    checks = {tuple(one["owner"]["roles"]): one for one in rows if one["kind"] == "review_evidence"}
    of_city, of_office = checks["city_security",], checks["reviewer",]

    answer = await journey.send("officer", "POST", f"{path}/{of_office['key']}/nudges")

    assert len({one["key"] for one in rows}) == len(rows)
    assert of_office["gates"] == of_city["gates"] == ["G4"]
    told = {one["person"] for one in answer.json()}
    assert "Example reviewer" in told
    assert "Example city security" not in told
