"""Publishing a catalogue, and moving one project to another version."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.compliance import catalogue as catalogues
from tracker.compliance.models import CatalogueUpgrade, CatalogueUpgradeApproval
from tracker.compliance.queries.catalogues import by_id, published
from tracker.kernel.actor import Actor
from tracker.kernel.database import for_system
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.ids import uuid7
from tracker.programme.models import Catalogue
from tracker.projects.models import Project


async def publish_shipped(session: AsyncSession, now: datetime) -> Catalogue:
    """Publish the catalogue that comes with the tracker, once; a published version never changes.

    Raises Conflict where the version is published with another text.
    """
    shipped = catalogues.shipped()
    version = shipped.catalogue.version
    row = await published(session, version)
    if row is None:
        row = await _publish(session, version, shipped, now)
    if row.sha256 != shipped.sha256:
        raise Conflict(
            f"Catalogue {version} is published with another text than the one shipped; "
            "give the changed text a version of its own."
        )
    return row


async def propose_upgrade(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    catalogue_id: UUID,
    reason: str,
    now: datetime,
) -> CatalogueUpgrade:
    """The first of two persons; nothing changes yet. The caller sees to it that no motion is open.

    Raises Unfit for the version the project has, NotFound for one that is not published.
    """
    if project.catalogue_id is None:
        raise Conflict(f"{project.code} has no catalogue yet.")
    if catalogue_id == project.catalogue_id:
        raise Unfit("catalogue_id", "Name another version than the one the project has.")
    await by_id(session, catalogue_id)
    row = CatalogueUpgrade(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        from_id=project.catalogue_id,
        to_id=catalogue_id,
        proposed_by=actor.person_id,
        reason=reason,
    )
    session.add(row)
    journal.record(session, actor, "catalogue.upgrade_proposed", project.id, now, on=row)
    await session.flush()
    return row


async def approve_upgrade(
    session: AsyncSession, actor: Actor, project: Project, upgrade: CatalogueUpgrade, now: datetime
) -> Project:
    """The second person's yes moves the project to the other version."""
    if actor.person_id == upgrade.proposed_by:
        raise Forbidden("Somebody else than the proposer approves the upgrade.")
    if project.catalogue_id != upgrade.from_id:
        raise Conflict("The project has another catalogue by now; propose the upgrade again.")
    done = select(CatalogueUpgradeApproval.id).where(
        CatalogueUpgradeApproval.upgrade_id == upgrade.id
    )
    if await session.scalar(for_system(done, "an upgrade is approved once")) is not None:
        raise Conflict("This upgrade is approved already.")
    session.add(
        CatalogueUpgradeApproval(
            id=uuid7(now),
            created_at=now,
            project_id=project.id,
            upgrade_id=upgrade.id,
            approved_by=actor.person_id,
        )
    )
    project.catalogue_id = upgrade.to_id
    journal.record(
        session, actor, "catalogue.upgraded", project.id, now, on=upgrade, to=upgrade.to_id
    )
    await session.flush()
    return project


async def _publish(
    session: AsyncSession, version: str, catalogue: catalogues.Catalogue, now: datetime
) -> Catalogue:
    row = Catalogue(
        id=uuid7(now),
        created_at=now,
        version=version,
        sha256=catalogue.sha256,
        source=catalogue.canonical_source,
        published_at=now,
        published_by=None,
    )
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:  # another process published it between our look and our write
        found = await published(session, version)
        if found is None:
            raise
        return found
    journal.record(
        session, None, "catalogue.published", None, now, on=row, version=version, sha256=row.sha256
    )
    return row
