"""Projects and what hangs on them directly."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.actor import Role
from tracker.kernel.database import SCOPED, VersionedRow
from tracker.kernel.scoped import ACT, ProjectRow, VersionedProjectRow, of_project, within_project
from tracker.process.stages import Operation, Stage, Status


class Capacity(StrEnum):
    """As what an organisation or person is assigned to a project."""

    CITY = "city"
    CONSULTING_COMPANY = "consulting_company"
    SOLUTION_PROVIDER = "solution_provider"
    OFFICER = "officer"
    MANAGER = "manager"
    REVIEWER = "reviewer"
    CITY_APPROVER = "city_approver"
    COMMITTEE = "committee"


class AgreementKind(StrEnum):
    CONTRACT = "contract"
    BENEFICIARY_AGREEMENT = "beneficiary_agreement"
    SECURITY_TERMS = "security_terms"


class MoneySource(StrEnum):
    SPONSOR = "sponsor"
    CITY_CASH = "city_cash"
    CITY_IN_KIND = "city_in_kind"
    OTHER = "other"


class MoneyState(StrEnum):
    PLEDGED = "pledged"
    CONFIRMED = "confirmed"
    RECEIVED = "received"


class Project(VersionedRow):
    """One project. `stage`, `visit`, `status` and `operation` change in `gates` alone.

    `planned_ends` maps a stage to the last day planned for it. `way` is derived from decisions.
    `lapses_noted` is how far the journal has come: the lapses whose beginning it tells of and whose
    end it does not; whether a gate has lapsed is derived.
    `handed_in_at` is the first submission of its proposal; before it only its city knows of it.
    A past project has no call.
    """

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(None, "status", "id"),
        Index(None, "stage", "id"),
        Index(None, "city_id"),
        {"info": SCOPED},
    )

    code: Mapped[str] = mapped_column(String(20))
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"), index=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(400))
    handed_in_at: Mapped[datetime | None]
    solution_id: Mapped[UUID | None] = mapped_column(ForeignKey("solution.id"))
    challenges: Mapped[str] = mapped_column(String(40_000))
    sdg_tags: Mapped[list[str]] = mapped_column(JSON)
    zone: Mapped[str] = mapped_column(String(64))
    stage: Mapped[Stage]
    stage_since: Mapped[date]
    status: Mapped[Status]
    status_since: Mapped[date]
    status_reason: Mapped[str | None] = mapped_column(String(40_000))
    look_again_on: Mapped[date | None]
    visit: Mapped[int]
    operation: Mapped[Operation]
    catalogue_id: Mapped[UUID | None] = mapped_column(ForeignKey("catalogue.id"))
    owner_after: Mapped[str | None] = mapped_column(String(400))
    operating_unit: Mapped[str | None] = mapped_column(String(400))
    funding_after: Mapped[str | None] = mapped_column(String(4_000))
    handed_over_to: Mapped[str | None] = mapped_column(String(400))
    live_until: Mapped[date | None]
    planned_ends: Mapped[dict[str, Any]] = mapped_column(JSON)
    lapses_noted: Mapped[list[str]] = mapped_column(JSON)
    furthest_evidenced: Mapped[str | None] = mapped_column(String(400))
    sources: Mapped[str | None] = mapped_column(String(4_000))


class StageVisit(ProjectRow):
    """Every entry into a stage; `asked` is the gate whose list the decision asked, if any.

    `left_visit` is the visit that the decision ended.
    """

    __tablename__ = "stage_visit"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("project_id", "number"),
        within_project("decision_id", "decision"),
        {"info": ACT},
    )

    number: Mapped[int]
    stage: Mapped[Stage]
    entered_on: Mapped[date]
    decision_id: Mapped[UUID | None]
    asked: Mapped[str | None] = mapped_column(String(2))
    left_visit: Mapped[int | None]


class OperationChange(ProjectRow):
    """Go-live, suspension, restoration, switching off; `by` None is the rule of the lapse."""

    __tablename__ = "operation_change"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        within_project("proof_file_id", "stored_file"),
        {"info": ACT},
    )

    becomes: Mapped[Operation] = mapped_column("to")
    on_day: Mapped[date]
    by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    seconded_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(40_000))
    proof_file_id: Mapped[UUID | None]


class Deputy(VersionedRow):
    """Somebody named beforehand to sit for a role, in an organisation or on one project."""

    __tablename__ = "deputy"
    __table_args__ = (
        CheckConstraint(
            "(organisation_id IS NULL) <> (project_id IS NULL)", name="organisation_or_project"
        ),
        CheckConstraint("person_id <> deputy_id", name="somebody_else"),
    )

    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("project.id"), index=True)
    role: Mapped[Role]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    starts: Mapped[date] = mapped_column("from")
    until: Mapped[date | None]


class Assignment(VersionedProjectRow):
    """Who belongs to a project, as what, on which days: the only table that gives access."""

    __tablename__ = "assignment"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        CheckConstraint('"until" IS NULL OR "until" >= "from"', name="until_after_from"),
        Index(None, "organisation_id", "project_id"),
        {"info": SCOPED},
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    capacity: Mapped[Capacity]
    starts: Mapped[date] = mapped_column("from")
    until: Mapped[date | None]


class Agreement(ProjectRow):
    """A signed paper on file; G2 asks one of each kind."""

    __tablename__ = "agreement"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        within_project("file_id", "stored_file"),
        {"info": ACT},
    )

    kind: Mapped[AgreementKind]
    signed_on: Mapped[date]
    file_id: Mapped[UUID]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class MoneyLine(VersionedProjectRow):
    """An amount in minor units; never added to one of another currency."""

    __tablename__ = "money_line"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        {"info": SCOPED},
    )

    source: Mapped[MoneySource]
    state: Mapped[MoneyState]
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    rate: Mapped[str | None] = mapped_column(String(40))
    rate_date: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(4_000))


class RecheckEvent(ProjectRow):
    """Something that makes earlier checks of the requirements naming it count no longer."""

    __tablename__ = "recheck_event"
    __table_args__ = (of_project(), UniqueConstraint("project_id", "id"), {"info": ACT})

    kind: Mapped[str] = mapped_column(String(40))
    on_day: Mapped[date]
    source: Mapped[str] = mapped_column(String(400))
