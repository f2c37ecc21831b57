"""Tables of stored_file, agreement, operation_change."""

import sqlalchemy as sa
from alembic import op

revision = "0005_projects_2"
down_revision = "0004_projects_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "project_id IS NOT NULL OR call_id IS NOT NULL",
            name=op.f("ck_stored_file_belongs_somewhere"),
        ),
        sa.CheckConstraint("size >= 0", name=op.f("ck_stored_file_size_not_negative")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_stored_file_call_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stored_file_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_stored_file_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["person.id"], name=op.f("fk_stored_file_uploaded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_stored_file_project_id_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stored_file_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stored_file_sha256"), ["sha256"], unique=False)

    op.create_table(
        "agreement",
        sa.Column(
            "kind",
            sa.Enum(
                "contract",
                "beneficiary_agreement",
                "security_terms",
                name="agreementkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_agreement_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_agreement_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_agreement_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "file_id"],
            ["stored_file.project_id", "stored_file.id"],
            name=op.f("fk_agreement_project_id_file_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_agreement_project_id_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_project_id"), ["project_id"], unique=False)

    op.create_table(
        "operation_change",
        sa.Column(
            "to",
            sa.Enum(
                "never",
                "live",
                "suspended",
                "off",
                name="operation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("seconded_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=40000), nullable=False),
        sa.Column("proof_file_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_operation_change_by")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_operation_change_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["seconded_by"], ["person.id"], name=op.f("fk_operation_change_seconded_by")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "proof_file_id"],
            ["stored_file.project_id", "stored_file.id"],
            name=op.f("fk_operation_change_project_id_proof_file_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation_change")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_operation_change_project_id_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("operation_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_operation_change_project_id"), ["project_id"], unique=False
        )
