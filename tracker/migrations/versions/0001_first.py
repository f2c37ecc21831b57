"""The first schema: every table as the models say; made anew until the first release (0029)."""

from alembic import op
from sqlalchemy import MetaData

from tracker.migrations.tables import METADATA

revision = "0001_ed0420881f56"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From a copy: on PostgreSQL SQLAlchemy marks keys that go round in a circle as made."""
    tables = MetaData(naming_convention=METADATA.naming_convention)
    for table in METADATA.tables.values():
        table.to_metadata(tables)
    tables.create_all(op.get_bind())
    op.execute("INSERT INTO journal_cursor (name, seq) VALUES ('notices', 0), ('tasks', 0)")
