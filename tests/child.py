"""A real `tracker serve` in a process group of its own, on a free port of this machine."""

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

START_LIMIT = 30.0


class Child(Struct, frozen=True):
    """A serving process; `took` is how many seconds passed until it answered."""

    process: subprocess.Popen[bytes]
    url: str
    took: float

    def kill(self) -> None:
        """SIGKILL to the process and its workers: nothing of theirs runs any more."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """SIGTERM, as an operator would; SIGKILL for what is still there after ten seconds."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


def environment(folder: Path, database_url: str = "", port: int = 0) -> dict[str, str]:
    """This process's environment without its own tracker settings, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    here = str(Path(sys.executable).parent)
    return kept | {
        "PATH": os.pathsep.join((here, kept.get("PATH", ""))),
        "TRACKER_DATA_FOLDER": str(folder),
        "TRACKER_DATABASE_URL": database_url,
        "TRACKER_FREE_SPACE_FLOOR": "0",
        "TRACKER_PORT": str(port),
    }


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def start(folder: Path, database_url: str = "") -> Child:
    """Serve from this folder; returns once the database answers through it."""
    port = free_port()
    with (folder / "serve.log").open("ab") as log:
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker", "serve"],
            env=environment(folder, database_url, port),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    while not _answers(url):
        if process.poll() is not None or time.monotonic() - begun > START_LIMIT:
            raise AssertionError(f"did not start: {(folder / 'serve.log').read_text()[-2000:]}")
        time.sleep(0.02)
    return Child(process, url, time.monotonic() - begun)


@contextmanager
def serving(folder: Path, database_url: str = "") -> Iterator[Child]:
    child = start(folder, database_url)
    try:
        yield child
    finally:
        child.stop()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/ready", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
