"""Tables of project, assignment, deputy, money_line, recheck_event, stage_visit."""

import sqlalchemy as sa
from alembic import op

revision = "0004_projects_1"
down_revision = "0003_programme"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "project",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("solution_id", sa.Uuid(), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("challenges", sa.String(length=40000), nullable=False),
        sa.Column("sdg_tags", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
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
        sa.Column("stage_since", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "on_hold",
                "not_selected",
                "stopped",
                "withdrawn",
                "referred",
                "completed",
                "past",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_since", sa.Date(), nullable=False),
        sa.Column("status_reason", sa.String(length=40000), nullable=True),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        sa.Column("visit", sa.BigInteger(), nullable=False),
        sa.Column(
            "operation",
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
        sa.Column("catalogue_id", sa.Uuid(), nullable=True),
        sa.Column("owner_after", sa.String(length=400), nullable=True),
        sa.Column("operating_unit", sa.String(length=400), nullable=True),
        sa.Column("funding_after", sa.String(length=4000), nullable=True),
        sa.Column("handed_over_to", sa.String(length=400), nullable=True),
        sa.Column("live_until", sa.Date(), nullable=True),
        sa.Column("planned_ends", sa.JSON(), nullable=False),
        sa.Column("lapses_noted", sa.JSON(), nullable=False),
        sa.Column("furthest_evidenced", sa.String(length=400), nullable=True),
        sa.Column("sources", sa.String(length=4000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_project_call_id")),
        sa.ForeignKeyConstraint(["city_id"], ["organisation.id"], name=op.f("fk_project_city_id")),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_project_solution_id")
        ),
        sa.ForeignKeyConstraint(
            ["catalogue_id"], ["catalogue.id"], name=op.f("fk_project_catalogue_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
        info={"scoped": True},
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_city_id"), ["city_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_stage_id"), ["stage", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_status_id"), ["status", "id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column(
            "capacity",
            sa.Enum(
                "city",
                "consulting_company",
                "solution_provider",
                "officer",
                "manager",
                "reviewer",
                "city_approver",
                "committee",
                name="capacity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            '"until" IS NULL OR "until" >= "from"', name=op.f("ck_assignment_until_after_from")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_assignment_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_assignment_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_assignment_project_id_id")),
        info={"scoped": True},
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_organisation_id_project_id"),
            ["organisation_id", "project_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_assignment_project_id"), ["project_id"], unique=False)

    op.create_table(
        "deputy",
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
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
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (project_id IS NULL)",
            name=op.f("ck_deputy_organisation_or_project"),
        ),
        sa.CheckConstraint("person_id <> deputy_id", name=op.f("ck_deputy_somebody_else")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_deputy_deputy_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_deputy_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deputy_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_deputy_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deputy_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_deputy_project_id"), ["project_id"], unique=False)

    op.create_table(
        "money_line",
        sa.Column(
            "source",
            sa.Enum(
                "sponsor",
                "city_cash",
                "city_in_kind",
                "other",
                name="moneysource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "pledged",
                "confirmed",
                "received",
                name="moneystate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("rate", sa.String(length=40), nullable=True),
        sa.Column("rate_date", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=4000), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_money_line_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_money_line_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_line")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_money_line_project_id_id")),
        info={"scoped": True},
    )
    with op.batch_alter_table("money_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_money_line_project_id"), ["project_id"], unique=False)

    op.create_table(
        "recheck_event",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_recheck_event_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_event")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_recheck_event_project_id_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("recheck_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recheck_event_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "stage_visit",
        sa.Column("number", sa.BigInteger(), nullable=False),
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
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("asked", sa.String(length=2), nullable=True),
        sa.Column("left_visit", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_stage_visit_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "decision_id"],
            ["decision.project_id", "decision.id"],
            name=op.f("fk_stage_visit_project_id_decision_id"),
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_visit")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_stage_visit_project_id_id")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_stage_visit_project_id_number")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("stage_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_visit_project_id"), ["project_id"], unique=False)
