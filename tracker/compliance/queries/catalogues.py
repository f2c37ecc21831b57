"""Published catalogues. As they never change, each is read once by a process."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance import catalogue as catalogues
from tracker.compliance import catalogue_changes
from tracker.compliance.catalogue import Catalogue
from tracker.compliance.catalogue_changes import Rewording
from tracker.compliance.record import Record
from tracker.compliance.wire.catalogues import CatalogueLine, CatalogueView
from tracker.kernel.errors import Conflict, NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.kernel.saying import N_, Filled
from tracker.programme.models import PublishedCatalogue as Published
from tracker.projects.models import Project

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_SEEN: dict[UUID, Catalogue] = {}


async def catalogue_of(session: AsyncSession, project: Project) -> Catalogue:
    """The version that the project is judged by."""
    if project.catalogue_id is None:
        raise Conflict(
            Filled(
                N_("%(code)s has no catalogue yet; its call takes one when it opens."),
                code=project.code,
            )
        )
    return await by_id(session, project.catalogue_id)


async def by_id(session: AsyncSession, catalogue_id: UUID) -> Catalogue:
    """A published version; its text is read from the database once."""
    if catalogue_id not in _SEEN:
        _SEEN[catalogue_id] = await _read(session, catalogue_id)
    return _SEEN[catalogue_id]


async def published(session: AsyncSession, version: str) -> Published | None:
    return await session.scalar(select(Published).where(Published.version == version))


async def version(session: AsyncSession, asked: str) -> CatalogueView:
    row = await published(session, asked)
    if row is None:
        raise NotFound
    return CatalogueView.of(row, await by_id(session, row.id))


async def page(session: AsyncSession, after: str | None, limit: int) -> Page[CatalogueLine]:
    """Published versions, newest first."""
    statement = select(Published.id, Published.version, Published.sha256, Published.published_at)
    rows = (await session.execute(newest_first(statement, Published.id, after, limit))).all()
    return page_of(rows, limit, lambda row: CatalogueLine(**row._mapping))


async def rewordings(session: AsyncSession, record: Record) -> Mapping[tuple[str, str], Rewording]:
    """When upgrades and reversals changed the words of each requirement at each gate."""
    if not record.upgrades:
        return {}
    versions = [(_BEGINNING, await by_id(session, record.upgrades[0].from_id))]
    for upgrade in record.upgrades:
        versions.append((upgrade.at, await by_id(session, upgrade.to_id)))
    return catalogue_changes.rewordings(versions)


async def _read(session: AsyncSession, catalogue_id: UUID) -> Catalogue:
    named = select(Published.sha256).where(Published.id == catalogue_id)
    sha256 = await session.scalar(named)
    if sha256 is None:
        raise NotFound("The catalogue of this project is not in the database.")
    for known in (*_SEEN.values(), catalogues.shipped()):
        if known.sha256 == sha256:
            return known
    source = select(Published.source).where(Published.id == catalogue_id)
    found = catalogues.from_source((await session.scalars(source)).one())
    if found.sha256 != sha256:
        raise catalogues.CatalogueError(["file: The stored text has another hash."])
    return found
