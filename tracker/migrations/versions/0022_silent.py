"""When a factor was shown is unknown where a provider of sign-in does not say it."""

import sqlalchemy as sa
from alembic import op

revision = "0022_silent"
down_revision = "0021_proposed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sign_in", reflect_kwargs={"resolve_fks": False}) as sign_in:
        sign_in.alter_column("proven_at", existing_type=sa.DateTime(timezone=True), nullable=True)
    op.execute("UPDATE sign_in SET proven_at = NULL WHERE provider_id IS NOT NULL")
