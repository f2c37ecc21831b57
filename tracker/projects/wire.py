"""What comes in and goes out about projects."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from tracker.files.models import StoredFile
from tracker.journal.models import Received
from tracker.kernel.actor import Role
from tracker.kernel.by_name import shown
from tracker.kernel.text import (
    Amount,
    Code,
    Currency,
    Input,
    Line,
    LongText,
    Note,
    OptionalText,
    Rate,
    ShortText,
    Zone,
    from_minor,
)
from tracker.process import gate_before
from tracker.process.lapses import operation_by_rule, time_is_up
from tracker.process.stages import OPEN, Operation, Stage, Status
from tracker.process.today import Term, project_day, term_of
from tracker.projects.models import (
    Agreement,
    AgreementKind,
    Assignment,
    Capacity,
    Deputy,
    MoneyLine,
    MoneySource,
    MoneyState,
    Project,
)
from tracker.projects.rules import planned_end


class ProjectLine(Struct, frozen=True, kw_only=True):
    """A line of the list; `stage_since` is a day in the project's zone.

    `status` of a draft whose call has closed reads withdrawn, `operation` past the last day that a
    decision let it run suspended. `gate` is the gate ahead and `planned_end` the day of the project
    by which it is planned to be decided, while that does not stand still; `zone` is its IANA name.
    """

    id: UUID
    code: str
    title: str
    city: str
    country: str | None
    stage: Stage
    stage_since: date
    status: Status
    operation: Operation
    gate: str | None
    planned_end: date | None
    zone: str

    @classmethod
    def of(cls, row: Any, now: datetime) -> "ProjectLine":
        """From a row that has these columns, `live_until`, `zone` and `planned_ends`."""
        over = time_is_up(row.live_until, project_day(row, now))
        gate = gate_before(row.stage) if row.status in OPEN else None
        return cls(
            id=row.id,
            code=row.code,
            title=row.title,
            city=row.city,
            country=row.country,
            stage=row.stage,
            stage_since=row.stage_since,
            status=row.status,
            operation=operation_by_rule(row.operation, over),
            gate=gate.id if gate is not None else None,
            planned_end=planned_end(row) if gate is not None else None,
            zone=row.zone,
        )


class ProjectView(Struct, frozen=True, kw_only=True):
    """One project. `planned_ends` maps a stage to its planned last day in the project's zone.

    `status_reason` is kept from observers.
    """

    id: UUID
    code: str
    call_id: UUID | None
    city_id: UUID
    title: str
    solution_id: UUID | None
    challenges: str
    sdg_tags: list[str]
    zone: str
    stage: Stage
    stage_since: date
    status: Status
    status_since: date
    status_reason: str | None
    visit: int
    operation: Operation
    catalogue_id: UUID | None
    owner_after: str | None
    operating_unit: str | None
    funding_after: str | None
    handed_over_to: str | None
    planned_ends: dict[str, str]
    furthest_evidenced: str | None
    sources: str | None
    version: int

    @classmethod
    def of(cls, row: Project, *, grounds: bool = True) -> "ProjectView":
        return shown(
            cls,
            row,
            sdg_tags=list(row.sdg_tags),
            status_reason=row.status_reason if grounds else None,
            planned_ends=dict(row.planned_ends),
        )


class ProjectChange(Input):
    """What an officer may change; left out means unchanged. Planned ends are merged by stage."""

    title: Line | UnsetType = UNSET
    challenges: LongText | UnsetType = UNSET
    sdg_tags: Annotated[list[Code], Meta(max_length=17)] | UnsetType = UNSET
    zone: Zone | UnsetType = UNSET
    owner_after: Line | UnsetType | None = UNSET
    operating_unit: Line | UnsetType | None = UNSET
    funding_after: ShortText | UnsetType | None = UNSET
    handed_over_to: Line | UnsetType | None = UNSET
    planned_ends: dict[Stage, date] | UnsetType = UNSET


class PastProject(Input):
    """A project known from public sources only: read-only, no gates, never shown as a success.

    `stage` is the furthest one that they evidence, `furthest_evidenced` says by what.
    """

    year: Annotated[int, Meta(ge=1990, le=2200)]
    city_id: UUID
    title: Line
    stage: Stage
    furthest_evidenced: Line
    sources: ShortText
    challenges: OptionalText = ""


class NewAssignment(Input):
    """A whole organisation (no person), or one person, on the project from a day (UTC) on."""

    organisation_id: UUID
    capacity: Capacity
    person_id: UUID | None = None
    starts: date | None = None
    until: date | None = None


class AssignmentView(Struct, frozen=True, kw_only=True):
    id: UUID
    organisation_id: UUID
    person_id: UUID | None
    capacity: Capacity
    starts: date
    until: date | None
    term: Term
    version: int

    @classmethod
    def of(cls, row: Assignment, now: datetime) -> "AssignmentView":
        return shown(cls, row, term=term_of(row, now))


class NewAgreement(Input):
    kind: AgreementKind
    signed_on: date
    file_id: UUID
    organisation_id: UUID


class AgreementView(Struct, frozen=True, kw_only=True):
    id: UUID
    kind: AgreementKind
    signed_on: date
    file_id: UUID
    organisation_id: UUID

    @classmethod
    def of(cls, row: Agreement) -> "AgreementView":
        return shown(cls, row)


class NewMoneyLine(Input):
    """`amount` is a decimal string in the currency's own units, such as "12500.50"."""

    source: MoneySource
    state: MoneyState
    amount: Amount
    currency: Currency
    rate: Rate | None = None
    rate_date: date | None = None
    note: Note = ""


class MoneyLineView(Struct, frozen=True, kw_only=True):
    id: UUID
    source: MoneySource
    state: MoneyState
    amount: str
    currency: str
    rate: str | None
    rate_date: date | None
    note: str
    version: int

    @classmethod
    def of(cls, row: MoneyLine) -> "MoneyLineView":
        return shown(cls, row, amount=from_minor(row.amount, row.currency))


class MoneyChange(Input):
    """How far the money has come; left out means unchanged."""

    state: MoneyState | UnsetType = UNSET
    note: Note | UnsetType = UNSET


class MoneyTotal(Struct, frozen=True, kw_only=True):
    """All lines of one source in one state and one currency; currencies are never added up.

    `amount` is a decimal string in the currency's own units.
    """

    currency: str
    source: MoneySource
    state: MoneyState
    amount: str
    lines: int


class NewDeputy(Input):
    """`deputy_id` may sit for `person_id` in this role, in an organisation or on one project."""

    role: Role
    person_id: UUID
    deputy_id: UUID
    organisation_id: UUID | None = None
    project: Code | None = None
    starts: date | None = None
    until: date | None = None


class DeputyView(Struct, frozen=True, kw_only=True):
    id: UUID
    role: Role
    person_id: UUID
    deputy_id: UUID
    organisation_id: UUID | None
    project_id: UUID | None
    starts: date
    until: date | None
    term: Term
    version: int

    @classmethod
    def of(cls, row: Deputy, now: datetime) -> "DeputyView":
        return shown(cls, row, term=term_of(row, now))


class FileView(Struct, frozen=True, kw_only=True):
    """A stored file; `size` in bytes, `sha256` of its content."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    uploaded_at: datetime

    @classmethod
    def of(cls, row: StoredFile) -> "FileView":
        return shown(cls, row, uploaded_at=row.created_at)


class ReceivedView(Struct, frozen=True, kw_only=True):
    """An act of a party that came on paper: done to what, recorded by whom, and the original."""

    id: UUID
    what: str
    object_type: str | None
    object_id: UUID | None
    organisation_id: UUID
    file_id: UUID
    recorded_by: UUID
    recorded_at: datetime

    @classmethod
    def of(cls, row: Received) -> "ReceivedView":
        return shown(cls, row, recorded_at=row.created_at)


class JournalLine(Struct, frozen=True, kw_only=True):
    """One entry; `detail` is canonical JSON."""

    seq: int
    at: datetime
    person_id: UUID | None
    role: str | None
    what: str
    object_type: str | None
    object_id: UUID | None
    detail: str
    hash: str
