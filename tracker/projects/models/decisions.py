"""Decisions of a project, and what they ask by a day; made and ended in `gates` alone (0041)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import SCOPED
from tracker.kernel.scoped import ACT, ProjectRow, VersionedProjectRow, within_project
from tracker.process import GATES
from tracker.process.stages import Scaling, Stage, Verdict

GATE_KNOWN = f"gate IN ({', '.join(repr(gate.id) for gate in GATES)})"
"""The check of a column that names a gate."""


class Decision(ProjectRow):
    """A formal act: never edited. The snapshot is sealed by its hash and chained per project.

    `silent_city`: the days of the reminders to a city for which a manager sat; else empty.
    """

    __tablename__ = "decision"
    __table_args__ = (
        within_project("motion_id", "motion"),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("motion_id"),
        UniqueConstraint("project_id", "gate", "round"),
        UniqueConstraint("project_id", "prev_sha256"),
        UniqueConstraint("supersedes_id"),
        within_project("supersedes_id", "decision"),
        CheckConstraint(GATE_KNOWN, name="gate_known"),
        {"info": ACT},
    )

    gate: Mapped[str] = mapped_column(String(2))
    round: Mapped[int]
    visit: Mapped[int]
    motion_id: Mapped[UUID]
    verdict: Mapped[Verdict]
    leads_to: Mapped[Stage | None]
    scaling: Mapped[Scaling | None]
    grounds: Mapped[str] = mapped_column(String(40_000))
    partner: Mapped[str | None] = mapped_column(String(400))
    silent_city: Mapped[list[Any]] = mapped_column(JSON)
    snapshot: Mapped[str]
    snapshot_sha256: Mapped[str] = mapped_column(String(64))
    prev_sha256: Mapped[str] = mapped_column(String(64))
    supersedes_id: Mapped[UUID | None]
    decided_at: Mapped[datetime]
    decided_on: Mapped[date]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class ConditionEnd(StrEnum):
    MET = "met"
    VOID = "void"
    REPLACED = "replaced"


class Condition(VersionedProjectRow):
    """What a decision asks by a day; `requirement` if it is about one, `renews` if it renews it."""

    __tablename__ = "condition"
    __table_args__ = (
        within_project("decision_id", "decision"),
        UniqueConstraint("project_id", "id"),
        CheckConstraint("ended_by IS NULL OR ended_by <> owner_id", name="ended_by_another"),
        CheckConstraint('("end" IS NULL) = (ended_by IS NULL)', name="ended_by_somebody"),
        within_project("replaces_id", "condition"),
        {"info": SCOPED},
    )

    decision_id: Mapped[UUID]
    requirement: Mapped[str | None] = mapped_column(String(40))
    renews: Mapped[bool]
    text: Mapped[str] = mapped_column(String(4_000))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    due: Mapped[date]
    end: Mapped[ConditionEnd | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    proof: Mapped[str | None] = mapped_column(String(4_000))
    replaces_id: Mapped[UUID | None]
