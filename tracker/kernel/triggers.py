"""Triggers that keep append-only tables so; made again after every migration, from the tables."""

from sqlalchemy import Connection, MetaData, inspect

APPEND_ONLY = {"append_only": True}
"""`info` of a table whose rows are acts: UPDATE and DELETE are refused on both databases."""

_FUNCTION = """
CREATE OR REPLACE FUNCTION tracker_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME; END $$
"""


def append_only(metadata: MetaData) -> list[str]:
    """Names of the tables whose rows may not change, in order."""
    return sorted(table.name for table in metadata.tables.values() if table.info.get("append_only"))


def install(connection: Connection, metadata: MetaData) -> None:
    """Make the triggers of every append-only table that exists."""
    existing = set(inspect(connection).get_table_names())
    postgres = connection.dialect.name == "postgresql"
    if postgres:
        connection.exec_driver_sql(_FUNCTION)
    for table in append_only(metadata):
        if table in existing:
            for statement in (_postgres if postgres else _sqlite)(table):
                connection.exec_driver_sql(statement)


def missing(connection: Connection, metadata: MetaData) -> list[str]:
    """Append-only tables without all of their triggers."""
    postgres = connection.dialect.name == "postgresql"
    if postgres:
        asked = (
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND tgenabled = 'O'"
        )
    else:
        asked = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    there = {(row[0], row[1]) for row in connection.exec_driver_sql(asked)}
    verbs = ("update", "delete", "truncate") if postgres else ("update", "delete")
    return [
        table
        for table in append_only(metadata)
        if not {(table, f"{table}_no_{verb}") for verb in verbs} <= there
    ]


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END"
        for verb in ("update", "delete")
    ]


def _postgres(table: str) -> list[str]:
    changes = [("update", "UPDATE", "ROW"), ("delete", "DELETE", "ROW")]
    changes.append(("truncate", "TRUNCATE", "STATEMENT"))
    return [
        f"CREATE OR REPLACE TRIGGER {table}_no_{name} BEFORE {verb} ON {table} "
        f"FOR EACH {level} EXECUTE FUNCTION tracker_refuse_change()"
        for name, verb, level in changes
    ]
