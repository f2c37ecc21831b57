"""Answers kept for repeated requests, and drafts of forms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import Row


class StoredAnswer(Row):
    """The answer to one Idempotency-Key; swept after 24 hours. `status` 0: never kept."""

    __tablename__ = "stored_answer"
    __table_args__ = (UniqueConstraint("person_id", "key"), Index(None, "at"))

    person_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(200))
    method: Mapped[str] = mapped_column(String(10))
    path: Mapped[str] = mapped_column(String(500))
    body_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class Draft(Row):
    """What somebody typed into the form of a page and has not sent yet, as it was typed."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "path"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    path: Mapped[str] = mapped_column(String(500))
    typed: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(index=True)
