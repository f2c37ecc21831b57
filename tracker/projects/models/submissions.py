"""Versions of deliverables as they were handed in; written in `studies` alone (0041)."""

from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.scoped import ACT, ProjectRow, of_project, within_project


class Submission(ProjectRow):
    """One numbered version of a deliverable, handed in by an organisation in a `visit`."""

    __tablename__ = "submission"
    __table_args__ = (
        of_project(),
        within_project("deliverable_id", "deliverable"),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("deliverable_id", "number"),
        {"info": ACT},
    )

    deliverable_id: Mapped[UUID]
    number: Mapped[int]
    visit: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    note: Mapped[str] = mapped_column(String(40_000))
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class SubmissionFile(ProjectRow):
    """One of a submission's files, in the order given."""

    __tablename__ = "submission_file"
    __table_args__ = (
        of_project(),
        within_project("submission_id", "submission"),
        within_project("file_id", "stored_file"),
        UniqueConstraint("submission_id", "position"),
        UniqueConstraint("project_id", "submission_id", "file_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    submission_id: Mapped[UUID]
    file_id: Mapped[UUID]
    position: Mapped[int]
