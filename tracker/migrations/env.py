"""What Alembic runs: our revisions on the connection it is handed, inside our transaction."""

from alembic import context

from tracker.migrations.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
