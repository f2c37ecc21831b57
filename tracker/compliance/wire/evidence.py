"""Evidence, its withdrawal and review, and justifications."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from tracker.compliance.models import (
    CheckOutcome,
    Evidence,
    EvidenceForm,
    EvidenceWithdrawal,
    Justification,
    JustificationCheck,
    RequirementReview,
)
from tracker.compliance.record import EvidenceOnRecord
from tracker.kernel.by_name import shown
from tracker.kernel.text import Code, Count, Input, Line, LongText, OptionalText, Sha256
from tracker.process.stages import DutyRole

Url = Annotated[str, Meta(max_length=2_000, pattern=r"^https?://[^\s\x00-\x1f\x7f]+\Z")]
GateName = Annotated[str, Meta(max_length=10)]
Ticks = Annotated[list[Annotated[int, Meta(ge=0, le=200)]], Meta(max_length=100)]


class NewEvidence(Input):
    """One piece; its form says which of the fields below are given. Days: project's zone.

    `file`: file_id. `pages`: file_id and pages, with the submission that has the file in it.
    `link`: url. `seen`: when, where it is kept, how many pages, by whom if not by the sender.
    """

    kind: Code
    title: Line
    form: EvidenceForm
    effective_on: date
    valid_until: date | None = None
    file_id: UUID | None = None
    pages: Line | None = None
    submission_id: UUID | None = None
    url: Url | None = None
    seen_by: UUID | None = None
    seen_on: date | None = None
    kept_at: Line | None = None
    page_count: Count | None = None
    seen_sha256: Sha256 | None = None
    replaces_id: UUID | None = None


class EvidenceView(Struct, frozen=True, kw_only=True):
    """A piece of evidence; a link alone is weak: what it leads to may change."""

    id: UUID
    requirement: str
    organisation_id: UUID
    kind: str
    title: str
    form: EvidenceForm
    weak: bool
    effective_on: date
    valid_until: date | None
    file_id: UUID | None
    pages: str | None
    submission_id: UUID | None
    url: str | None
    seen_by: UUID | None
    seen_on: date | None
    kept_at: str | None
    page_count: int | None
    seen_sha256: str | None
    submitted_by: UUID
    submitted_at: datetime
    replaces_id: UUID | None

    @classmethod
    def of(cls, row: Evidence | EvidenceOnRecord, submitted_at: datetime) -> "EvidenceView":
        return shown(cls, row, weak=row.form is EvidenceForm.LINK, submitted_at=submitted_at)


class Reason(Input):
    """Why something is withdrawn or revoked."""

    reason: LongText


class WithdrawalView(Struct, frozen=True, kw_only=True):
    id: UUID
    evidence_id: UUID
    by: UUID
    reason: str
    at: datetime

    @classmethod
    def of(cls, row: EvidenceWithdrawal) -> "WithdrawalView":
        return shown(cls, row, at=row.created_at)


class NewReview(Input):
    """What the reviewer saw in the set with `evidence_digest` (the checklist's `set_digest`).

    `gate` is G1 to G6 or `closing`; `criteria` are the indices ticked, all of them asked there.
    Met or not follows from the ticks. `rejected` and `more_wanted` need a comment.
    """

    gate: GateName
    evidence_digest: Sha256
    criteria: Ticks
    rejected: bool = False
    more_wanted: bool = False
    comment: OptionalText = ""


class ReviewView(Struct, frozen=True, kw_only=True):
    """A review; `verified_as` is the duty of the catalogue as which the person reviewed."""

    id: UUID
    requirement: str
    gate: str
    visit: int
    evidence_digest: str
    pieces: list[UUID]
    criteria: list[int]
    rejected: bool
    more_wanted: bool
    comment: str
    by: UUID
    verified_as: DutyRole
    at: datetime

    @classmethod
    def of(cls, row: RequirementReview) -> "ReviewView":
        return shown(
            cls,
            row,
            pieces=[UUID(piece) for piece in row.pieces],
            criteria=list(row.criteria),
            at=row.created_at,
        )


class NewJustification(Input):
    text: LongText


class JustificationView(Struct, frozen=True, kw_only=True):
    id: UUID
    requirement: str
    text: str
    by: UUID
    at: datetime

    @classmethod
    def of(cls, row: Justification) -> "JustificationView":
        return shown(cls, row, at=row.created_at)


class JustificationCheckView(Struct, frozen=True, kw_only=True):
    id: UUID
    justification_id: UUID
    by: UUID
    verified_as: DutyRole
    outcome: CheckOutcome
    comment: str
    at: datetime

    @classmethod
    def of(cls, row: JustificationCheck) -> "JustificationCheckView":
        return shown(cls, row, by=row.person_id, at=row.created_at)
