"""Votes that come as signed letters: two people put them on record, and the bars hold."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.clock import Clock
from tests.gates.test_motions import reason
from tracker.demo.journey import G3_VOTES, Journey

READY = pytest.mark.at("study")
OTHERS = {who: seat for who, seat in G3_VOTES.items() if seat != "city_approver"}


async def recorded(
    journey: Journey, motion: str, who: str = "manager", **changes: Any
) -> httpx.Response:
    """The city approver's vote as a letter; the answer."""
    asked = {
        "seat": "city_approver",
        "person_id": str(journey.cast.person("city_approver")),
        "choice": "for",
        "signed_on": journey.day(0),
        "file_id": await journey.upload(who, "Signed by the mayor"),
    }
    return await journey.send(who, "POST", f"/motions/{motion}/letters", asked | changes)


async def compared(journey: Journey, letter: httpx.Response, who: str) -> httpx.Response:
    path = f"/vote-letters/{letter.json()['id']}/comparisons"
    return await journey.send(who, "POST", path)


@READY
async def test_a_letter_counts_once_a_second_person_has_compared_it(journey: Journey) -> None:
    await journey.plan(preparation=260)
    motion = await journey.put("G3", OTHERS, verdict="stop")
    letter = await recorded(journey, motion)
    assert letter.status_code == 201, letter.text
    assert letter.json()["waits"] is True
    early = await journey.decide(motion)
    assert "votes are missing" in early.text

    alone = await compared(journey, letter, "manager")
    second = await compared(journey, letter, "reviewer")
    again = await compared(journey, letter, "officer")
    assert (alone.status_code, second.status_code, again.status_code) == (403, 201, 409)
    (vote,) = [one for one in second.json()["votes"] if one["seat"] == "city_approver"]
    assert vote["person_id"] == str(journey.cast.person("city_approver"))
    assert vote["letter_id"] == letter.json()["id"]
    decided = await journey.decide(motion)
    assert decided.status_code == 201, decided.text

    sealed = await journey.send(
        "officer", "GET", f"/projects/{journey.code}/decisions/{decided.json()['id']}"
    )
    votes = {one["seat"]: one for one in json.loads(sealed.text)["votes"]}
    assert votes["city_approver"]["letter"]["recorded_by"] == str(journey.cast.person("manager"))
    assert votes["city_approver"]["letter"]["compared_by"] == str(journey.cast.person("reviewer"))
    assert votes["city_approver"]["letter"]["signed_on"] == journey.day(0)
    assert len(votes["city_approver"]["letter"]["sha256"]) == 64
    assert "letter" not in votes["officer"]


@READY
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seat": "mayor"}, "seat"),
        ({"choice": "against"}, "grounds"),
        ({"signed_on": "2090-01-01"}, "signed_on"),
        ({"signed_on": "2020-01-01"}, "signed_on"),
        ({"file_id": "01a2dea3-b380-7aa1-9415-3e60c3a4522e"}, "file_id"),
    ],
)
async def test_a_letter_that_does_not_fit_is_refused_by_its_field(
    journey: Journey, changes: dict[str, str], field: str
) -> None:
    motion = await journey.put("G3", {}, verdict="stop")
    answer = await recorded(journey, motion, **changes)
    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"][0]["field"] == field


@READY
async def test_nobody_signs_who_could_not_vote(journey: Journey) -> None:
    motion = await journey.put("G3", {}, verdict="stop")
    for person in ("other_city_approver", "consultant", "manager"):
        who = "officer2" if person == "manager" else "manager"
        answer = await recorded(journey, motion, who, person_id=str(journey.cast.person(person)))
        assert answer.status_code == 422, (person, answer.text)
        assert answer.json()["fields"][0]["field"] == "person_id"


@READY
async def test_the_original_is_a_file_that_the_recorder_uploaded(journey: Journey) -> None:
    motion = await journey.put("G3", {}, verdict="stop")
    foreign = await journey.upload("city_contact", "Signed by somebody")
    answer = await recorded(journey, motion, file_id=foreign)
    assert answer.json()["fields"][0]["field"] == "file_id"


@READY
async def test_whoever_has_voted_records_no_letter(journey: Journey) -> None:
    motion = await journey.put("G3", {"officer2": "officer"}, verdict="stop", who="manager")
    assert (await recorded(journey, motion, "officer2")).status_code == 403


@READY
async def test_whoever_records_a_letter_does_not_vote(journey: Journey) -> None:
    motion = await journey.put("G3", {}, verdict="stop", who="manager")
    letter = await recorded(journey, motion, "officer")
    assert letter.status_code == 201, letter.text

    voted = await journey.vote(motion, "officer", "officer")
    other = await journey.vote(motion, "officer2", "officer")

    assert "records what came on paper" in reason(voted, 403)
    assert other.status_code == 201


@READY
async def test_a_newer_letter_of_the_seat_takes_the_place_of_one_not_compared(
    journey: Journey,
) -> None:
    motion = await journey.put("G3", {}, verdict="stop")
    first = await recorded(journey, motion)
    second = await recorded(journey, motion, choice="against", grounds="Too early")
    assert (await compared(journey, first, "reviewer")).status_code == 409
    assert (await compared(journey, second, "reviewer")).status_code == 201
    seen = await journey.see("officer", f"/motions/{motion}/letters")
    assert [one["waits"] for one in seen] == [False, False]


@READY
@pytest.mark.parametrize("who", ["city_contact", "city_approver", "consultant", "reviewer"])
async def test_only_the_desk_records_letters(journey: Journey, who: str) -> None:
    motion = await journey.put("G3", {}, verdict="stop")
    file_id = await journey.upload("manager", "Signed by the mayor")
    answer = await recorded(journey, motion, who, file_id=file_id)
    assert answer.status_code == 403


@READY
async def test_nobody_sees_letters_of_a_project_that_is_not_theirs(
    journey: Journey, app: Litestar
) -> None:
    motion = await journey.put("G3", {}, verdict="stop")
    letter = (await recorded(journey, motion)).json()["id"]
    for who in ("city_contact", "other_city_contact", "consultant", "observer"):
        answer = await journey.send(who, "GET", f"/vote-letters/{letter}")
        assert answer.status_code in (403, 404), who


async def voted_against(journey: Journey, motion: str) -> None:
    body = {"seat": "city_approver", "choice": "against", "grounds": "Too dear"}
    answer = await journey.send("city_approver", "POST", f"/motions/{motion}/votes", body)
    assert answer.status_code == 201, answer.text


@READY
async def test_a_letter_does_not_overwrite_what_its_signer_voted_since(
    journey: Journey, clock: Clock
) -> None:
    motion = await journey.put("G3", OTHERS, verdict="stop")
    letter = await recorded(journey, motion)
    clock.now += timedelta(hours=1)
    await voted_against(journey, motion)

    answer = await compared(journey, letter, "reviewer")

    assert answer.status_code == 409
    assert "the newer vote counts" in answer.json()["detail"]
    votes = (await journey.see("officer", f"/motions/{motion}"))["votes"]
    assert {one["seat"]: one["choice"] for one in votes}["city_approver"] == "against"


@READY
async def test_a_letter_of_a_day_before_its_signers_vote_is_not_recorded(
    journey: Journey, clock: Clock
) -> None:
    motion, day = await journey.put("G3", OTHERS, verdict="stop"), journey.day(0)
    clock.now += timedelta(days=1)
    await voted_against(journey, motion)

    answer = await recorded(journey, motion, signed_on=day)

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "signed_on"
