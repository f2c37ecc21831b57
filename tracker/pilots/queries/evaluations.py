"""Reading evaluations and check-ins."""

from datetime import datetime
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import Desk
from tracker.kernel.actor import Role
from tracker.kernel.database import for_system
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.pilots.models import (
    CheckIn,
    CheckInConfirmation,
    Evaluation,
    EvaluationAcceptance,
    Side,
)
from tracker.pilots.queries.scope import visible_to
from tracker.pilots.wire.evaluations import CheckInView, EvaluationView
from tracker.projects.models import Project

Columns = TypeVarTuple("Columns")


async def evaluations(
    desk: Desk, project: Project, after: str | None, limit: int
) -> Page[EvaluationView]:
    """The evaluations of a pilot, newest first; firms see those they handed in."""
    statement = select(Evaluation).where(Evaluation.project_id == project.id)
    seen = _visible_evaluations(desk, newest_first(statement, Evaluation.id, after, limit))
    rows = (await desk.session.scalars(seen)).all()
    sides = await _sides(desk.session, [row.id for row in rows])
    return page_of(rows, limit, lambda row: EvaluationView.of(row, sides.get(row.id, [])))


async def evaluation(desk: Desk, evaluation_id: UUID) -> Evaluation:
    statement = select(Evaluation).where(Evaluation.id == evaluation_id)
    row = await desk.session.scalar(_visible_evaluations(desk, statement))
    if row is None:
        raise NotFound
    return row


async def evaluation_view(session: AsyncSession, row: Evaluation) -> EvaluationView:
    return EvaluationView.of(row, (await _sides(session, [row.id])).get(row.id, []))


async def last_number(session: AsyncSession, project_id: UUID) -> int:
    """The number of the newest evaluation; 0 before the first."""
    statement = select(func.max(Evaluation.number)).where(Evaluation.project_id == project_id)
    return await session.scalar(for_system(statement, "the newest evaluation")) or 0


async def newest(session: AsyncSession, project_id: UUID) -> Evaluation | None:
    """The evaluation handed in last."""
    statement = (
        select(Evaluation)
        .where(Evaluation.project_id == project_id)
        .order_by(Evaluation.number.desc())
        .limit(1)
    )
    return await session.scalar(for_system(statement, "the newest evaluation"))


async def evaluation_at(
    session: AsyncSession, project_id: UUID, as_of: datetime
) -> Evaluation | None:
    """The newest evaluation that was handed in by an instant."""
    statement = (
        select(Evaluation)
        .where(Evaluation.project_id == project_id, Evaluation.created_at <= as_of)
        .order_by(Evaluation.number.desc())
        .limit(1)
    )
    return await session.scalar(for_system(statement, "the evaluation that a decision knew"))


async def acceptances(session: AsyncSession, row: Evaluation) -> list[EvaluationAcceptance]:
    statement = select(EvaluationAcceptance).where(EvaluationAcceptance.evaluation_id == row.id)
    return list(await session.scalars(for_system(statement, "who accepted an evaluation")))


async def check_ins(
    desk: Desk, project: Project, after: str | None, limit: int
) -> Page[CheckInView]:
    """Check-ins, those entered last first; firms see none."""
    asked = newest_first(
        _check_ins().where(CheckIn.project_id == project.id), CheckIn.id, after, limit
    )
    rows = (await desk.session.execute(_visible_check_ins(desk, asked))).all()
    return page_of(
        rows, limit, lambda row: CheckInView.of(row.CheckIn, confirmed=row.confirmation is not None)
    )


async def check_in(desk: Desk, check_in_id: UUID) -> CheckIn:
    statement = select(CheckIn).where(CheckIn.id == check_in_id)
    row = await desk.session.scalar(_visible_check_ins(desk, statement))
    if row is None:
        raise NotFound
    return row


async def check_in_view(session: AsyncSession, row: CheckIn) -> CheckInView:
    asked = _check_ins().where(CheckIn.id == row.id)
    found = (await session.execute(for_system(asked, "a check-in that is shown"))).one()
    return CheckInView.of(found.CheckIn, confirmed=found.confirmation is not None)


async def check_ins_after(
    session: AsyncSession, project_id: UUID, months: int
) -> list[CheckInView]:
    """What was entered for one check-in so far."""
    asked = _check_ins().where(CheckIn.project_id == project_id, CheckIn.months == months)
    rows = await session.execute(for_system(asked, "one check-in is confirmed once"))
    return [CheckInView.of(row.CheckIn, confirmed=row.confirmation is not None) for row in rows]


def _check_ins() -> Select[CheckIn, UUID, UUID | None]:
    return select(CheckIn, CheckIn.id, CheckInConfirmation.id.label("confirmation")).outerjoin(
        CheckInConfirmation, CheckInConfirmation.check_in_id == CheckIn.id
    )


async def _sides(session: AsyncSession, evaluation_ids: list[UUID]) -> dict[UUID, list[Side]]:
    statement = (
        select(EvaluationAcceptance.evaluation_id, EvaluationAcceptance.side)
        .where(EvaluationAcceptance.evaluation_id.in_(evaluation_ids))
        .order_by(EvaluationAcceptance.side)
    )
    sides: dict[UUID, list[Side]] = {}
    for row in await session.execute(for_system(statement, "who accepted what is shown")):
        sides.setdefault(row.evaluation_id, []).append(row.side)
    return sides


def _visible_evaluations(desk: Desk, rows: Select[*Columns]) -> Select[*Columns]:
    if desk.actor.role is Role.FIRM_MEMBER:
        rows = rows.where(Evaluation.organisation_id == desk.actor.organisation_id)
    return visible_to(desk, rows, Evaluation.project_id)


def _visible_check_ins(desk: Desk, rows: Select[*Columns]) -> Select[*Columns]:
    if desk.actor.role is Role.FIRM_MEMBER:
        rows = rows.where(false())
    return visible_to(desk, rows, CheckIn.project_id)
