"""Tables of check_in, evaluation, incident, indicator, pilot, check_in_confirmation, evaluation_acceptance, reading."""

import sqlalchemy as sa
from alembic import op

revision = "0009_pilots_1"
down_revision = "0008_studies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_in",
        sa.Column("months", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(length=40000), nullable=True),
        sa.Column("not_reported_reason", sa.String(length=4000), nullable=True),
        sa.Column("roll_out_started", sa.Boolean(), nullable=True),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(text IS NULL) <> (not_reported_reason IS NULL)",
            name=op.f("ck_check_in_text_or_reason"),
        ),
        sa.CheckConstraint("months IN (6, 12, 24)", name=op.f("ck_check_in_months_known")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_check_in_entered_by")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_check_in_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_check_in_project_id_id")),
        sa.UniqueConstraint(
            "project_id", "months", "number", name=op.f("uq_check_in_project_id_months_number")
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_in_project_id"), ["project_id"], unique=False)

    op.create_table(
        "evaluation",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("visit", sa.BigInteger(), nullable=False),
        sa.Column("findings", sa.String(length=40000), nullable=False),
        sa.Column(
            "suggestion",
            sa.Enum(
                "scale",
                "adapt",
                "extend",
                "stop",
                "refer",
                name="suggestion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("readiness", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_evaluation_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_evaluation_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_evaluation_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_evaluation_project_id_id")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_evaluation_project_id_number")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_project_id"), ["project_id"], unique=False)

    op.create_table(
        "incident",
        sa.Column(
            "kind",
            sa.Enum(
                "security",
                "privacy",
                "safety",
                "outage",
                "other",
                name="incidentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(length=40000), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("reported_by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_incident_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_incident_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["person.id"], name=op.f("fk_incident_reported_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_incident_project_id_id")),
        info={"scoped": True},
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_project_id"), ["project_id"], unique=False)

    op.create_table(
        "indicator",
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("definition", sa.String(length=4000), nullable=False),
        sa.Column("unit", sa.String(length=400), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "up",
                "down",
                "maintain",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("must_have", sa.Boolean(), nullable=False),
        sa.Column("baseline_value", sa.Double(), nullable=True),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        sa.Column("baseline_method", sa.String(length=4000), nullable=True),
        sa.Column("target_value", sa.Double(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "baseline_value BETWEEN -1e15 AND 1e15",
            name=op.f("ck_indicator_baseline_value_in_bounds"),
        ),
        sa.CheckConstraint(
            "target_value BETWEEN -1e15 AND 1e15", name=op.f("ck_indicator_target_value_in_bounds")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_indicator_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("project_id", "code", name=op.f("uq_indicator_project_id_code")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_indicator_project_id_id")),
        info={"scoped": True},
    )
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_project_id"), ["project_id"], unique=False)

    op.create_table(
        "pilot",
        sa.Column("site", sa.String(length=4000), nullable=False),
        sa.Column("supplier", sa.String(length=400), nullable=True),
        sa.Column("planned_start", sa.Date(), nullable=False),
        sa.Column("planned_end", sa.Date(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("planned_end >= planned_start", name=op.f("ck_pilot_end_after_start")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_pilot_project_id")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_pilot_project_id_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot")),
        sa.UniqueConstraint("project_id", name=op.f("uq_pilot_project_id")),
        info={"scoped": True},
    )
    with op.batch_alter_table("pilot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pilot_project_id"), ["project_id"], unique=False)

    op.create_table(
        "check_in_confirmation",
        sa.Column("check_in_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_check_in_confirmation_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "check_in_id"],
            ["check_in.project_id", "check_in.id"],
            name=op.f("fk_check_in_confirmation_project_id_check_in_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_check_in_confirmation_project_id")
        ),
        sa.UniqueConstraint(
            "project_id", "id", name=op.f("uq_check_in_confirmation_project_id_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_confirmation")),
        sa.UniqueConstraint("check_in_id", name=op.f("uq_check_in_confirmation_check_in_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("check_in_confirmation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_check_in_confirmation_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "evaluation_acceptance",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "officer", "city", name="side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evaluation_acceptance_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "evaluation_id"],
            ["evaluation.project_id", "evaluation.id"],
            name=op.f("fk_evaluation_acceptance_project_id_evaluation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_evaluation_acceptance_project_id")
        ),
        sa.UniqueConstraint(
            "project_id", "id", name=op.f("uq_evaluation_acceptance_project_id_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_acceptance")),
        sa.UniqueConstraint(
            "evaluation_id", "side", name=op.f("uq_evaluation_acceptance_evaluation_id_side")
        ),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("evaluation_acceptance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evaluation_acceptance_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "reading",
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("not_reported_reason", sa.String(length=4000), nullable=True),
        sa.Column(
            "quality",
            sa.Enum(
                "accurate_measurement",
                "extrapolated_from_survey",
                "extrapolated_from_higher_level_data",
                "estimated_on_assumptions",
                "personal_estimate",
                "unknown_not_traceable",
                name="quality",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("source", sa.String(length=4000), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(value IS NULL) <> (not_reported_reason IS NULL)",
            name=op.f("ck_reading_value_or_reason"),
        ),
        sa.CheckConstraint(
            "(value IS NULL) = (quality IS NULL)", name=op.f("ck_reading_quality_of_a_value")
        ),
        sa.CheckConstraint("period_start <= period_end", name=op.f("ck_reading_period_in_order")),
        sa.CheckConstraint("value BETWEEN -1e15 AND 1e15", name=op.f("ck_reading_value_in_bounds")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_reading_entered_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_reading_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "file_id"],
            ["stored_file.project_id", "stored_file.id"],
            name=op.f("fk_reading_project_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "indicator_id"],
            ["indicator.project_id", "indicator.id"],
            name=op.f("fk_reading_project_id_indicator_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "replaces_id"],
            ["reading.project_id", "reading.id"],
            name=op.f("fk_reading_project_id_replaces_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_reading_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_reading_project_id_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_reading_replaces_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_indicator_id"), ["indicator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_project_id"), ["project_id"], unique=False)
