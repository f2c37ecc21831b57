"""Connections of aiosqlite that go to their thread once a statement, and not four times."""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite

from tracker.kernel import private

_BEGINS = frozenset({"BEGIN", "BEGIN IMMEDIATE"})
_STATEMENTS = 1000
"""How many a connection keeps prepared; to prepare one of ours takes as long as to run it."""


class Cursor(aiosqlite.Cursor):
    """Fetches in the trip that executes; then nothing is left to close."""

    _conn: "Connection"
    _rows: Sequence[Any] = ()

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "Cursor":
        if sql in _BEGINS:
            self._conn.begins = sql
            return self
        given = () if parameters is None else parameters
        self._rows = await self._execute(self._run, sql, given)  # type: ignore[no-untyped-call]
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "Cursor":
        await self._execute(self._run_many, sql, parameters)  # type: ignore[no-untyped-call]
        return self

    def _run(self, sql: str, parameters: Any) -> list[Any]:
        self._conn.begin()
        with self._ending():
            return self._cursor.execute(sql, parameters).fetchall()

    def _run_many(self, sql: str, parameters: Any) -> None:
        self._conn.begin()
        with self._ending():
            self._cursor.executemany(sql, parameters)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """End a statement that fails within the thread: sqlite3 leaves it to whoever lets go of it.

        That is the garbage collector, in the loop's thread, as the error's traceback holds the
        cursor. It would wait for the connection, which may be waiting for the database's lock.
        """
        try:
            yield
        except sqlite3.Error:
            self._cursor.close()
            raise

    async def fetchall(self) -> Sequence[Any]:
        return self._rows

    async def close(self) -> None:
        """All rows were fetched, so that the statement has ended."""


class Connection(aiosqlite.Connection):
    """As the dialect of SQLAlchemy uses it: it enters a cursor, and does not await it.

    A transaction begins in the trip of its first statement; one without any makes no trip.
    """

    begins: str | None = None
    _stopping: "asyncio.Future[Any] | None" = None

    def stop(self) -> "asyncio.Future[Any] | None":
        """End the thread; asked twice, what ends it first answers both.

        Nobody would answer the second: whoever closes a connection that a cancelled request has
        stopped meanwhile would wait for ever, as a task that is one day destroyed pending.
        """
        if self._stopping is None:
            self._stopping = super().stop()
        return self._stopping

    async def _connect(self) -> "Connection":
        """Where it fails, its thread has ended before the loop can: else that prints a trace."""
        try:
            await super()._connect()
        except sqlite3.Error:
            if self._stopping is not None:
                await self._stopping
            raise
        return self

    def begin(self) -> None:
        """Within the thread, before a statement."""
        if self.begins is not None:
            begins, self.begins = self.begins, None
            self._conn.execute(begins)

    async def commit(self) -> None:
        self.begins = None
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """The pool asks for one each time that a connection comes back."""
        self.begins = None
        if self.in_transaction:
            await super().rollback()

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self, self._conn.cursor())


def connect(database: str, *, kind: type[Connection] = Connection, **settings: Any) -> Connection:
    """A connection that is not open yet; its thread does not keep the process alive."""
    opened = partial(_open, database, cached_statements=_STATEMENTS, **settings)
    made = kind(opened, iter_chunk_size=64)
    made._thread.daemon = True
    return made


def _open(database: str, **settings: Any) -> sqlite3.Connection:
    """A new database is its owner's alone; SQLite gives the files beside it the same rights."""
    if not settings.get("uri"):
        private.make_file(Path(database))
    connection: sqlite3.Connection = sqlite3.connect(database, **settings)
    return connection
