"""What decisions in force ask of a project."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from tracker.kernel.database import for_system
from tracker.process.dossier import ConditionFacts
from tracker.projects.models.decisions import Condition, Decision

_LATER = aliased(Decision, name="later")


async def open_conditions(session: AsyncSession, project_id: UUID) -> list[ConditionFacts]:
    """The open conditions of decisions in force, oldest first; `owed_by` is left empty."""
    taken_back = select(_LATER.id).where(_LATER.supersedes_id == Decision.id).exists()
    statement = (
        select(
            Condition.id,
            Decision.gate,
            Condition.text,
            Condition.due,
            Condition.owner_id,
            Decision.decided_on,
            Condition.requirement,
            Condition.renews,
        )
        .join(Decision, Decision.id == Condition.decision_id)
        .where(Condition.project_id == project_id, Condition.end.is_(None), ~taken_back)
        .order_by(Condition.id)
    )
    rows = await session.execute(for_system(statement, "whether a suspension by rule is due"))
    return [
        ConditionFacts(
            id=row.id,
            gate=row.gate,
            text=row.text,
            due=row.due,
            owner_id=row.owner_id,
            owed_by=(),
            decided_on=row.decided_on,
            renews=row.requirement if row.renews else None,
        )
        for row in rows
    ]
