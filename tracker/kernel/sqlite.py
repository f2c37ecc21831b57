"""Connections of aiosqlite that work in the event loop, and wait in their thread.

Most of our statements take less time than a trip to the thread and back. What waits takes the trip:
the beginning of a transaction that writes waits for the lock, its commit for the disk. So does what
may touch many rows. A read that takes long is begun anew in the thread, so that it does not hold
the loop.
"""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite

from tracker.kernel import private_files

_READS = "BEGIN"
_BEGINS = frozenset({_READS, "BEGIN IMMEDIATE"})
_SHORT = ("SELECT", "INSERT")
"""How statements begin that a writing transaction runs in the loop: what touches few rows."""
_STATEMENTS = 1000
"""Prepared statements that a connection keeps; preparing takes as long as running one."""
_MOMENT = 0.02
"""Seconds for which a statement may hold the event loop."""
_BETWEEN_LOOKS = 20_000
"""Steps of SQLite's virtual machine, about a millisecond, between two looks at the clock."""


class Cursor(aiosqlite.Cursor):
    """Fetches in the trip that executes; then nothing is left to close."""

    _conn: "Connection"
    _rows: Sequence[Any] = ()

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "Cursor":
        if sql in _BEGINS:
            self._conn.begins = sql
            self._conn.reads = self._conn.loops = sql == _READS
            return self
        given = () if parameters is None else parameters
        if self._conn.loops and (self._conn.reads or sql.startswith(_SHORT)):
            rows = self._run(sql, given) if sql.startswith("INSERT") else self._read(sql, given)
            if rows is not None:
                self._rows = rows
                return self
        self._rows = await self._execute(self._run, sql, given)  # type: ignore[no-untyped-call]
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "Cursor":
        await self._execute(self._run_many, sql, parameters)  # type: ignore[no-untyped-call]
        return self

    def _read(self, sql: str, parameters: Any) -> list[Any] | None:
        """Run a statement in the event loop; None if it takes too long, and the thread has to."""
        self._conn.ends = time.monotonic() + _MOMENT
        try:
            return self._run(sql, parameters)
        except sqlite3.OperationalError:
            if time.monotonic() < self._conn.ends:
                raise
            self._conn.loops = False
            self._cursor = self._conn._conn.cursor()  # the one that failed has ended
            return None
        finally:
            self._conn.ends = None

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
        """Nothing to do: all rows were fetched, so that the statement has ended."""


class Connection(aiosqlite.Connection):
    """As the dialect of SQLAlchemy uses it: it enters a cursor, and does not await it.

    A transaction begins in the trip of its first statement; one without any makes no trip.
    """

    begins: str | None = None
    reads = False
    """Whether the present transaction only reads."""
    loops = False
    """Whether its next statement may run in the event loop: what writes needs the lock first."""
    ends: float | None = None
    """The instant (monotonic clock, seconds) until which a statement may hold the event loop."""
    _stopping: "asyncio.Future[Any] | None" = None

    def stop(self) -> "asyncio.Future[Any] | None":
        """End the thread; a second call gets the answer of the first.

        Without that, whoever closes a connection that a cancelled request is stopping waits for
        ever.
        """
        if self._stopping is None:
            self._stopping = super().stop()
        return self._stopping

    async def _connect(self) -> "Connection":
        """Where it fails, its thread has ended before the loop can: else that prints a trace."""
        try:
            await super()._connect()
            await self._execute(  # type: ignore[no-untyped-call]
                self._conn.set_progress_handler, self.is_over, _BETWEEN_LOOKS
            )
        except sqlite3.Error:
            if self._stopping is not None:
                await self._stopping
            raise
        return self

    def is_over(self) -> bool:
        """SQLite's progress handler: whether to interrupt what runs in the event loop."""
        return self.ends is not None and time.monotonic() > self.ends

    def begin(self) -> None:
        """Begin the transaction in the place, loop or thread, in which its first statement runs."""
        if self.begins is not None:
            begins, self.begins = self.begins, None
            self._conn.execute(begins)
            self.loops = True

    async def commit(self) -> None:
        await self._end(super().rollback if self.reads else super().commit)

    async def rollback(self) -> None:
        """End the transaction; the pool calls it whenever a connection is given back."""
        await self._end(super().rollback)

    async def _end(self, end: Callable[[], Awaitable[None]]) -> None:
        """End a transaction; one that read has nothing to commit, and ends where it read."""
        here = self.reads and self.loops
        self.reads, self.loops, self.begins = False, False, None
        if self.in_transaction and here:
            self._conn.rollback()
        elif self.in_transaction:
            await end()

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
        private_files.make_file(Path(database))
    connection: sqlite3.Connection = sqlite3.connect(database, **settings)
    return connection
