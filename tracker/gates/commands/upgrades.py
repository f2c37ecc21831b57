"""Moving a project to another version of its catalogue: two persons, and never under a motion."""

from tracker.compliance import commands as compliance
from tracker.compliance.models import CatalogueUpgrade
from tracker.compliance.queries.catalogues import published
from tracker.compliance.queries.upgrades import standing_of
from tracker.compliance.wire.catalogues import NewReversal, NewUpgrade
from tracker.gates import queries
from tracker.gates.commands.assurance import note_assurance, settle
from tracker.gates.motions import motion_under_way
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.errors import Conflict, Unfit
from tracker.kernel.saying import N_
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.projects.models import Project


async def propose_upgrade(desk: Desk, project: Project, data: NewUpgrade) -> CatalogueUpgrade:
    """By manager or reviewer; nothing changes until the other of them approves."""
    refuse_if_shut(Act.CATALOGUE_UPGRADE, project)
    await _expect_no_motion(desk, project)
    version = await published(desk.session, data.catalogue)
    if version is None:
        raise Unfit("catalogue", N_("Name a version that is published."))
    return await compliance.propose_upgrade(desk, project, version.id, data.reason)


async def approve_upgrade(desk: Desk, project: Project, upgrade: CatalogueUpgrade) -> None:
    refuse_if_shut(Act.CATALOGUE_APPROVE, project)
    await _expect_no_motion(desk, project)
    await settle(desk, project)
    await compliance.approve_upgrade(desk, project, upgrade)
    await note_assurance(desk, project)


async def reverse_upgrade(
    desk: Desk, project: Project, upgrade: CatalogueUpgrade, data: NewReversal
) -> None:
    """Only before the next decision: what was decided under the newer text stays under it."""
    refuse_if_shut(Act.CATALOGUE_REVERSE, project)
    await _expect_no_motion(desk, project)
    approval, _ = await standing_of(desk.session, upgrade)
    rows = await queries.decisions(desk.session, project.id)
    if approval is not None and rows and rows[-1].decided_at > approval.created_at:
        raise Conflict(
            N_("A decision was made since; propose an upgrade to another version instead.")
        )
    await settle(desk, project)
    await compliance.reverse_upgrade(desk, project, upgrade, data.reason)
    await note_assurance(desk, project)


async def _expect_no_motion(desk: AnyDesk, project: Project) -> None:
    if await motion_under_way(desk, project) is not None:
        raise Conflict(N_("A motion is open for this project; decide or withdraw it first."))
