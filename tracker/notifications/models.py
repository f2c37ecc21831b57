"""Notices: what people were told of, and whether they have seen it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import SCOPED
from tracker.kernel.scoped import VersionedProjectRow, of_project


class Notice(VersionedProjectRow):
    """What one person was told on one day, in the organisation for which they are told.

    `what` is a kind of task, and `body` the task as JSON; or it is the journal's word for what
    happened, and `body` its `News`. `local_date` is the day on which it was told and `due` the
    task's last day, both in the zone that judges it. `chased`: it is somebody else's task, and
    late. `nudged_by`: the name of whoever had it given, "" for the tracker itself. `settled_at`:
    since when it needs nobody any more; news never does.
    """

    __tablename__ = "notice"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("project_id", "what", "subject", "local_date", "person_id"),
        Index(None, "person_id", "id"),
        {"info": SCOPED},
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    what: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(400))
    local_date: Mapped[date]
    due: Mapped[date | None]
    chased: Mapped[bool]
    nudged_by: Mapped[str] = mapped_column(String(400))
    body: Mapped[str] = mapped_column(String(400_000))
    seen_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
