"""A body that stalls, trickles or breaks off is given up, and holds up nobody meanwhile."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.child import serving
from tests.clock import Clock
from tests.files.sending import CODE, send
from tests.office import furnished
from tests.serving import opened
from tests.web.test_problems import JSON, PLACE, WHOLE, programmes, told
from tracker.files.models import StoredFile
from tracker.kernel.database import for_system
from tracker.projects.models import Project
from tracker.settings import Settings
from tracker.web import body_timeout

Sessions = async_sessionmaker[AsyncSession]
SOON = 30.0


@pytest.fixture
async def project(sessions: Sessions, cast: Cast, clock: Clock) -> Project:
    async with sessions.begin() as session:
        return await a_project(session, cast, clock())


async def _stalled() -> AsyncIterator[bytes]:
    yield b"{"
    await asyncio.sleep(60)
    yield b"}"


async def _trickling() -> AsyncIterator[bytes]:
    for _ in range(600):
        yield b" "
        await asyncio.sleep(0.05)


async def test_a_body_that_stalls_is_given_up(
    manager: httpx.AsyncClient, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body_timeout, "WAIT", 0.2)

    answer = await asyncio.wait_for(manager.post(PLACE, content=_stalled(), headers=JSON), SOON)

    told(answer, 408)
    assert await programmes(sessions) == 0


async def test_a_body_that_trickles_is_given_up(
    manager: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body_timeout, "GRACE", 0.3)

    answer = await asyncio.wait_for(manager.post(PLACE, content=_trickling(), headers=JSON), SOON)

    told(answer, 408)


@pytest.mark.usefixtures("project")
async def test_an_upload_that_stalls_is_given_up_and_leaves_nothing(
    officer: httpx.AsyncClient,
    sessions: Sessions,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(body_timeout, "WAIT", 0.2)

    answer = await asyncio.wait_for(send(officer, _stalled()), SOON)

    told(answer, 408)
    assert [path for path in settings.files_folder.rglob("*") if path.is_file()] == []
    async with sessions() as session:
        assert await session.scalar(_stored) == 0


@pytest.mark.usefixtures("project")
async def test_stalled_uploads_keep_nobody_from_uploading(officer: httpx.AsyncClient) -> None:
    stalled = [asyncio.create_task(send(officer, _stalled())) for _ in range(12)]
    await asyncio.sleep(0.3)

    answer = await asyncio.wait_for(send(officer, b"Example"), SOON)

    assert answer.status_code == 201
    for task in stalled:
        task.cancel()
    await asyncio.gather(*stalled, return_exceptions=True)


_stored = for_system(select(func.count()).select_from(StoredFile), "a test")
BROKEN = {
    "declared": ("Content-Length: 1000", b"half of it"),
    "chunked": ("Transfer-Encoding: chunked", b"a\r\nhalf of it\r\n"),
}


@pytest.mark.parametrize("how", BROKEN)
async def test_an_upload_that_breaks_off_is_nobodys_fault_here_and_leaves_nothing(
    tmp_path: Path, how: str
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'tracker.sqlite'}"
    token = (await furnished(url)).tokens["officer"]
    length, half = BROKEN[how]
    head = (
        f"POST /api/projects/{CODE}/files HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {token}\r\n{length}\r\n"
        "Content-Disposition: attachment; filename=half.txt\r\n\r\n"
    )

    with serving(tmp_path, url) as child:
        place = httpx.URL(child.url)
        with socket.create_connection((place.host, place.port or 0), timeout=SOON) as line:
            line.sendall(head.encode() + half)
            await asyncio.to_thread(_wait_for, tmp_path / "files", begun=True)
            line.shutdown(socket.SHUT_WR)
            answer = line.recv(4096)
        await asyncio.to_thread(_wait_for, tmp_path / "files", begun=False)

    assert not answer or answer.startswith(b"HTTP/1.1 400 ")
    assert "Traceback" not in (tmp_path / "serve.log").read_text()
    async with opened(url) as sessions, sessions() as session:
        assert await session.scalar(_stored) == 0


async def test_a_body_shorter_than_it_said_is_not_taken_for_the_whole(
    manager: httpx.AsyncClient, sessions: Sessions
) -> None:
    headers = JSON | {"Content-Length": str(len(WHOLE) + 1)}

    told(await manager.post(PLACE, content=WHOLE, headers=headers), 400)

    assert await programmes(sessions) == 0


def _wait_for(folder: Path, *, begun: bool) -> None:
    """Until an upload's temporary file is there, or no file is left."""
    until = time.monotonic() + SOON
    while any(path.is_file() for path in folder.rglob("*")) is not begun:
        assert time.monotonic() < until, list(folder.rglob("*"))
        time.sleep(0.02)
