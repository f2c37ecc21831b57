"""What of a pilot waits for somebody's look: readings, the evaluation, check-ins."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from tracker.kernel.database import for_system
from tracker.pilots.models import (
    CheckIn,
    CheckInConfirmation,
    Evaluation,
    EvaluationAcceptance,
    Indicator,
    Reading,
    ReadingCheck,
)
from tracker.pilots.tasks import Entered, Evaluated, Reported, Running
from tracker.process.stages import Stage
from tracker.process.today import project_day
from tracker.projects.models import Project

_WITH_READINGS = frozenset({Stage.PILOT, Stage.DECISION, Stage.FOLLOW_UP})


async def running(session: AsyncSession, project: Project) -> Running:
    """At most three statements, those alone whose answer the stage allows not to be empty."""
    measured = project.stage in _WITH_READINGS
    return Running(
        readings=await _readings(session, project) if measured else (),
        evaluation=await _evaluation(session, project) if project.stage is Stage.PILOT else None,
        reports=await _reports(session, project) if project.stage is Stage.FOLLOW_UP else (),
    )


async def _readings(session: AsyncSession, project: Project) -> tuple[Entered, ...]:
    newer = aliased(Reading)
    statement = (
        select(
            Reading.id,
            Indicator.title,
            Reading.entered_by,
            Reading.organisation_id,
            Reading.created_at,
        )
        .join(Indicator, Indicator.id == Reading.indicator_id)
        .where(
            Reading.project_id == project.id,
            ~exists().where(ReadingCheck.reading_id == Reading.id),
            ~exists().where(newer.replaces_id == Reading.id),
        )
        .order_by(Reading.id)
    )
    return tuple(
        Entered(
            id=row.id,
            indicator=row.title,
            by=row.entered_by,
            organisation_id=row.organisation_id,
            on=project_day(project, row.created_at),
        )
        for row in await session.execute(for_system(statement, "readings that nobody has checked"))
    )


async def _evaluation(session: AsyncSession, project: Project) -> Evaluated | None:
    statement = (
        select(Evaluation, EvaluationAcceptance.side, EvaluationAcceptance.person_id)
        .outerjoin(EvaluationAcceptance, EvaluationAcceptance.evaluation_id == Evaluation.id)
        .where(Evaluation.project_id == project.id, Evaluation.visit == project.visit)
        .order_by(Evaluation.number.desc())
    )
    rows = (await session.execute(for_system(statement, "who has yet to accept it"))).all()
    if not rows:
        return None
    newest = rows[0].Evaluation
    mine = [row for row in rows if row.Evaluation.id == newest.id and row.side is not None]
    return Evaluated(
        id=newest.id,
        by=newest.submitted_by,
        organisation_id=newest.organisation_id,
        on=project_day(project, newest.created_at),
        sides=frozenset(row.side for row in mine),
        persons=frozenset(row.person_id for row in mine),
    )


async def _reports(session: AsyncSession, project: Project) -> tuple[Reported, ...]:
    statement = (
        select(CheckIn, CheckInConfirmation.id.label("confirmation"))
        .outerjoin(CheckInConfirmation, CheckInConfirmation.check_in_id == CheckIn.id)
        .where(CheckIn.project_id == project.id)
        .order_by(CheckIn.months, CheckIn.number)
    )
    rows = await session.execute(for_system(statement, "what the city reported"))
    return tuple(
        Reported(
            id=row.CheckIn.id,
            months=row.CheckIn.months,
            by=row.CheckIn.entered_by,
            on=project_day(project, row.CheckIn.created_at),
            confirmed=row.confirmation is not None,
        )
        for row in rows
    )
