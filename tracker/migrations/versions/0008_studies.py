"""Tables of studies."""

import sqlalchemy as sa
from alembic import op

revision = "0008_studies"
down_revision = "0007_proposals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliverable",
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "proposal",
                "commissioning",
                "study",
                "preparation",
                "pilot",
                "decision",
                "follow_up",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "owner_capacity",
            sa.Enum(
                "consulting_company",
                "solution_provider",
                "city",
                "secretariat",
                name="ownercapacity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("original_due", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("acceptors", sa.JSON(), nullable=False),
        sa.Column("minimum_content", sa.String(length=40000), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("only_for_pilot", sa.Boolean(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_deliverable_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_deliverable_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverable")),
        sa.UniqueConstraint("project_id", "code", name=op.f("uq_deliverable_project_id_code")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_deliverable_project_id_id")),
        info={"scoped": True},
    )
    with op.batch_alter_table("deliverable", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliverable_project_id"), ["project_id"], unique=False)

    op.create_table(
        "deliverable_return",
        sa.Column("deliverable_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40000), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_deliverable_return_by")),
        sa.ForeignKeyConstraint(
            ["project_id", "deliverable_id"],
            ["deliverable.project_id", "deliverable.id"],
            name=op.f("fk_deliverable_return_project_id_deliverable_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_deliverable_return_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_deliverable_return_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverable_return")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("deliverable_return", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deliverable_return_deliverable_id"), ["deliverable_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_deliverable_return_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "due_change",
        sa.Column("deliverable_id", sa.Uuid(), nullable=False),
        sa.Column("was", sa.Date(), nullable=False),
        sa.Column("becomes", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_due_change_by")),
        sa.ForeignKeyConstraint(
            ["project_id", "deliverable_id"],
            ["deliverable.project_id", "deliverable.id"],
            name=op.f("fk_due_change_project_id_deliverable_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_due_change_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_due_change_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_change")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("due_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_due_change_deliverable_id"), ["deliverable_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_due_change_project_id"), ["project_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("deliverable_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("visit", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=40000), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_submission_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "deliverable_id"],
            ["deliverable.project_id", "deliverable.id"],
            name=op.f("fk_submission_project_id_deliverable_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_submission_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_submission_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "deliverable_id", "number", name=op.f("uq_submission_deliverable_id_number")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_submission_project_id_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_project_id"), ["project_id"], unique=False)

    op.create_table(
        "submission_file",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "file_id"],
            ["stored_file.project_id", "stored_file.id"],
            name=op.f("fk_submission_file_project_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "submission_id"],
            ["submission.project_id", "submission.id"],
            name=op.f("fk_submission_file_project_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_submission_file_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_submission_file_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_file")),
        sa.UniqueConstraint(
            "project_id",
            "submission_id",
            "file_id",
            name=op.f("uq_submission_file_project_id_submission_id_file_id"),
        ),
        sa.UniqueConstraint(
            "submission_id", "position", name=op.f("uq_submission_file_submission_id_position")
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("submission_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_submission_file_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "submission_review",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
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
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted",
                "accepted_with_conditions",
                "returned",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("comments", sa.String(length=40000), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_submission_review_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "submission_id"],
            ["submission.project_id", "submission.id"],
            name=op.f("fk_submission_review_project_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_submission_review_project_id")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_submission_review_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_review")),
        sa.UniqueConstraint(
            "submission_id", "role", name=op.f("uq_submission_review_submission_id_role")
        ),
        sa.UniqueConstraint(
            "submission_id", "person_id", name=op.f("uq_submission_review_submission_id_person_id")
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("submission_review", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_submission_review_project_id"), ["project_id"], unique=False
        )
