"""Answers to facts: fail closed until the reviewer has confirmed a "no"."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tests.compliance.steps import CODE, answer_fact, change, deny, journal, line, second_hat
from tracker.compliance.facts import history
from tracker.compliance.lists import Answer
from tracker.compliance.record import AnswerOnRecord
from tracker.kernel.actor import Role
from tracker.kernel.ids import uuid7
from tracker.process.stages import Status
from tracker.projects.models import Project

Acting = Callable[[str], httpx.AsyncClient]


async def fact(client: httpx.AsyncClient, name: str) -> dict[str, Any]:
    answer = await client.get(f"/api/projects/{CODE}/facts")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = next(one for one in answer.json()["items"] if one["fact"] == name)
    return found


async def test_a_no_counts_only_once_the_reviewer_has_confirmed_it(
    project: Project,
    city: httpx.AsyncClient,
    reviewer: httpx.AsyncClient,
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    assert (await fact(city, "cloud"))["counts_as"] == "yes"

    answered = await answer_fact(city, "cloud", "no")
    before = await fact(city, "cloud")
    checked = await reviewer.post(
        f"/api/fact-answers/{answered.json()['id']}/checks", json={"outcome": "confirmed"}
    )

    assert answered.status_code == checked.status_code == 201
    assert (before["answer"], before["counts_as"]) == ("no", "yes")
    after = await fact(city, "cloud")
    assert (after["counts_as"], after["since"], after["confirmed"]) == ("no", "2027-01-04", True)
    assert (await journal(sessions, project.id))[-2:] == ["fact.answered", "fact.checked"]


async def test_a_refused_no_counts_as_yes(
    project: Project, city: httpx.AsyncClient, reviewer: httpx.AsyncClient
) -> None:
    answered = await answer_fact(city, "cloud", "no")

    await reviewer.post(
        f"/api/fact-answers/{answered.json()['id']}/checks", json={"outcome": "refused"}
    )

    assert (await fact(city, "cloud"))["counts_as"] == "yes"


async def test_a_newer_answer_makes_the_entry_applicable_again_from_that_day(
    project: Project, city: httpx.AsyncClient, reviewer: httpx.AsyncClient, clock: Clock
) -> None:
    await deny(city, reviewer, "payments")
    assert (await line(city, "CP-ARC-11"))["standing"] == "not_applicable"
    clock.pass_days(3)

    await answer_fact(city, "payments", "no")

    entry = await line(city, "CP-ARC-11")
    assert (entry["standing"], entry["applicable_since"]) == ("not_started", "2027-01-07")


async def test_who_answered_does_not_check_it_and_the_attempt_stays_on_record(
    project: Project,
    officer: httpx.AsyncClient,
    cast: Cast,
    clock: Clock,
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    hat = await second_hat(sessions, cast, "officer", "secretariat", Role.REVIEWER, clock())
    answered = await answer_fact(officer, "cloud", "no")

    refused = await officer.post(
        f"/api/fact-answers/{answered.json()['id']}/checks",
        json={"outcome": "confirmed"},
        headers=hat,
    )

    assert refused.status_code == 403
    assert "another reviewer" in refused.json()["detail"]
    assert (await fact(officer, "cloud"))["counts_as"] == "yes"
    assert (await journal(sessions, project.id))[-1] == "fact.refused"


@pytest.mark.parametrize("name", ["officer", "manager", "city_contact2"])
async def test_a_second_hat_does_not_make_a_reviewer_of_who_runs_the_project_or_answers(
    project: Project,
    acting: Acting,
    cast: Cast,
    clock: Clock,
    sessions: async_sessionmaker[AsyncSession],
    name: str,
) -> None:
    hat = await second_hat(sessions, cast, name, "secretariat", Role.REVIEWER, clock())
    answered = await answer_fact(acting("city_contact"), "cloud", "no")
    path = f"/api/fact-answers/{answered.json()['id']}/checks"

    checked = await acting(name).post(path, json={"outcome": "confirmed"}, headers=hat)

    assert checked.status_code == 403
    assert (await journal(sessions, project.id))[-1] == "fact.refused"
    assert (await acting("reviewer").post(path, json={"outcome": "confirmed"})).status_code == 201


async def test_only_the_newest_answer_is_checked_and_only_once(
    project: Project, city: httpx.AsyncClient, reviewer: httpx.AsyncClient
) -> None:
    first = (await answer_fact(city, "cloud", "no")).json()["id"]
    second = (await answer_fact(city, "cloud", "no")).json()["id"]
    body = {"outcome": "confirmed"}

    outdated = await reviewer.post(f"/api/fact-answers/{first}/checks", json=body)
    once = await reviewer.post(f"/api/fact-answers/{second}/checks", json=body)
    twice = await reviewer.post(f"/api/fact-answers/{second}/checks", json=body)

    assert (outdated.status_code, once.status_code, twice.status_code) == (409, 201, 409)


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("consultant", "cloud", 201),
        ("officer", "cloud", 201),
        ("city_security", "cloud", 403),
        ("reviewer", "cloud", 403),
        ("other_city_contact", "cloud", 404),
        ("other_firm_member", "cloud", 404),
        ("city_contact", "unheard_of", 404),
    ],
)
async def test_facts_are_answered_by_those_who_know_them(
    project: Project, acting: Acting, who: str, name: str, status: int
) -> None:
    assert (await answer_fact(acting(who), name, "yes")).status_code == status


async def test_facts_of_a_project_that_ended_stay_as_they_are(
    project: Project, city: httpx.AsyncClient, sessions: async_sessionmaker[AsyncSession]
) -> None:
    await change(sessions, project, status=Status.STOPPED)

    assert (await answer_fact(city, "cloud", "yes")).status_code == 409


async def test_an_event_is_reported_in_the_words_of_the_catalogue(
    project: Project,
    city: httpx.AsyncClient,
    acting: Acting,
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    path = f"/api/projects/{CODE}/recheck-events"
    event = {"kind": "scope_change", "source": "Example minutes"}

    made = await city.post(path, json=event)

    assert made.status_code == 201
    assert made.json()["on_day"] == "2027-01-04"
    assert (await journal(sessions, project.id))[-1] == "recheck.fired"
    assert (await city.post(path, json=event | {"kind": "mood_change"})).status_code == 422
    assert (await acting("consultant").post(path, json=event)).status_code == 403
    assert (await acting("other_city_contact").post(path, json=event)).status_code == 404


@pytest.mark.parametrize(
    ("on_day", "status"),
    [("2027-01-05", 201), ("2027-01-06", 422), ("2026-01-04", 201), ("2026-01-03", 422)],
)
async def test_an_event_is_reported_of_a_day_at_most_a_year_back_and_none_to_come(
    project: Project, officer: httpx.AsyncClient, on_day: str, status: int
) -> None:
    event = {"kind": "scope_change", "source": "Example", "on_day": on_day}

    made = await officer.post(f"/api/projects/{CODE}/recheck-events", json=event)

    assert made.status_code == status, made.text


def test_a_fact_turns_round_with_the_check_and_with_the_answer_after_it(clock: Clock) -> None:
    instants = []
    for _ in range(3):
        instants.append(clock())
        clock.pass_days(1)
    one = AnswerOnRecord(
        id=uuid7(clock()),
        fact="cloud",
        answer=Answer.NO,
        reason="",
        by=uuid7(clock()),
        at=instants[0],
        confirmed=True,
        checked_by=uuid7(clock()),
        checked_at=instants[1],
        replaces_id=None,
    )
    again = AnswerOnRecord(
        id=uuid7(clock()),
        fact="cloud",
        answer=Answer.NO,
        reason="",
        by=uuid7(clock()),
        at=instants[2],
        confirmed=None,
        checked_by=None,
        checked_at=None,
        replaces_id=one.id,
    )

    counted = history((one, again))

    assert counted.changes == (instants[1], instants[2])
    assert counted.counts
    assert counted.word == "no_unconfirmed"
