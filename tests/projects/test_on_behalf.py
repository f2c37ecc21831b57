"""What a city or a firm sends on paper is recorded for it, with the original, by name."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.gates.test_handover import pointed_at_the_firm
from tests.gates.test_motions import reason
from tracker.demo.journey import Journey
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system

Sessions = async_sessionmaker[AsyncSession]
STUDY = pytest.mark.at("study")


async def on_behalf(
    journey: Journey,
    path: str,
    body: dict[str, Any],
    *,
    who: str = "officer",
    party: str = "city",
    original: str | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    named = {
        "On-Behalf-Of": str(journey.cast.organisations[party]),
        "Original-File": original or await journey.upload(who, "A letter with a stamp"),
    }
    return await journey.acting(who).request(
        "POST", f"/api{path}", json=body, headers=named | (headers or {})
    )


ANSWER = {"answer": "yes", "reason": "As the city wrote"}


def fact(journey: Journey) -> str:
    return f"/projects/{journey.code}/facts/personal_data/answers"


@STUDY
async def test_the_act_is_the_partys_and_the_entry_the_recorders(
    journey: Journey, sessions: Sessions
) -> None:
    original = await journey.upload("officer", "A letter with a stamp")
    answer = await on_behalf(journey, fact(journey), ANSWER, original=original)
    assert answer.status_code == 201, answer.text

    async with sessions() as session:
        asked = (
            select(JournalEntry)
            .where(JournalEntry.what == "fact.answered")
            .order_by(JournalEntry.seq.desc())
        )
        entry = (await session.scalars(for_system(asked, "a test looks"))).first()
    assert entry is not None
    assert entry.person_id == journey.cast.person("officer")
    assert entry.organisation_id == journey.cast.organisations["secretariat"]
    assert entry.role == "officer"
    assert json.loads(entry.detail)["behalf"] == {
        "organisation": str(journey.cast.organisations["city"]),
        "role": "city_contact",
        "original": original,
    }
    (row,) = (await journey.see("city_contact", f"/projects/{journey.code}/received"))["items"]
    assert row["file_id"] == original
    assert row["recorded_by"] == str(journey.cast.person("officer"))
    assert row["object_id"] == answer.json()["id"]


@STUDY
async def test_whoever_records_counts_as_having_handed_it_in(journey: Journey) -> None:
    await on_behalf(journey, fact(journey), ANSWER)
    motion = await journey.put("G3", {}, verdict="stop", who="manager")

    voted = await journey.vote(motion, "officer", "officer")
    other = await journey.vote(motion, "officer2", "officer")

    assert "records what came on paper" in reason(voted, 403)
    assert other.status_code == 201, other.text


@STUDY
@pytest.mark.parametrize("who", ["reviewer", "city_contact", "consultant", "administrator"])
async def test_only_the_desk_records_for_others(journey: Journey, who: str) -> None:
    original = await journey.upload("officer", "A letter with a stamp")
    answer = await on_behalf(journey, fact(journey), ANSWER, who=who, original=original)
    assert answer.status_code == 403
    assert (await journey.see("officer", f"/projects/{journey.code}/received"))["items"] == []


@STUDY
async def test_the_desk_does_for_a_party_only_what_the_party_may(journey: Journey) -> None:
    for party, status in (("other_city", 404), ("other_firm", 404), ("partner", 422)):
        answer = await on_behalf(journey, fact(journey), ANSWER, party=party)
        assert answer.status_code == status, (party, answer.text)
    motion = await journey.put("G3", {}, verdict="stop", who="officer2")
    voted = await on_behalf(
        journey, f"/motions/{motion}/votes", {"seat": "city_approver", "choice": "for"}
    )
    assert voted.status_code == 403, "a vote comes by its own letter"


@STUDY
async def test_the_original_is_a_file_of_the_recorder_in_the_project_of_the_act(
    journey: Journey,
) -> None:
    foreign = await journey.upload("city_contact", "Not the officer's")
    refused = await on_behalf(journey, fact(journey), ANSWER, original=foreign)
    assert refused.status_code == 422
    assert refused.json()["fields"][0]["field"] == "Original-File"
    for wrong in ("", "x"):
        answer = await on_behalf(journey, fact(journey), ANSWER, original=wrong or " ")
        assert answer.status_code == 422

    asked_in = await on_behalf(
        journey,
        "/invitations",
        {
            "name": "Example colleague",
            "email": "colleague@example.org",
            "organisation_id": str(journey.cast.organisations["city"]),
            "role": "city_privacy",
        },
    )
    assert asked_in.status_code == 422, "it belongs to no project"


@STUDY
async def test_a_firm_sees_its_own_letters_and_no_others(journey: Journey) -> None:
    await on_behalf(journey, fact(journey), ANSWER)
    seen = await journey.see("consultant", f"/projects/{journey.code}/received")
    assert seen["items"] == []
    other = await journey.send("other_city_contact", "GET", f"/projects/{journey.code}/received")
    assert other.status_code == 404


@STUDY
async def test_a_citys_written_delegation_is_recorded_with_its_days(journey: Journey) -> None:
    body = {
        "role": "city_approver",
        "person_id": str(journey.cast.person("city_approver")),
        "deputy_id": str(journey.cast.person("city_approver2")),
        "project": journey.code,
        "until": journey.day(30),
    }
    named = await on_behalf(journey, "/deputies", body)
    assert named.status_code == 201, named.text
    assert named.json()["until"] == journey.day(30)
    noted = await journey.noted("deputy.named")
    assert "city_contact" in noted["detail"]


@STUDY
async def test_one_key_does_not_answer_for_one_party_what_was_done_for_another(
    journey: Journey,
) -> None:
    original = await journey.upload("officer", "A letter with a stamp")
    key = {"Idempotency-Key": "a-letter"}

    first = await on_behalf(journey, fact(journey), ANSWER, original=original, headers=key)
    again = await on_behalf(journey, fact(journey), ANSWER, original=original, headers=key)
    own = await journey.acting("officer").post(f"/api{fact(journey)}", json=ANSWER, headers=key)

    assert (first.status_code, again.json()) == (201, first.json())
    assert own.status_code == 422
    assert own.json()["fields"][0]["field"] == "Idempotency-Key"


@STUDY
async def test_a_firms_answer_to_its_point_comes_on_paper_and_its_recorder_confirms_nothing(
    journey: Journey,
) -> None:
    path = await pointed_at_the_firm(journey)
    said, match = {"answer": "Named."}, {"If-Match": '"1"'}

    of_the_city = await on_behalf(journey, f"{path}/answers", said, headers=match)
    of_the_firm = await on_behalf(
        journey, f"{path}/answers", said, party="consulting", headers=match
    )
    version = of_the_firm.headers["etag"]
    own = await journey.send("officer", "POST", f"{path}/confirmations", If_Match=version)
    other = await journey.send("officer2", "POST", f"{path}/confirmations", If_Match=version)

    assert (of_the_city.status_code, of_the_firm.status_code) == (403, 201), of_the_firm.text
    assert (own.status_code, other.status_code) == (403, 201), other.text


@STUDY
async def test_a_letter_of_the_approver_withdraws_and_takes_the_withdrawal_back(
    journey: Journey,
) -> None:
    body, at = {"reason": "As the mayor wrote"}, f"/projects/{journey.code}"

    contact = await journey.send("city_contact", "POST", f"{at}/withdrawals", body)
    gone = await on_behalf(journey, f"{at}/withdrawals", body)
    back = await on_behalf(journey, f"{at}/withdrawal-revocations", body)

    assert contact.status_code == 403
    assert (gone.status_code, back.status_code) == (201, 201), (gone.text, back.text)
