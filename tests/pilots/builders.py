"""Rows that come before what the tests of pilots are about."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tracker.kernel.ids import uuid7
from tracker.process.stages import Operation
from tracker.projects.models import OperationChange, Project


def went_live(
    session: AsyncSession, cast: Cast, project: Project, now: datetime, on_day: date
) -> None:
    """The equipment is live since a day, put there without a decision."""
    project.operation = Operation.LIVE
    session.add(
        OperationChange(
            id=uuid7(now),
            created_at=now,
            project_id=project.id,
            becomes=Operation.LIVE,
            on_day=on_day,
            by=cast.person("officer"),
            seconded_by=None,
            reason="Example",
            proof_file_id=None,
        )
    )
