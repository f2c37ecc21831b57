"""Tables of motion, restore_consent, decision, delegation, reminder."""

import sqlalchemy as sa
from alembic import op

revision = "0013_gates_1"
down_revision = "0012_compliance_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "motion",
        sa.Column("gate", sa.String(length=2), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("visit", sa.BigInteger(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "pass",
                "conditions",
                "rework",
                "hold",
                "stop",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "leads_to",
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
            nullable=True,
        ),
        sa.Column(
            "scaling",
            sa.Enum(
                "roll_out",
                "expansion",
                "replication",
                "adapt",
                "extend",
                "stop",
                "refer",
                name="scaling",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("grounds", sa.String(length=40000), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("voids", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column(
            "operation_after",
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
            nullable=True,
        ),
        sa.Column("live_until", sa.Date(), nullable=True),
        sa.Column("new_end", sa.Date(), nullable=True),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        sa.Column("partner", sa.String(length=400), nullable=True),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("dossier_digest", sa.String(length=64), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("moved_by", sa.Uuid(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "carried",
                "lost",
                "withdrawn",
                "lapsed",
                name="motionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("outvoted", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["moved_by"], ["person.id"], name=op.f("fk_motion_moved_by")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_motion_project_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "supersedes_id"],
            ["decision.project_id", "decision.id"],
            name=op.f("fk_motion_project_id_supersedes_id"),
            use_alter=True,
        ),
        sa.CheckConstraint(
            "gate IN ('G1', 'G2', 'G3', 'G4', 'G5', 'G6')", name=op.f("ck_motion_gate_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion")),
        sa.UniqueConstraint(
            "project_id", "gate", "round", name=op.f("uq_motion_project_id_gate_round")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_motion_project_id_id")),
        info={"scoped": True},
    )
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_motion_project_id"), ["project_id"], unique=False)
        batch_op.create_index(
            "uq_motion_open",
            ["project_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "restore_consent",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("suspension_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_restore_consent_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_restore_consent_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "suspension_id"],
            ["operation_change.project_id", "operation_change.id"],
            name=op.f("fk_restore_consent_project_id_suspension_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restore_consent")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_restore_consent_project_id_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("restore_consent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_restore_consent_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "decision",
        sa.Column("gate", sa.String(length=2), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("visit", sa.BigInteger(), nullable=False),
        sa.Column("motion_id", sa.Uuid(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "pass",
                "conditions",
                "rework",
                "hold",
                "stop",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "leads_to",
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
            nullable=True,
        ),
        sa.Column(
            "scaling",
            sa.Enum(
                "roll_out",
                "expansion",
                "replication",
                "adapt",
                "extend",
                "stop",
                "refer",
                name="scaling",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("grounds", sa.String(length=40000), nullable=False),
        sa.Column("partner", sa.String(length=400), nullable=True),
        sa.Column("silent_city", sa.JSON(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("prev_sha256", sa.String(length=64), nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_decision_decided_by")),
        sa.ForeignKeyConstraint(
            ["project_id", "motion_id"],
            ["motion.project_id", "motion.id"],
            name=op.f("fk_decision_project_id_motion_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "supersedes_id"],
            ["decision.project_id", "decision.id"],
            name=op.f("fk_decision_project_id_supersedes_id"),
        ),
        sa.CheckConstraint(
            "gate IN ('G1', 'G2', 'G3', 'G4', 'G5', 'G6')", name=op.f("ck_decision_gate_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("motion_id", name=op.f("uq_decision_motion_id")),
        sa.UniqueConstraint(
            "project_id", "gate", "round", name=op.f("uq_decision_project_id_gate_round")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_decision_project_id_id")),
        sa.UniqueConstraint(
            "project_id", "prev_sha256", name=op.f("uq_decision_project_id_prev_sha256")
        ),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_decision_supersedes_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_project_id"), ["project_id"], unique=False)

    op.create_table(
        "delegation",
        sa.Column("motion_id", sa.Uuid(), nullable=False),
        sa.Column("seat", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("delegate_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["person.id"], name=op.f("fk_delegation_delegate_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delegation_person_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "motion_id"],
            ["motion.project_id", "motion.id"],
            name=op.f("fk_delegation_project_id_motion_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint("motion_id", "seat", name=op.f("uq_delegation_motion_id_seat")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_delegation_project_id_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_project_id"), ["project_id"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("motion_id", sa.Uuid(), nullable=False),
        sa.Column("seat", sa.String(length=40), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_reminder_by")),
        sa.ForeignKeyConstraint(
            ["project_id", "motion_id"],
            ["motion.project_id", "motion.id"],
            name=op.f("fk_reminder_project_id_motion_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "motion_id", "seat", "on_day", name=op.f("uq_reminder_motion_id_seat_on_day")
        ),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_reminder_project_id_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_project_id"), ["project_id"], unique=False)

    if op.get_bind().dialect.name == "postgresql":  # SQLite has them from the beginning
        for table, column in (("stage_visit", "decision_id"), ("motion", "supersedes_id")):
            op.create_foreign_key(
                op.f(f"fk_{table}_project_id_{column}"),
                table,
                "decision",
                ["project_id", column],
                ["project_id", "id"],
            )
