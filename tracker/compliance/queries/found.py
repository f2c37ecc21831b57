"""One row that an act names, if the actor may know of it."""

from datetime import datetime
from typing import TypeVar, TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.models import (
    CatalogueUpgrade,
    Evidence,
    FactAnswer,
    Justification,
    Waiver,
)
from tracker.kernel.actor import Actor, Role
from tracker.kernel.database import for_actor
from tracker.kernel.errors import NotFound
from tracker.projects.queries import in_projects_of

Columns = TypeVarTuple("Columns")
T = TypeVar("T")


def visible_to(
    actor: Actor,
    rows: Select[*Columns],
    table: type[Evidence | Justification | Waiver],
    now: datetime,
) -> Select[*Columns]:
    """A firm sees what its own organisation handed in, everybody else their projects'."""
    rows = rows.where(in_projects_of(actor, table.project_id, now))
    if actor.role is Role.FIRM_MEMBER:
        rows = rows.where(table.organisation_id == actor.organisation_id)
    return for_actor(rows, actor)


async def evidence(
    session: AsyncSession, actor: Actor, evidence_id: UUID, now: datetime
) -> Evidence:
    asked = select(Evidence).where(Evidence.id == evidence_id)
    return _found(await session.scalar(visible_to(actor, asked, Evidence, now)))


async def justification(
    session: AsyncSession, actor: Actor, justification_id: UUID, now: datetime
) -> Justification:
    asked = select(Justification).where(Justification.id == justification_id)
    return _found(await session.scalar(visible_to(actor, asked, Justification, now)))


async def waiver(session: AsyncSession, actor: Actor, waiver_id: UUID, now: datetime) -> Waiver:
    asked = select(Waiver).where(Waiver.id == waiver_id)
    return _found(await session.scalar(visible_to(actor, asked, Waiver, now)))


async def fact_answer(
    session: AsyncSession, actor: Actor, answer_id: UUID, now: datetime
) -> FactAnswer:
    """Everybody in a project sees its facts, whoever answered them."""
    asked = select(FactAnswer).where(
        FactAnswer.id == answer_id, in_projects_of(actor, FactAnswer.project_id, now)
    )
    return _found(await session.scalar(for_actor(asked, actor)))


async def upgrade(
    session: AsyncSession, actor: Actor, upgrade_id: UUID, now: datetime
) -> CatalogueUpgrade:
    asked = select(CatalogueUpgrade).where(
        CatalogueUpgrade.id == upgrade_id, in_projects_of(actor, CatalogueUpgrade.project_id, now)
    )
    return _found(await session.scalar(for_actor(asked, actor)))


def _found(row: T | None) -> T:
    if row is None:
        raise NotFound
    return row
