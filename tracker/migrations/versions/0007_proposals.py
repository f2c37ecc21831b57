"""Tables of proposals."""

import sqlalchemy as sa
from alembic import op

revision = "0007_proposals"
down_revision = "0006_consultants"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("challenges", sa.String(length=40000), nullable=False),
        sa.Column("solution_id", sa.Uuid(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.String(length=60), nullable=True),
        sa.Column("resubmit_until", sa.Date(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_proposal_number_not_negative")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_proposal_call_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_proposal_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_proposal_solution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_proposal_project_id_id")),
        sa.UniqueConstraint("project_id", name=op.f("uq_proposal_project_id")),
        info={"scoped": True},
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_call_id_id"), ["call_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_project_id"), ["project_id"], unique=False)

    op.create_table(
        "conflict",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conflict_person_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "proposal_id"],
            ["proposal.project_id", "proposal.id"],
            name=op.f("fk_conflict_project_id_proposal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_conflict_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_conflict_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sa.UniqueConstraint(
            "proposal_id",
            "number",
            "person_id",
            name=op.f("uq_conflict_proposal_id_number_person_id"),
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_project_id"), ["project_id"], unique=False)

    op.create_table(
        "eligibility_check",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "eligible",
                "not_eligible",
                name="eligibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.String(length=40000), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_eligibility_check_by")),
        sa.ForeignKeyConstraint(
            ["project_id", "proposal_id"],
            ["proposal.project_id", "proposal.id"],
            name=op.f("fk_eligibility_check_project_id_proposal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_eligibility_check_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_eligibility_check_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_check")),
        sa.UniqueConstraint(
            "proposal_id", "ordinal", name=op.f("uq_eligibility_check_proposal_id_ordinal")
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("eligibility_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_eligibility_check_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "proposal_version",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("challenges", sa.String(length=40000), nullable=False),
        sa.Column("solution_id", sa.Uuid(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("receipt", sa.String(length=60), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "proposal_id"],
            ["proposal.project_id", "proposal.id"],
            name=op.f("fk_proposal_version_project_id_proposal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_proposal_version_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_proposal_version_solution_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_proposal_version_submitted_by")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_proposal_version_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_version")),
        sa.UniqueConstraint(
            "proposal_id", "number", name=op.f("uq_proposal_version_proposal_id_number")
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("proposal_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposal_version_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "score",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("comment", sa.String(length=40000), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_score_points_not_negative")),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_score_criterion_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_score_person_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "proposal_id"],
            ["proposal.project_id", "proposal.id"],
            name=op.f("fk_score_project_id_proposal_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_score_project_id")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_score_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint(
            "proposal_id",
            "number",
            "person_id",
            "criterion_id",
            name=op.f("uq_score_proposal_id_number_person_id_criterion_id"),
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_score_project_id"), ["project_id"], unique=False)
