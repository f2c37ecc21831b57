"""Which session was shown the secret of an authenticator."""

import sqlalchemy as sa
from alembic import op

revision = "0021_proposed"
down_revision = "0020_paper"
branch_labels = None
depends_on = None


def upgrade() -> None:
    reflect = {"resolve_fks": False}
    with op.batch_alter_table("authenticator", reflect_kwargs=reflect) as authenticator:
        authenticator.add_column(sa.Column("sign_in_id", sa.Uuid(), nullable=True))
        authenticator.create_foreign_key(
            op.f("fk_authenticator_sign_in_id"), "sign_in", ["sign_in_id"], ["id"]
        )
