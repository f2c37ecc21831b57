"""The suspension by rule, written down before anything can end the lapse that caused it."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.queries.elsewhere import open_conditions
from tracker.compliance.queries.lists import ground_of, watched
from tracker.journal import terms_of
from tracker.process.lapses import operation_by_rule, overruns
from tracker.process.sentences import written
from tracker.process.stages import Operation
from tracker.projects import commands as projects
from tracker.projects.models import Project


async def settle_operation(
    session: AsyncSession, project: Project, today: date, now: datetime
) -> None:
    """Record that a live pilot is suspended, where the lapse was not answered in time.

    A lapse that ends by itself must not make the suspension unseen: it takes two to restore.
    """
    if project.operation is not Operation.LIVE:
        return
    on = await ground_of(session, project, today)
    conditions = await open_conditions(session, project.id)
    found = overruns(tuple(watched(on, project)), conditions, terms_of(session), today)
    if operation_by_rule(project.operation, found) is Operation.LIVE:
        return
    first = min(found, key=lambda one: one.suspended_on)
    subjects = ", ".join(sorted({one.subject for one in found}))
    projects.change_operation(
        session,
        None,
        project,
        Operation.SUSPENDED,
        f"By rule: nobody had suspended it or ended the lapse by {written(first.due)} "
        f"({subjects}).",
        now,
        on_day=first.suspended_on,
    )
    await session.flush()
