"""Rows of features that this one may not import, read by the name of their table."""

from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.database import Base, for_system
from tracker.process.dossier import ConditionFacts


def table(name: str) -> Table:
    """A table that another feature declares, as foreign keys name it."""
    return Base.metadata.tables[name]


async def is_file_of_submission(
    session: AsyncSession, project_id: UUID, submission_id: UUID, file_id: UUID
) -> bool:
    """Whether a submission of this project was handed in with this file."""
    given = table("submission_file").c
    asked = select(given.id).where(
        given.project_id == project_id,
        given.submission_id == submission_id,
        given.file_id == file_id,
    )
    found = await session.scalar(for_system(asked, "pages are of a deliverable handed in"))
    return found is not None


async def open_conditions(session: AsyncSession, project_id: UUID) -> list[ConditionFacts]:
    """The open conditions of decisions in force; who owes them nobody asks here."""
    condition, decision = table("condition").c, table("decision").c
    later = table("decision").alias("later")
    taken_back = select(later.c.id).where(later.c.supersedes_id == decision.id).exists()
    asked = (
        select(
            condition.id,
            decision.gate,
            condition.text,
            condition.due,
            condition.owner_id,
            decision.decided_on,
            condition.requirement,
            condition.renews,
        )
        .join_from(table("condition"), table("decision"), decision.id == condition.decision_id)
        .where(condition.project_id == project_id, condition.end.is_(None), ~taken_back)
        .order_by(condition.id)
    )
    rows = await session.execute(for_system(asked, "whether a suspension by rule is due"))
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
