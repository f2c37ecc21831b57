"""Reading calls as they stand: a call past its closing is closed, and decided in the end."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk
from tracker.kernel.database import for_system
from tracker.kernel.paging import Page
from tracker.process.stages import Stage, Status
from tracker.programme import queries as programme
from tracker.programme.models import Call
from tracker.programme.wire import CallLine, CallView
from tracker.projects.models import Project
from tracker.proposals.models import Proposal


async def calls(desk: AnyDesk, after: str | None, limit: int) -> Page[CallLine]:
    """Calls as they stand, newest first."""
    rows = await programme.calls(desk.session, after, limit)
    waiting = await _undecided(desk.session, [row.id for row in rows])
    return programme.lines_of(rows, limit, waiting, desk.now)


async def view_of(desk: AnyDesk, row: Call) -> CallView:
    """One call as it stands, with its criteria and its programme's currency."""
    waiting = await _undecided(desk.session, [row.id])
    return await programme.call_view(desk, row, undecided=row.id in waiting)


async def _undecided(session: AsyncSession, calls: Collection[UUID]) -> frozenset[UUID]:
    """The calls with a proposal that was handed in and has no outcome; the reserve list is one."""
    statement = (
        select(Proposal.call_id)
        .distinct()
        .join(Project, Project.id == Proposal.project_id)
        .where(
            Proposal.call_id.in_(calls),
            Proposal.submitted_at.is_not(None),
            Project.stage == Stage.PROPOSAL,
            Project.status == Status.ACTIVE,
        )
    )
    rows = await session.scalars(for_system(statement, "whether a call is decided"))
    return frozenset(rows)
