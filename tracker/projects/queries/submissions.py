"""Versions of deliverables, as features beside `studies` ask for them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.database import for_system
from tracker.projects.models.submissions import SubmissionFile


async def is_file_of_submission(
    session: AsyncSession, project_id: UUID, submission_id: UUID, file_id: UUID
) -> bool:
    """Whether a submission of this project was handed in with this file."""
    statement = select(SubmissionFile.id).where(
        SubmissionFile.project_id == project_id,
        SubmissionFile.submission_id == submission_id,
        SubmissionFile.file_id == file_id,
    )
    row_id = await session.scalar(for_system(statement, "pages are of a deliverable handed in"))
    return row_id is not None
