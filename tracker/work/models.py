"""The one table of work."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import Row


class WorkState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


_WAITING = text("state = 'waiting'")


class Work(Row):
    """One thing to do. `dedupe` says which: a second row of that name is never made.

    Leased by `lease_owner` until `lease_until`; then anybody may take it again. `attempts` counts
    leases, so that work which kills its process is given up too.
    """

    __tablename__ = "work"
    __table_args__ = (
        UniqueConstraint("dedupe"),
        Index("ix_work_due", "due_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    kind: Mapped[str] = mapped_column(String(40))
    dedupe: Mapped[str] = mapped_column(String(400))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[datetime]
    state: Mapped[WorkState]
    attempts: Mapped[int] = mapped_column(Integer)
    lease_owner: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(400))
    ended_at: Mapped[datetime | None]
