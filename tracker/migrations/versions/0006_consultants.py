"""Tables of consultants."""

import sqlalchemy as sa
from alembic import op

revision = "0006_consultants"
down_revision = "0005_projects_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum(
                "consulting_company",
                "solution_provider",
                name="firmcapacity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("appointed_by", sa.Uuid(), nullable=False),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("release_reason", sa.String(length=4000), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            '"until" IS NULL OR "until" >= "from"', name=op.f("ck_appointment_until_after_from")
        ),
        sa.CheckConstraint(
            "(released_by IS NULL) = (release_reason IS NULL)",
            name=op.f("ck_appointment_release_has_person_and_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["appointed_by"], ["person.id"], name=op.f("fk_appointment_appointed_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_appointment_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "agreement_id"],
            ["agreement.project_id", "agreement.id"],
            name=op.f("fk_appointment_project_id_agreement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "assignment_id"],
            ["assignment.project_id", "assignment.id"],
            name=op.f("fk_appointment_project_id_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_appointment_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["released_by"], ["person.id"], name=op.f("fk_appointment_released_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_appointment_project_id_id")),
        info={"scoped": True},
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointment_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_appointment_project_id"), ["project_id"], unique=False)
        batch_op.create_index(
            "uq_appointment_open",
            ["project_id", "capacity"],
            unique=True,
            sqlite_where=sa.text('"until" IS NULL'),
            postgresql_where=sa.text('"until" IS NULL'),
        )
