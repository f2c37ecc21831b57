"""Deliverables and what was said to their versions; the versions are in `projects` (0041)."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.actor import Role
from tracker.kernel.database import SCOPED
from tracker.kernel.scoped import ACT, ProjectRow, VersionedProjectRow, of_project, within_project
from tracker.process.stages import Stage


class OwnerCapacity(StrEnum):
    """Who owes a deliverable."""

    CONSULTING_COMPANY = "consulting_company"
    SOLUTION_PROVIDER = "solution_provider"
    CITY = "city"
    SECRETARIAT = "secretariat"


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    ACCEPTED_WITH_CONDITIONS = "accepted_with_conditions"
    RETURNED = "returned"


class TimeOutcome(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"


class Deliverable(VersionedProjectRow):
    """Something owed to the project; whether it is accepted follows from its reviews.

    `organisation_id` None means: whichever firm holds the capacity. `acceptors` are roles, each of
    which has to accept. `due` moves only with a `DueChange`; `original_due` never.
    """

    __tablename__ = "deliverable"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("project_id", "code"),
        {"info": SCOPED},
    )

    code: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(400))
    stage: Mapped[Stage]
    owner_capacity: Mapped[OwnerCapacity]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    original_due: Mapped[date | None]
    due: Mapped[date | None]
    acceptors: Mapped[list[str]] = mapped_column(JSON)
    minimum_content: Mapped[str] = mapped_column(String(40_000))
    required: Mapped[bool]
    only_for_pilot: Mapped[bool]


class DueChange(ProjectRow):
    """Why a due date moved, and who moved it."""

    __tablename__ = "due_change"
    __table_args__ = (
        of_project(),
        within_project("deliverable_id", "deliverable"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    deliverable_id: Mapped[UUID] = mapped_column(index=True)
    was: Mapped[date]
    becomes: Mapped[date]
    reason: Mapped[str] = mapped_column(String(4_000))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class TimeRequest(ProjectRow):
    """Whoever owes a deliverable asks for a later day, also once its day has passed."""

    __tablename__ = "time_request"
    __table_args__ = (
        of_project(),
        within_project("deliverable_id", "deliverable"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    deliverable_id: Mapped[UUID] = mapped_column(index=True)
    wanted: Mapped[date]
    reason: Mapped[str] = mapped_column(String(4_000))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class TimeAnswer(ProjectRow):
    """What was answered to a request for a later day; one that is granted moves the day."""

    __tablename__ = "time_answer"
    __table_args__ = (
        of_project(),
        within_project("request_id", "time_request"),
        UniqueConstraint("request_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    request_id: Mapped[UUID]
    granted: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(4_000))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class SubmissionReview(ProjectRow):
    """What one acceptor role said to one version."""

    __tablename__ = "submission_review"
    __table_args__ = (
        of_project(),
        within_project("submission_id", "submission"),
        UniqueConstraint("submission_id", "role"),
        UniqueConstraint("submission_id", "person_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    submission_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role]
    outcome: Mapped[Outcome]
    comments: Mapped[str] = mapped_column(String(40_000))


class Remark(ProjectRow):
    """Something that a review of a version asks for, at a `place` in its document.

    Numbered through all versions of the deliverable. It is open until somebody settles it, and
    then goes with the newest version.
    """

    __tablename__ = "remark"
    __table_args__ = (
        of_project(),
        within_project("deliverable_id", "deliverable"),
        within_project("submission_id", "submission"),
        UniqueConstraint("deliverable_id", "number"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    deliverable_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    number: Mapped[int]
    place: Mapped[str] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(String(4_000))
    role: Mapped[Role]
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class RemarkAnswer(ProjectRow):
    """What was answered with a version to a remark on an earlier one."""

    __tablename__ = "remark_answer"
    __table_args__ = (
        of_project(),
        within_project("remark_id", "remark"),
        within_project("submission_id", "submission"),
        UniqueConstraint("remark_id", "submission_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    remark_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(String(4_000))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class RemarkSettlement(ProjectRow):
    """A remark that asks for nothing any more, as the review of a version says."""

    __tablename__ = "remark_settlement"
    __table_args__ = (
        of_project(),
        within_project("remark_id", "remark"),
        within_project("submission_id", "submission"),
        UniqueConstraint("remark_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    remark_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class DeliverableReturn(ProjectRow):
    """A gate sent a deliverable back: versions up to `number` count no longer."""

    __tablename__ = "deliverable_return"
    __table_args__ = (
        of_project(),
        within_project("deliverable_id", "deliverable"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    deliverable_id: Mapped[UUID] = mapped_column(index=True)
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(String(40_000))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
