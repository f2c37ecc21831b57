"""Rows of stored files; several rows may share one blob."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import Row
from tracker.kernel.scoped import ACT


class StoredFile(Row):
    """A file as it was handed in; its blob is named by `sha256`."""

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("project_id IS NOT NULL OR call_id IS NOT NULL", name="belongs_somewhere"),
        CheckConstraint("size >= 0", name="size_not_negative"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("project.id"), index=True)
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(400))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
