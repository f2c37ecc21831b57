"""Exceptions: asked for, agreed to by everybody the catalogue names, revoked, used up."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.compliance.models import WaiverUse
from tracker.kernel.actor import Actor
from tracker.kernel.ids import uuid7
from tracker.projects.models import Project


async def mark_waivers_used(
    session: AsyncSession,
    actor: Actor | None,
    project: Project,
    gate: str,
    waiver_ids: Iterable[UUID],
    now: datetime,
) -> None:
    """A gate was passed with these waivers in the project's present visit."""
    for waiver_id in waiver_ids:
        row = WaiverUse(
            id=uuid7(now),
            created_at=now,
            project_id=project.id,
            waiver_id=waiver_id,
            gate=gate,
            visit=project.visit,
        )
        session.add(row)
        journal.record(session, actor, "waiver.used", project.id, now, on=row, waiver=waiver_id)
    await session.flush()
