"""The demo as `make demo` serves it, filled once a run for all tests that visit it."""

import fcntl
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec import Struct

from tests.command_line import environment, free_port

_PATIENCE = 300


class Demo(Struct, frozen=True, kw_only=True):
    """Where it is served from, and who gets in as what, by token or by mail and password.

    `elsewhere`: the database of the settings, which is none of the demo's.
    """

    folder: Path
    elsewhere: Path
    url: str
    tokens: dict[str, str]
    people: dict[str, str]
    password: str

    def see(self, path: str, who: str = "officer") -> Any:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        answer = httpx.get(f"{self.url}/api{path}", headers=headers, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def projects(self) -> list[Any]:
        listed = [self.see("/projects?limit=200"), self.see("/projects?limit=200&stage=proposal")]
        return [line for page in listed for line in page["items"]]

    def codes(self) -> list[str]:
        """The projects that are told as stories."""
        return [line["code"] for line in self.projects() if line["status"] != "past"]

    def everywhere(self, what: str) -> list[Any]:
        pages = [self.see(f"/projects/{code}/{what}") for code in self.codes()]
        return [one for page in pages for one in page["items"]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, shared_folder: Path) -> Iterator[Demo]:
    """Served from a copy of what was filled, until the run ends."""
    folder, elsewhere = tmp_path_factory.mktemp("demo") / "filled", _elsewhere(shared_folder)
    shutil.copytree(_filled(shared_folder), folder)
    with _serving(folder, elsewhere) as url:
        note = json.loads((folder / "demo.json").read_bytes())
        yield Demo(
            folder=folder,
            elsewhere=elsewhere,
            url=url,
            tokens=note["tokens"],
            people=note["people"],
            password=note["password"],
        )


@pytest.fixture
def demo_copy(shared_folder: Path, tmp_path: Path) -> Path:
    """The folder as it was filled, for a test to write to; nothing serves it."""
    return Path(shutil.copytree(_filled(shared_folder), tmp_path / "demo"))


def _elsewhere(shared: Path) -> Path:
    return shared / "real.sqlite"


def _filled(shared: Path) -> Path:
    """The folder as the command fills it; whoever comes first has it done."""
    folder = shared / "demo-filled"
    with (shared / "demo-filled.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            with _serving(folder, _elsewhere(shared)):
                pass
    return folder


@contextmanager
def _serving(folder: Path, elsewhere: Path) -> Iterator[str]:
    """The command in a process of its own; the settings name a database that is not the demo's."""
    ready, told = folder.with_suffix(".ready"), folder.with_suffix(".log")
    words = ["--folder", folder.name, "--port", str(free_port()), "--ready-file", str(ready)]
    with (
        told.open("wb") as log,
        subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "tracker", "demo", *words],
            cwd=folder.parent,
            env=environment(DATABASE_URL=f"sqlite+aiosqlite:///{elsewhere}"),
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            until = time.monotonic() + _PATIENCE
            while not ready.exists():
                assert process.poll() is None, told.read_text()[-2000:]
                assert time.monotonic() < until
                time.sleep(0.1)
            yield str(json.loads(ready.read_bytes())["url"])
        finally:
            process.terminate()
            process.wait(_PATIENCE)
