"""Tables of vote, condition, rework_point."""

import sqlalchemy as sa
from alembic import op

revision = "0014_gates_2"
down_revision = "0013_gates_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vote",
        sa.Column("motion_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seat", sa.String(length=40), nullable=False),
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
        sa.Column("stands_in", sa.Boolean(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "choice = 'for' OR grounds <> ''", name=op.f("ck_vote_against_has_grounds")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_vote_person_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "motion_id"],
            ["motion.project_id", "motion.id"],
            name=op.f("fk_vote_project_id_motion_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "replaces_id"],
            ["vote.project_id", "vote.id"],
            name=op.f("fk_vote_project_id_replaces_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_vote_project_id_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_vote_replaces_id")),
        info={"scoped": True, "append_only": True},
    )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_project_id"), ["project_id"], unique=False)
        batch_op.create_index(
            "uq_vote_person",
            ["motion_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("replaces_id IS NULL"),
            postgresql_where=sa.text("replaces_id IS NULL"),
        )
        batch_op.create_index(
            "uq_vote_seat",
            ["motion_id", "seat"],
            unique=True,
            sqlite_where=sa.text("replaces_id IS NULL"),
            postgresql_where=sa.text("replaces_id IS NULL"),
        )

    op.create_table(
        "condition",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("requirement", sa.String(length=40), nullable=True),
        sa.Column("renews", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column(
            "end",
            sa.Enum(
                "met",
                "void",
                "replaced",
                name="conditionend",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof", sa.String(length=4000), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            '("end" IS NULL) = (ended_by IS NULL)', name=op.f("ck_condition_ended_by_somebody")
        ),
        sa.CheckConstraint(
            "ended_by IS NULL OR ended_by <> owner_id", name=op.f("ck_condition_ended_by_another")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_condition_ended_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_condition_owner_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "decision_id"],
            ["decision.project_id", "decision.id"],
            name=op.f("fk_condition_project_id_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "replaces_id"],
            ["condition.project_id", "condition.id"],
            name=op.f("fk_condition_project_id_replaces_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_condition_project_id_id")),
        info={"scoped": True},
    )
    with op.batch_alter_table("condition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_condition_project_id"), ["project_id"], unique=False)

    op.create_table(
        "rework_point",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=100), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=4000), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> owner_id",
            name=op.f("ck_rework_point_by_another"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_rework_point_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_rework_point_confirmed_by")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_rework_point_owner_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "decision_id"],
            ["decision.project_id", "decision.id"],
            name=op.f("fk_rework_point_project_id_decision_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rework_point")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_rework_point_project_id_id")),
        info={"scoped": True},
    )
    with op.batch_alter_table("rework_point", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rework_point_project_id"), ["project_id"], unique=False
        )
