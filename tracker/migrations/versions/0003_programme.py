"""Tables of programme."""

import sqlalchemy as sa
from alembic import op

revision = "0003_programme"
down_revision = "0002_identity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue",
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue")),
        sa.UniqueConstraint("version", name=op.f("uq_catalogue_version")),
        info={"append_only": True},
    )
    op.create_table(
        "programme",
        sa.Column("label", sa.String(length=400), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    op.create_table(
        "call",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(length=400), nullable=False),
        sa.Column("theme", sa.String(length=4000), nullable=False),
        sa.Column("ceiling", sa.BigInteger(), nullable=True),
        sa.Column("places", sa.BigInteger(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voting_day", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("quorum", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "decided",
                name="callstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("catalogue_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_call_closes_after_opening")),
        sa.CheckConstraint("places >= 1", name=op.f("ck_call_at_least_one_place")),
        sa.CheckConstraint("quorum >= 2", name=op.f("ck_call_quorum_of_two")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_call_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["catalogue_id"], ["catalogue.id"], name=op.f("fk_call_catalogue_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_table(
        "solution",
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("origin_city_id", sa.Uuid(), nullable=True),
        sa.Column("provider", sa.String(length=400), nullable=True),
        sa.Column("does", sa.String(length=40000), nullable=False),
        sa.Column("evidence", sa.String(length=40000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["origin_city_id"], ["organisation.id"], name=op.f("fk_solution_origin_city_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solution")),
    )
    op.create_table(
        "committee_seat",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            '"until" IS NULL OR "until" >= "from"', name=op.f("ck_committee_seat_until_after_from")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_committee_seat_call_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_committee_seat_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_committee_seat_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_seat")),
        sa.UniqueConstraint("call_id", "number", name=op.f("uq_committee_seat_call_id_number")),
        sa.UniqueConstraint(
            "call_id", "person_id", name=op.f("uq_committee_seat_call_id_person_id")
        ),
    )
    op.create_table(
        "criterion",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("scale_max", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "scale_max >= 1 AND scale_max <= 100", name=op.f("ck_criterion_scale_is_small")
        ),
        sa.CheckConstraint(
            "weight > 0 AND weight <= 100", name=op.f("ck_criterion_weight_in_percent")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_criterion_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("call_id", "id", name=op.f("uq_criterion_call_id_id")),
        sa.UniqueConstraint("call_id", "position", name=op.f("uq_criterion_call_id_position")),
    )
