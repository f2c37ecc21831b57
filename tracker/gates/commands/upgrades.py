"""Moving a project to another version of its catalogue: two persons, and never under a motion."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance import commands as compliance
from tracker.compliance.models import CatalogueUpgrade
from tracker.compliance.queries.catalogues import published
from tracker.compliance.queries.upgrades import standing_of
from tracker.compliance.wire.catalogues import NewReversal, NewUpgrade
from tracker.gates import queries
from tracker.gates.commands.assurance import note_assurance, settle
from tracker.gates.standing import motion_under_way
from tracker.kernel.actor import Actor
from tracker.kernel.errors import Conflict, Unfit
from tracker.kernel.saying import N_
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.projects.models import Project


async def propose_upgrade(
    session: AsyncSession, actor: Actor, project: Project, asked: NewUpgrade, now: datetime
) -> CatalogueUpgrade:
    """By manager or reviewer; nothing changes until the other of them approves."""
    refuse_if_shut(Act.CATALOGUE_UPGRADE, project)
    await _expect_no_motion(session, project, now)
    version = await published(session, asked.catalogue)
    if version is None:
        raise Unfit("catalogue", N_("Name a version that is published."))
    return await compliance.propose_upgrade(session, actor, project, version.id, asked.reason, now)


async def approve_upgrade(
    session: AsyncSession, actor: Actor, project: Project, upgrade: CatalogueUpgrade, now: datetime
) -> None:
    refuse_if_shut(Act.CATALOGUE_APPROVE, project)
    await _expect_no_motion(session, project, now)
    await settle(session, project, now)
    await compliance.approve_upgrade(session, actor, project, upgrade, now)
    await note_assurance(session, project, now)


async def reverse_upgrade(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    upgrade: CatalogueUpgrade,
    asked: NewReversal,
    now: datetime,
) -> None:
    """Only before the next decision: what was decided under the newer text stays under it."""
    refuse_if_shut(Act.CATALOGUE_REVERSE, project)
    await _expect_no_motion(session, project, now)
    approval, _ = await standing_of(session, upgrade)
    rows = await queries.decisions(session, project.id)
    if approval is not None and rows and rows[-1].decided_at > approval.created_at:
        raise Conflict(
            N_("A decision was made since; propose an upgrade to another version instead.")
        )
    await settle(session, project, now)
    await compliance.reverse_upgrade(session, actor, project, upgrade, asked.reason, now)
    await note_assurance(session, project, now)


async def _expect_no_motion(session: AsyncSession, project: Project, now: datetime) -> None:
    if await motion_under_way(session, project, now) is not None:
        raise Conflict(N_("A motion is open for this project; decide or withdraw it first."))
