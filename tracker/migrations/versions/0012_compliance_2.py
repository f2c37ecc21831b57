"""Tables of justification_check, waiver, evidence_withdrawal, waiver_end, waiver_use, waiver_vote."""

import sqlalchemy as sa
from alembic import op

revision = "0012_compliance_2"
down_revision = "0011_compliance_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "justification_check",
        sa.Column("justification_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_justification_check_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "justification_id"],
            ["justification.project_id", "justification.id"],
            name=op.f("fk_justification_check_project_id_justification_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_justification_check_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_justification_check_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_justification_check")),
        sa.UniqueConstraint(
            "project_id",
            "justification_id",
            name=op.f("uq_justification_check_project_id_justification_id"),
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("justification_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_justification_check_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "waiver",
        sa.Column("requirement", sa.String(length=80), nullable=False),
        sa.Column("gates", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=40000), nullable=False),
        sa.Column("compensating_measure", sa.String(length=40000), nullable=False),
        sa.Column("measure_file_id", sa.Uuid(), nullable=True),
        sa.Column("residual_risk", sa.String(length=40000), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.Column("action", sa.String(length=4000), nullable=False),
        sa.Column("action_owner", sa.Uuid(), nullable=False),
        sa.Column("action_due", sa.Date(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("expires >= starts", name=op.f("ck_waiver_expires_after_start")),
        sa.ForeignKeyConstraint(
            ["action_owner"], ["person.id"], name=op.f("fk_waiver_action_owner")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_waiver_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "measure_file_id"],
            ["stored_file.project_id", "stored_file.id"],
            name=op.f("fk_waiver_project_id_measure_file_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_waiver_project_id")),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["person.id"], name=op.f("fk_waiver_requested_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_waiver_project_id_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("waiver", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiver_project_id"), ["project_id"], unique=False)

    op.create_table(
        "evidence_withdrawal",
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40000), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_evidence_withdrawal_by")),
        sa.ForeignKeyConstraint(
            ["project_id", "evidence_id"],
            ["evidence.project_id", "evidence.id"],
            name=op.f("fk_evidence_withdrawal_project_id_evidence_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_evidence_withdrawal_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_evidence_withdrawal_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_withdrawal")),
        sa.UniqueConstraint(
            "project_id", "evidence_id", name=op.f("uq_evidence_withdrawal_project_id_evidence_id")
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("evidence_withdrawal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evidence_withdrawal_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "waiver_end",
        sa.Column("waiver_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40000), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_waiver_end_by")),
        sa.ForeignKeyConstraint(
            ["project_id", "waiver_id"],
            ["waiver.project_id", "waiver.id"],
            name=op.f("fk_waiver_end_project_id_waiver_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_waiver_end_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_waiver_end_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver_end")),
        sa.UniqueConstraint(
            "project_id", "waiver_id", name=op.f("uq_waiver_end_project_id_waiver_id")
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("waiver_end", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiver_end_project_id"), ["project_id"], unique=False)

    op.create_table(
        "waiver_use",
        sa.Column("waiver_id", sa.Uuid(), nullable=False),
        sa.Column("gate", sa.String(length=2), nullable=False),
        sa.Column("visit", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "waiver_id"],
            ["waiver.project_id", "waiver.id"],
            name=op.f("fk_waiver_use_project_id_waiver_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_waiver_use_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_waiver_use_project_id_id")),
        sa.CheckConstraint(
            "gate IN ('G1', 'G2', 'G3', 'G4', 'G5', 'G6')", name=op.f("ck_waiver_use_gate_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver_use")),
        sa.UniqueConstraint(
            "project_id",
            "waiver_id",
            "gate",
            "visit",
            name=op.f("uq_waiver_use_project_id_waiver_id_gate_visit"),
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("waiver_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiver_use_project_id"), ["project_id"], unique=False)

    op.create_table(
        "waiver_vote",
        sa.Column("waiver_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
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
        sa.Column(
            "outcome",
            sa.Enum(
                "for",
                "against",
                name="voteoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=40000), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_waiver_vote_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "waiver_id"],
            ["waiver.project_id", "waiver.id"],
            name=op.f("fk_waiver_vote_project_id_waiver_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_waiver_vote_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_waiver_vote_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver_vote")),
        sa.UniqueConstraint(
            "project_id",
            "waiver_id",
            "person_id",
            name=op.f("uq_waiver_vote_project_id_waiver_id_person_id"),
        ),
        sa.UniqueConstraint(
            "project_id", "waiver_id", "role", name=op.f("uq_waiver_vote_project_id_waiver_id_role")
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("waiver_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiver_vote_project_id"), ["project_id"], unique=False)
