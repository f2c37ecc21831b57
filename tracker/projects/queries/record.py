"""Reading what hangs on a project: papers, its way, files, journal."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.files.models import StoredFile
from tracker.journal.desk import Desk
from tracker.journal.models import JournalEntry, Received
from tracker.kernel.actor import Role
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.days import begin_of
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, highest_first, newest_first, number_of, page_of
from tracker.projects.models import (
    Agreement,
    OperationChange,
    Project,
    RecheckEvent,
    StageVisit,
)
from tracker.projects.queries.seeing import in_projects_of
from tracker.projects.wire import AgreementView, JournalLine, ReceivedView


async def agreements_on_file(session: AsyncSession, project_id: UUID) -> frozenset[str]:
    statement = select(Agreement.kind).where(Agreement.project_id == project_id)
    kinds = await session.scalars(for_system(statement, "the dossier of a gate"))
    return frozenset(kind.value for kind in kinds)


async def visits(session: AsyncSession, project_id: UUID) -> list[StageVisit]:
    """Every entry into a stage, oldest first."""
    statement = select(StageVisit).where(StageVisit.project_id == project_id)
    rows = await session.scalars(
        for_system(statement.order_by(StageVisit.number), "the way of a project")
    )
    return list(rows)


async def operation_changes(session: AsyncSession, project_id: UUID) -> list[OperationChange]:
    """What became of the equipment, oldest first."""
    statement = select(OperationChange).where(OperationChange.project_id == project_id)
    rows = await session.scalars(
        for_system(statement.order_by(OperationChange.id), "the operation of a project")
    )
    return list(rows)


async def recheck_events(session: AsyncSession, project_id: UUID) -> list[RecheckEvent]:
    """Events that re-open requirements, oldest first."""
    statement = select(RecheckEvent).where(RecheckEvent.project_id == project_id)
    rows = await session.scalars(
        for_system(
            statement.order_by(RecheckEvent.on_day, RecheckEvent.id), "status of requirements"
        )
    )
    return list(rows)


async def stored_file(session: AsyncSession, project_id: UUID, file_id: UUID) -> StoredFile | None:
    """A file of this project, for a command that refers to it."""
    statement = select(StoredFile).where(
        StoredFile.project_id == project_id, StoredFile.id == file_id
    )
    return await session.scalar(for_system(statement, "a file that an act refers to"))


async def visible_file(desk: Desk, file_id: UUID) -> StoredFile:
    """A file of the actor's projects, of a firm's its own organisation's.

    What of it the committee reads is known to `proposals`, which has the route.
    """
    statement = select(StoredFile).where(
        StoredFile.id == file_id, in_projects_of(desk, StoredFile.project_id)
    )
    if desk.actor.role is Role.FIRM_MEMBER:
        statement = statement.where(StoredFile.organisation_id == desk.actor.organisation_id)
    row = await desk.session.scalar(for_actor(statement, desk.actor))
    if row is None:
        raise NotFound
    return row


async def own_upload(desk: Desk, file_id: UUID) -> StoredFile | None:
    """A file that the actor uploaded to a project."""
    statement = select(StoredFile).where(
        StoredFile.id == file_id,
        StoredFile.uploaded_by == desk.actor.person_id,
        StoredFile.project_id.is_not(None),
    )
    return await desk.session.scalar(for_actor(statement, desk.actor))


async def own_original(desk: Desk, call_id: UUID, file_id: UUID) -> StoredFile | None:
    """What the actor uploaded to a call, as it came on paper."""
    statement = select(StoredFile).where(
        StoredFile.id == file_id,
        StoredFile.uploaded_by == desk.actor.person_id,
        StoredFile.call_id == call_id,
    )
    return await desk.session.scalar(for_actor(statement, desk.actor))


async def received(
    desk: Desk, project: Project, after: str | None, limit: int
) -> Page[ReceivedView]:
    """Acts of parties that came on paper, newest first; a firm sees its own."""
    statement = select(Received).where(Received.project_id == project.id)
    if desk.actor.role is Role.FIRM_MEMBER:
        statement = statement.where(Received.organisation_id == desk.actor.organisation_id)
    page = for_actor(newest_first(statement, Received.id, after, limit), desk.actor)
    return page_of((await desk.session.scalars(page)).all(), limit, ReceivedView.of)


async def by_letter(desk: Desk, object_ids: Collection[UUID]) -> frozenset[UUID]:
    """Which of these things, which the actor was shown, came on paper; a firm learns of its own."""
    statement = select(Received.object_id).where(Received.object_id.in_(list(object_ids)))
    if desk.actor.role is Role.FIRM_MEMBER:
        statement = statement.where(Received.organisation_id == desk.actor.organisation_id)
    rows = await desk.session.scalars(for_actor(statement, desk.actor))
    return frozenset(one for one in rows if one is not None)


async def has_recorded(
    session: AsyncSession, project: Project, person_id: UUID, since: date
) -> bool:
    """Whether somebody recorded an act that came on paper, from this day (project's zone) on."""
    statement = select(Received.id).where(
        Received.project_id == project.id,
        Received.recorded_by == person_id,
        Received.created_at >= begin_of(since, project.zone),
    )
    return (
        await session.scalar(for_system(statement.limit(1), "whoever records counts")) is not None
    )


async def files_named(desk: Desk, file_ids: Collection[UUID]) -> list[StoredFile]:
    """Those of these files that the actor may read, by name."""
    if not file_ids:
        return []
    statement = select(StoredFile).where(
        StoredFile.id.in_(file_ids), in_projects_of(desk, StoredFile.project_id)
    )
    if desk.actor.role is Role.FIRM_MEMBER:
        statement = statement.where(StoredFile.organisation_id == desk.actor.organisation_id)
    ordered = statement.order_by(StoredFile.name, StoredFile.id)
    return list(await desk.session.scalars(for_actor(ordered, desk.actor)))


async def entry_number(desk: Desk, object_id: UUID, what: str) -> int:
    """The number in the journal of what was done to a thing that the actor was shown."""
    found = select(JournalEntry.seq).where(
        JournalEntry.object_id == object_id, JournalEntry.what == what
    )
    seq = await desk.session.scalar(
        for_actor(found.order_by(JournalEntry.seq).limit(1), desk.actor)
    )
    if seq is None:
        raise NotFound
    return seq


async def reported_damaged(session: AsyncSession, row: StoredFile, since: datetime) -> bool:
    statement = select(
        exists().where(
            JournalEntry.project_id == row.project_id,
            JournalEntry.what == "file.damaged",
            JournalEntry.object_id == row.id,
            JournalEntry.at > since,
        )
    )
    return bool(await session.scalar(for_system(statement, "a damaged file is told once a day")))


async def journal_of(
    desk: Desk,
    project: Project,
    after: str | None,
    limit: int,
    without: Collection[str] = (),
) -> Page[JournalLine]:
    """Entries of one project, newest first; those of the kinds `without` are left out."""
    statement = select(
        JournalEntry.seq,
        JournalEntry.at,
        JournalEntry.person_id,
        JournalEntry.role,
        JournalEntry.what,
        JournalEntry.object_type,
        JournalEntry.object_id,
        JournalEntry.detail,
        JournalEntry.hash,
    ).where(JournalEntry.project_id == project.id, JournalEntry.what.not_in(without))
    seen = for_actor(highest_first(statement, JournalEntry.seq, after, limit), desk.actor)
    rows = (await desk.session.execute(seen)).all()
    return page_of(
        rows, limit, lambda row: JournalLine(**row._mapping), lambda row: number_of(row.seq)
    )


async def agreements_page(
    desk: Desk, project: Project, after: str | None, limit: int
) -> Page[AgreementView]:
    """Signed papers of a project, those recorded last first."""
    statement = select(Agreement).where(
        Agreement.project_id == project.id, in_projects_of(desk, Agreement.project_id)
    )
    seen = for_actor(newest_first(statement, Agreement.id, after, limit), desk.actor)
    return page_of((await desk.session.scalars(seen)).all(), limit, AgreementView.of)
