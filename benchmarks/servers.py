"""The processes that are measured: the tracker as shipped, and the references beside it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from msgspec import Struct

_LEFT_OUT = ("TRACKER_", "PYTHONDONTWRITEBYTECODE")
"""An installed program is compiled once, and not at every start."""
_PATIENCE = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


class Server(Struct, frozen=True):
    """A serving process with its workers; `started` is how many seconds its first answer took."""

    process: subprocess.Popen[bytes]
    url: str
    started: float

    def cpu_seconds(self) -> float:
        return sum(_cpu(pid) for pid in _family(self.process.pid))

    def memory(self) -> float:
        """MiB, shared pages counted in part (PSS)."""
        return sum(_pss(pid) for pid in _family(self.process.pid)) / 1024


@contextmanager
def tracker(folder: Path, database_url: str) -> Iterator[Server]:
    """`tracker serve` as shipped."""
    given = {
        "TRACKER_DATA_FOLDER": str(folder),
        "TRACKER_DATABASE_URL": database_url,
        "TRACKER_FREE_SPACE_FLOOR": "0",
    }
    with _serving(["-m", "tracker", "serve"], "TRACKER_PORT", given, "/api/health", folder) as one:
        yield one


@contextmanager
def reference(folder: Path, database_url: str) -> Iterator[Server]:
    """Bare Litestar handlers under the same server."""
    given = {"BENCH_DATABASE_URL": database_url, "BENCH_FOLDER": str(folder)}
    with _serving(["-m", "benchmarks.reference"], "BENCH_PORT", given, "/health", folder) as one:
        yield one


@contextmanager
def _serving(
    words: list[str], port_named: str, given: dict[str, str], path: str, folder: Path
) -> Iterator[Server]:
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
    url = f"http://127.0.0.1:{port}"
    with (folder / f"{words[1]}.log").open("ab") as log:
        begun = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, *words],
            env=kept | given | {port_named: str(port)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        while not _answers(url + path):
            if process.poll() is not None or time.perf_counter() - begun > _PATIENCE:
                raise RuntimeError((folder / f"{words[1]}.log").read_text()[-2000:])
            time.sleep(0.005)
        yield Server(process, url, time.perf_counter() - begun)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).is_success
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def _family(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        children = (task / "children").read_text().split()
        found += [one for child in children for one in _family(int(child))]
    return found


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
