"""What comes in and goes out about indicators and readings."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from tracker.kernel.by_name import shown
from tracker.kernel.text import Code, Input, Line, Measured, OptionalText, ShortText
from tracker.pilots.models import (
    Direction,
    Indicator,
    Quality,
    Reading,
    ReadingCheck,
    ReadingOutcome,
)


class NewIndicator(Input):
    """A baseline counts once value, day and method are all given."""

    code: Code
    title: Line
    definition: ShortText
    unit: Line
    direction: Direction
    must_have: bool = False
    baseline_value: Measured | None = None
    baseline_on: date | None = None
    baseline_method: ShortText | None = None
    target_value: Measured | None = None
    target_on: date | None = None


class IndicatorChange(Input):
    """Left out means unchanged."""

    title: Line | UnsetType = UNSET
    definition: ShortText | UnsetType = UNSET
    unit: Line | UnsetType = UNSET
    direction: Direction | UnsetType = UNSET
    must_have: bool | UnsetType = UNSET
    baseline_value: Measured | UnsetType | None = UNSET
    baseline_on: date | UnsetType | None = UNSET
    baseline_method: ShortText | UnsetType | None = UNSET
    target_value: Measured | UnsetType | None = UNSET
    target_on: date | UnsetType | None = UNSET


class IndicatorView(Struct, frozen=True, kw_only=True):
    id: UUID
    project_id: UUID
    code: str
    title: str
    definition: str
    unit: str
    direction: Direction
    must_have: bool
    baseline_value: float | None
    baseline_on: date | None
    baseline_method: str | None
    target_value: float | None
    target_on: date | None
    version: int

    @classmethod
    def of(cls, row: Indicator) -> "IndicatorView":
        return shown(cls, row)


class NewReading(Input):
    """Either a value with its quality class and source, or why none is reported.

    The period is days in the project's zone; `replaces_id` names the reading that this corrects.
    """

    period_start: date
    period_end: date
    value: Measured | None = None
    not_reported_reason: ShortText | None = None
    quality: Quality | None = None
    source: ShortText | None = None
    file_id: UUID | None = None
    replaces_id: UUID | None = None


class ReadingStatus(StrEnum):
    ENTERED = "entered"
    VERIFIED = "verified"
    RETURNED = "returned"
    REPLACED = "replaced"


class NewReadingCheck(Input):
    """`comment` is needed when the reading is returned."""

    outcome: ReadingOutcome
    comment: OptionalText = ""


class ReadingCheckView(Struct, frozen=True, kw_only=True):
    id: UUID
    reading_id: UUID
    person_id: UUID
    outcome: ReadingOutcome
    comment: str
    at: datetime

    @classmethod
    def of(cls, row: ReadingCheck) -> "ReadingCheckView":
        return shown(cls, row, at=row.created_at)


class ReadingView(Struct, frozen=True, kw_only=True):
    """One reading; its status follows from its check and from what replaced it."""

    id: UUID
    indicator_id: UUID
    period_start: date
    period_end: date
    value: float | None
    not_reported_reason: str | None
    quality: Quality | None
    source: str | None
    file_id: UUID | None
    replaces_id: UUID | None
    organisation_id: UUID
    entered_by: UUID
    entered_at: datetime
    status: ReadingStatus
    check: ReadingCheckView | None

    @classmethod
    def of(cls, row: Reading, check: ReadingCheck | None, *, replaced: bool) -> "ReadingView":
        return shown(
            cls,
            row,
            entered_at=row.created_at,
            status=_status(check, replaced=replaced),
            check=ReadingCheckView.of(check) if check is not None else None,
        )


def _status(check: ReadingCheck | None, *, replaced: bool) -> ReadingStatus:
    if replaced:
        return ReadingStatus.REPLACED
    if check is None:
        return ReadingStatus.ENTERED
    return ReadingStatus(check.outcome.value)
