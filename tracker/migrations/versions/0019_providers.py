"""Providers of sign-in, who somebody is there, and sessions that one of them opened."""

import sqlalchemy as sa
from alembic import op

revision = "0019_providers"
down_revision = "0018_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_provider",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("client_id", sa.String(length=400), nullable=False),
        sa.Column("client_secret", sa.String(length=1000), nullable=True),
        sa.Column("two_factors", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_sign_in_provider_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_provider")),
    )
    op.create_index(
        op.f("ix_sign_in_provider_organisation_id"),
        "sign_in_provider",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "outside_identity",
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_outside_identity_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["sign_in_provider.id"], name=op.f("fk_outside_identity_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_identity")),
        sa.UniqueConstraint(
            "provider_id", "person_id", name=op.f("uq_outside_identity_provider_id_person_id")
        ),
        sa.UniqueConstraint(
            "provider_id", "subject", name=op.f("uq_outside_identity_provider_id_subject")
        ),
    )
    op.create_index(
        op.f("ix_outside_identity_person_id"), "outside_identity", ["person_id"], unique=False
    )
    with op.batch_alter_table("sign_in", reflect_kwargs={"resolve_fks": False}) as sign_in:
        sign_in.add_column(sa.Column("provider_id", sa.Uuid(), nullable=True))
        sign_in.create_foreign_key(
            op.f("fk_sign_in_provider_id"), "sign_in_provider", ["provider_id"], ["id"]
        )
    op.create_table(
        "way_out",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column(
            "errand",
            sa.Enum(
                "sign_in",
                "welcome",
                "link",
                "again",
                name="errand",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sign_in_id", sa.Uuid(), nullable=True),
        sa.Column("mail_link_id", sa.Uuid(), nullable=True),
        sa.Column("next", sa.String(length=500), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_link_id"], ["mail_link.id"], name=op.f("fk_way_out_mail_link_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["sign_in_provider.id"], name=op.f("fk_way_out_provider_id")
        ),
        sa.ForeignKeyConstraint(["sign_in_id"], ["sign_in.id"], name=op.f("fk_way_out_sign_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way_out")),
        sa.UniqueConstraint("state", name=op.f("uq_way_out_state")),
    )
    op.create_index(op.f("ix_way_out_expires_at"), "way_out", ["expires_at"], unique=False)
