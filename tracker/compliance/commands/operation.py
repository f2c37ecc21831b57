"""The suspension by rule, written down before anything can end the lapse that caused it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.queries.elsewhere import open_conditions
from tracker.compliance.queries.lists import ground_of, watched
from tracker.journal import terms_of
from tracker.process.dossier import Lapse
from tracker.process.lapses import Overrun, lapses, operation_by_rule, overruns, time_is_up
from tracker.process.sentences import written
from tracker.process.stages import IN_THE_STREET, Operation
from tracker.projects import commands as projects
from tracker.projects import queries as project_queries
from tracker.projects.models import Project


async def settle_operation(
    session: AsyncSession, project: Project, today: date, now: datetime
) -> None:
    """Record that a live pilot is suspended, where a lapse was not answered or its time is over.

    A lapse that ends by itself must not make the suspension unseen: it takes two to restore.
    """
    if project.operation not in IN_THE_STREET:
        return
    on = await ground_of(session, project, today)
    conditions = await open_conditions(session, project.id)
    lists = tuple(watched(on, project))
    if project.operation is Operation.SUSPENDED:
        await _suspend_anew(session, project, lapses(lists, conditions, today), now)
        return
    spells = overruns(lists, conditions, terms_of(session), today)
    over = time_is_up(project.live_until, today)
    if operation_by_rule(project.operation, (*spells, *over)) is Operation.LIVE:
        return
    first = min((*spells, *over), key=lambda one: one.suspended_on)
    projects.change_operation(
        session,
        None,
        project,
        Operation.SUSPENDED,
        f"By rule: {_why(first, spells)}.",
        now,
        on_day=first.suspended_on,
    )
    await session.flush()


def _why(first: Overrun, spells: Sequence[Overrun]) -> str:
    if first not in spells:
        return f"the decision let it run until {written(first.due)}"
    subjects = ", ".join(sorted({one.subject for one in spells}))
    return f"nobody had suspended it or ended the lapse by {written(first.due)} ({subjects})"


async def _suspend_anew(
    session: AsyncSession, project: Project, found: Sequence[Lapse], now: datetime
) -> None:
    """A lapse during a suspension is a new ground for it: who agreed to restore agrees again."""
    changes = await project_queries.operation_changes(session, project.id) if found else []
    if not changes:
        return
    since, newest = max(lapse.since for lapse in found), changes[-1]
    subjects = ", ".join(sorted({lapse.subject for lapse in found}))
    by_rule = newest.by is None
    if newest.on_day > since or (by_rule and newest.on_day == since):
        return
    projects.change_operation(
        session,
        None,
        project,
        Operation.SUSPENDED,
        f"By rule: assurance lapsed while it was suspended ({subjects}).",
        now,
        on_day=since,
    )
    await session.flush()
