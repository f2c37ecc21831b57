"""Risks and issues (concerns), how they were assessed, lessons, meetings."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import SCOPED
from tracker.kernel.scoped import (
    ACT,
    ProjectRow,
    VersionedProjectRow,
    of_project,
    within_project,
)
from tracker.process.stages import Stage


class ConcernKind(StrEnum):
    """A risk may happen; an issue has."""

    RISK = "risk"
    ISSUE = "issue"


class Category(StrEnum):
    DELIVERY = "delivery"
    MONEY = "money"
    PEOPLE = "people"
    TECHNOLOGY = "technology"
    LEGAL = "legal"
    SECURITY = "security"
    PRIVACY = "privacy"
    OTHER = "other"


WEAKNESSES = frozenset({Category.SECURITY, Category.PRIVACY})
"""What not every reader may know of."""


class MeetingKind(StrEnum):
    MEETING = "meeting"
    VISIT = "visit"
    CALL = "call"


class Concern(VersionedProjectRow):
    """A risk or an issue, owed by a person until a day; how grave it is follows from assessments.

    `from_risk_id`: the risk that happened; `from_meeting_id`: the meeting that agreed on it.
    """

    __tablename__ = "concern"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        within_project("from_risk_id", "concern"),
        within_project("from_meeting_id", "meeting"),
        CheckConstraint("(outcome IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"),
        {"info": SCOPED},
    )

    kind: Mapped[ConcernKind]
    category: Mapped[Category]
    title: Mapped[str] = mapped_column(String(400))
    response: Mapped[str] = mapped_column(String(40_000))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    due: Mapped[date]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    raised_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    from_risk_id: Mapped[UUID | None]
    from_meeting_id: Mapped[UUID | None]
    outcome: Mapped[str | None] = mapped_column(String(4_000))
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]


class Assessment(ProjectRow):
    """How likely and how grave, from 1 to 5 each; an issue is there, so its likelihood is 5."""

    __tablename__ = "assessment"
    __table_args__ = (
        of_project(),
        within_project("concern_id", "concern"),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("concern_id", "number"),
        CheckConstraint("likelihood BETWEEN 1 AND 5", name="likelihood_in_bounds"),
        CheckConstraint("impact BETWEEN 1 AND 5", name="impact_in_bounds"),
        {"info": ACT},
    )

    concern_id: Mapped[UUID]
    number: Mapped[int]
    likelihood: Mapped[int] = mapped_column(Integer)
    impact: Mapped[int] = mapped_column(Integer)
    why: Mapped[str] = mapped_column(String(4_000))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class Lesson(ProjectRow):
    """What happened, what was learned from it, what others should do; a correction replaces it."""

    __tablename__ = "lesson"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        within_project("replaces_id", "lesson"),
        UniqueConstraint("replaces_id"),
        {"info": ACT},
    )

    category: Mapped[Category]
    stage: Mapped[Stage]
    happened: Mapped[str] = mapped_column(String(40_000))
    learned: Mapped[str] = mapped_column(String(40_000))
    recommendation: Mapped[str] = mapped_column(String(40_000))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    replaces_id: Mapped[UUID | None]


class Meeting(ProjectRow):
    """A meeting, visit or call that was held by organisations; a correction replaces it."""

    __tablename__ = "meeting"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        within_project("replaces_id", "meeting"),
        UniqueConstraint("replaces_id"),
        {"info": ACT},
    )

    kind: Mapped[MeetingKind]
    held_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(400))
    place: Mapped[str] = mapped_column(String(400))
    parties: Mapped[list[Any]] = mapped_column(JSON)
    agreed: Mapped[str] = mapped_column(String(40_000))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    replaces_id: Mapped[UUID | None]
