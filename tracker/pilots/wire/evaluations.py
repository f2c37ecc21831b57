"""What comes in and goes out about evaluations and check-ins."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from tracker.kernel.by_name import shown
from tracker.kernel.text import Input, LongText, OptionalText, ShortText
from tracker.pilots.models import (
    CheckIn,
    CheckInConfirmation,
    Evaluation,
    EvaluationAcceptance,
    Side,
    Suggestion,
)

Score = Literal[0, 1, 2]
Months = Literal[6, 12, 24]


class Readiness(Input):
    """One area: 0 not ready, 1 in part, 2 ready; with a note."""

    score: Score
    note: OptionalText = ""


class SevenAreas(Input):
    """The areas of the MSI scalability assessment: an aid to dialogue, not a score that decides."""

    scale_strategy: Readiness
    credibility: Readiness
    support_for_change: Readiness
    relative_advantage: Readiness
    ease_of_transfer: Readiness
    organisational_fit: Readiness
    sustainable_funding: Readiness


class NewEvaluation(Input):
    findings: LongText
    suggestion: Suggestion
    readiness: SevenAreas


class EvaluationView(Struct, frozen=True, kw_only=True):
    """An evaluation; `accepted_by` has both sides once it is locked."""

    id: UUID
    project_id: UUID
    number: int
    findings: str
    suggestion: Suggestion
    readiness: dict[str, dict[str, int | str]]
    digest: str
    organisation_id: UUID
    submitted_by: UUID
    submitted_at: datetime
    accepted_by: list[Side]

    @classmethod
    def of(cls, row: Evaluation, accepted_by: list[Side]) -> "EvaluationView":
        return shown(
            cls,
            row,
            readiness=dict(row.readiness),
            submitted_at=row.created_at,
            accepted_by=accepted_by,
        )


class AcceptanceView(Struct, frozen=True, kw_only=True):
    id: UUID
    evaluation_id: UUID
    side: Side
    person_id: UUID
    at: datetime

    @classmethod
    def of(cls, row: EvaluationAcceptance) -> "AcceptanceView":
        return shown(cls, row, at=row.created_at)


class NewCheckIn(Input):
    """Either what became of it, or why nothing is reported."""

    months: Months
    text: LongText | None = None
    not_reported_reason: ShortText | None = None
    roll_out_started: bool | None = None


class CheckInView(Struct, frozen=True, kw_only=True):
    """A check-in; entered again it gets the next number, confirmed it stays."""

    id: UUID
    months: int
    number: int
    text: str | None
    not_reported_reason: str | None
    roll_out_started: bool | None
    entered_by: UUID
    entered_at: datetime
    confirmed: bool

    @classmethod
    def of(cls, row: CheckIn, *, confirmed: bool) -> "CheckInView":
        return shown(cls, row, entered_at=row.created_at, confirmed=confirmed)


class ConfirmationView(Struct, frozen=True, kw_only=True):
    id: UUID
    check_in_id: UUID
    person_id: UUID
    at: datetime

    @classmethod
    def of(cls, row: CheckInConfirmation) -> "ConfirmationView":
        return cls(
            id=row.id, check_in_id=row.check_in_id, person_id=row.person_id, at=row.created_at
        )
