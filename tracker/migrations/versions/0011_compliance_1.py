"""Tables of catalogue_upgrade, fact_answer, justification, requirement_review, catalogue_upgrade_approval, catalogue_upgrade_reversal, evidence, fact_check."""

import sqlalchemy as sa
from alembic import op

revision = "0011_compliance_1"
down_revision = "0010_pilots_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_upgrade",
        sa.Column("from", sa.Uuid(), nullable=False),
        sa.Column("to", sa.Uuid(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column(
            "proposed_as",
            sa.Enum(
                "administrator",
                "manager",
                "officer",
                "reviewer",
                "committee_member",
                "observer",
                "city_contact",
                "city_security",
                "city_privacy",
                "city_approver",
                "firm_member",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('"from" <> "to"', name=op.f("ck_catalogue_upgrade_another_version")),
        sa.ForeignKeyConstraint(["from"], ["catalogue.id"], name=op.f("fk_catalogue_upgrade_from")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_catalogue_upgrade_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["person.id"], name=op.f("fk_catalogue_upgrade_proposed_by")
        ),
        sa.ForeignKeyConstraint(["to"], ["catalogue.id"], name=op.f("fk_catalogue_upgrade_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_upgrade")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_catalogue_upgrade_project_id_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("catalogue_upgrade", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_catalogue_upgrade_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "fact_answer",
        sa.Column("fact", sa.String(length=80), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "yes",
                "no",
                "unknown",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_fact_answer_by")),
        sa.ForeignKeyConstraint(
            ["project_id", "replaces_id"],
            ["fact_answer.project_id", "fact_answer.id"],
            name=op.f("fk_fact_answer_project_id_replaces_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_fact_answer_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_answer")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_fact_answer_project_id_id")),
        sa.UniqueConstraint(
            "project_id", "replaces_id", name=op.f("uq_fact_answer_project_id_replaces_id")
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("fact_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_answer_project_id"), ["project_id"], unique=False)

    op.create_table(
        "justification",
        sa.Column("requirement", sa.String(length=80), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=40000), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_justification_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_justification_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_justification_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_justification")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_justification_project_id_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("justification", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_justification_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "requirement_review",
        sa.Column("requirement", sa.String(length=80), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("gate", sa.String(length=10), nullable=False),
        sa.Column("visit", sa.BigInteger(), nullable=False),
        sa.Column("evidence_digest", sa.String(length=64), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("rejected", sa.Boolean(), nullable=False),
        sa.Column("more_wanted", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(length=40000), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column(
            "verified_as",
            sa.Enum(
                "city",
                "city_security",
                "city_privacy",
                "risk_owner",
                "consultant",
                "supplier",
                "manager",
                "officer",
                "reviewer",
                "gate_board",
                name="dutyrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_requirement_review_by")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_requirement_review_project_id")
        ),
        sa.CheckConstraint(
            "gate IN ('G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'closing')",
            name=op.f("ck_requirement_review_gate_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_review")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_requirement_review_project_id_id")),
        sa.UniqueConstraint(
            "project_id",
            "requirement",
            "number",
            name=op.f("uq_requirement_review_project_id_requirement_number"),
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("requirement_review", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_requirement_review_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "catalogue_upgrade_approval",
        sa.Column("upgrade_id", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_catalogue_upgrade_approval_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "upgrade_id"],
            ["catalogue_upgrade.project_id", "catalogue_upgrade.id"],
            name=op.f("fk_catalogue_upgrade_approval_project_id_upgrade_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_catalogue_upgrade_approval_project_id")
        ),
        sa.UniqueConstraint(
            "project_id", "id", name=op.f("uq_catalogue_upgrade_approval_project_id_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_upgrade_approval")),
        sa.UniqueConstraint(
            "project_id",
            "upgrade_id",
            name=op.f("uq_catalogue_upgrade_approval_project_id_upgrade_id"),
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("catalogue_upgrade_approval", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_catalogue_upgrade_approval_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "catalogue_upgrade_reversal",
        sa.Column("upgrade_id", sa.Uuid(), nullable=False),
        sa.Column("reversed_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reversed_by"], ["person.id"], name=op.f("fk_catalogue_upgrade_reversal_reversed_by")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "upgrade_id"],
            ["catalogue_upgrade.project_id", "catalogue_upgrade.id"],
            name=op.f("fk_catalogue_upgrade_reversal_project_id_upgrade_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_catalogue_upgrade_reversal_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_upgrade_reversal")),
        sa.UniqueConstraint(
            "project_id", "id", name=op.f("uq_catalogue_upgrade_reversal_project_id_id")
        ),
        sa.UniqueConstraint(
            "project_id",
            "upgrade_id",
            name=op.f("uq_catalogue_upgrade_reversal_project_id_upgrade_id"),
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("catalogue_upgrade_reversal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_catalogue_upgrade_reversal_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "evidence",
        sa.Column("requirement", sa.String(length=80), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column(
            "form",
            sa.Enum(
                "file",
                "pages",
                "link",
                "seen",
                name="evidenceform",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("pages", sa.String(length=400), nullable=True),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("url", sa.String(length=4000), nullable=True),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("kept_at", sa.String(length=400), nullable=True),
        sa.Column("page_count", sa.BigInteger(), nullable=True),
        sa.Column("seen_sha256", sa.String(length=64), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(form = 'file' AND file_id IS NOT NULL) OR (form = 'pages' AND file_id IS NOT NULL AND pages IS NOT NULL AND submission_id IS NOT NULL) OR (form = 'link' AND url IS NOT NULL) OR (form = 'seen' AND seen_by IS NOT NULL AND seen_on IS NOT NULL AND kept_at IS NOT NULL AND page_count IS NOT NULL)",
            name=op.f("ck_evidence_form_has_its_columns"),
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= effective_on",
            name=op.f("ck_evidence_valid_after"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "file_id"],
            ["stored_file.project_id", "stored_file.id"],
            name=op.f("fk_evidence_project_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "replaces_id"],
            ["evidence.project_id", "evidence.id"],
            name=op.f("fk_evidence_project_id_replaces_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "submission_id"],
            ["submission.project_id", "submission.id"],
            name=op.f("fk_evidence_project_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "submission_id", "file_id"],
            [
                "submission_file.project_id",
                "submission_file.submission_id",
                "submission_file.file_id",
            ],
            name=op.f("fk_evidence_project_id_submission_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_evidence_project_id")
        ),
        sa.ForeignKeyConstraint(["seen_by"], ["person.id"], name=op.f("fk_evidence_seen_by")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_evidence_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_evidence_project_id_id")),
        sa.UniqueConstraint(
            "project_id", "replaces_id", name=op.f("uq_evidence_project_id_replaces_id")
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_project_id"), ["project_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_evidence_project_id_requirement"),
            ["project_id", "requirement"],
            unique=False,
        )

    op.create_table(
        "fact_check",
        sa.Column("fact_answer_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "confirmed",
                "refused",
                name="checkoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("comment", sa.String(length=40000), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fact_check_person_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "fact_answer_id"],
            ["fact_answer.project_id", "fact_answer.id"],
            name=op.f("fk_fact_check_project_id_fact_answer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_fact_check_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_fact_check_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_check")),
        sa.UniqueConstraint(
            "project_id", "fact_answer_id", name=op.f("uq_fact_check_project_id_fact_answer_id")
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("fact_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_check_project_id"), ["project_id"], unique=False)
