"""Deliverables, versions and reviews for tests."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tracker.kernel.ids import uuid7
from tracker.process.stages import Stage
from tracker.projects.models import Project
from tracker.projects.models.submissions import Submission
from tracker.studies.models import Deliverable, Outcome, OwnerCapacity, SubmissionReview


async def a_deliverable(
    session: AsyncSession, project: Project, now: datetime, **changes: Any
) -> Deliverable:
    """D01 of the study, owed by the consulting company and accepted by the officer."""
    values: dict[str, Any] = {
        "id": uuid7(now),
        "created_at": now,
        "project_id": project.id,
        "code": "D01",
        "title": "Inception report",
        "stage": Stage.STUDY,
        "owner_capacity": OwnerCapacity.CONSULTING_COMPANY,
        "organisation_id": None,
        "original_due": changes.get("due"),
        "due": None,
        "acceptors": ["officer"],
        "minimum_content": "Example",
        "required": True,
        "only_for_pilot": False,
    }
    row = Deliverable(**(values | changes))
    session.add(row)
    await session.flush()
    return row


async def a_version(
    session: AsyncSession,
    cast: Cast,
    row: Deliverable,
    number: int,
    now: datetime,
    by: str = "consultant",
    visit: int = 1,
) -> Submission:
    """A version without files."""
    version = Submission(
        id=uuid7(now),
        created_at=now,
        project_id=row.project_id,
        deliverable_id=row.id,
        number=number,
        visit=visit,
        organisation_id=cast.actors[by].organisation_id,
        note="",
        submitted_by=cast.person(by),
    )
    session.add(version)
    await session.flush()
    return version


async def a_review(
    session: AsyncSession,
    cast: Cast,
    version: Submission,
    by: str,
    now: datetime,
    outcome: Outcome = Outcome.ACCEPTED,
) -> SubmissionReview:
    review = SubmissionReview(
        id=uuid7(now),
        created_at=now,
        project_id=version.project_id,
        submission_id=version.id,
        person_id=cast.person(by),
        role=cast.actors[by].role,
        outcome=outcome,
        comments="",
    )
    session.add(review)
    await session.flush()
    return review
