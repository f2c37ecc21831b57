"""What came on paper: acts recorded for a party, and votes by signed letter."""

import sqlalchemy as sa
from alembic import op

revision = "0020_paper"
down_revision = "0019_providers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received",
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("object_type", sa.String(length=40), nullable=True),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_received_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "file_id"],
            ["stored_file.project_id", "stored_file.id"],
            name=op.f("fk_received_project_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_received_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_received_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_received_project_id_id")),
    )
    op.create_index(op.f("ix_received_object_id"), "received", ["object_id"], unique=False)
    op.create_index(op.f("ix_received_project_id"), "received", ["project_id"], unique=False)
    op.create_table(
        "vote_letter",
        sa.Column("motion_id", sa.Uuid(), nullable=False),
        sa.Column("seat", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "for",
                "against",
                name="choice",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("grounds", sa.String(length=4000), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "choice = 'for' OR grounds <> ''", name=op.f("ck_vote_letter_against_has_grounds")
        ),
        sa.CheckConstraint(
            "recorded_by <> person_id", name=op.f("ck_vote_letter_recorded_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_vote_letter_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "file_id"],
            ["stored_file.project_id", "stored_file.id"],
            name=op.f("fk_vote_letter_project_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "motion_id"],
            ["motion.project_id", "motion.id"],
            name=op.f("fk_vote_letter_project_id_motion_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_vote_letter_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_letter")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_vote_letter_project_id_id")),
    )
    op.create_index(op.f("ix_vote_letter_project_id"), "vote_letter", ["project_id"], unique=False)
    with op.batch_alter_table("vote", reflect_kwargs={"resolve_fks": False}) as vote:
        vote.add_column(sa.Column("letter_id", sa.Uuid(), nullable=True))
        vote.add_column(sa.Column("compared_by", sa.Uuid(), nullable=True))
        vote.create_unique_constraint(op.f("uq_vote_letter_id"), ["letter_id"])
        vote.create_foreign_key(op.f("fk_vote_compared_by"), "person", ["compared_by"], ["id"])
        vote.create_foreign_key(
            op.f("fk_vote_project_id_letter_id"),
            "vote_letter",
            ["project_id", "letter_id"],
            ["project_id", "id"],
        )
        vote.create_check_constraint(
            op.f("ck_vote_letter_was_compared"), "(letter_id IS NULL) = (compared_by IS NULL)"
        )
        vote.create_check_constraint(
            op.f("ck_vote_compared_by_another"), "compared_by <> person_id"
        )
