"""Reading remarks on versions, with what was answered to them; and why due days moved."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.database import for_system
from tracker.process.today import project_day
from tracker.projects.models import Project
from tracker.projects.models.submissions import Submission
from tracker.studies.clock import DaysWith, days_with
from tracker.studies.models import (
    Deliverable,
    DueChange,
    Remark,
    RemarkAnswer,
    RemarkSettlement,
)
from tracker.studies.queries.deliverables import visible_submissions
from tracker.studies.queries.states import handed_in
from tracker.studies.wire import DueChangeView, RemarkAnswerView, RemarkView

_SHOWN = "beside remarks that are shown"


async def remarks(desk: Desk, row: Deliverable) -> list[RemarkView]:
    """All of a deliverable by their numbers, as far as the actor sees the versions that they are
    on; three statements.
    """
    asked = (
        select(Remark, Submission.number.label("asked_on"))
        .join(Submission, Submission.id == Remark.submission_id)
        .where(Remark.deliverable_id == row.id)
        .order_by(Remark.number)
    )
    rows = (await desk.session.execute(visible_submissions(desk, asked))).all()
    if not rows:
        return []
    ids = [one.id for one, _ in rows]
    answers = await _answers(desk.session, ids)
    settled = select(RemarkSettlement).where(RemarkSettlement.remark_id.in_(ids))
    ends = {one.remark_id: one for one in await desk.session.scalars(for_system(settled, _SHOWN))}
    return [
        RemarkView.of(one, asked_on, answers.get(one.id, []), ends.get(one.id))
        for one, asked_on in rows
    ]


async def _answers(
    session: AsyncSession, remark_ids: Sequence[UUID]
) -> dict[UUID, list[RemarkAnswerView]]:
    asked = (
        select(RemarkAnswer, Submission.number)
        .join(Submission, Submission.id == RemarkAnswer.submission_id)
        .where(RemarkAnswer.remark_id.in_(remark_ids))
        .order_by(Submission.number)
    )
    found: dict[UUID, list[RemarkAnswerView]] = {}
    for one, number in (await session.execute(for_system(asked, _SHOWN))).all():
        found.setdefault(one.remark_id, []).append(RemarkAnswerView.of(one, number))
    return found


async def open_remarks(session: AsyncSession, row: Deliverable) -> dict[UUID, Remark]:
    """Those that nobody has settled, for a command that changes them."""
    settled = select(RemarkSettlement.remark_id).where(
        RemarkSettlement.project_id == row.project_id
    )
    asked = select(Remark).where(Remark.deliverable_id == row.id, Remark.id.not_in(settled))
    found = await session.scalars(for_system(asked, "remarks that are answered or settled"))
    return {one.id: one for one in found}


async def next_remark(session: AsyncSession, row: Deliverable) -> int:
    """The number of the next remark on any version of a deliverable."""
    last = select(func.max(Remark.number)).where(Remark.deliverable_id == row.id)
    return 1 + (await session.scalar(for_system(last, "remarks are numbered")) or 0)


async def due_changes(session: AsyncSession, row: Deliverable) -> list[DueChangeView]:
    """Why the due day of a deliverable that was shown moved, the newest first."""
    asked = (
        select(DueChange).where(DueChange.deliverable_id == row.id).order_by(DueChange.id.desc())
    )
    found = await session.scalars(for_system(asked, "why a day moved that is shown"))
    return [DueChangeView.of(one) for one in found]


async def days_of(desk: AnyDesk, row: Deliverable, project: Project) -> list[DaysWith]:
    """With whom a deliverable that was shown has been so far, in working days of its project."""
    given = await handed_in(desk.session, row)
    return days_with(
        project_day(project, row.created_at),
        given.versions.get(row.id, []),
        given.returns.get(row.id, []),
        row.acceptors,
        lambda at: project_day(project, at),
        project_day(project, desk.now),
    )
