"""Publishing a catalogue, and moving one project to another version."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from tracker.compliance import catalogue as catalogues
from tracker.compliance.duties import UPGRADERS
from tracker.compliance.models import (
    CatalogueUpgrade,
    CatalogueUpgradeApproval,
    CatalogueUpgradeReversal,
)
from tracker.compliance.queries.catalogues import by_id, published
from tracker.compliance.queries.upgrades import standing_of
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.programme.models import PublishedCatalogue
from tracker.projects.models import Project
from tracker.web.values import word_of


async def publish_shipped(desk: AnyDesk) -> PublishedCatalogue:
    """Publish the catalogue that comes with the tracker, once."""
    return await publish(desk, catalogues.shipped())


async def publish(desk: AnyDesk, catalogue: catalogues.Catalogue) -> PublishedCatalogue:
    """Publish a version, once; a published version never changes.

    Raises Conflict where the version is published with another text.
    """
    version = catalogue.catalogue.version
    row = await published(desk.session, version)
    if row is None:
        row = await _publish(desk, version, catalogue)
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
    desk: Desk, project: Project, catalogue_id: UUID, reason: str
) -> CatalogueUpgrade:
    """The first of two persons; nothing changes yet. The caller sees to it that no motion is open.

    Raises Unfit for the version the project has, NotFound for one that is not published.
    """
    if project.catalogue_id is None:
        raise Conflict(Filled(N_("%(code)s has no catalogue yet."), code=project.code))
    if catalogue_id == project.catalogue_id:
        raise Unfit("catalogue", N_("Name another version than the one the project has."))
    await by_id(desk.session, catalogue_id)
    row = desk.add(
        CatalogueUpgrade(
            project_id=project.id,
            from_id=project.catalogue_id,
            to_id=catalogue_id,
            proposed_by=desk.actor.person_id,
            proposed_as=desk.actor.role,
            reason=reason,
        )
    )
    desk.record("catalogue.upgrade_proposed", row)
    await desk.session.flush()
    return row


async def approve_upgrade(desk: Desk, project: Project, upgrade: CatalogueUpgrade) -> Project:
    """A second person in the other role approves: the project is judged by the other version."""
    if desk.actor.person_id == upgrade.proposed_by:
        raise Forbidden(N_("Somebody else than the proposer approves the upgrade."))
    if desk.actor.role is upgrade.proposed_as:
        other = next(role for role in UPGRADERS if role is not upgrade.proposed_as)
        raise Forbidden(
            Filled(
                N_("It was proposed as %(proposed_as)s; somebody approves it as %(other)s."),
                proposed_as=word_of(upgrade.proposed_as),
                other=word_of(other),
            )
        )
    approval, _ = await standing_of(desk.session, upgrade)
    if approval is not None:
        raise Conflict(N_("This upgrade is approved already."))
    if project.catalogue_id != upgrade.from_id:
        raise Conflict(N_("The project has another catalogue by now; propose the upgrade again."))
    desk.add(
        CatalogueUpgradeApproval(
            project_id=project.id, upgrade_id=upgrade.id, approved_by=desk.actor.person_id
        )
    )
    project.catalogue_id = upgrade.to_id
    desk.record("catalogue.upgraded", upgrade, to=upgrade.to_id)
    await desk.session.flush()
    return project


async def reverse_upgrade(
    desk: Desk, project: Project, upgrade: CatalogueUpgrade, reason: str
) -> Project:
    """The project has its former version again, and reviews made on its text count again.

    The caller sees to it that nothing was decided since.
    """
    approval, reversal = await standing_of(desk.session, upgrade)
    if approval is None:
        raise Conflict(N_("This upgrade is not approved, so there is nothing to undo."))
    if reversal is not None or project.catalogue_id != upgrade.to_id:
        raise Conflict(N_("The project has another catalogue by now; only the newest is undone."))
    desk.add(
        CatalogueUpgradeReversal(
            project_id=project.id,
            upgrade_id=upgrade.id,
            reversed_by=desk.actor.person_id,
            reason=reason,
        )
    )
    project.catalogue_id = upgrade.from_id
    desk.record("catalogue.upgraded", upgrade, to=upgrade.from_id, undone=True)
    await desk.session.flush()
    return project


async def _publish(
    desk: AnyDesk, version: str, catalogue: catalogues.Catalogue
) -> PublishedCatalogue:
    try:
        async with desk.session.begin_nested():
            row = desk.add(
                PublishedCatalogue(
                    version=version,
                    sha256=catalogue.sha256,
                    source=catalogue.canonical_source,
                    published_at=desk.now,
                    published_by=None,
                )
            )
    except IntegrityError:  # another process published it between our look and our write
        earlier = await published(desk.session, version)
        if earlier is None:
            raise
        return earlier
    desk.system.record("catalogue.published", row, version=version, sha256=row.sha256)
    return row
