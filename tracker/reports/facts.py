"""What a status report is made from, read in one transaction on a locked project."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.catalogue import Requirement
from tracker.compliance.queries import catalogue_of
from tracker.compliance.queries.lists import entries_on, ground_of
from tracker.compliance.record import WaiverOnRecord
from tracker.compliance.waiver_rules import waiver_state
from tracker.compliance.wire.waivers import WaiverState
from tracker.files.models import StoredFile
from tracker.gates import overview
from tracker.gates.wire import GatesView
from tracker.journal.desk import AnyDesk, SystemDesk
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.people import queries as people
from tracker.people.models import Organisation
from tracker.pilots import queries as pilots
from tracker.process import Gate, gate_before
from tracker.process.entry import ChecklistEntry as Requested
from tracker.process.stages import CLOSED, Status
from tracker.process.status import Judged, status
from tracker.process.today import project_day
from tracker.programme import queries as programme
from tracker.programme.models import Call, Programme
from tracker.projects import queries as projects
from tracker.projects.models import Capacity, MoneyLine, Project
from tracker.projects.models.submissions import Submission, SubmissionFile
from tracker.registers import queries as registers
from tracker.registers.queries import Weighed
from tracker.reports import queries
from tracker.reports.models import Report
from tracker.reports.waits import Wait, waits_of
from tracker.studies import queries as studies
from tracker.studies.models import Deliverable

_REASON = "the facts of a report"


class ListedRequirement(Struct, frozen=True, kw_only=True):
    """A requirement on the list of the next gate, as it stands, with its full text."""

    entry: Requested
    judged: Judged
    requirement: Requirement


class Exempted(Struct, frozen=True, kw_only=True):
    """A waiver in force."""

    requirement: Requirement
    waiver: WaiverOnRecord


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


class StatusFacts(Struct, frozen=True, kw_only=True):
    """Everything that the status of one project on one day is told from.

    `gate` is the gate ahead, None where there is none; `asked` its list. `last` is the report
    before this one; `entries` what the journal tells since. `waits` are its tasks. `titles` name
    the catalogue's requirements by their codes.
    `journal_seq` is the newest entry.
    """

    around: Surroundings
    project: Project
    now: datetime
    today: date
    gates: GatesView
    gate: Gate | None
    asked: tuple[ListedRequirement, ...]
    exempted: tuple[Exempted, ...]
    titles: Mapping[str, str]
    deliverables: list[studies.Listed]
    waits: tuple[Wait, ...]
    measured: list[pilots.Measured]
    money: list[MoneyLine]
    concerns: list[Weighed]
    documents: tuple[Document, ...]
    last: Report | None
    entries: tuple[JournalEntry, ...]
    journal_seq: int


async def gather(desk: AnyDesk, project: Project) -> StatusFacts:
    """Everything read now; a constant number of statements."""
    today = project_day(project, desk.now)
    gate = None if project.status in CLOSED | {Status.PAST} else gate_before(project.stage)
    asked, exempted, titles = await _checklist(desk, project, gate)
    last = await queries.newest_status(desk.session, project.id)
    return StatusFacts(
        around=await surroundings(desk.session, project, desk.now),
        project=project,
        now=desk.now,
        today=today,
        gates=await overview.gates_of(desk, project),
        gate=gate,
        asked=asked,
        exempted=exempted,
        titles=titles,
        deliverables=await studies.listed(desk, project.id),
        waits=await waits_of(desk, project),
        measured=await pilots.measured(desk.session, project.id, desk.now),
        money=await projects.money_lines(desk.session, project.id),
        concerns=await registers.open_concerns(desk.session, project.id),
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


async def _checklist(
    desk: AnyDesk, project: Project, gate: Gate | None
) -> tuple[tuple[ListedRequirement, ...], tuple[Exempted, ...], Mapping[str, str]]:
    if project.catalogue_id is None:
        return (), (), {}
    ground = await ground_of(desk, project)
    today = ground.today
    listed: tuple[Requested, ...] = ()
    if gate is not None:
        usual = gate.ways[0]
        listed = entries_on(ground, gate.id, usual.outcome, ground.record.field_work)
    asked = tuple(
        ListedRequirement(
            entry=entry,
            judged=status(entry, today, project.visit),
            requirement=ground.catalogue.requirement(entry.requirement),
        )
        for entry in listed
    )
    exempted = tuple(
        Exempted(requirement=requirement, waiver=waiver)
        for requirement in ground.catalogue.requirements
        for waiver in ground.record.waivers.get(requirement.id, ())
        if waiver_state(requirement, waiver, ground.record.hands_on(requirement.id), today)
        is WaiverState.GRANTED
    )
    titles = {requirement.id: requirement.title for requirement in ground.catalogue.requirements}
    return asked, exempted, titles


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
