"""The suspension by rule, written down before anything can end the lapse that caused it."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.queries.elsewhere import open_conditions
from tracker.compliance.queries.lists import ground_of, watched
from tracker.process.lapses import lapses, operation_by_rule, suspend_or_restore_by
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
    found = lapses(tuple(watched(on, project)), conditions, today)
    due = suspend_or_restore_by(found)
    if due is None or operation_by_rule(project.operation, found, today) is Operation.LIVE:
        return
    subjects = ", ".join(sorted({lapse.subject for lapse in found}))
    projects.change_operation(
        session,
        None,
        project,
        Operation.SUSPENDED,
        f"By rule: nobody had suspended it or ended the lapse by {written(due)} ({subjects}).",
        now,
        on_day=due + timedelta(days=1),
    )
    await session.flush()
