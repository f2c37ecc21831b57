"""Both databases, the application, and clients that act as everybody in the cast.

Each test gets a copy of one prepared database: a file on SQLite, `CREATE DATABASE … TEMPLATE` on
PostgreSQL. Time is `clock.now`, never the machine's.
"""

import asyncio
import gc
import os
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from copy import deepcopy
from functools import cache, partial
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests import postgres, serving
from tests.browsing import Browser, browser_of
from tests.cast import Cast
from tests.clock import Clock
from tests.demoing import demo as demo
from tests.demoing import demo_copy as demo_copy
from tests.engines import Engines
from tests.pending import complaints as complaints
from tests.pending import nothing_left_behind as nothing_left_behind
from tests.second_role import role as role
from tests.sentences import no_code_is_put_into_a_sentence as no_code_is_put_into_a_sentence
from tests.sentences import spoken as spoken
from tests.serving import client_of, living
from tests.sets import pytest_addoption as pytest_addoption
from tests.sets import pytest_collection_modifyitems as pytest_collection_modifyitems
from tests.stages import Place, copied, prepared
from tests.trail import pytest_runtest_makereport as pytest_runtest_makereport
from tests.trail import pytest_runtest_setup as pytest_runtest_setup
from tracker.app import equip
from tracker.demo.journey import Journey
from tracker.people.hashing import Hashing
from tracker.settings import Settings

_KINDS = ("sqlite", "postgres")

# What one process compiled serves the many that the tests start, and the next run.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # xdist's workers are led by the process that has none
        postgres.lead()


def pytest_collection_finish() -> None:
    """What is there by now stays to the end; the collector need not go through it again."""
    gc.freeze()


Places = Callable[[str, str | None], Place]


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def places(shared_folder: Path) -> Places:
    """`places("sqlite", "pilot")`: a database of a kind with a project in a stage."""
    return cache(partial(prepared, shared_folder / "places"))


@pytest.fixture(params=_KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database: a feature works on both or is not done."""
    value: str = request.param
    return value


@pytest.fixture
def place(request: pytest.FixtureRequest, kind: str, places: Places) -> Place:
    """Where the test begins: only the cast, or `@pytest.mark.at(stage)`."""
    marker = request.node.get_closest_marker("at")
    return places(kind, marker.args[0] if marker else None)


@pytest.fixture
def database_url(place: Place, tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "data"
    folder.mkdir()
    name = f"copy_{secrets.token_hex(6)}"
    yield copied(place, folder, name)
    if place.kind == "postgres":
        asyncio.run(postgres.drop_database(name))


@pytest.fixture
def clock(place: Place) -> Clock:
    made = Clock()
    made.now = place.clock.now
    return made


@pytest.fixture
def cast(place: Place) -> Cast:
    """The test's own, as it may add people to it; the place serves others too."""
    return deepcopy(place.cast)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_folder=tmp_path / "data",
        database_url=database_url,
        free_space_floor=0,
        work_in_web=False,
    )


@pytest.fixture(scope="session")
def assembled() -> Litestar:
    """Its routes; `app` equips it for each test."""
    return serving.assembled()


@pytest.fixture(scope="session")
def engines() -> Engines:
    return Engines()


@pytest.fixture
async def app(
    assembled: Litestar, engines: Engines, settings: Settings, clock: Clock
) -> AsyncIterator[Litestar]:
    """Its database is a copy of one that was migrated, so that its start does not look."""
    equip(assembled, settings, clock, engines.open, prepared=True)
    assembled.state.hashing = Hashing(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))
    async with living(assembled):
        yield assembled


@pytest.fixture
def sessions(app: Litestar) -> async_sessionmaker[AsyncSession]:
    """Sessions for looking and for commands: `async with sessions.begin() as session:`."""
    made: async_sessionmaker[AsyncSession] = app.state.sessions
    return made


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Nobody: a client without a token."""
    async with client_of(app) as made:
        yield made


@pytest.fixture
async def acting(app: Litestar, cast: Cast) -> AsyncIterator[Callable[[str], httpx.AsyncClient]]:
    """`acting("officer")` carries that member's token; names as in `tests/cast`."""
    async with AsyncExitStack() as stack:

        @cache
        def client(name: str) -> httpx.AsyncClient:
            made = client_of(app, cast.tokens[name], name)
            stack.push_async_callback(made.aclose)
            return made

        yield client


@pytest.fixture
def browsing(app: Litestar, cast: Cast) -> Callable[[str], Awaitable[Browser]]:
    """`await browsing("officer")`: a browser in which that member of the cast has signed in."""

    async def browse(name: str) -> Browser:
        return await browser_of(app, cast, name)

    return browse


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


@pytest.fixture
def journey(
    acting: Callable[[str], httpx.AsyncClient], place: Place, cast: Cast, clock: Clock
) -> Journey:
    """One project on its way, driven over HTTP; as far as the test's place has brought it."""
    made = Journey(acting, cast, clock)
    made.code, made.proposal, made.call = place.code, place.proposal, place.call
    return made
