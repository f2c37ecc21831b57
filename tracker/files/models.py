"""Rows of stored files; several rows may share one blob."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
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


class KeptFile(Row):
    """A file that somebody sent with the form at `place`, until an act takes it.

    `received` of its `size` bytes are safely on disk (`parts.py`). `sha256` and `media_type` are
    known once all are there and its kind is taken.
    """

    __tablename__ = "kept_file"
    __table_args__ = (
        Index(None, "person_id", "place"),
        CheckConstraint("received >= 0 AND received <= size", name="received_fits"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    place: Mapped[str] = mapped_column(String(500))
    field: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(400))
    size: Mapped[int]
    received: Mapped[int]
    sha256: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str | None] = mapped_column(String(100))
    touched_at: Mapped[datetime] = mapped_column(index=True)
