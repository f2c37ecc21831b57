"""The journal's one table."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import SCOPED, Base
from tracker.kernel.triggers import APPEND_ONLY


class Entry(Base):
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
