"""The wall before the rows of projects: a statement that touches them says who sees them, or why.

It guards against forgetting, not against somebody who writes code to get past it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakSet

from msgspec import Struct
from sqlalchemy import (
    DDL,
    Column,
    ColumnClause,
    Connection,
    Delete,
    Engine,
    MetaData,
    Select,
    Table,
    TableClause,
    TextClause,
    Update,
    event,
)
from sqlalchemy.sql import operators, visitors

from tracker.kernel import row_security
from tracker.kernel.actor import Actor

SCOPED = {"scoped": True}
"""`info` of a table whose rows belong to a project: read only through a feature's `visible_to`."""
READS_ONLY = "postgresql_readonly"
"""Execution option of a transaction that only reads; PostgreSQL itself refuses its writes too."""
_A_NAME = re.compile(r"[\w.]*|\*")
_AN_OPERATOR = re.compile(r"[^\w\s'\"();-]{1,3}|\w{1,12}")
_ASIDE = ("_prefixes", "_suffixes", "_statement_hints", "_hints")
"""Attributes of statements that hold raw SQL which SQLAlchemy's traversal leaves out."""


class System(Struct, frozen=True):
    """Marks a statement that no actor's rights narrow; `reason` is for whoever reads the code."""

    reason: str


class UnmarkedStatement(RuntimeError):
    """A statement touches a scoped table without the mark of `visible_to` or `for_system`."""


class WriteWhileReading(RuntimeError):
    """A statement would write in a transaction that only reads."""


def reads_only(connection: Connection) -> bool:
    """Whether the connection's transaction was opened for reading."""
    only: bool = connection.get_execution_options().get(READS_ONLY, False)
    return only


def guard(engine: Engine, metadata: MetaData) -> None:
    """Refuse, on this engine, writes while reading, unmarked statements on scoped tables, raw SQL.

    A compiled statement serves every statement of its form, so that each form is looked into once.
    """
    sound: dict[bool, WeakSet[Any]] = {True: WeakSet(), False: WeakSet()}
    behind = engine.dialect.name == "postgresql"
    if behind:
        event.listen(engine, "begin", row_security.forget)

    @event.listens_for(engine, "before_cursor_execute")
    def _refuse(
        connection: Connection, cursor: Any, sql: str, _params: object, context: Any, many: bool
    ) -> None:
        if behind:
            row_security.stand_before(connection, cursor, _part(context.execution_options))
        if (context.isinsert or context.isupdate or context.isdelete) and reads_only(connection):
            raise WriteWhileReading("a transaction that reads cannot write; open one that writes")
        if _is_marked(context.execution_options):
            return
        if context.compiled is None:
            _refuse_raw(sql, metadata)
            return
        flushes = "compiled_cache" in context.execution_options  # the ORM writes what was read
        if context.compiled not in sound[flushes]:
            asked = context.invoked_statement
            _refuse_unmarked(context.compiled.statement if asked is None else asked, flushes)
            sound[flushes].add(context.compiled)


def _refuse_raw(sql: str, metadata: MetaData) -> None:
    """Refuse raw SQL that names a scoped table; pragmas of SQLite are let through."""
    words = set(re.findall(r"\w+", sql.lower()))
    named = {
        table.name
        for word in words
        if (table := metadata.tables.get(word)) is not None and table.info.get("scoped")
    }
    if named and not sql.startswith("PRAGMA "):
        raise UnmarkedStatement(f"raw SQL on {', '.join(sorted(named))}; mark it with System")


def _refuse_unmarked(statement: Any, flushes: bool) -> None:
    asked = getattr(statement, "selectable", statement)  # CREATE TABLE ... AS, CREATE VIEW
    if _has_raw_sql(asked):
        raise UnmarkedStatement("raw SQL cannot be checked; mark it with System(reason)")
    if names := _scoped_tables(asked, flushes=flushes):
        raise UnmarkedStatement(f"touches {', '.join(sorted(names))} without visible_to")


def _part(options: Mapping[str, Any]) -> row_security.Part:
    """For whom a statement is; statements of the program's own see all rows."""
    seen_by = options.get("seen_by")
    return row_security.part_of(seen_by) if isinstance(seen_by, Actor) else row_security.OPEN


def _is_marked(options: Mapping[str, Any]) -> bool:
    return isinstance(options.get("seen_by"), Actor | System)


def _has_raw_sql(statement: Any) -> bool:
    """Whether a part of it names tables in a way that cannot be looked into."""
    return isinstance(statement, DDL) or any(_is_raw(node) for node in visitors.iterate(statement))


def _is_raw(node: Any) -> bool:
    operator = getattr(node, "operator", None)
    return (
        isinstance(node, TextClause)
        or (isinstance(node, TableClause) and not isinstance(node, Table))
        or (isinstance(node, ColumnClause) and node.is_literal and not _A_NAME.fullmatch(node.name))
        or (
            isinstance(operator, operators.custom_op)
            and not _AN_OPERATOR.fullmatch(operator.opstring)
        )
        or any(getattr(node, part, None) for part in _ASIDE)
    )


def _scoped_tables(statement: Any, *, flushes: bool) -> set[str]:
    return {
        table.name
        for node in visitors.iterate(statement)
        for source in _sources(node, flushes=flushes)
        for table in visitors.iterate(source)
        if isinstance(table, Table) and table.info.get("scoped")
    }


def _sources(node: Any, *, flushes: bool) -> Iterable[Any]:
    """What a part of a statement reads, or changes otherwise than row by row."""
    if isinstance(node, Select):
        return node.get_final_froms()
    if isinstance(node, Update | Delete):
        named = {part.table for part in visitors.iterate(node) if isinstance(part, Column)}
        return named - {node.table} if flushes and not node._returning else named | {node.table}
    return ()
