"""One row by its id; NotFound where the actor may not know of it."""

from typing import TypeVar, TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, select

from tracker.compliance.models import (
    CatalogueUpgrade,
    Evidence,
    FactAnswer,
    Justification,
    Waiver,
)
from tracker.journal.desk import Desk
from tracker.kernel.actor import Role
from tracker.kernel.database import for_actor
from tracker.kernel.errors import NotFound
from tracker.projects.queries import in_projects_of

Columns = TypeVarTuple("Columns")
T = TypeVar("T")


def visible_to(
    desk: Desk, rows: Select[*Columns], table: type[Evidence | Justification | Waiver]
) -> Select[*Columns]:
    """A firm sees what its own organisation handed in, everybody else their projects'."""
    rows = rows.where(in_projects_of(desk, table.project_id))
    if desk.actor.role is Role.FIRM_MEMBER:
        rows = rows.where(table.organisation_id == desk.actor.organisation_id)
    return for_actor(rows, desk.actor)


async def evidence(desk: Desk, evidence_id: UUID) -> Evidence:
    statement = select(Evidence).where(Evidence.id == evidence_id)
    return _found(await desk.session.scalar(visible_to(desk, statement, Evidence)))


async def justification(desk: Desk, justification_id: UUID) -> Justification:
    statement = select(Justification).where(Justification.id == justification_id)
    return _found(await desk.session.scalar(visible_to(desk, statement, Justification)))


async def waiver(desk: Desk, waiver_id: UUID) -> Waiver:
    statement = select(Waiver).where(Waiver.id == waiver_id)
    return _found(await desk.session.scalar(visible_to(desk, statement, Waiver)))


async def fact_answer(desk: Desk, answer_id: UUID) -> FactAnswer:
    """An answer to a fact; everybody who sees the project sees it."""
    statement = select(FactAnswer).where(
        FactAnswer.id == answer_id, in_projects_of(desk, FactAnswer.project_id)
    )
    return _found(await desk.session.scalar(for_actor(statement, desk.actor)))


async def upgrade(desk: Desk, upgrade_id: UUID) -> CatalogueUpgrade:
    statement = select(CatalogueUpgrade).where(
        CatalogueUpgrade.id == upgrade_id, in_projects_of(desk, CatalogueUpgrade.project_id)
    )
    return _found(await desk.session.scalar(for_actor(statement, desk.actor)))


def _found(row: T | None) -> T:
    if row is None:
        raise NotFound
    return row
