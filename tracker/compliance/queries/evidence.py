"""Evidence and the reviews of it, as they are on record."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.models import Evidence, EvidenceWithdrawal, RequirementReview
from tracker.compliance.record import EvidenceOnRecord, ReviewOnRecord
from tracker.files.models import StoredFile
from tracker.kernel.database import for_system, rows_of
from tracker.kernel.scoped import PROJECT
from tracker.projects.models.submissions import Submission

_WHY = "the status of requirements"


async def handed_in(session: AsyncSession, project_id: UUID) -> list[EvidenceOnRecord]:
    rows = await rows_of(session, _handed_in(), project_id=project_id)
    return [EvidenceOnRecord(**row._mapping) for row in rows]


@cache
def _handed_in() -> Select[*tuple[Any, ...]]:
    statement = (
        select(
            Evidence.id,
            Evidence.requirement,
            Evidence.organisation_id,
            Evidence.kind,
            Evidence.title,
            Evidence.effective_on,
            Evidence.valid_until,
            Evidence.form,
            Evidence.file_id,
            StoredFile.sha256.label("file_sha256"),
            Evidence.pages,
            Evidence.submission_id,
            Evidence.url,
            Evidence.seen_by,
            Evidence.seen_on,
            Evidence.kept_at,
            Evidence.page_count,
            Evidence.seen_sha256,
            Evidence.submitted_by,
            Evidence.created_at.label("submitted_at"),
            Evidence.replaces_id,
            EvidenceWithdrawal.created_at.label("withdrawn_at"),
            StoredFile.uploaded_by,
            Submission.submitted_by.label("delivered_by"),
        )
        .outerjoin(StoredFile, StoredFile.id == Evidence.file_id)
        .outerjoin(Submission, Submission.id == Evidence.submission_id)
        .outerjoin(EvidenceWithdrawal, EvidenceWithdrawal.evidence_id == Evidence.id)
        .where(Evidence.project_id == PROJECT)
        .order_by(Evidence.created_at, Evidence.id)
    )
    return for_system(statement, _WHY)


async def reviews(session: AsyncSession, project_id: UUID) -> list[ReviewOnRecord]:
    rows = await rows_of(session, _reviews(), project_id=project_id)
    return [review_on_record(row) for row in rows]


def review_on_record(row: Any) -> ReviewOnRecord:
    """Of a row that was read, or that an act has just written."""
    return ReviewOnRecord(
        id=row.id,
        requirement=row.requirement,
        gate=row.gate,
        visit=row.visit,
        evidence_digest=row.evidence_digest,
        pieces=tuple(UUID(piece) for piece in row.pieces),
        ticked=frozenset(row.criteria),
        rejected=row.rejected,
        more_wanted=row.more_wanted,
        comment=row.comment,
        by=row.by,
        at=row.created_at,
        verified_as=row.verified_as,
        sample=row.sample,
    )


@cache
def _reviews() -> Select[*tuple[Any, ...]]:
    one = RequirementReview
    statement = (
        select(
            one.id,
            one.requirement,
            one.gate,
            one.visit,
            one.evidence_digest,
            one.pieces,
            one.criteria,
            one.rejected,
            one.more_wanted,
            one.comment,
            one.by,
            one.created_at,
            one.verified_as,
            one.sample,
        )
        .where(one.project_id == PROJECT)
        .order_by(one.requirement, one.number)
    )
    return for_system(statement, _WHY)
