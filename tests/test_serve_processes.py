"""`tracker serve --processes`: several answer, as one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import SHORT, environment, free_port, one_sentence, run
from tests.test_command_line import wait_for


def test_sqlite_has_one_process_that_serves(tmp_path: Path) -> None:
    one_sentence(run(tmp_path, "serve", "--processes", "2"), "--processes", "TRACKER_DATABASE_URL")
    one_sentence(run(tmp_path, "serve", "--processes", "0"), "one process or more")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_two_processes_answer_and_one_says_so(tmp_path: Path, database_url: str) -> None:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "tracker", "serve", "--processes", "2"],
        cwd=tmp_path,
        env=environment(PORT=str(port), DATABASE_URL=database_url),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            wait_for(port, process)
            workers = _workers(process.pid)
        finally:
            process.terminate()
            told, _ = process.communicate(timeout=SHORT)
    assert len(workers) == 2
    assert told.count("The tracker answers on") == 1, told


def _workers(server: int) -> list[str]:
    """Its children, but for the one that multiprocessing keeps to clean up after others."""
    found = []
    for thread in Path(f"/proc/{server}/task").iterdir():
        found += (thread / "children").read_text().split()
    called = {one: Path(f"/proc/{one}/cmdline").read_bytes() for one in found}
    return [one for one, words in called.items() if b"resource_tracker" not in words]
