"""Who reviews a version: never who handed it in, by person through all their roles."""

from collections.abc import Callable

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast, add_hat
from tests.clock import Clock
from tests.serving import client_of
from tests.studies.builders import a_deliverable, a_review, a_version
from tests.studies.test_api import hand_in, journalled, plan, review
from tracker.kernel.actor import Role
from tracker.kernel.database import for_system
from tracker.kernel.ids import uuid7
from tracker.projects.models import Project
from tracker.studies.models import Outcome, SubmissionReview

Sessions = async_sessionmaker[AsyncSession]
Acting = Callable[[str], httpx.AsyncClient]


@pytest.fixture(autouse=True)
async def project(sessions: Sessions, cast: Cast, clock: Clock) -> None:
    async with sessions.begin() as session:
        await a_project(session, cast, clock.now)


async def test_nobody_reviews_what_they_or_their_organisation_handed_in_and_it_stays_on_record(
    sessions: Sessions, acting: Acting, cast: Cast, clock: Clock
) -> None:
    async with sessions.begin() as session:
        project = (await session.scalars(for_system(select(Project), "a test"))).one()
        row = await a_deliverable(session, project, clock.now, acceptors=["city_contact"])
        version = await a_version(session, cast, row, 1, clock.now, by="city_contact")

    for who in ("city_contact", "city_contact2"):
        refused = await acting(who).post(
            f"/api/submissions/{version.id}/reviews", json={"outcome": "accepted"}
        )
        assert refused.status_code == 403
    assert await journalled(sessions, "review.") == ["review.refused", "review.refused"]


async def test_nobody_reviews_under_another_hat_what_their_firm_handed_in(
    app: Litestar,
    officer: httpx.AsyncClient,
    consultant: httpx.AsyncClient,
    sessions: Sessions,
    cast: Cast,
    clock: Clock,
) -> None:
    version = await hand_in(consultant, await plan(officer))
    async with sessions.begin() as session:
        await add_hat(session, cast, "hat", "officer2", "consulting", Role.FIRM_MEMBER, clock.now)

    async with client_of(app, cast.tokens["officer2"]) as client:
        refused = await review(client, version)
    taken = await review(officer, version)

    assert (refused.status_code, taken.status_code) == (403, 201)
    assert await journalled(sessions, "review.") == ["review.refused"]


async def test_one_person_reviews_a_version_in_one_role_only(
    app: Litestar,
    officer: httpx.AsyncClient,
    consultant: httpx.AsyncClient,
    city: httpx.AsyncClient,
    sessions: Sessions,
    cast: Cast,
    clock: Clock,
) -> None:
    planned = await plan(officer, acceptors=["officer", "city_contact"])
    version = await hand_in(consultant, planned)
    async with sessions.begin() as session:
        await add_hat(session, cast, "hat", "officer", "city", Role.CITY_CONTACT, clock.now)

    first = await review(officer, version)
    async with client_of(app, cast.tokens["hat"]) as client:
        second = await review(client, version)
    other = await review(city, version)

    assert [one.status_code for one in (first, second, other)] == [201, 403, 201]
    assert "in one role" in second.json()["detail"]
    assert await journalled(sessions, "review.") == ["review.refused"]


async def test_the_database_keeps_one_review_a_person_and_version(
    sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    async with sessions.begin() as session:
        project = (await session.scalars(for_system(select(Project), "a test"))).one()
        row = await a_deliverable(session, project, clock.now)
        version = await a_version(session, cast, row, 1, clock.now)
        first = await a_review(session, cast, version, "officer", clock.now)
        assert first.role is Role.OFFICER

    with pytest.raises(IntegrityError):
        async with sessions.begin() as session:
            session.add(
                SubmissionReview(
                    id=uuid7(clock.now),
                    created_at=clock.now,
                    project_id=version.project_id,
                    submission_id=version.id,
                    person_id=cast.person("officer"),
                    role=Role.MANAGER,
                    outcome=Outcome.ACCEPTED,
                    comments="",
                )
            )
