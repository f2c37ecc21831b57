"""Reading deliverables, their versions and reviews."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.files.models import StoredFile
from tracker.kernel.actor import Actor, Role
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.process.policy import Act, may
from tracker.process.today import access_day
from tracker.projects.models import Assignment, Project
from tracker.projects.queries import in_projects_of
from tracker.studies.models import (
    Deliverable,
    Submission,
    SubmissionFile,
    SubmissionReview,
)
from tracker.studies.queries.owing import owed
from tracker.studies.queries.standing import standings
from tracker.studies.wire import DeliverableView, SubmissionReviewView, SubmissionView

Columns = TypeVarTuple("Columns")


def visible_to(actor: Actor, deliverables: Select[*Columns], now: datetime) -> Select[*Columns]:
    """The one place that says which deliverables somebody may see: a firm its own ones."""
    if not may(actor, Act.DELIVERABLE_SEE):
        return for_actor(deliverables.where(false()), actor)
    seen = deliverables.where(in_projects_of(actor, Deliverable.project_id, now))
    if actor.role is Role.FIRM_MEMBER:
        seen = seen.where(_owned_by(actor, now))
    return for_actor(seen, actor)


def visible_submissions(
    actor: Actor, submissions: Select[*Columns], now: datetime
) -> Select[*Columns]:
    """Which versions somebody may see: a firm those it handed in itself."""
    if not may(actor, Act.DELIVERABLE_SEE):
        return for_actor(submissions.where(false()), actor)
    seen = submissions.where(in_projects_of(actor, Submission.project_id, now))
    if actor.role is Role.FIRM_MEMBER:
        seen = seen.where(Submission.organisation_id == actor.organisation_id)
    return for_actor(seen, actor)


async def deliverable(
    session: AsyncSession, actor: Actor, deliverable_id: UUID, now: datetime
) -> Deliverable:
    found = select(Deliverable).where(Deliverable.id == deliverable_id)
    row = await session.scalar(visible_to(actor, found, now))
    if row is None:
        raise NotFound
    return row


async def submission(
    session: AsyncSession, actor: Actor, submission_id: UUID, now: datetime
) -> Submission:
    found = select(Submission).where(Submission.id == submission_id)
    row = await session.scalar(visible_submissions(actor, found, now))
    if row is None:
        raise NotFound
    return row


async def page(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    after: str | None,
    limit: int,
    now: datetime,
) -> Page[DeliverableView]:
    """The deliverables of a project, newest first, each with how it stands."""
    asked = select(Deliverable).where(Deliverable.project_id == project.id)
    seen = visible_to(actor, newest_first(asked, Deliverable.id, after, limit), now)
    rows = (await session.scalars(seen)).all()
    shown = {one.id: one for one in await views(session, rows, now)}
    return page_of(rows, limit, lambda row: shown[row.id])


async def view(session: AsyncSession, row: Deliverable, now: datetime) -> DeliverableView:
    (shown,) = await views(session, [row], now)
    return shown


async def views(
    session: AsyncSession, rows: Sequence[Deliverable], now: datetime
) -> list[DeliverableView]:
    stand, owners = await standings(session, rows), await owed(session, rows, now)
    return [DeliverableView.of(row, stand[row.id], owners[row.id]) for row in rows]


async def submissions(
    session: AsyncSession,
    actor: Actor,
    deliverable_id: UUID,
    after: str | None,
    limit: int,
    now: datetime,
) -> Page[SubmissionView]:
    """The versions of a deliverable, newest first, with their files and reviews."""
    asked = select(Submission).where(Submission.deliverable_id == deliverable_id)
    seen = visible_submissions(actor, newest_first(asked, Submission.id, after, limit), now)
    rows = (await session.scalars(seen)).all()
    ids = [row.id for row in rows]
    files, reviews = await _files(session, ids), await _reviews(session, ids)
    return page_of(
        rows,
        limit,
        lambda row: SubmissionView.of(row, files.get(row.id, []), reviews.get(row.id, [])),
    )


async def versions_of(
    session: AsyncSession, actor: Actor, project_id: UUID, now: datetime
) -> list[tuple[UUID, str, int]]:
    """Every version of a project that the actor sees: id, deliverable's code, number."""
    asked = (
        select(Submission.id, Deliverable.code, Submission.number)
        .join(Deliverable, Deliverable.id == Submission.deliverable_id)
        .where(Submission.project_id == project_id)
        .order_by(Deliverable.code, Submission.number.desc())
    )
    rows = await session.execute(visible_submissions(actor, asked, now))
    return [(row.id, row.code, row.number) for row in rows]


async def submission_view(session: AsyncSession, row: Submission) -> SubmissionView:
    files, reviews = await _files(session, [row.id]), await _reviews(session, [row.id])
    return SubmissionView.of(row, files.get(row.id, []), reviews.get(row.id, []))


async def files_to_hand_in(
    session: AsyncSession, actor: Actor, project_id: UUID, file_ids: list[UUID]
) -> frozenset[UUID]:
    """Which of the files were uploaded to this project by the actor's organisation."""
    asked = select(StoredFile.id).where(
        StoredFile.project_id == project_id,
        StoredFile.organisation_id == actor.organisation_id,
        StoredFile.id.in_(file_ids),
    )
    return frozenset(await session.scalars(for_system(asked, "files that a submission names")))


async def of_project(
    session: AsyncSession, project_id: UUID, deliverable_id: UUID
) -> Deliverable | None:
    """A deliverable that a gate's rework names."""
    asked = select(Deliverable).where(
        Deliverable.project_id == project_id, Deliverable.id == deliverable_id
    )
    return await session.scalar(for_system(asked, "a deliverable that a gate returns"))


async def codes_taken(session: AsyncSession, project_id: UUID, codes: list[str]) -> list[str]:
    """Those of the codes that deliverables of the project have."""
    asked = select(Deliverable.code).where(
        Deliverable.project_id == project_id, Deliverable.code.in_(codes)
    )
    return sorted(await session.scalars(for_system(asked, "codes in use")))


def _owned_by(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """The firm's by name, or by the capacity it holds today (UTC)."""
    today = access_day(now)
    holds = exists().where(
        Assignment.project_id == Deliverable.project_id,
        Assignment.organisation_id == actor.organisation_id,
        Assignment.capacity == Deliverable.owner_capacity,
        Assignment.starts <= today,
        or_(Assignment.until.is_(None), Assignment.until >= today),
    )
    return or_(
        Deliverable.organisation_id == actor.organisation_id,
        and_(Deliverable.organisation_id.is_(None), holds),
    )


async def _files(session: AsyncSession, submission_ids: list[UUID]) -> dict[UUID, list[UUID]]:
    asked = (
        select(SubmissionFile.submission_id, SubmissionFile.file_id)
        .where(SubmissionFile.submission_id.in_(submission_ids))
        .order_by(SubmissionFile.submission_id, SubmissionFile.position)
    )
    files: dict[UUID, list[UUID]] = {}
    for row in await session.execute(for_system(asked, "files of versions that are shown")):
        files.setdefault(row.submission_id, []).append(row.file_id)
    return files


async def _reviews(
    session: AsyncSession, submission_ids: list[UUID]
) -> dict[UUID, list[SubmissionReviewView]]:
    asked = (
        select(SubmissionReview)
        .where(SubmissionReview.submission_id.in_(submission_ids))
        .order_by(SubmissionReview.id)
    )
    reviews: dict[UUID, list[SubmissionReviewView]] = {}
    for row in await session.scalars(for_system(asked, "reviews of versions that are shown")):
        reviews.setdefault(row.submission_id, []).append(SubmissionReviewView.of(row))
    return reviews
