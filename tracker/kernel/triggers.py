"""Triggers that keep append-only tables so; made again after every migration, from the tables."""

import re

from sqlalchemy import Connection, MetaData, inspect

APPEND_ONLY = {"append_only": True}
"""`info` of a table whose rows are acts: UPDATE and DELETE are refused on both databases."""

_BODY = "BEGIN RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME; END"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION tracker_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ {_BODY} $$
"""
_SQLITE_TRIGGERS = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
_POSTGRES_TRIGGERS = (
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger "
    "WHERE NOT tgisinternal AND tgenabled = 'O' AND pg_table_is_visible(tgrelid)"
)


def append_only(metadata: MetaData) -> list[str]:
    """Names of the tables whose rows may not change, in order."""
    return sorted(table.name for table in metadata.tables.values() if table.info.get("append_only"))


def install(connection: Connection, metadata: MetaData) -> None:
    """Make the triggers of every append-only table that exists, where they are not as they were."""
    postgres = connection.dialect.name == "postgresql"
    if postgres and not _function_is_ours(connection):  # a role that only serves may not make it
        connection.exec_driver_sql(_FUNCTION)
    existing, there = set(inspect(connection).get_table_names()), _there(connection)
    for table in append_only(metadata):
        for name, statement in _made(table, postgres=postgres).items():
            if table in existing and _plain(statement) not in there:
                on = f" ON {table}" if postgres else ""
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")
                connection.exec_driver_sql(statement)


def missing(connection: Connection, metadata: MetaData, *, on_the_way: bool = False) -> list[str]:
    """Append-only tables of which a trigger is missing or has another text than is made here.

    `on_the_way`: during migrations, tables that a later revision makes are left out.
    """
    postgres = connection.dialect.name == "postgresql"
    there = _there(connection) if not postgres or _function_is_ours(connection) else set()
    asked = set(inspect(connection).get_table_names()) if on_the_way else metadata.tables.keys()
    return [
        table
        for table in append_only(metadata)
        if table in asked
        and not {_plain(one) for one in _made(table, postgres=postgres).values()} <= there
    ]


def _there(connection: Connection) -> set[str]:
    postgres = connection.dialect.name == "postgresql"
    asked = _POSTGRES_TRIGGERS if postgres else _SQLITE_TRIGGERS
    return {_plain(row[0]) for row in connection.exec_driver_sql(asked)}


def _function_is_ours(connection: Connection) -> bool:
    asked = (
        "SELECT prosrc FROM pg_proc "
        "WHERE proname = 'tracker_refuse_change' AND pg_function_is_visible(oid)"
    )
    return [row[0].strip() for row in connection.exec_driver_sql(asked)] == [_BODY]


def _plain(definition: str) -> str:
    """A trigger's text without the spaces in which stored and made ones differ."""
    text = re.sub(r"\bON (\w+\.)", "ON ", definition.replace('"', ""))
    return " ".join(text.split())


def _made(table: str, *, postgres: bool) -> dict[str, str]:
    """The statements that make a table's triggers, by the trigger's name."""
    made = {}
    for verb in ("UPDATE", "DELETE", "TRUNCATE") if postgres else ("UPDATE", "DELETE"):
        name = f"{table}_no_{verb.lower()}"
        level = "STATEMENT" if verb == "TRUNCATE" else "ROW"
        refusal = (
            f"FOR EACH {level} EXECUTE FUNCTION tracker_refuse_change()"
            if postgres
            else f"BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END"
        )
        made[name] = f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {refusal}"
    return made
