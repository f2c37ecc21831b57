"""The journal, and of what it tells the acts that came on paper."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import SCOPED, Base
from tracker.kernel.scoped import ACT, ProjectRow, of_project, within_project
from tracker.kernel.triggers import APPEND_ONLY


class JournalEntry(Base):
    """One act. No foreign keys: people may be erased, the chain stays."""

    __tablename__ = "entry"
    __table_args__ = (
        Index(None, "project_id", "seq"),
        {"info": SCOPED | APPEND_ONLY},
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    person_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    role: Mapped[str | None] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(60))
    project_id: Mapped[UUID | None]
    object_type: Mapped[str | None] = mapped_column(String(40))
    object_id: Mapped[UUID | None]
    detail: Mapped[str]
    prev: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


class Received(ProjectRow):
    """An act of a party that came on paper, recorded by somebody else; the original is kept.

    `recorded_by` counts as a submitter. Written with the entry of the act it belongs to.
    """

    __tablename__ = "received"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        within_project("file_id", "stored_file"),
        Index(None, "object_id"),
        {"info": ACT},
    )

    what: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str | None] = mapped_column(String(40))
    object_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    file_id: Mapped[UUID]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class JournalCursor(Base):
    """How far a reader of the journal has come."""

    __tablename__ = "journal_cursor"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    seq: Mapped[int]
