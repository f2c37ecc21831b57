"""An application that lives in this process, and clients that speak to it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache

import httpx
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.sentences import a_refusal_is_plain
from tests.trail import noting
from tracker.app import create_app
from tracker.journal import sessions_of
from tracker.kernel.database import open_engine
from tracker.settings import Settings


@cache
def assembled() -> Litestar:
    """The routes of an application, put together once; whoever uses it equips it first."""
    return create_app(Settings(database_url="sqlite+aiosqlite:///never-opened"))


@asynccontextmanager
async def living(app: Litestar) -> AsyncIterator[None]:
    """The application's lifespan in one task; fixtures begin and end in different ones."""
    started, stop = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await stop.wait()

    task = asyncio.create_task(live())
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    try:
        if task.done():
            await task
        yield
    finally:
        stop.set()
        await task


REPEATABLE = frozenset({b"set-cookie", b"link", b"vary"})


async def each_header_once(answer: httpx.Response) -> None:
    """Whatever a test asks, its answer says each thing once: a second header is anybody's guess."""
    names = [name.lower() for name, _ in answer.headers.raw]
    twice = {name for name in names if names.count(name) > 1} - REPEATABLE
    assert not twice, f"{answer.request.url.path} answers with {twice} more than once"
    kind = answer.headers.get("content-type", "")
    coded = 1 if kind.startswith("text/") else 0
    assert kind.count("charset") == coded, f"{answer.request.url.path} is of the kind {kind}"


CHECKS = {"response": [each_header_once, a_refusal_is_plain]}


def hooks_of(who: str) -> dict[str, list[Callable[[httpx.Response], Awaitable[None]]]]:
    """What looks at each answer that somebody gets."""
    return {"response": [*CHECKS["response"], noting(who)]}


def client_of(app: Litestar, token: str | None = None, who: str = "") -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://localhost",
        headers=headers,
        event_hooks=hooks_of(who),
    )


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions on a database that no application has open."""
    engine = open_engine(url)
    try:
        yield sessions_of(engine)
    finally:
        await engine.dispose()


def fold_log(url: str) -> None:
    """Bring what SQLite's write-ahead log holds into the file that is copied."""
    connection = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
