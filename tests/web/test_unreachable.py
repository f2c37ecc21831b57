"""A database that takes no connections is 503, and says when to come again; a file is not."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import func, make_url, select

from tests import postgres
from tests.child import free_port
from tests.serving import client_of
from tests.web.test_problems import told
from tracker.app import create_app
from tracker.people.commands.members import TOKEN_PREFIX
from tracker.settings import Settings

Reply = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def _refusing(state: str) -> Reply:
    """What PostgreSQL says to a new connection while it starts, stops or is full."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(8)  # may we speak TLS?
        writer.write(b"N")
        await reader.read(4096)
        fields = b"SFATAL\0VFATAL\0C" + state.encode() + b"\0Mnot now\0\0"
        writer.write(b"E" + (len(fields) + 4).to_bytes(4, "big") + fields)
        await writer.drain()
        writer.close()

    return refuse


async def _hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def _say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


@asynccontextmanager
async def listening(reply: Reply) -> AsyncIterator[int]:
    async with await asyncio.start_server(reply, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


def _app_on(place: str, folder: Path) -> Litestar:
    url = f"postgresql+asyncpg://tracker:secret@{place}/tracker"
    return create_app(Settings(data_folder=folder, database_url=url, work_in_web=False))


async def _is_busy(app: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[object] = []
    monkeypatch.setattr(app.state, "report_crash", lambda *crash: reported.append(crash))
    async with client_of(app, TOKEN_PREFIX + "x" * 43) as client:
        for path in ("/api/ready", "/api/me"):
            answer = await client.get(path)
            told(answer, 503)
            assert answer.headers["retry-after"] == "1"
            assert "secret" not in answer.text
    assert reported == []
    await app.state.engine.dispose()


@pytest.mark.parametrize("state", ["57P03", "53300", "08006", "57P01", "28P01"])
async def test_a_database_that_refuses_connections_is_503(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    async with listening(_refusing(state)) as port:
        await _is_busy(_app_on(f"127.0.0.1:{port}", tmp_path), monkeypatch)


async def test_a_database_that_hangs_up_is_503(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(_hang_up) as port:
        await _is_busy(_app_on(f"127.0.0.1:{port}", tmp_path), monkeypatch)


async def test_a_database_that_says_nothing_is_503_within_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.kernel.database._CONNECT_SECONDS", 0.2)
    async with listening(_say_nothing) as port:
        await asyncio.wait_for(
            _is_busy(_app_on(f"127.0.0.1:{port}", tmp_path), monkeypatch), timeout=5
        )


async def test_a_port_where_nobody_listens_is_503(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _is_busy(_app_on(f"127.0.0.1:{free_port()}", tmp_path), monkeypatch)


async def test_a_host_that_nobody_knows_is_503(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    await _is_busy(_app_on("database.example.org", tmp_path), monkeypatch)


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
async def test_a_database_that_goes_away_is_503_until_it_is_back(
    app: Litestar, officer: httpx.AsyncClient, database_url: str
) -> None:
    assert (await officer.get("/api/me")).status_code == 200
    name = make_url(database_url).database or ""
    await _closed_to_all(name, closed=True)

    gone = [await officer.get("/api/me") for _ in range(3)]
    await _closed_to_all(name, closed=False)
    back = await officer.get("/api/me")

    assert [answer.status_code for answer in gone] == [503] * 3
    assert back.status_code == 200


async def _closed_to_all(name: str, *, closed: bool) -> None:
    allowed = "false" if closed else "true"
    await postgres.tell_server(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {allowed}')
    if closed:
        await postgres.tell_server(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )


async def test_a_fault_of_a_file_is_no_fault_of_the_database(
    app: Litestar, manager: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise TimeoutError("a network share did not answer")

    monkeypatch.setattr(app.state, "report_crash", lambda *_: None)
    monkeypatch.setattr("tracker.programme.commands.add_programme", fail)
    answer = await manager.post("/api/programmes", json={"label": "Example", "currency": "KRW"})
    told(answer, 500)


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
async def test_what_postgresql_acknowledges_is_on_disk(app: Litestar) -> None:
    """The server of the tests has it off, as an operator's may."""
    async with app.state.engine.connect() as connection:
        found = await connection.scalar(select(func.current_setting("synchronous_commit")))
    assert found == "on"
