"""What comes in and goes out about risks, issues, lessons and meetings."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from tracker.kernel.by_name import shown
from tracker.kernel.text import Input, Line, LongText, OptionalText, ShortText
from tracker.process.stages import Stage
from tracker.registers.models import (
    Assessment,
    Category,
    Concern,
    ConcernKind,
    Lesson,
    Meeting,
    MeetingKind,
)
from tracker.registers.rules import Assessed, Trend, trend

Grade = Annotated[int, Meta(ge=1, le=5)]
Parties = Annotated[list[UUID], Meta(min_length=1, max_length=40)]


class NewAssessment(Input):
    """`likelihood` and `impact` from 1 to 5; an issue has no likelihood, it is there."""

    impact: Grade
    why: ShortText
    likelihood: Grade | None = None


class NewConcern(Input):
    """`owner_id` is a person who takes part in the project; `due` a day in the project's zone."""

    kind: ConcernKind
    category: Category
    title: Line
    owner_id: UUID
    due: date
    assessment: NewAssessment
    response: OptionalText = ""
    from_risk_id: UUID | None = None
    from_meeting_id: UUID | None = None


class ConcernChange(Input):
    """Left out means unchanged; how grave it is changes by a new assessment."""

    title: Line | UnsetType = UNSET
    response: OptionalText | UnsetType = UNSET
    owner_id: UUID | UnsetType = UNSET
    due: date | UnsetType = UNSET


class NewClosing(Input):
    """How it ended: for a risk that happened, raise an issue from it too."""

    outcome: ShortText


class NewLesson(Input):
    category: Category
    happened: LongText
    learned: LongText
    recommendation: LongText
    replaces_id: UUID | None = None


class NewMeeting(Input):
    """`held_on` has begun in the project's zone, or in that of the organisation that records it;
    `parties` are organisations.
    """

    kind: MeetingKind
    held_on: date
    title: Line
    place: Line
    parties: Parties
    agreed: LongText
    replaces_id: UUID | None = None


class AssessmentView(Struct, frozen=True, kw_only=True):
    number: int
    likelihood: int
    impact: int
    exposure: int
    why: str
    by: UUID
    at: datetime

    @classmethod
    def of(cls, row: Assessment) -> "AssessmentView":
        return shown(cls, row, exposure=judged(row).exposure, at=row.created_at)


class ConcernView(Struct, frozen=True, kw_only=True):
    """A risk or issue. `exposure` is likelihood times impact, from 1 to 25, as assessed last;
    `trend` holds it against the assessment before.
    """

    id: UUID
    project_id: UUID
    kind: ConcernKind
    category: Category
    title: str
    response: str
    owner_id: UUID
    due: date
    exposure: int
    trend: Trend
    assessments: list[AssessmentView]
    raised_by: UUID
    raised_at: datetime
    from_risk_id: UUID | None
    from_meeting_id: UUID | None
    outcome: str | None
    closed_by: UUID | None
    closed_at: datetime | None
    version: int

    @classmethod
    def of(cls, row: Concern, assessments: Sequence[Assessment]) -> "ConcernView":
        """`assessments` are all of it, oldest first."""
        found = [judged(one) for one in assessments]
        return shown(
            cls,
            row,
            exposure=found[-1].exposure,
            trend=trend(found),
            assessments=[AssessmentView.of(one) for one in assessments],
            raised_at=row.created_at,
        )


def judged(row: Assessment) -> Assessed:
    return Assessed(likelihood=row.likelihood, impact=row.impact)


class LessonView(Struct, frozen=True, kw_only=True):
    """A lesson; `stage` is where the project stood when it was recorded."""

    id: UUID
    project_id: UUID
    category: Category
    stage: Stage
    happened: str
    learned: str
    recommendation: str
    by: UUID
    at: datetime
    replaces_id: UUID | None

    @classmethod
    def of(cls, row: Lesson) -> "LessonView":
        return shown(cls, row, at=row.created_at)


class MeetingView(Struct, frozen=True, kw_only=True):
    id: UUID
    project_id: UUID
    kind: MeetingKind
    held_on: date
    title: str
    place: str
    parties: list[UUID]
    agreed: str
    by: UUID
    at: datetime
    replaces_id: UUID | None

    @classmethod
    def of(cls, row: Meeting) -> "MeetingView":
        return shown(cls, row, parties=[UUID(one) for one in row.parties], at=row.created_at)
