"""Upgrades of a project's catalogue: what they change, who agreed, whether they were undone."""

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.catalogue_changes import changes
from tracker.compliance.models import (
    CatalogueUpgrade,
    CatalogueUpgradeApproval,
    CatalogueUpgradeReversal,
)
from tracker.compliance.queries.catalogues import by_id
from tracker.compliance.wire.catalogues import UpgradeView
from tracker.journal.desk import Desk
from tracker.kernel.by_name import shown
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.projects.models import Project
from tracker.projects.queries import in_projects_of

Standing = tuple[CatalogueUpgradeApproval | None, CatalogueUpgradeReversal | None]


async def standing_of(session: AsyncSession, row: CatalogueUpgrade) -> Standing:
    asked = _upgrades().where(CatalogueUpgrade.id == row.id)
    found = (await session.execute(for_system(asked, "how an upgrade stands"))).one()
    return found[1], found[2]


async def proposed(session: AsyncSession, project: Project) -> list[CatalogueUpgrade]:
    """Those from the project's present catalogue that nobody has agreed to yet, oldest first."""
    approved = exists().where(CatalogueUpgradeApproval.upgrade_id == CatalogueUpgrade.id)
    statement = (
        select(CatalogueUpgrade)
        .where(
            CatalogueUpgrade.project_id == project.id,
            CatalogueUpgrade.from_id == project.catalogue_id,
            ~approved,
        )
        .order_by(CatalogueUpgrade.id)
    )
    return list(await session.scalars(for_system(statement, "what waits for a second person")))


async def view(session: AsyncSession, project: Project, row: CatalogueUpgrade) -> UpgradeView:
    return await _view(session, project, row, await standing_of(session, row))


async def page(desk: Desk, project: Project, after: str | None, limit: int) -> Page[UpgradeView]:
    """The upgrades of a project, newest first."""
    asked = newest_first(
        _upgrades().where(
            CatalogueUpgrade.project_id == project.id,
            in_projects_of(desk, CatalogueUpgrade.project_id),
        ),
        CatalogueUpgrade.id,
        after,
        limit,
    )
    rows = (await desk.session.execute(for_actor(asked, desk.actor))).all()
    views = [await _view(desk.session, project, row[0], (row[1], row[2])) for row in rows]
    return page_of(views, limit, lambda one: one)


def _upgrades() -> Select[
    CatalogueUpgrade, CatalogueUpgradeApproval | None, CatalogueUpgradeReversal | None
]:
    approved, undone = CatalogueUpgradeApproval, CatalogueUpgradeReversal
    return (
        select(CatalogueUpgrade, approved, undone)
        .outerjoin(approved, approved.upgrade_id == CatalogueUpgrade.id)
        .outerjoin(undone, undone.upgrade_id == CatalogueUpgrade.id)
    )


async def _view(
    session: AsyncSession, project: Project, row: CatalogueUpgrade, standing: Standing
) -> UpgradeView:
    """A view of an upgrade, with what it changes; both texts are read once by a process."""
    before, after = await by_id(session, row.from_id), await by_id(session, row.to_id)
    approval, reversal = standing
    return shown(
        UpgradeView,
        row,
        project=project.code,
        from_version=before.catalogue.version,
        to_version=after.catalogue.version,
        proposed_at=row.created_at,
        approved_by=approval.approved_by if approval is not None else None,
        approved_at=approval.created_at if approval is not None else None,
        reversed_by=reversal.reversed_by if reversal is not None else None,
        reversed_at=reversal.created_at if reversal is not None else None,
        changes=changes(before, after),
    )
