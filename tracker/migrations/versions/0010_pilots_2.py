"""Tables of reading_check."""

import sqlalchemy as sa
from alembic import op

revision = "0010_pilots_2"
down_revision = "0009_pilots_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reading_check",
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "verified",
                "returned",
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
            ["person_id"], ["person.id"], name=op.f("fk_reading_check_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "reading_id"],
            ["reading.project_id", "reading.id"],
            name=op.f("fk_reading_check_project_id_reading_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_reading_check_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_reading_check_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_check")),
        sa.UniqueConstraint("reading_id", name=op.f("uq_reading_check_reading_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("reading_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reading_check_project_id"), ["project_id"], unique=False
        )
