"""Reading deliverables, their versions and reviews."""

from collections.abc import Sequence
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.files.models import StoredFile
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import Role
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.process.policy import Act, may
from tracker.process.today import access_day
from tracker.projects.models import Assignment, Project
from tracker.projects.models.submissions import Submission, SubmissionFile
from tracker.projects.queries import in_projects_of
from tracker.studies.models import Deliverable, SubmissionReview
from tracker.studies.queries.hand_in_duties import hand_in_duties
from tracker.studies.queries.states import standings
from tracker.studies.wire import DeliverableView, SubmissionReviewView, SubmissionView

Columns = TypeVarTuple("Columns")


def visible_to(desk: Desk, deliverables: Select[*Columns]) -> Select[*Columns]:
    """The one place that says which deliverables somebody may see: a firm its own ones."""
    if not may(desk.actor, Act.DELIVERABLE_SEE):
        return for_actor(deliverables.where(false()), desk.actor)
    seen = deliverables.where(in_projects_of(desk, Deliverable.project_id))
    if desk.actor.role is Role.FIRM_MEMBER:
        seen = seen.where(_owned_by(desk))
    return for_actor(seen, desk.actor)


def visible_submissions(desk: Desk, submissions: Select[*Columns]) -> Select[*Columns]:
    """Which versions somebody may see: a firm those it handed in itself."""
    if not may(desk.actor, Act.DELIVERABLE_SEE):
        return for_actor(submissions.where(false()), desk.actor)
    seen = submissions.where(in_projects_of(desk, Submission.project_id))
    if desk.actor.role is Role.FIRM_MEMBER:
        seen = seen.where(Submission.organisation_id == desk.actor.organisation_id)
    return for_actor(seen, desk.actor)


async def deliverable(desk: Desk, deliverable_id: UUID) -> Deliverable:
    statement = select(Deliverable).where(Deliverable.id == deliverable_id)
    row = await desk.session.scalar(visible_to(desk, statement))
    if row is None:
        raise NotFound
    return row


async def submission(desk: Desk, submission_id: UUID) -> Submission:
    statement = select(Submission).where(Submission.id == submission_id)
    row = await desk.session.scalar(visible_submissions(desk, statement))
    if row is None:
        raise NotFound
    return row


async def page(
    desk: Desk, project: Project, after: str | None, limit: int
) -> Page[DeliverableView]:
    """The deliverables of a project, newest first, each with how it stands."""
    statement = select(Deliverable).where(Deliverable.project_id == project.id)
    seen = visible_to(desk, newest_first(statement, Deliverable.id, after, limit))
    rows = (await desk.session.scalars(seen)).all()
    shown = {one.id: one for one in await views(desk, rows)}
    return page_of(rows, limit, lambda row: shown[row.id])


async def view(desk: AnyDesk, row: Deliverable) -> DeliverableView:
    (shown,) = await views(desk, [row])
    return shown


async def views(desk: AnyDesk, rows: Sequence[Deliverable]) -> list[DeliverableView]:
    stand, owners = await standings(desk.session, rows), await hand_in_duties(desk, rows)
    return [DeliverableView.of(row, stand[row.id], owners[row.id]) for row in rows]


async def submissions(
    desk: Desk, deliverable_id: UUID, after: str | None, limit: int
) -> Page[SubmissionView]:
    """The versions of a deliverable, newest first, with their files and reviews."""
    statement = select(Submission).where(Submission.deliverable_id == deliverable_id)
    seen = visible_submissions(desk, newest_first(statement, Submission.id, after, limit))
    rows = (await desk.session.scalars(seen)).all()
    ids = [row.id for row in rows]
    files, reviews = await _files(desk.session, ids), await _reviews(desk.session, ids)
    return page_of(
        rows,
        limit,
        lambda row: SubmissionView.of(row, files.get(row.id, []), reviews.get(row.id, [])),
    )


async def versions_of(desk: Desk, project_id: UUID) -> list[tuple[UUID, str, int]]:
    """Every version of a project that the actor sees: id, deliverable's code, number."""
    statement = (
        select(Submission.id, Deliverable.code, Submission.number)
        .join(Deliverable, Deliverable.id == Submission.deliverable_id)
        .where(Submission.project_id == project_id)
        .order_by(Deliverable.code, Submission.number.desc())
    )
    rows = await desk.session.execute(visible_submissions(desk, statement))
    return [(row.id, row.code, row.number) for row in rows]


async def submission_view(session: AsyncSession, row: Submission) -> SubmissionView:
    files, reviews = await _files(session, [row.id]), await _reviews(session, [row.id])
    return SubmissionView.of(row, files.get(row.id, []), reviews.get(row.id, []))


async def files_to_hand_in(desk: Desk, project_id: UUID, file_ids: list[UUID]) -> frozenset[UUID]:
    """Which of the files were uploaded to this project by the actor's organisation."""
    statement = select(StoredFile.id).where(
        StoredFile.project_id == project_id,
        StoredFile.organisation_id == desk.actor.organisation_id,
        StoredFile.id.in_(file_ids),
    )
    return frozenset(
        await desk.session.scalars(for_system(statement, "files that a submission names"))
    )


async def of_project(
    session: AsyncSession, project_id: UUID, deliverable_id: UUID
) -> Deliverable | None:
    """A deliverable that a gate's rework names."""
    statement = select(Deliverable).where(
        Deliverable.project_id == project_id, Deliverable.id == deliverable_id
    )
    return await session.scalar(for_system(statement, "a deliverable that a gate returns"))


async def codes_taken(session: AsyncSession, project_id: UUID, codes: list[str]) -> list[str]:
    """Those of the codes that deliverables of the project have."""
    statement = select(Deliverable.code).where(
        Deliverable.project_id == project_id, Deliverable.code.in_(codes)
    )
    return sorted(await session.scalars(for_system(statement, "codes in use")))


def _owned_by(desk: Desk) -> ColumnElement[bool]:
    """The firm's by name, or by the capacity it holds today (UTC)."""
    today = access_day(desk.now)
    holds = exists().where(
        Assignment.project_id == Deliverable.project_id,
        Assignment.organisation_id == desk.actor.organisation_id,
        Assignment.capacity == Deliverable.owner_capacity,
        Assignment.starts <= today,
        or_(Assignment.until.is_(None), Assignment.until >= today),
    )
    return or_(
        Deliverable.organisation_id == desk.actor.organisation_id,
        and_(Deliverable.organisation_id.is_(None), holds),
    )


async def _files(session: AsyncSession, submission_ids: list[UUID]) -> dict[UUID, list[UUID]]:
    statement = (
        select(SubmissionFile.submission_id, SubmissionFile.file_id)
        .where(SubmissionFile.submission_id.in_(submission_ids))
        .order_by(SubmissionFile.submission_id, SubmissionFile.position)
    )
    files: dict[UUID, list[UUID]] = {}
    for row in await session.execute(for_system(statement, "files of versions that are shown")):
        files.setdefault(row.submission_id, []).append(row.file_id)
    return files


async def _reviews(
    session: AsyncSession, submission_ids: list[UUID]
) -> dict[UUID, list[SubmissionReviewView]]:
    statement = (
        select(SubmissionReview)
        .where(SubmissionReview.submission_id.in_(submission_ids))
        .order_by(SubmissionReview.id)
    )
    reviews: dict[UUID, list[SubmissionReviewView]] = {}
    for row in await session.scalars(for_system(statement, "reviews of versions that are shown")):
        reviews.setdefault(row.submission_id, []).append(SubmissionReviewView.of(row))
    return reviews
