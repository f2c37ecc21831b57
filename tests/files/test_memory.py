"""A large file passes through the service in pieces."""

import asyncio
import hashlib
import re
import select
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.child import Child, serving
from tests.files.sending import CODE, send
from tests.office import furnished

pytestmark = pytest.mark.long

MIB = 1024 * 1024
SIZE = 50 * MIB
GROWTH = 16 * MIB


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="/proc tells the memory")
async def test_memory_stays_flat_while_fifty_megabytes_come_and_go(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'tracker.sqlite'}"
    cast = await furnished(url)
    auth = {"Authorization": f"Bearer {cast.tokens['officer']}"}

    with serving(tmp_path, url) as child:
        async with httpx.AsyncClient(base_url=child.url, headers=auth, timeout=60) as officer:
            small = await send(officer, b"Example")
            await officer.get(small.headers["location"])
            before = _peak(child)

            made = await send(officer, _lines(), name="large.txt", code=CODE)
            assert made.status_code == 201, made.text
            digest = hashlib.sha256()
            async with officer.stream("GET", made.headers["location"]) as answer:
                async for piece in answer.aiter_bytes():
                    digest.update(piece)
            after = _peak(child)

    assert made.json()["size"] == SIZE
    assert digest.hexdigest() == made.json()["sha256"]
    print(f"peak memory before {before // MIB} MiB, after {after // MIB} MiB")
    assert after - before < GROWTH


@pytest.mark.parametrize(
    "length", [f"Content-Length: {10 * 1024**3}", "Transfer-Encoding: chunked"]
)
async def test_an_upload_without_end_is_answered_while_it_is_sent(
    tmp_path: Path, length: str
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'tracker.sqlite'}"
    token = (await furnished(url)).tokens["officer"]
    head = (
        f"POST /api/projects/{CODE}/files HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {token}\r\n{length}\r\n"
        "Content-Disposition: attachment; filename=endless.txt\r\n\r\n"
    )
    declared = length.startswith("Content-Length")
    piece = b"x" * MIB if declared else b"100000\r\n" + b"x" * MIB + b"\r\n"

    with serving(tmp_path, url) as child:
        answer, sent = await asyncio.to_thread(_until_answered, child.url, head.encode(), piece)
        left = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert sent < (SIZE // 2 if declared else 2 * SIZE)
    assert left == []


def _until_answered(url: str, head: bytes, piece: bytes) -> tuple[bytes, int]:
    """The first line of the answer, and how much of the body had been written when it came.

    By a plain socket: what came before the connection broke can still be read from it.
    """
    place, sent = httpx.URL(url), 0
    with socket.create_connection((place.host, place.port), timeout=10) as line:
        line.sendall(head)
        with suppress(ConnectionError, TimeoutError):
            while sent < 4 * SIZE and not select.select([line], [], [], 0)[0]:
                line.sendall(piece)
                sent += MIB
        return line.makefile("rb").readline(), sent


async def _lines() -> AsyncIterator[bytes]:
    line = b"x" * 1023 + b"\n"
    for _ in range(SIZE // MIB):
        yield line * 1024


def _peak(child: Child) -> int:
    """The most memory, in bytes, that any process of the service ever held."""
    peaks = []
    for status in Path("/proc").glob("[0-9]*/status"):
        text = _read(status)
        group = re.search(r"^NSpgid:\s+(?:\d+\s+)*(\d+)$", text, re.MULTILINE)
        peak = re.search(r"^VmHWM:\s+(\d+) kB$", text, re.MULTILINE)
        if group and peak and int(group[1]) == child.process.pid:
            peaks.append(int(peak[1]) * 1024)
    return max(peaks)


def _read(status: Path) -> str:
    try:
        return status.read_text()
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return ""
