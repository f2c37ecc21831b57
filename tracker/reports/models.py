"""Reports as they were made."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.scoped import ACT, ProjectRow, of_project


class ReportKind(StrEnum):
    STATUS = "status"


class Report(ProjectRow):
    """A frozen report: `snapshot` is the canonical JSON that Word is drawn from, ever after.

    `journal_seq` is the project's newest journal entry that it knew of; `made_by` None is the
    operator at the command line.
    """

    __tablename__ = "report"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("project_id", "kind", "number"),
        {"info": ACT},
    )

    kind: Mapped[ReportKind]
    number: Mapped[int]
    as_of: Mapped[datetime]
    journal_seq: Mapped[int] = mapped_column(BigInteger)
    snapshot: Mapped[str]
    snapshot_sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
