"""`tracker work`: once for a cron job, or for ever beside the web processes."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.command_line import SHORT, environment, run


def test_work_once_does_what_is_due_and_a_second_time_nothing(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    first, second = run(tmp_path, "work", "--once"), run(tmp_path, "work", "--once")

    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout == "Done: 2 rows of work.\n", "the sweeping of this hour"
    assert second.stdout in {"Done: 0 rows of work.\n", first.stdout}, "but for a new hour"


def test_work_once_tells_what_was_given_up(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    with closing(sqlite3.connect(tmp_path / "data" / "tracker.sqlite")) as database, database:
        database.execute(
            "INSERT INTO work (id, created_at, kind, dedupe, payload, due_at, state, attempts,"
            " last_error) VALUES ('01a2dea3b380717ba666ecc76956ba68', '2027-01-01 00:00:00',"
            " 'look', 'look|example', '{}', '2027-01-01 00:00:00', 'dead', 8, 'Example failure')"
        )

    done = run(tmp_path, "work", "--once")

    assert done.returncode == 1
    assert done.stderr == "Given up: look look|example: Example failure\n"


def test_a_worker_ends_by_itself_when_it_is_told_to(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tracker", "work"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline().startswith("At work, looking every minute")
        worker.terminate()
        out, errors = worker.communicate(timeout=SHORT)

    assert (worker.returncode, out, errors) == (0, "", "")
