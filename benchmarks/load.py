"""A small HTTP client for load: keep-alive connections over plain sockets, nothing parsed twice."""

import asyncio
import time
from collections.abc import Callable, Sequence
from statistics import median
from urllib.parse import urlsplit

from msgspec import Struct

Next = Callable[["Answer | None"], bytes]
"""The next request of a connection, after the answer to the one before."""


class Answer(Struct, frozen=True):
    status: int
    head: bytes
    body: bytes

    def header(self, name: bytes) -> bytes:
        """Its value; empty if it is not there."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name:
                return value.strip()
        return b""


class Load(Struct, frozen=True, kw_only=True):
    """Requests that were answered in `seconds`; milliseconds at the median, 95 and 99 %."""

    requests: int
    seconds: float
    p50: float
    p95: float
    p99: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


class Connection:
    """One keep-alive connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> Answer:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        answer = Answer(int(head[9:12]), head, b"")
        length = answer.header(b"content-length")
        body = await self._reader.readexactly(int(length)) if length else b""
        return Answer(answer.status, head, body)

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            await self._writer.wait_closed()


def request(
    method: str, path: str, token: str, body: bytes = b"", headers: Sequence[str] = ()
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}"]
    if method != "GET":
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join([*lines, *headers]) + "\r\n\r\n").encode() + body


async def load(url: str, clients: Sequence[Next], seconds: float) -> Load:
    """Every client asks as fast as it is answered; an answer that is no success ends the run."""
    times: list[float] = []
    begun = time.perf_counter()
    until = begun + seconds
    await asyncio.gather(*(_client(url, client, until, times) for client in clients))
    took = time.perf_counter() - begun
    times.sort()
    return Load(
        requests=len(times),
        seconds=took,
        p50=1000 * median(times),
        p95=_at(times, 0.95),
        p99=_at(times, 0.99),
    )


def _at(times: Sequence[float], part: float) -> float:
    """Milliseconds within which that part of the sorted times lies."""
    return 1000 * times[min(len(times) - 1, int(len(times) * part))]


def again(request: bytes) -> Next:
    """The same request each time."""
    return lambda _: request


async def _client(url: str, following: Next, until: float, times: list[float]) -> None:
    connection, answer = Connection(url), None
    try:
        while time.perf_counter() < until:
            asked = following(answer)
            begun = time.perf_counter()
            answer = await connection.ask(asked)
            times.append(time.perf_counter() - begun)
            if answer.status >= 300:
                raise RuntimeError(f"{answer.status}: {answer.body[:500]!r}")
        following(answer)  # what the last answer told is known to the next run
    finally:
        await connection.close()
