"""What a status report is made from, read in one transaction on a locked project."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.queries import catalogue_of
from tracker.files.models import StoredFile
from tracker.gates import overview
from tracker.gates.wire import GatesView
from tracker.journal.desk import AnyDesk, SystemDesk
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.people import queries as people
from tracker.people.models import Organisation
from tracker.programme import queries as programme
from tracker.programme.models import Call, Programme
from tracker.projects import queries as projects
from tracker.projects.models import Capacity, Project
from tracker.projects.models.submissions import Submission, SubmissionFile
from tracker.reports import queries
from tracker.reports.models import Report
from tracker.reports.waits import Wait, waits_of
from tracker.studies.models import Deliverable
from tracker.tasks.derive import derive
from tracker.tasks.rating_facts import RatingFacts

_REASON = "the facts of a report"


class Document(Struct, frozen=True, kw_only=True):
    """A file of the project; `deliverable` and `version` say as what it was handed in."""

    name: str
    sha256: str
    received: datetime
    deliverable: str | None
    version: int | None


class Surroundings(Struct, frozen=True, kw_only=True):
    """What every report names at its top; `firms` hold their capacities at that instant."""

    project: Project
    city: Organisation
    call: Call | None
    programme: Programme | None
    firms: dict[Capacity, tuple[Organisation, ...]]
    catalogue_version: str


class StatusFacts(RatingFacts, frozen=True, kw_only=True):
    """Everything that the status of one project on one day is told from.

    `last` is the report before this one; `entries` what the journal tells since. `waits` are its
    tasks, by whom. `journal_seq` is the newest entry.
    """

    around: Surroundings
    gates: GatesView
    waits: tuple[Wait, ...]
    documents: tuple[Document, ...]
    last: Report | None
    entries: tuple[JournalEntry, ...]
    journal_seq: int


async def gather(desk: AnyDesk, project: Project) -> StatusFacts:
    """Everything read now, of a project that was selected; a constant number of statements."""
    found = (await derive(desk, project)).facts
    if found is None:
        raise LookupError(f"{project.code} came by no call")
    last = await queries.newest_status(desk.session, project.id)
    return StatusFacts(
        **{name: getattr(found, name) for name in found.__struct_fields__},
        around=await surroundings(desk.session, project, desk.now),
        gates=await overview.gates_of(desk, project),
        waits=await waits_of(desk, project, found.tasks),
        documents=await _documents(desk.session, project.id),
        last=last,
        entries=await _entries(desk.session, project.id, last.journal_seq if last else 0),
        journal_seq=await _head(desk.session, project.id),
    )


async def surroundings(session: AsyncSession, project: Project, at: datetime) -> Surroundings:
    call = await programme.call(session, project.call_id) if project.call_id else None
    version = ""
    if project.catalogue_id is not None:
        version = (await catalogue_of(session, project)).catalogue.version
    return Surroundings(
        project=project,
        city=await people.organisation(session, project.city_id),
        call=call,
        programme=await programme.programme(session, call.programme_id) if call else None,
        firms=await _firms(session, project.id, at),
        catalogue_version=version,
    )


async def _firms(
    session: AsyncSession, project_id: UUID, at: datetime
) -> dict[Capacity, tuple[Organisation, ...]]:
    rows = await projects.assignments(SystemDesk(session, at), project_id)
    known = await people.organisations_by_id(session, {row.organisation_id for row in rows})
    firms: dict[Capacity, tuple[Organisation, ...]] = {}
    for row in rows:
        here = firms.get(row.capacity, ())
        if known[row.organisation_id] not in here:
            firms[row.capacity] = (*here, known[row.organisation_id])
    return firms


async def _documents(session: AsyncSession, project_id: UUID) -> tuple[Document, ...]:
    statement = (
        select(
            StoredFile.name,
            StoredFile.sha256,
            StoredFile.created_at,
            Deliverable.code,
            Submission.number,
        )
        .outerjoin(SubmissionFile, SubmissionFile.file_id == StoredFile.id)
        .outerjoin(Submission, Submission.id == SubmissionFile.submission_id)
        .outerjoin(Deliverable, Deliverable.id == Submission.deliverable_id)
        .where(StoredFile.project_id == project_id)
        .order_by(StoredFile.id, Submission.id)
    )
    return tuple(
        Document(
            name=row.name,
            sha256=row.sha256,
            received=row.created_at,
            deliverable=row.code,
            version=row.number,
        )
        for row in await session.execute(for_system(statement, _REASON))
    )


async def _entries(session: AsyncSession, project_id: UUID, after: int) -> tuple[JournalEntry, ...]:
    statement = select(JournalEntry).where(
        JournalEntry.project_id == project_id, JournalEntry.seq > after
    )
    return tuple(await session.scalars(for_system(statement.order_by(JournalEntry.seq), _REASON)))


async def _head(session: AsyncSession, project_id: UUID) -> int:
    statement = select(func.max(JournalEntry.seq)).where(JournalEntry.project_id == project_id)
    return await session.scalar(for_system(statement, _REASON)) or 0
