"""What gates want to know of pilots."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.database import for_system
from tracker.pilots.models import (
    CheckIn,
    CheckInConfirmation,
    Evaluation,
    EvaluationAcceptance,
    Indicator,
    Side,
)
from tracker.process.dossier import EvaluationFacts, IndicatorFacts, PilotFacts
from tracker.projects.models import Project


async def facts(session: AsyncSession, project: Project) -> PilotFacts:
    """What gates want to know of the pilot; two statements."""
    statement = select(
        Indicator.id,
        Indicator.code,
        Indicator.title,
        Indicator.baseline_value,
        Indicator.baseline_on,
        Indicator.baseline_method,
    ).where(Indicator.project_id == project.id)
    rows = await session.execute(for_system(statement, "the dossier of a gate"))
    indicators = tuple(
        IndicatorFacts(
            id=row.id,
            code=row.code,
            title=row.title,
            has_baseline=None not in (row.baseline_value, row.baseline_on, row.baseline_method),
        )
        for row in sorted(rows, key=lambda row: row.code)  # databases order text by their own rules
    )
    return PilotFacts(indicators=indicators, evaluation=await _evaluation(session, project))


async def check_ins(session: AsyncSession, project_id: UUID) -> list[int]:
    """After how many months the check-ins lie that are confirmed, in order."""
    statement = (
        select(CheckIn.months)
        .join(CheckInConfirmation, CheckInConfirmation.check_in_id == CheckIn.id)
        .where(CheckIn.project_id == project_id)
        .order_by(CheckIn.months)
    )
    return list(await session.scalars(for_system(statement, "whether follow-up is complete")))


async def _evaluation(session: AsyncSession, project: Project) -> EvaluationFacts | None:
    """Of this visit alone: what was said of an earlier run does not judge this one."""
    sides = (
        select(func.count())
        .where(EvaluationAcceptance.evaluation_id == Evaluation.id)
        .scalar_subquery()
    )
    statement = (
        select(Evaluation.id, Evaluation.digest, Evaluation.submitted_by, sides.label("sides"))
        .where(Evaluation.project_id == project.id, Evaluation.visit == project.visit)
        .order_by(Evaluation.number.desc())
    )
    rows = (await session.execute(for_system(statement, "the dossier of a gate"))).all()
    if not rows:
        return None
    return EvaluationFacts(
        id=rows[0].id,
        digest=rows[0].digest,
        submitted_by=frozenset(row.submitted_by for row in rows),
        accepted=rows[0].sides == len(Side),
    )
