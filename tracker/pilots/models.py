"""The pilot, its indicators and readings, incidents, evaluations, and the check-ins afterwards."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Double, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import SCOPED
from tracker.kernel.scoped import ACT, ProjectRow, VersionedProjectRow, of_project, within_project


class Direction(StrEnum):
    """Which way an indicator is meant to go."""

    UP = "up"
    DOWN = "down"
    MAINTAIN = "maintain"


class Quality(StrEnum):
    """The data quality classes of the U4SSC verification manual."""

    MEASURED = "accurate_measurement"
    FROM_SURVEY = "extrapolated_from_survey"
    FROM_HIGHER_LEVEL = "extrapolated_from_higher_level_data"
    ESTIMATED = "estimated_on_assumptions"
    PERSONAL_ESTIMATE = "personal_estimate"
    UNKNOWN = "unknown_not_traceable"


class ReadingOutcome(StrEnum):
    VERIFIED = "verified"
    RETURNED = "returned"


class IncidentKind(StrEnum):
    SECURITY = "security"
    PRIVACY = "privacy"
    SAFETY = "safety"
    OUTAGE = "outage"
    OTHER = "other"


class Suggestion(StrEnum):
    """What an evaluation suggests; people decide at G6."""

    SCALE = "scale"
    ADAPT = "adapt"
    EXTEND = "extend"
    STOP = "stop"
    REFER = "refer"


class Side(StrEnum):
    """Both accept an evaluation."""

    OFFICER = "officer"
    CITY = "city"


def _in_bounds(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN -1e15 AND 1e15", name=f"{column}_in_bounds")


class Pilot(VersionedProjectRow):
    """The plan of the pilot; when it ran follows from the operation changes."""

    __tablename__ = "pilot"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id"),
        CheckConstraint("planned_end >= planned_start", name="end_after_start"),
        UniqueConstraint("project_id", "id"),
        {"info": SCOPED},
    )

    site: Mapped[str] = mapped_column(String(4_000))
    supplier: Mapped[str | None] = mapped_column(String(400))
    planned_start: Mapped[date]
    planned_end: Mapped[date]


class Indicator(VersionedProjectRow):
    """What is measured, from which baseline to which target."""

    __tablename__ = "indicator"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("project_id", "code"),
        _in_bounds("baseline_value"),
        _in_bounds("target_value"),
        {"info": SCOPED},
    )

    code: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(400))
    definition: Mapped[str] = mapped_column(String(4_000))
    unit: Mapped[str] = mapped_column(String(400))
    direction: Mapped[Direction]
    must_have: Mapped[bool]
    baseline_value: Mapped[float | None] = mapped_column(Double)
    baseline_on: Mapped[date | None]
    baseline_method: Mapped[str | None] = mapped_column(String(4_000))
    target_value: Mapped[float | None] = mapped_column(Double)
    target_on: Mapped[date | None]


class Reading(ProjectRow):
    """A value of a period, or why none is reported; a correction names the one it replaces."""

    __tablename__ = "reading"
    __table_args__ = (
        of_project(),
        within_project("indicator_id", "indicator"),
        within_project("file_id", "stored_file"),
        within_project("replaces_id", "reading"),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("(value IS NULL) <> (not_reported_reason IS NULL)", name="value_or_reason"),
        CheckConstraint("(value IS NULL) = (quality IS NULL)", name="quality_of_a_value"),
        CheckConstraint("period_start <= period_end", name="period_in_order"),
        _in_bounds("value"),
        {"info": ACT},
    )

    indicator_id: Mapped[UUID] = mapped_column(index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    period_start: Mapped[date]
    period_end: Mapped[date]
    value: Mapped[float | None] = mapped_column(Double)
    not_reported_reason: Mapped[str | None] = mapped_column(String(4_000))
    quality: Mapped[Quality | None]
    source: Mapped[str | None] = mapped_column(String(4_000))
    file_id: Mapped[UUID | None]
    replaces_id: Mapped[UUID | None]


class ReadingCheck(ProjectRow):
    """Somebody else looked at a reading."""

    __tablename__ = "reading_check"
    __table_args__ = (
        of_project(),
        within_project("reading_id", "reading"),
        UniqueConstraint("reading_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    reading_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[ReadingOutcome]
    comment: Mapped[str] = mapped_column(String(40_000))


class Incident(VersionedProjectRow):
    """Something that went wrong in the street or in the data."""

    __tablename__ = "incident"
    __table_args__ = (of_project(), UniqueConstraint("project_id", "id"), {"info": SCOPED})

    kind: Mapped[IncidentKind]
    happened_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(String(40_000))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    reported_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class Evaluation(ProjectRow):
    """The consulting company's judgement of the pilot's `visit`.

    `readiness` maps seven areas to a score and a note.
    """

    __tablename__ = "evaluation"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("project_id", "number"),
        {"info": ACT},
    )

    number: Mapped[int]
    visit: Mapped[int]
    findings: Mapped[str] = mapped_column(String(40_000))
    suggestion: Mapped[Suggestion]
    readiness: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class EvaluationAcceptance(ProjectRow):
    """One side's acceptance; with both the evaluation is locked."""

    __tablename__ = "evaluation_acceptance"
    __table_args__ = (
        of_project(),
        within_project("evaluation_id", "evaluation"),
        UniqueConstraint("evaluation_id", "side"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    evaluation_id: Mapped[UUID]
    side: Mapped[Side]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class CheckIn(ProjectRow):
    """What became of it, some months after G6; entered anew (next number) until confirmed."""

    __tablename__ = "check_in"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("project_id", "months", "number"),
        CheckConstraint("months IN (6, 12, 24)", name="months_known"),
        CheckConstraint("(text IS NULL) <> (not_reported_reason IS NULL)", name="text_or_reason"),
        {"info": ACT},
    )

    months: Mapped[int]
    number: Mapped[int]
    text: Mapped[str | None] = mapped_column(String(40_000))
    not_reported_reason: Mapped[str | None] = mapped_column(String(4_000))
    roll_out_started: Mapped[bool | None]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class CheckInConfirmation(ProjectRow):
    """Another person stands by a check-in."""

    __tablename__ = "check_in_confirmation"
    __table_args__ = (
        of_project(),
        within_project("check_in_id", "check_in"),
        UniqueConstraint("check_in_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    check_in_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
