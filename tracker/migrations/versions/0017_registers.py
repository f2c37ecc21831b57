"""Tables of the logs: risks and issues, their assessments, lessons, meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0017_registers"
down_revision = "0016_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lesson",
        sa.Column(
            "category",
            sa.Enum(
                "delivery",
                "money",
                "people",
                "technology",
                "legal",
                "security",
                "privacy",
                "other",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
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
        sa.Column("happened", sa.String(length=40000), nullable=False),
        sa.Column("learned", sa.String(length=40000), nullable=False),
        sa.Column("recommendation", sa.String(length=40000), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_lesson_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_lesson_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "replaces_id"],
            ["lesson.project_id", "lesson.id"],
            name=op.f("fk_lesson_project_id_replaces_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_lesson_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_lesson_project_id_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_lesson_replaces_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_project_id"), ["project_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column(
            "kind",
            sa.Enum(
                "meeting",
                "visit",
                "call",
                name="meetingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.Column("agreed", sa.String(length=40000), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_meeting_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_meeting_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "replaces_id"],
            ["meeting.project_id", "meeting.id"],
            name=op.f("fk_meeting_project_id_replaces_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_meeting_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_meeting_project_id_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_meeting_replaces_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_project_id"), ["project_id"], unique=False)

    op.create_table(
        "concern",
        sa.Column(
            "kind",
            sa.Enum(
                "risk",
                "issue",
                name="concernkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "category",
            sa.Enum(
                "delivery",
                "money",
                "people",
                "technology",
                "legal",
                "security",
                "privacy",
                "other",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("response", sa.String(length=40000), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("from_risk_id", sa.Uuid(), nullable=True),
        sa.Column("from_meeting_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=4000), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(outcome IS NULL) = (closed_by IS NULL)", name=op.f("ck_concern_closed_by_somebody")
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_concern_closed_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_concern_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_concern_owner_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "from_meeting_id"],
            ["meeting.project_id", "meeting.id"],
            name=op.f("fk_concern_project_id_from_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "from_risk_id"],
            ["concern.project_id", "concern.id"],
            name=op.f("fk_concern_project_id_from_risk_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_concern_project_id")),
        sa.ForeignKeyConstraint(["raised_by"], ["person.id"], name=op.f("fk_concern_raised_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_concern_project_id_id")),
        info={"scoped": True},
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_project_id"), ["project_id"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=4000), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("impact BETWEEN 1 AND 5", name=op.f("ck_assessment_impact_in_bounds")),
        sa.CheckConstraint(
            "likelihood BETWEEN 1 AND 5", name=op.f("ck_assessment_likelihood_in_bounds")
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_assessment_by")),
        sa.ForeignKeyConstraint(
            ["project_id", "concern_id"],
            ["concern.project_id", "concern.id"],
            name=op.f("fk_assessment_project_id_concern_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_assessment_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("concern_id", "number", name=op.f("uq_assessment_concern_id_number")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_assessment_project_id_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_project_id"), ["project_id"], unique=False)
