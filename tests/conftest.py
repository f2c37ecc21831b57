"""Both databases, the application, and clients that act as everybody in the cast.

Each test gets a copy of one prepared database: a file on SQLite, `CREATE DATABASE … TEMPLATE` on
PostgreSQL. Time is `clock.now`, never the machine's.
"""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests import postgres
from tests.cast import Cast, fill
from tests.clock import START, Clock
from tests.journey import Journey
from tracker.app import create_app
from tracker.journal import sessions_of
from tracker.kernel import triggers
from tracker.kernel.database import open_engine
from tracker.migrations import METADATA
from tracker.settings import Settings

_KINDS = ("sqlite", "postgres")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Cast]]:
    """One migrated database of each kind with the cast in it."""
    folder = tmp_path_factory.mktemp("prepared")
    lite = f"sqlite+aiosqlite:///{folder / 'tracker.sqlite'}"
    real = asyncio.run(postgres.create_database("prepared"))
    return {
        "sqlite": (lite, asyncio.run(_prepare(lite))),
        "postgres": (real, asyncio.run(_prepare(real))),
    }


@pytest.fixture(params=_KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database; `pytest --deselect` nothing: a feature works on both or is not done."""
    value: str = request.param
    return value


@pytest.fixture
def database_url(kind: str, prepared: dict[str, tuple[str, Cast]], tmp_path: Path) -> Iterator[str]:
    source, _cast = prepared[kind]
    if kind == "sqlite":
        copy = tmp_path / "tracker.sqlite"
        shutil.copyfile(source.removeprefix("sqlite+aiosqlite:///"), copy)
        yield f"sqlite+aiosqlite:///{copy}"
        return
    name = f"copy_{secrets.token_hex(6)}"
    yield asyncio.run(postgres.create_database(name, template="prepared"))
    asyncio.run(postgres.drop_database(name))


@pytest.fixture
def cast(kind: str, prepared: dict[str, tuple[str, Cast]]) -> Cast:
    return prepared[kind][1]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_folder=tmp_path / "data", database_url=database_url, free_space_floor=0)


@pytest.fixture
async def app(settings: Settings, clock: Clock) -> AsyncIterator[Litestar]:
    application = create_app(settings, clock)
    async with living(application):
        yield application


@pytest.fixture
def sessions(app: Litestar) -> async_sessionmaker[AsyncSession]:
    """Sessions for looking and for commands: `async with sessions.begin() as session:`."""
    made: async_sessionmaker[AsyncSession] = app.state.sessions
    return made


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Nobody: a client without a token."""
    async with _client(app) as made:
        yield made


@pytest.fixture
async def acting(app: Litestar, cast: Cast) -> AsyncIterator[Callable[[str], httpx.AsyncClient]]:
    """`acting("officer")` carries that member's token; names as in `tests/cast`."""
    async with AsyncExitStack() as stack:
        made: dict[str, httpx.AsyncClient] = {}

        for name in cast.tokens:
            made[name] = await stack.enter_async_context(_client(app, cast.tokens[name]))
        yield made.__getitem__


@pytest.fixture
def officer(acting: Callable[[str], httpx.AsyncClient]) -> httpx.AsyncClient:
    return acting("officer")


@pytest.fixture
def manager(acting: Callable[[str], httpx.AsyncClient]) -> httpx.AsyncClient:
    return acting("manager")


@pytest.fixture
def reviewer(acting: Callable[[str], httpx.AsyncClient]) -> httpx.AsyncClient:
    return acting("reviewer")


@pytest.fixture
def city(acting: Callable[[str], httpx.AsyncClient]) -> httpx.AsyncClient:
    """The focal point of the city KLA."""
    return acting("city_contact")


@pytest.fixture
def consultant(acting: Callable[[str], httpx.AsyncClient]) -> httpx.AsyncClient:
    return acting("consultant")


@pytest.fixture
def stranger(acting: Callable[[str], httpx.AsyncClient]) -> httpx.AsyncClient:
    """The focal point of another city."""
    return acting("other_city_contact")


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


def _client(app: Litestar, token: str | None = None) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://tracker.test", headers=headers
    )


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    engine = open_engine(url)
    try:
        yield sessions_of(engine)
    finally:
        await engine.dispose()


async def _prepare(url: str) -> Cast:
    await create(url)
    async with opened(url) as made, made.begin() as session:
        cast = await fill(session, START)
    if url.startswith("sqlite"):
        await asyncio.to_thread(_fold_journal, url.removeprefix("sqlite+aiosqlite:///"))
    return cast


def _fold_journal(path: str) -> None:
    """Bring what the write-ahead log holds into the file that is copied."""
    import sqlite3

    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert not os.path.exists(f"{path}-wal") or os.path.getsize(f"{path}-wal") == 0


async def create(url: str) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
        await connection.run_sync(triggers.install, METADATA)
    await engine.dispose()


@pytest.fixture
def journey(acting: Callable[[str], httpx.AsyncClient], cast: Cast, clock: Clock) -> Journey:
    """One project on its way, driven over HTTP."""
    return Journey(acting, cast, clock)
