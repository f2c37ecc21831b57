"""The closing list: what is still owed after a project ended."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance import queries as compliance
from tracker.kernel.days import day_in
from tracker.process.stages import Stage
from tracker.process.status import is_clear, status
from tracker.projects import queries as projects
from tracker.projects.models import Project

_BEFORE_G2 = frozenset({Stage.PROPOSAL, Stage.COMMISSIONING})


async def open_closing_duties(
    session: AsyncSession, project: Project, now: datetime
) -> tuple[str, ...]:
    """Ids of closing entries not yet clear, for a project that has passed G2."""
    visits = await projects.visits(session, project.id)
    if all(visit.stage in _BEFORE_G2 for visit in visits):
        return ()
    today = day_in(project.zone, now)
    entries = await compliance.entries(session, project, "closing", None, True, today)
    return tuple(
        entry.requirement for entry in entries if not is_clear(status(entry, today, project.visit))
    )
