"""References under the same server: the same bytes, and the same page by one SQL statement.

BENCH_FOLDER holds what the tracker answered, one file a name; BENCH_DATABASE_URL is its database.
"""

import asyncio
import os
import sqlite3
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiosqlite
import asyncpg
import msgspec
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from litestar import Litestar, Response, get, post
from litestar.params import FromPath
from sqlalchemy import make_url

_LIST = (
    "SELECT p.id, p.code, p.title, o.name AS city, o.country, p.stage, p.stage_since, p.status,"
    " p.operation FROM project p JOIN organisation o ON o.id = p.city_id"
    " WHERE p.stage <> 'proposal' ORDER BY p.id DESC LIMIT 51"
)
_DETAIL = "SELECT * FROM project WHERE code = {0}"
_CHECKLIST = (
    "SELECT e.id, e.requirement, e.title, e.effective_on, e.valid_until, r.comment, r.criteria"
    " FROM evidence e JOIN project p ON p.id = e.project_id"
    " LEFT JOIN requirement_review r ON r.project_id = e.project_id"
    " AND r.requirement = e.requirement WHERE p.code = {0} LIMIT 60"
)


_TURNS = (
    "SELECT t.body, t.rank, t.opens, p.code, p.title, p.zone, o.name FROM task t"
    " JOIN project p ON p.id = t.project_id JOIN organisation o ON o.id = p.city_id"
    " WHERE EXISTS (SELECT 1 FROM task_owner w WHERE w.task_id = t.id AND w.role = 'officer')"
    " AND t.opens IS NULL ORDER BY t.rank LIMIT 51"
)
_TABLES = (
    "CREATE TABLE IF NOT EXISTS bench_event (id TEXT, what TEXT)",
    "CREATE TABLE IF NOT EXISTS bench_project (code TEXT PRIMARY KEY, version BIGINT)",
    "INSERT INTO bench_project SELECT code, 1 FROM project WHERE code LIKE 'B00000%'"
    " AND NOT EXISTS (SELECT 1 FROM bench_project)",
)
"""What the raw transaction writes to, so that it does not get into the tracker's way."""


_CONNECTIONS = 4
"""Each has a thread; with more of them their fight for the interpreter is what is measured."""


class Sqlite:
    """Raw aiosqlite; as many connections as the tracker has, and who finds none free waits.

    A statement is one trip to its connection's thread, as in the tracker.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._free: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        connection = await self._free.get()
        try:
            found = await connection.execute_fetchall(sql.format("?"), values)
            return [dict(row) for row in found]
        finally:
            self._free.put_nowait(connection)

    async def write(self, code: str) -> None:
        """Read the version, guarded update, event, commit: durable."""
        connection = await self._free.get()
        try:
            await connection.execute("BEGIN IMMEDIATE")
            [row] = await connection.execute_fetchall(
                "SELECT version FROM bench_project WHERE code = ?", (code,)
            )
            await connection.execute(
                "UPDATE bench_project SET version = ? WHERE code = ? AND version = ?",
                (row[0] + 1, code, row[0]),
            )
            event = (uuid4().hex, "changed")
            await connection.execute("INSERT INTO bench_event (id, what) VALUES (?, ?)", event)
            await connection.commit()
        finally:
            self._free.put_nowait(connection)

    async def prepare(self) -> None:
        """Open the connections, in the loop that serves, and make what is written to."""
        for _ in range(_CONNECTIONS):
            self._free.put_nowait(await self._opened())
        connection = await self._free.get()
        for statement in _TABLES:
            await connection.execute(statement)
        self._free.put_nowait(connection)

    async def close(self) -> None:
        """Each connection has a thread, for which the process would wait."""
        while not self._free.empty():
            await self._free.get_nowait().close()

    async def _opened(self) -> aiosqlite.Connection:
        made = await aiosqlite.connect(self._path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
            await made.execute(f"PRAGMA {pragma}")
        made.row_factory = sqlite3.Row
        return made


class Postgres:
    """Raw asyncpg, at most ten connections as the tracker has.

    What its pool sends by default when a connection comes back is left out: a trip more a request.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")
        self._pool: asyncpg.Pool[Any] | None = None

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in await (await self._pooled()).fetch(sql.format("$1"), *values)]

    async def write(self, code: str) -> None:
        pool = await self._pooled()
        async with pool.acquire() as connection, connection.transaction():
            version = await connection.fetchval(
                "SELECT version FROM bench_project WHERE code = $1", code
            )
            await connection.execute(
                "UPDATE bench_project SET version = $1 WHERE code = $2 AND version = $3",
                version + 1,
                code,
                version,
            )
            await connection.execute(
                "INSERT INTO bench_event (id, what) VALUES ($1, 'changed')", uuid4().hex
            )

    async def prepare(self) -> None:
        pool = await self._pooled()
        for statement in _TABLES:
            await pool.execute(statement)

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    async def _pooled(self) -> "asyncpg.Pool[Any]":
        if self._pool is None:
            address = self._url.render_as_string(hide_password=False)
            self._pool = await asyncpg.create_pool(
                address, min_size=1, max_size=10, reset=_leave_as_it_is
            )
        return self._pool


async def _leave_as_it_is(_: object) -> None:
    pass


def application() -> Litestar:
    url, folder = os.environ["BENCH_DATABASE_URL"], Path(os.environ["BENCH_FOLDER"])
    bodies = {path.stem: path.read_bytes() for path in folder.glob("*.body")}
    base: Sqlite | Postgres
    if url.startswith("sqlite"):
        base = Sqlite(url.removeprefix("sqlite+aiosqlite:///"))
    else:
        base = Postgres(url)

    @get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @get("/bytes/{name:str}")
    async def same_bytes(name: FromPath[str]) -> Response[bytes]:
        return Response(bodies[name], media_type="application/json")

    @get("/sql/list")
    async def one_list() -> Response[bytes]:
        rows = await base.rows(_LIST)
        return _answer({"items": rows[:50], "next": str(rows[49]["id"])})

    @get("/sql/detail/{code:str}")
    async def one_detail(code: FromPath[str]) -> Response[bytes]:
        return _answer((await base.rows(_DETAIL, code))[0])

    @get("/sql/checklist/{code:str}")
    async def one_checklist(code: FromPath[str]) -> Response[bytes]:
        return _answer({"items": await base.rows(_CHECKLIST, code)})

    @get("/sql/turns")
    async def one_turn() -> Response[bytes]:
        rows = await base.rows(_TURNS)
        return _answer(
            {"items": [{**row, "body": msgspec.Raw(row["body"].encode())} for row in rows]}
        )

    @post("/sql/write/{code:str}", status_code=200)
    async def one_write(code: FromPath[str]) -> Response[bytes]:
        await base.write(code)
        return _answer({"code": code})

    handlers = [health, same_bytes, one_list, one_detail, one_checklist, one_turn, one_write]
    prepare = [base.prepare] if url else []
    return Litestar(handlers, openapi_config=None, on_startup=prepare, on_shutdown=[base.close])


def _answer(content: Any) -> Response[bytes]:
    encoded = msgspec.json.encode(content, enc_hook=str)
    return Response(encoded, media_type="application/json")


def main() -> None:
    Granian(
        "benchmarks.reference:application",
        address="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        workers_kill_timeout=10,
        log_access=False,
        http=HTTPModes.http1,
    ).serve()


if __name__ == "__main__":
    main()
