"""Facts, evidence, reviews, justifications, waivers: acts only. No column holds a status."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from tracker.compliance.lists import Answer
from tracker.kernel.actor import Role
from tracker.kernel.scoped import ACT, ProjectRow, of_project, within_project
from tracker.process import GATES
from tracker.process.stages import DutyRole

_GATES = ", ".join(repr(gate.id) for gate in GATES)


class CheckOutcome(StrEnum):
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class EvidenceForm(StrEnum):
    FILE = "file"
    PAGES = "pages"
    LINK = "link"
    SEEN = "seen"


class VoteOutcome(StrEnum):
    FOR = "for"
    AGAINST = "against"


class FactAnswer(ProjectRow):
    """An answer to a fact of the catalogue; the newest counts, a "no" only once confirmed."""

    __tablename__ = "fact_answer"
    __table_args__ = (
        of_project(),
        within_project("replaces_id", "fact_answer"),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("project_id", "replaces_id"),
        {"info": ACT},
    )

    fact: Mapped[str] = mapped_column(String(80))
    answer: Mapped[Answer]
    reason: Mapped[str] = mapped_column(String(4_000))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    replaces_id: Mapped[UUID | None]


class FactCheck(ProjectRow):
    """The reviewer's look at one answer."""

    __tablename__ = "fact_check"
    __table_args__ = (
        of_project(),
        within_project("fact_answer_id", "fact_answer"),
        UniqueConstraint("project_id", "fact_answer_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    fact_answer_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[CheckOutcome]
    comment: Mapped[str] = mapped_column(String(40_000))


class Evidence(ProjectRow):
    """One piece of proof for one requirement, in one of four forms; a link alone is weak.

    `submission_id` names the submission of a deliverable whose file these pages are.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        of_project(),
        within_project("file_id", "stored_file"),
        within_project("replaces_id", "evidence"),
        ForeignKeyConstraint(
            ["project_id", "submission_id", "file_id"],
            [
                "submission_file.project_id",
                "submission_file.submission_id",
                "submission_file.file_id",
            ],
        ),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("project_id", "replaces_id"),
        CheckConstraint(
            "(form = 'file' AND file_id IS NOT NULL)"
            " OR (form = 'pages' AND file_id IS NOT NULL AND pages IS NOT NULL"
            " AND submission_id IS NOT NULL)"
            " OR (form = 'link' AND url IS NOT NULL)"
            " OR (form = 'seen' AND seen_by IS NOT NULL AND seen_on IS NOT NULL"
            " AND kept_at IS NOT NULL AND page_count IS NOT NULL)",
            name="form_has_its_columns",
        ),
        CheckConstraint("valid_until IS NULL OR valid_until >= effective_on", name="valid_after"),
        Index(None, "project_id", "requirement"),
        within_project("submission_id", "submission"),
        {"info": ACT},
    )

    requirement: Mapped[str] = mapped_column(String(80))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(400))
    effective_on: Mapped[date]
    valid_until: Mapped[date | None]
    form: Mapped[EvidenceForm]
    file_id: Mapped[UUID | None]
    pages: Mapped[str | None] = mapped_column(String(400))
    submission_id: Mapped[UUID | None]
    url: Mapped[str | None] = mapped_column(String(4_000))
    seen_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    seen_on: Mapped[date | None]
    kept_at: Mapped[str | None] = mapped_column(String(400))
    page_count: Mapped[int | None]
    seen_sha256: Mapped[str | None] = mapped_column(String(64))
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    replaces_id: Mapped[UUID | None]


class EvidenceWithdrawal(ProjectRow):
    """Takes a piece out of the current set; the piece and its reviews stay on record."""

    __tablename__ = "evidence_withdrawal"
    __table_args__ = (
        of_project(),
        within_project("evidence_id", "evidence"),
        UniqueConstraint("project_id", "evidence_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    evidence_id: Mapped[UUID]
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(40_000))


class RequirementReview(ProjectRow):
    """What somebody saw in exactly this evidence set, for one gate (or `closing`), in one visit.

    `criteria` are the indices ticked, `pieces` the ids of the evidence looked at. Met, partially
    met and not met follow from the ticks. `number` counts the reviews of the requirement: the
    highest is the newest. A `sample` follows the verifier's acceptance of the same set.
    """

    __tablename__ = "requirement_review"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("project_id", "requirement", "number"),
        CheckConstraint(f"gate IN ({_GATES}, 'closing')", name="gate_known"),
        {"info": ACT},
    )

    requirement: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    gate: Mapped[str] = mapped_column(String(10))
    visit: Mapped[int]
    evidence_digest: Mapped[str] = mapped_column(String(64))
    pieces: Mapped[list[str]] = mapped_column(JSON)
    criteria: Mapped[list[int]] = mapped_column(JSON)
    rejected: Mapped[bool]
    more_wanted: Mapped[bool]
    comment: Mapped[str] = mapped_column(String(40_000))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    verified_as: Mapped[DutyRole]
    sample: Mapped[bool]


class Justification(ProjectRow):
    """Why a requirement does not apply although the facts say so."""

    __tablename__ = "justification"
    __table_args__ = (of_project(), UniqueConstraint("project_id", "id"), {"info": ACT})

    requirement: Mapped[str] = mapped_column(String(80))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    text: Mapped[str] = mapped_column(String(40_000))
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class JustificationCheck(ProjectRow):
    """The verifier's answer to a justification."""

    __tablename__ = "justification_check"
    __table_args__ = (
        of_project(),
        within_project("justification_id", "justification"),
        UniqueConstraint("project_id", "justification_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    justification_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    verified_as: Mapped[DutyRole]
    outcome: Mapped[CheckOutcome]
    comment: Mapped[str] = mapped_column(String(40_000))


class Waiver(ProjectRow):
    """An exception asked for; it is granted once every approver of the catalogue is for it."""

    __tablename__ = "waiver"
    __table_args__ = (
        of_project(),
        within_project("measure_file_id", "stored_file"),
        UniqueConstraint("project_id", "id"),
        CheckConstraint("expires >= starts", name="expires_after_start"),
        {"info": ACT},
    )

    requirement: Mapped[str] = mapped_column(String(80))
    gates: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(40_000))
    compensating_measure: Mapped[str] = mapped_column(String(40_000))
    measure_file_id: Mapped[UUID | None]
    residual_risk: Mapped[str] = mapped_column(String(40_000))
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    starts: Mapped[date]
    expires: Mapped[date]
    action: Mapped[str] = mapped_column(String(4_000))
    action_owner: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    action_due: Mapped[date]


class WaiverVote(ProjectRow):
    """One approver's word; `role` is the catalogue's approver whose agreement it is."""

    __tablename__ = "waiver_vote"
    __table_args__ = (
        of_project(),
        within_project("waiver_id", "waiver"),
        UniqueConstraint("project_id", "waiver_id", "role"),
        UniqueConstraint("project_id", "waiver_id", "person_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    waiver_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[DutyRole]
    outcome: Mapped[VoteOutcome]
    reason: Mapped[str] = mapped_column(String(40_000))


class WaiverEnd(ProjectRow):
    """A revocation; from its day in the project's zone the waiver counts no more."""

    __tablename__ = "waiver_end"
    __table_args__ = (
        of_project(),
        within_project("waiver_id", "waiver"),
        UniqueConstraint("project_id", "waiver_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    waiver_id: Mapped[UUID]
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(40_000))


class WaiverUse(ProjectRow):
    """A gate was passed with the waiver, in this visit."""

    __tablename__ = "waiver_use"
    __table_args__ = (
        of_project(),
        within_project("waiver_id", "waiver"),
        UniqueConstraint("project_id", "waiver_id", "gate", "visit"),
        UniqueConstraint("project_id", "id"),
        CheckConstraint(f"gate IN ({_GATES})", name="gate_known"),
        {"info": ACT},
    )

    waiver_id: Mapped[UUID]
    gate: Mapped[str] = mapped_column(String(2))
    visit: Mapped[int]


class CatalogueUpgrade(ProjectRow):
    """Proposed by one person; it holds from its approval, by another in the other role, on."""

    __tablename__ = "catalogue_upgrade"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        CheckConstraint('"from" <> "to"', name="another_version"),
        {"info": ACT},
    )

    from_id: Mapped[UUID] = mapped_column("from", ForeignKey("catalogue.id"))
    to_id: Mapped[UUID] = mapped_column("to", ForeignKey("catalogue.id"))
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_as: Mapped[Role]
    reason: Mapped[str] = mapped_column(String(4_000))


class CatalogueUpgradeApproval(ProjectRow):
    """The second person's yes; it moves the project to the other version."""

    __tablename__ = "catalogue_upgrade_approval"
    __table_args__ = (
        of_project(),
        within_project("upgrade_id", "catalogue_upgrade"),
        UniqueConstraint("project_id", "upgrade_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    upgrade_id: Mapped[UUID]
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class CatalogueUpgradeReversal(ProjectRow):
    """An upgrade undone before the next decision; the project has its former version again."""

    __tablename__ = "catalogue_upgrade_reversal"
    __table_args__ = (
        of_project(),
        within_project("upgrade_id", "catalogue_upgrade"),
        UniqueConstraint("project_id", "upgrade_id"),
        UniqueConstraint("project_id", "id"),
        {"info": ACT},
    )

    upgrade_id: Mapped[UUID]
    reversed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(4_000))
