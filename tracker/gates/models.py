"""Motions, votes, rework points, consents; decisions and conditions are in `projects` (0041)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import SCOPED
from tracker.kernel.scoped import ACT, ProjectRow, VersionedProjectRow, of_project, within_project
from tracker.process.stages import Operation, Scaling, Stage, Verdict
from tracker.projects.models.decisions import GATE_KNOWN


class MotionState(StrEnum):
    OPEN = "open"
    CARRIED = "carried"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"


_OPEN = text("state = 'open'")
_FIRST = text("replaces_id IS NULL")


class Motion(VersionedProjectRow):
    """The proposal to decide: everything the decision would say, and the digest it rests on.

    `visit` is the one the gate ends; `conditions` and `points` are wire structs as JSON; `zone` is
    the project's when it was put. `outvoted`: it was lost by its votes, not because what it rested
    on changed.
    """

    __tablename__ = "motion"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("project_id", "gate", "round"),
        Index(
            "uq_motion_open",
            "project_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        within_project("supersedes_id", "decision", use_alter=True),
        CheckConstraint(GATE_KNOWN, name="gate_known"),
        {"info": SCOPED},
    )

    gate: Mapped[str] = mapped_column(String(2))
    round: Mapped[int]
    visit: Mapped[int]
    verdict: Mapped[Verdict]
    leads_to: Mapped[Stage | None]
    scaling: Mapped[Scaling | None]
    grounds: Mapped[str] = mapped_column(String(40_000))
    conditions: Mapped[list[Any]] = mapped_column(JSON)
    points: Mapped[list[Any]] = mapped_column(JSON)
    voids: Mapped[list[Any]] = mapped_column(JSON)
    changes: Mapped[list[Any]] = mapped_column(JSON)
    operation_after: Mapped[Operation | None]
    live_until: Mapped[date | None]
    new_end: Mapped[date | None]
    look_again_on: Mapped[date | None]
    partner: Mapped[str | None] = mapped_column(String(400))
    supersedes_id: Mapped[UUID | None]
    dossier_digest: Mapped[str] = mapped_column(String(64))
    parts: Mapped[dict[str, Any]] = mapped_column(JSON)
    moved_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_on: Mapped[date]
    zone: Mapped[str] = mapped_column(String(64))
    state: Mapped[MotionState]
    outvoted: Mapped[bool]
    ended_at: Mapped[datetime | None]


class Vote(ProjectRow):
    """One voice; a changed vote names the one it replaces, and so does one in a seat set free.

    `stands_in`: a manager sits for a city that stayed silent. `letter_id`: it came by letter, and
    `compared_by` held what was recorded against the original.
    """

    __tablename__ = "vote"
    __table_args__ = (
        within_project("motion_id", "motion"),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("replaces_id"),
        Index(
            "uq_vote_person",
            "motion_id",
            "person_id",
            unique=True,
            sqlite_where=_FIRST,
            postgresql_where=_FIRST,
        ),
        Index(
            "uq_vote_seat",
            "motion_id",
            "seat",
            unique=True,
            sqlite_where=_FIRST,
            postgresql_where=_FIRST,
        ),
        CheckConstraint("choice = 'for' OR grounds <> ''", name="against_has_grounds"),
        within_project("replaces_id", "vote"),
        within_project("letter_id", "vote_letter"),
        UniqueConstraint("letter_id"),
        CheckConstraint("(letter_id IS NULL) = (compared_by IS NULL)", name="letter_was_compared"),
        CheckConstraint("compared_by <> person_id", name="compared_by_another"),
        {"info": ACT},
    )

    motion_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    seat: Mapped[str] = mapped_column(String(40))
    choice: Mapped[Choice]
    grounds: Mapped[str] = mapped_column(String(4_000))
    stands_in: Mapped[bool]
    replaces_id: Mapped[UUID | None]
    letter_id: Mapped[UUID | None]
    compared_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class VoteLetter(ProjectRow):
    """A vote that came as a signed letter; it counts once a second person has compared it."""

    __tablename__ = "vote_letter"
    __table_args__ = (
        within_project("motion_id", "motion"),
        within_project("file_id", "stored_file"),
        UniqueConstraint("project_id", "id"),
        CheckConstraint("choice = 'for' OR grounds <> ''", name="against_has_grounds"),
        CheckConstraint("recorded_by <> person_id", name="recorded_by_another"),
        {"info": ACT},
    )

    motion_id: Mapped[UUID]
    seat: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    choice: Mapped[Choice]
    grounds: Mapped[str] = mapped_column(String(4_000))
    signed_on: Mapped[date]
    file_id: Mapped[UUID]
    sha256: Mapped[str] = mapped_column(String(64))
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class Delegation(ProjectRow):
    """A holder hands their seat to somebody for one motion; the bars of both count."""

    __tablename__ = "delegation"
    __table_args__ = (
        within_project("motion_id", "motion"),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("motion_id", "seat"),
        {"info": ACT},
    )

    motion_id: Mapped[UUID]
    seat: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    delegate_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class Reminder(ProjectRow):
    """A seat was reminded of an open motion."""

    __tablename__ = "reminder"
    __table_args__ = (
        within_project("motion_id", "motion"),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("motion_id", "seat", "on_day"),
        {"info": ACT},
    )

    motion_id: Mapped[UUID]
    seat: Mapped[str] = mapped_column(String(40))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    on_day: Mapped[date]


class ReworkPoint(VersionedProjectRow):
    """What has to be done before the next move; confirmed by another person than its owner."""

    __tablename__ = "rework_point"
    __table_args__ = (
        within_project("decision_id", "decision"),
        UniqueConstraint("project_id", "id"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> owner_id", name="by_another"),
        {"info": SCOPED},
    )

    decision_id: Mapped[UUID]
    what: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(String(4_000))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    due: Mapped[date]
    answer: Mapped[str | None] = mapped_column(String(4_000))
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class RestoreConsent(ProjectRow):
    """One of the two persons who must agree before a suspended pilot goes on."""

    __tablename__ = "restore_consent"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        within_project("suspension_id", "operation_change"),
        {"info": ACT},
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(4_000))
    suspension_id: Mapped[UUID]
