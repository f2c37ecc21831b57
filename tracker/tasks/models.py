"""Tasks as they were derived last, and how fresh that is: a read model, made again at any time."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.actor import Role
from tracker.kernel.database import SCOPED
from tracker.kernel.scoped import ProjectRow, of_project, within_project
from tracker.process.tasks import Kind


class StoredTask(ProjectRow):
    """A task with what lists are filtered and sorted by; the task itself is its `body`, as JSON.

    `rank` sorts it among others. `opens` is the instant at which its day begins in the project's
    zone, None for what is somebody's turn already; `late_from` that after its last day, in the
    zone of who owes it. `gates`, `firms` and `barred` are words in text, each between spaces.
    """

    __tablename__ = "task"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        {"info": SCOPED},
    )

    kind: Mapped[Kind]
    rank: Mapped[str] = mapped_column(String(400), index=True)
    due: Mapped[date | None]
    opens: Mapped[datetime | None]
    late_from: Mapped[datetime | None]
    gates: Mapped[str] = mapped_column(String(400))
    seen_with: Mapped[str] = mapped_column(String(40))
    firms: Mapped[str] = mapped_column(String(4_000))
    barred: Mapped[str] = mapped_column(String(40_000))
    body: Mapped[str] = mapped_column(String(400_000))


class TaskOwner(ProjectRow):
    """One person who owns a task, or one role; `organisation_id` says in which house, if in one."""

    __tablename__ = "task_owner"
    __table_args__ = (
        of_project(),
        within_project("task_id", "task"),
        UniqueConstraint("project_id", "id"),
        Index(None, "person_id", "task_id"),
        Index(None, "role", "organisation_id", "task_id"),
        {"info": SCOPED},
    )

    task_id: Mapped[UUID] = mapped_column(index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role | None]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))


class TaskState(ProjectRow):
    """How a project stands, and how fresh that and its tasks are.

    `ratings` are JSON, `standing` sorts by them the worst first and then by the planned day of the
    gate ahead. `entry` is the newest entry of the journal that was there before they were derived,
    `until` the first instant from which on they would read differently by time alone (None: never).
    """

    __tablename__ = "task_state"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id"),
        UniqueConstraint("project_id", "id"),
        {"info": SCOPED},
    )

    ratings: Mapped[str] = mapped_column(String(400_000))
    standing: Mapped[str] = mapped_column(String(9), index=True)
    entry: Mapped[int]
    until: Mapped[datetime | None] = mapped_column(index=True)
