"""Publishing a catalogue, and moving one project to another version."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.compliance import catalogue as catalogues
from tracker.compliance.duties import UPGRADERS
from tracker.compliance.models import (
    CatalogueUpgrade,
    CatalogueUpgradeApproval,
    CatalogueUpgradeReversal,
)
from tracker.compliance.queries.catalogues import by_id, published
from tracker.compliance.queries.upgrades import standing_of
from tracker.kernel.actor import Actor
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_, Filled
from tracker.programme.models import PublishedCatalogue
from tracker.projects.models import Project
from tracker.web.values import word_of


async def publish_shipped(session: AsyncSession, now: datetime) -> PublishedCatalogue:
    """Publish the catalogue that comes with the tracker, once."""
    return await publish(session, catalogues.shipped(), now)


async def publish(
    session: AsyncSession, catalogue: catalogues.Catalogue, now: datetime
) -> PublishedCatalogue:
    """Publish a version, once; a published version never changes.

    Raises Conflict where the version is published with another text.
    """
    version = catalogue.catalogue.version
    row = await published(session, version)
    if row is None:
        row = await _publish(session, version, catalogue, now)
    if row.sha256 != catalogue.sha256:
        raise Conflict(
            Filled(
                N_(
                    "Catalogue %(version)s is published with another text than this one; give the "
                    "changed text a version of its own."
                ),
                version=version,
            )
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
        raise Conflict(Filled(N_("%(code)s has no catalogue yet."), code=project.code))
    if catalogue_id == project.catalogue_id:
        raise Unfit("catalogue", N_("Name another version than the one the project has."))
    await by_id(session, catalogue_id)
    row = CatalogueUpgrade(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        from_id=project.catalogue_id,
        to_id=catalogue_id,
        proposed_by=actor.person_id,
        proposed_as=actor.role,
        reason=reason,
    )
    session.add(row)
    journal.record(session, actor, "catalogue.upgrade_proposed", project.id, now, on=row)
    await session.flush()
    return row


async def approve_upgrade(
    session: AsyncSession, actor: Actor, project: Project, upgrade: CatalogueUpgrade, now: datetime
) -> Project:
    """The second person's yes, in the other role, moves the project to the other version."""
    if actor.person_id == upgrade.proposed_by:
        raise Forbidden(N_("Somebody else than the proposer approves the upgrade."))
    if actor.role is upgrade.proposed_as:
        other = next(role for role in UPGRADERS if role is not upgrade.proposed_as)
        raise Forbidden(
            Filled(
                N_("It was proposed as %(proposed_as)s; somebody approves it as %(other)s."),
                proposed_as=word_of(upgrade.proposed_as),
                other=word_of(other),
            )
        )
    approval, _ = await standing_of(session, upgrade)
    if approval is not None:
        raise Conflict(N_("This upgrade is approved already."))
    if project.catalogue_id != upgrade.from_id:
        raise Conflict(N_("The project has another catalogue by now; propose the upgrade again."))
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


async def reverse_upgrade(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    upgrade: CatalogueUpgrade,
    reason: str,
    now: datetime,
) -> Project:
    """The project has its former version again, and reviews made on its text count again.

    The caller sees to it that nothing was decided since.
    """
    approval, reversal = await standing_of(session, upgrade)
    if approval is None:
        raise Conflict(N_("This upgrade is not approved, so there is nothing to undo."))
    if reversal is not None or project.catalogue_id != upgrade.to_id:
        raise Conflict(N_("The project has another catalogue by now; only the newest is undone."))
    session.add(
        CatalogueUpgradeReversal(
            id=uuid7(now),
            created_at=now,
            project_id=project.id,
            upgrade_id=upgrade.id,
            reversed_by=actor.person_id,
            reason=reason,
        )
    )
    project.catalogue_id = upgrade.from_id
    journal.record(
        session,
        actor,
        "catalogue.upgraded",
        project.id,
        now,
        on=upgrade,
        to=upgrade.from_id,
        undone=True,
    )
    await session.flush()
    return project


async def _publish(
    session: AsyncSession, version: str, catalogue: catalogues.Catalogue, now: datetime
) -> PublishedCatalogue:
    row = PublishedCatalogue(
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
