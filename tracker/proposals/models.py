"""Proposals: the city's draft, what it handed in, and what officers and committee made of it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import SCOPED
from tracker.kernel.scoped import (
    ACT,
    ProjectRow,
    VersionedProjectRow,
    of_project,
    within_project,
)


class Eligibility(StrEnum):
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"


class Proposal(VersionedProjectRow):
    """The draft a city works on; what others read is frozen in its newest version.

    `number` is that version's, 0 before the first. `resubmit_until` is the last day (in the
    project's zone) on which a new version is taken after the call closed.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id"),
        UniqueConstraint("project_id", "id"),
        CheckConstraint("number >= 0", name="number_not_negative"),
        Index(None, "call_id", "id"),
        {"info": SCOPED},
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"))
    title: Mapped[str] = mapped_column(String(400))
    challenges: Mapped[str] = mapped_column(String(40_000))
    solution_id: Mapped[UUID | None] = mapped_column(ForeignKey("solution.id"))
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    files: Mapped[list[str]] = mapped_column(JSON)
    number: Mapped[int]
    submitted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    receipt: Mapped[str | None] = mapped_column(String(60))
    resubmit_until: Mapped[date | None]


class ProposalVersion(ProjectRow):
    """What was handed in, word for word; `created_at` is when."""

    __tablename__ = "proposal_version"
    __table_args__ = (
        of_project(),
        within_project("proposal_id", "proposal"),
        UniqueConstraint("proposal_id", "number"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    proposal_id: Mapped[UUID]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(400))
    challenges: Mapped[str] = mapped_column(String(40_000))
    solution_id: Mapped[UUID | None] = mapped_column(ForeignKey("solution.id"))
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    files: Mapped[list[str]] = mapped_column(JSON)
    receipt: Mapped[str] = mapped_column(String(60))
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class EligibilityCheck(ProjectRow):
    """An officer's finding on one version; the highest `ordinal` of a version counts."""

    __tablename__ = "eligibility_check"
    __table_args__ = (
        of_project(),
        within_project("proposal_id", "proposal"),
        UniqueConstraint("proposal_id", "ordinal"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    proposal_id: Mapped[UUID]
    ordinal: Mapped[int]
    number: Mapped[int]
    result: Mapped[Eligibility]
    reasons: Mapped[str] = mapped_column(String(40_000))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class ConflictOfInterest(ProjectRow):
    """A committee member says why they may not judge this version."""

    __tablename__ = "conflict"
    __table_args__ = (
        of_project(),
        within_project("proposal_id", "proposal"),
        UniqueConstraint("proposal_id", "number", "person_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    proposal_id: Mapped[UUID]
    number: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(4_000))


class Score(ProjectRow):
    """Points of one member for one criterion of one version; at most the criterion's scale."""

    __tablename__ = "score"
    __table_args__ = (
        of_project(),
        within_project("proposal_id", "proposal"),
        UniqueConstraint("proposal_id", "number", "person_id", "criterion_id"),
        CheckConstraint("points >= 0", name="points_not_negative"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    proposal_id: Mapped[UUID]
    number: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criterion.id"))
    points: Mapped[int]
    comment: Mapped[str] = mapped_column(String(40_000))
