"""Tables of identity."""

import sqlalchemy as sa
from alembic import op

revision = "0002_identity"
down_revision = "0001_ground"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column(
            "kind",
            sa.Enum(
                "secretariat",
                "city",
                "firm",
                "partner",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("code", sa.String(length=3), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("member_since", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
        sa.UniqueConstraint("id", "kind", name=op.f("uq_organisation_id_kind")),
    )
    op.create_table(
        "person",
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "membership",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "secretariat",
                "city",
                "firm",
                "partner",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
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
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'secretariat' AND role IN ('administrator', 'committee_member', 'manager', 'observer', 'officer', 'reviewer')) OR (kind = 'city' AND role IN ('city_approver', 'city_contact', 'city_privacy', 'city_security')) OR (kind = 'firm' AND role IN ('firm_member')) OR (kind = 'partner' AND role IN ('committee_member', 'observer'))",
            name=op.f("ck_membership_role_fits_kind"),
        ),
        sa.CheckConstraint(
            '"until" IS NULL OR "until" >= "from"', name=op.f("ck_membership_until_after_from")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "kind"],
            ["organisation.id", "organisation.kind"],
            name=op.f("fk_membership_organisation_id_kind"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_organisation_id_role"),
            ["organisation_id", "role"],
            unique=False,
        )
        batch_op.create_index(
            "uq_membership_open",
            ["person_id", "organisation_id", "role"],
            unique=True,
            sqlite_where=sa.text('"until" IS NULL'),
            postgresql_where=sa.text('"until" IS NULL'),
        )

    op.create_table(
        "api_token",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_api_token_membership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_token_hash")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_api_token_membership_id"), ["membership_id"], unique=False
        )
    op.create_index("uq_person_email", "person", [sa.text("lower(email)")], unique=True)
