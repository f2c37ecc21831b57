"""Firms on projects."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import SCOPED
from tracker.kernel.scoped import VersionedProjectRow, of_project, within_project


class FirmCapacity(StrEnum):
    """As what a firm is appointed; one firm may hold both."""

    CONSULTING_COMPANY = "consulting_company"
    SOLUTION_PROVIDER = "solution_provider"


class Appointment(VersionedProjectRow):
    """A firm on a project in one capacity, on the days from..until (UTC).

    `assignment_id` is the access that comes and goes with it.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        of_project(),
        within_project("agreement_id", "agreement"),
        within_project("assignment_id", "assignment"),
        UniqueConstraint("project_id", "id"),
        CheckConstraint('"until" IS NULL OR "until" >= "from"', name="until_after_from"),
        CheckConstraint(
            "(released_by IS NULL) = (release_reason IS NULL)", name="release_has_person_and_reason"
        ),
        Index(
            "uq_appointment_open",
            "project_id",
            "capacity",
            unique=True,
            sqlite_where=text('"until" IS NULL'),
            postgresql_where=text('"until" IS NULL'),
        ),
        Index(None, "organisation_id"),
        {"info": SCOPED},
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    capacity: Mapped[FirmCapacity]
    starts: Mapped[date] = mapped_column("from")
    until: Mapped[date | None]
    agreement_id: Mapped[UUID | None]
    assignment_id: Mapped[UUID]
    appointed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    released_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    release_reason: Mapped[str | None] = mapped_column(String(4_000))
