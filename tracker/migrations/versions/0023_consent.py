"""Invitations that are accepted or declined, and the links that belong to one."""

import sqlalchemy as sa
from alembic import op

revision = "0023_consent"
down_revision = "0022_silent"
branch_labels = None
depends_on = None

_REFLECT = {"resolve_fks": False}


def upgrade() -> None:
    with op.batch_alter_table("invitation", reflect_kwargs=_REFLECT) as invitation:
        invitation.add_column(sa.Column("name", sa.String(length=400), nullable=True))
        invitation.add_column(sa.Column("email", sa.String(length=254), nullable=True))
        invitation.add_column(sa.Column("language", sa.String(length=10), nullable=True))
        invitation.add_column(sa.Column("zone", sa.String(length=64), nullable=True))
        invitation.add_column(sa.Column("until", sa.Date(), nullable=True))
        for name in ("expires_at", "accepted_at", "declined_at", "withdrawn_at"):
            invitation.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    _fill()
    with op.batch_alter_table("invitation", reflect_kwargs=_REFLECT) as invitation:
        for name, length in (("name", 400), ("email", 254), ("language", 10), ("zone", 64)):
            invitation.alter_column(name, existing_type=sa.String(length=length), nullable=False)
        invitation.alter_column(
            "expires_at", existing_type=sa.DateTime(timezone=True), nullable=False
        )
        invitation.alter_column("person_id", existing_type=sa.Uuid(), nullable=True)
        invitation.alter_column("membership_id", existing_type=sa.Uuid(), nullable=True)
    op.create_index(op.f("ix_invitation_email"), "invitation", ["email"], unique=False)
    with op.batch_alter_table("mail_link", reflect_kwargs=_REFLECT) as mail_link:
        mail_link.add_column(sa.Column("invitation_id", sa.Uuid(), nullable=True))
        mail_link.alter_column("person_id", existing_type=sa.Uuid(), nullable=True)
        mail_link.create_foreign_key(
            op.f("fk_mail_link_invitation_id"), "invitation", ["invitation_id"], ["id"]
        )
        mail_link.create_check_constraint(
            op.f("ck_mail_link_of_one_person_or_invitation"),
            "(person_id IS NULL) <> (invitation_id IS NULL)",
        )
    op.create_index(
        op.f("ix_mail_link_invitation_id"), "mail_link", ["invitation_id"], unique=False
    )


def _fill() -> None:
    """What was sent until now gave its role at once, and its links are their person's."""
    op.execute(
        "UPDATE invitation SET accepted_at = created_at, expires_at = created_at, "
        "name = (SELECT name FROM person WHERE person.id = invitation.person_id), "
        "email = (SELECT email FROM person WHERE person.id = invitation.person_id), "
        "language = (SELECT language FROM person WHERE person.id = invitation.person_id), "
        "zone = (SELECT zone FROM person WHERE person.id = invitation.person_id), "
        'until = (SELECT "until" FROM membership '
        "WHERE membership.id = invitation.membership_id)"
    )
