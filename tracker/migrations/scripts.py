"""The revisions of the schema, as Alembic knows them."""

from collections.abc import Callable
from functools import cache
from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tracker.migrations.revision import WrongSchema, revisions_of


def knows(revision: str) -> bool:
    """Whether a database at this revision can be brought up to date from there."""
    return revision in _known()


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, for the scripts inside the package."""
    found = Config()
    found.set_main_option("script_location", str(resources.files("tracker.migrations")))
    found.attributes["connection"] = connection
    return found


def climb(connection: Connection, check: Callable[[Connection], None]) -> None:
    """Run every revision not yet applied, and `check` the schema after each."""
    for head in revisions_of(connection):
        if not knows(head):
            raise WrongSchema(
                f"The database is at {head}, which this version does not know: it is newer, or was "
                "made before the first release. Install the version that made it."
            )
    while revisions_of(connection) != set(_scripts().get_heads()):
        command.upgrade(config(connection), "+1")
        check(connection)


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(config())


def _known() -> set[str]:
    return {revision.revision for revision in _scripts().walk_revisions()}
