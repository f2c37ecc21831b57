"""Row-level security on PostgreSQL, behind `visible_to`.

It says less: a city, a firm or a committee member sees rows only of projects in which they have a
part. What the office may see, and which rows of a project are whose, is in `visible_to` alone. It
holds for the role that serves, not for the owner of the tables, whose dumps have to be whole.
"""

from typing import Any

from sqlalchemy import Connection, MetaData, Table

from tracker.kernel.actor import Actor, Role

POLICY = "tracker_part"
_WALL, _ORGANISATION, _PERSON = "tracker.wall", "tracker.organisation", "tracker.person"
_OPEN = f"coalesce(current_setting('{_WALL}', true), '') = 'open'"
_OWN = f"nullif(current_setting('{_ORGANISATION}', true), '')::uuid"
_SELF = f"nullif(current_setting('{_PERSON}', true), '')::uuid"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION tracker_has_part(project uuid) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT {_OPEN} OR EXISTS (
    SELECT FROM assignment WHERE assignment.project_id = project
    AND assignment.organisation_id = {_OWN}
    AND (assignment.person_id IS NULL OR assignment.person_id = {_SELF})
    AND (assignment.until IS NULL OR assignment.until >= current_date - 1)
) $$
"""  # noqa: S608 - names of settings of ours
_SEES_ALL = frozenset({Role.OFFICER, Role.MANAGER, Role.REVIEWER, Role.OBSERVER})
_SET = (
    f"SELECT set_config('{_WALL}', $1, true), set_config('{_ORGANISATION}', $2, true), "
    f"set_config('{_PERSON}', $3, true)"
)

Part = tuple[str, str, str]
"""The settings that the policies read: `open` or `shut`, the organisation, the person."""
OPEN: Part = ("open", "", "")


def part_of(actor: Actor) -> Part:
    """The settings for an actor: who sees all projects has the wall open."""
    if actor.role in _SEES_ALL:
        return OPEN
    return ("shut", str(actor.organisation_id), str(actor.person_id))


def stand_before(connection: Connection, cursor: Any, part: Part) -> None:
    """Set for whom the next statements of this transaction are, where that changed.

    The settings are local to the transaction: in the next one, on the same connection, no row of a
    project is visible until they are set again.
    """
    if connection.info.get(_WALL) != part:
        cursor.execute(_SET, part)
        connection.info[_WALL] = part


def forget(connection: Connection) -> None:
    """Called when a transaction begins: settings of the one before ended with it."""
    connection.info.pop(_WALL, None)


def install(connection: Connection, metadata: MetaData) -> None:
    """Make the policies for every table of projects that has none yet."""
    there = {
        row[0]
        for row in connection.exec_driver_sql(
            f"SELECT tablename FROM pg_policies WHERE policyname = '{POLICY}' "  # noqa: S608
            "AND schemaname = current_schema()"
        )
    }
    tables = set(connection.exec_driver_sql("SELECT tablename FROM pg_tables").scalars())
    missing = [one for one in walled(metadata) if one.name not in there and one.name in tables]
    if not missing or "assignment" not in tables:
        return
    connection.exec_driver_sql(_FUNCTION)
    for table in missing:
        shown = _shown(table)
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE ROW LEVEL SECURITY')
        connection.exec_driver_sql(
            f'CREATE POLICY {POLICY} ON "{table.name}" USING ({shown}) WITH CHECK ({shown})'
        )


def walled(metadata: MetaData) -> list[Table]:
    """The tables of projects, in order."""
    tables = (table for table in metadata.tables.values() if table.info.get("scoped"))
    return sorted(tables, key=lambda table: table.name)


def _shown(table: Table) -> str:
    if table.name == "assignment":
        return f"{_OPEN} OR organisation_id = {_OWN}"
    if table.name == "project":
        return "tracker_has_part(id)"
    if table.columns["project_id"].nullable:
        return "project_id IS NULL OR tracker_has_part(project_id)"
    return "tracker_has_part(project_id)"
