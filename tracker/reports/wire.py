"""What the API takes and shows of reports."""

from datetime import datetime
from typing import Annotated, get_args
from uuid import UUID

from msgspec import Meta, Struct, field

from tracker.kernel.by_name import shown
from tracker.kernel.text import Input, OptionalText, ShortText
from tracker.reports.models import Report, ReportKind
from tracker.tasks.rated import Dimension, Rating


class NewOverride(Input):
    """The author's rating in place of the computed one; the report prints both and the reason."""

    dimension: Dimension
    rating: Rating
    reason: ShortText


class NewReport(Input):
    """`foreword` is printed at the top, beside what is computed."""

    foreword: OptionalText = ""
    overrides: Annotated[list[NewOverride], Meta(max_length=len(get_args(Dimension)))] = field(
        default_factory=list
    )


class ReportView(Struct, frozen=True, kw_only=True):
    """A report on record; `as_of` is UTC, `journal_seq` the newest entry that it knew of."""

    id: UUID
    project: str
    kind: ReportKind
    number: int
    as_of: datetime
    journal_seq: int
    snapshot_sha256: str
    made_by: UUID | None

    @classmethod
    def of(cls, row: Report, code: str) -> "ReportView":
        return shown(cls, row, project=code)
