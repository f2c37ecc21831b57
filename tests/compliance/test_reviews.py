"""Reviews count for one gate and one evidence set, and never by whoever had a hand in it."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tests.compliance.steps import (
    CODE,
    change,
    hand_in,
    journal,
    line,
    review,
    second_hat,
    stands,
)
from tracker.kernel.actor import Role
from tracker.kernel.database import for_system
from tracker.kernel.ids import uuid7
from tracker.people.models import Person
from tracker.process.stages import Operation, Stage, Status
from tracker.projects.models import OperationChange, Project, StageVisit

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({}, "met"),
        ({"criteria": [0]}, "partially_met"),
        ({"criteria": []}, "not_met"),
        ({"rejected": True, "comment": "Example"}, "not_met"),
        ({"criteria": [0], "more_wanted": True, "comment": "Example"}, "under_review"),
    ],
)
async def test_how_an_entry_stands_follows_from_the_ticks(
    project: Project,
    city: httpx.AsyncClient,
    reviewer: httpx.AsyncClient,
    sessions: Sessions,
    changes: dict[str, Any],
    standing: str,
) -> None:
    await hand_in(city, "CP-GOV-01")

    made = await review(reviewer, "CP-GOV-01", **changes)

    assert made.status_code == 201, made.text
    assert (await stands(city, "CP-GOV-01"))[0] == standing
    assert (await journal(sessions, project.id))[-1] == "requirement.reviewed"


async def test_the_newest_review_of_a_set_counts(
    project: Project, city: httpx.AsyncClient, reviewer: httpx.AsyncClient
) -> None:
    await hand_in(city, "CP-GOV-01")
    await review(reviewer, "CP-GOV-01")

    await review(reviewer, "CP-GOV-01", rejected=True, comment="Example")

    assert (await stands(city, "CP-GOV-01")) == ("not_met", "rejected")


async def test_a_review_for_one_gate_meets_no_other(
    project: Project, city: httpx.AsyncClient, reviewer: httpx.AsyncClient
) -> None:
    await hand_in(city, "CP-GOV-01")

    await review(reviewer, "CP-GOV-01", "G3")

    assert (await stands(city, "CP-GOV-01", "G3"))[0] == "met"
    assert (await stands(city, "CP-GOV-01", "G4"))[0] == "evidence_submitted"


async def test_new_evidence_ends_what_a_review_said(
    project: Project, city: httpx.AsyncClient, reviewer: httpx.AsyncClient
) -> None:
    await hand_in(city, "CP-GOV-01")
    await review(reviewer, "CP-GOV-01")

    await hand_in(city, "CP-GOV-01", title="More")

    assert (await stands(city, "CP-GOV-01"))[0] == "evidence_submitted"


async def test_a_review_of_another_set_than_is_there_now_is_sent_back(
    project: Project, city: httpx.AsyncClient, reviewer: httpx.AsyncClient
) -> None:
    nothing = await review(reviewer, "CP-GOV-01")
    await hand_in(city, "CP-GOV-01")
    seen = (await line(reviewer, "CP-GOV-01"))["set_digest"]
    await hand_in(city, "CP-GOV-01", title="Slipped in")

    late = await review(reviewer, "CP-GOV-01", evidence_digest=seen)

    assert (nothing.status_code, late.status_code) == (409, 409)
    assert "changed since you read it" in late.json()["detail"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"criteria": [5]}, "criteria"),
        ({"gate": "G5"}, "gate"),
        ({"gate": "G9"}, "gate"),
        ({"rejected": True}, "comment"),
        ({"more_wanted": True, "comment": " "}, "comment"),
        ({"more_wanted": True, "rejected": True, "comment": "Example"}, "more_wanted"),
    ],
)
async def test_a_review_ticks_only_what_is_asked_and_says_what_is_missing(
    project: Project,
    officer: httpx.AsyncClient,
    reviewer: httpx.AsyncClient,
    changes: dict[str, Any],
    field: str,
) -> None:
    await hand_in(officer, "CP-SUP-02")

    refused = await review(reviewer, "CP-SUP-02", **changes)

    assert refused.status_code == 422, refused.text
    assert refused.json()["fields"][0]["field"] == field


async def test_who_handed_in_never_reviews_whatever_hat_they_wear(
    project: Project, officer: httpx.AsyncClient, cast: Cast, clock: Clock, sessions: Sessions
) -> None:
    hat = await second_hat(sessions, cast, "officer", "secretariat", Role.REVIEWER, clock())
    await hand_in(officer, "CP-SUP-02")

    refused = await review(officer, "CP-SUP-02", headers=hat)

    assert refused.status_code == 403
    assert "somebody else has to" in refused.json()["reasons"][0]
    assert (await stands(officer, "CP-SUP-02"))[0] == "evidence_submitted"
    assert (await journal(sessions, project.id))[-1] == "review.refused"


async def test_nobody_of_the_city_reviews_where_the_reviewer_has_to(
    project: Project,
    city: httpx.AsyncClient,
    reviewer: httpx.AsyncClient,
    acting: Acting,
    cast: Cast,
    clock: Clock,
    sessions: Sessions,
) -> None:
    await second_hat(sessions, cast, "reviewer", "city", Role.CITY_CONTACT, clock())
    await hand_in(city, "CP-GOV-01")

    refused = await review(reviewer, "CP-GOV-01")
    taken = await review(acting("reviewer2"), "CP-GOV-01")

    assert (refused.status_code, taken.status_code) == (403, 201)
    assert "providing organisation" in refused.json()["detail"]


@pytest.mark.parametrize("who", ["city_approver", "officer", "city_privacy"])
async def test_only_the_verifying_role_reviews(
    project: Project, city: httpx.AsyncClient, acting: Acting, who: str
) -> None:
    await hand_in(city, "CP-GOV-01")

    assert (await review(acting(who), "CP-GOV-01")).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("consultant", 403), ("observer", 403), ("other_city_contact", 404)]
)
async def test_firms_observers_and_strangers_review_nothing(
    project: Project,
    city: httpx.AsyncClient,
    acting: Acting,
    who: str,
    status: int,
) -> None:
    await hand_in(city, "CP-GOV-01")
    digest = (await line(city, "CP-GOV-01"))["set_digest"]

    refused = await acting(who).post(
        f"/api/projects/{CODE}/requirements/CP-GOV-01/reviews",
        json={"gate": "G3", "evidence_digest": digest, "criteria": [0]},
    )

    assert refused.status_code == status


async def test_the_reviewer_stands_in_where_the_city_has_no_second_person(
    project: Project, acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    reviewer = acting("reviewer")
    await hand_in(acting("provider"), "CP-ARC-03")
    before = await review(reviewer, "CP-ARC-03")
    async with sessions.begin() as session:
        person = await session.get_one(Person, cast.person("city_security"))
        person.active = False

    after = await review(reviewer, "CP-ARC-03")

    assert (before.status_code, after.status_code) == (403, 201)
    assert after.json()["verified_as"] == "reviewer"


async def test_an_acceptance_that_a_sample_must_follow_waits_for_it(
    project: Project, city: httpx.AsyncClient, reviewer: httpx.AsyncClient, acting: Acting
) -> None:
    await hand_in(city, "CP-PRIV-04")
    too_early = await review(reviewer, "CP-PRIV-04")

    await review(acting("city_privacy"), "CP-PRIV-04")
    waiting = await line(city, "CP-PRIV-04")
    sampled = await review(reviewer, "CP-PRIV-04")

    assert (too_early.status_code, sampled.status_code) == (403, 201)
    assert (waiting["standing"], waiting["next"]["who"]) == ("under_review", ["reviewer"])
    assert (await stands(city, "CP-PRIV-04"))[0] == "met"


async def test_a_sample_needs_the_newest_word_of_the_verifier(
    project: Project, city: httpx.AsyncClient, reviewer: httpx.AsyncClient, acting: Acting
) -> None:
    await hand_in(city, "CP-PRIV-04")
    await review(acting("city_privacy"), "CP-PRIV-04")
    await review(acting("city_privacy"), "CP-PRIV-04", rejected=True, comment="Example")

    sampled = await review(reviewer, "CP-PRIV-04")

    assert sampled.status_code == 403
    assert (await stands(city, "CP-PRIV-04")) == ("not_met", "rejected")


async def test_after_an_event_a_sample_alone_meets_nothing(
    project: Project, city: httpx.AsyncClient, acting: Acting, clock: Clock
) -> None:
    verifier, reviewer = acting("city_privacy"), acting("reviewer")
    await hand_in(city, "CP-PRIV-04")
    await review(verifier, "CP-PRIV-04")
    await review(reviewer, "CP-PRIV-04")
    before = await stands(city, "CP-PRIV-04")
    clock.pass_days(1)
    event = {"kind": "scope_change", "source": "Example"}
    await city.post(f"/api/projects/{CODE}/recheck-events", json=event)
    clock.pass_days(1)

    again = await review(reviewer, "CP-PRIV-04")

    assert (before[0], again.status_code) == ("met", 201)
    assert (await stands(city, "CP-PRIV-04")) == ("lapsed", "event")
    await review(verifier, "CP-PRIV-04")
    await review(reviewer, "CP-PRIV-04")
    assert (await stands(city, "CP-PRIV-04"))[0] == "met"


async def test_an_event_re_opens_what_names_it_and_a_new_review_closes_it(
    project: Project, acting: Acting, clock: Clock
) -> None:
    city, reviewer = acting("city_contact"), acting("reviewer")
    await hand_in(city, "CP-GOV-01")
    await review(reviewer, "CP-GOV-01")
    clock.pass_days(1)

    event = {"kind": "scope_change", "source": "Example"}
    await city.post(f"/api/projects/{CODE}/recheck-events", json=event)

    entry = await line(city, "CP-GOV-01")
    assert (entry["standing"], entry["because"]) == ("lapsed", "event")
    assert entry["next"]["who"] == ["reviewer"]
    clock.pass_days(1)
    await review(reviewer, "CP-GOV-01")
    assert (await stands(city, "CP-GOV-01"))[0] == "met"


@pytest.mark.parametrize(
    ("status", "gate", "answer"),
    [
        (Status.ON_HOLD, "G3", 201),
        (Status.STOPPED, "G3", 409),
        (Status.STOPPED, "closing", 201),
        (Status.ACTIVE, "closing", 201),
    ],
)
async def test_after_the_end_only_the_closing_list_is_reviewed(
    project: Project, acting: Acting, sessions: Sessions, status: Status, gate: str, answer: int
) -> None:
    await hand_in(acting("consultant"), "CP-DAT-04")
    await change(sessions, project, status=status)

    made = await review(acting("city_contact"), "CP-DAT-04", gate)

    assert made.status_code == answer, made.text


async def test_the_suspension_by_rule_is_written_down_before_a_lapse_can_end(
    project: Project, city: httpx.AsyncClient, clock: Clock, sessions: Sessions
) -> None:
    now = clock()
    async with sessions.begin() as session:
        made = {"created_at": now, "project_id": project.id}
        session.add(
            StageVisit(
                id=uuid7(now),
                number=2,
                stage=Stage.PILOT,
                entered_on=now.date(),
                decision_id=None,
                asked="G4",
                left_visit=1,
                **made,
            )
        )
        session.add(
            OperationChange(
                id=uuid7(now),
                becomes=Operation.LIVE,
                on_day=now.date(),
                by=None,
                seconded_by=None,
                reason="Example",
                proof_file_id=None,
                **made,
            )
        )
    await change(sessions, project, stage=Stage.PILOT, visit=2, operation=Operation.LIVE)
    clock.pass_days(14)

    await hand_in(city, "CP-GOV-01")

    asked = select(OperationChange).where(OperationChange.becomes == Operation.SUSPENDED)
    async with sessions() as session:
        suspended = (await session.scalars(for_system(asked, "a test"))).one()
    assert suspended.by is None
    assert suspended.on_day.isoformat() == "2027-01-06"
    assert (await journal(sessions, project.id))[-3:] == [
        "pilot.suspended",
        "assurance.lapsed",
        "evidence.submitted",
    ]
