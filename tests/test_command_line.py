"""The command line as an operator meets it: help, one sentence for what is wrong, exit codes."""

import os
import pty
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import SHORT, WRONG, environment, free_port, one_sentence, run, run_process
from tests.compliance.faulty import requirement, written
from tracker.__main__ import main
from tracker.serve import address_of
from tracker.settings import Settings

COMMANDS = (
    "serve",
    "demo",
    "work",
    "report",
    "migrate",
    "verify",
    "backup",
    "restore",
    "audit-visibility",
    "create-admin",
    "create-token",
    "test-mail",
    "confirm-role",
    "tasks",
    "rebuild-tasks",
    "check-catalogue",
    "publish-catalogue",
    "completion",
)


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "tracker", "serve"],
        cwd=folder,
        env=environment(PORT=str(port), **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            wait_for(port, process)
            yield process, port
        finally:
            if process.poll() is None:
                process.terminate()  # SIGKILL would leave its worker behind
                process.wait(SHORT)


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + SHORT
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/ready", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def test_help_names_every_command(tmp_path: Path) -> None:
    done = run_process(tmp_path, "--help")
    assert done.returncode == 0
    assert [name for name in COMMANDS if name not in done.stdout] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_and_touches_nothing(tmp_path: Path, command: str) -> None:
    done = run(tmp_path, command, "--help")
    assert done.returncode == 0
    assert command in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_command_or_none_is_told_with_those_there_are(tmp_path: Path) -> None:
    for arguments in ([], ["dance"]):
        done = run(tmp_path, *arguments)
        assert done.returncode == WRONG
        assert "Traceback" not in done.stderr


def test_wrong_settings_are_sentences(tmp_path: Path) -> None:
    one_sentence(run(tmp_path, "serve", PORT="many"), "TRACKER_PORT")
    assert list(tmp_path.iterdir()) == []


def test_first_steps_of_an_operator(tmp_path: Path) -> None:
    """Each command that ends by itself once in a process of its own; the other tests do without."""
    admin = ("create-admin", "Example administrator", "admin@example.org")
    assert run_process(tmp_path, "migrate").returncode == 0
    made = run_process(tmp_path, *admin)
    again = run(tmp_path, *admin)
    token = run_process(
        tmp_path, "create-token", "admin@example.org", "administrator", "--days", "7"
    )

    assert made.stdout.count("Token (shown once): ") == token.stdout.count("Token (shown once): ")
    assert "Set a password, once: http://127.0.0.1:8000/welcome/" in made.stdout
    assert made.returncode == token.returncode == 0
    one_sentence(run(tmp_path, "create-token", "nobody@example.org", "officer"), "nobody")
    one_sentence(again, "address")
    one_sentence(run(tmp_path, "create-token", "admin@example.org", "officer"), "administrator")
    sound = run_process(tmp_path, "verify")
    assert sound.returncode == 0
    assert sound.stdout == "Journal, 0 decisions and 0 files are sound.\n"
    assert run_process(tmp_path, "work", "--once").stdout.endswith(" rows of work.\n")
    seen = run_process(tmp_path, "audit-visibility")
    assert seen.stdout.startswith("admin@example.org\tadministrator\t")
    one_sentence(run_process(tmp_path, "report", "KLA-2027-01", "--out", "1.docx"), "KLA-2027-01")
    assert run_process(tmp_path, "completion", "bash").stdout.startswith("# AUTOMATICALLY")


def test_verifying_what_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    one_sentence(run(tmp_path, "verify"))


def test_a_catalogue_that_is_none_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("catalogue: {id: x}\nrequirements: []\n")
    done = run(tmp_path, "check-catalogue", "wrong.yaml")
    missing = run_process(tmp_path, "check-catalogue", "nothing.yaml")

    assert done.returncode == missing.returncode == WRONG
    assert "catalogue" in done.stderr
    one_sentence(missing, "nothing.yaml")


def test_a_further_catalogue_is_published_once_and_keeps_its_text(tmp_path: Path) -> None:
    def newer(values: dict[str, Any]) -> None:
        values["catalogue"]["version"] = "9.0.0"

    def reworded(values: dict[str, Any]) -> None:
        newer(values)
        requirement(values)["statement"] = "Other words."

    (tmp_path / "newer.yaml").write_text(written(newer))
    (tmp_path / "other.yaml").write_text(written(reworded))
    assert run(tmp_path, "migrate").returncode == 0

    done = run_process(tmp_path, "publish-catalogue", "newer.yaml")
    again = run(tmp_path, "publish-catalogue", "newer.yaml")
    other = run(tmp_path, "publish-catalogue", "other.yaml")

    assert (done.returncode, again.returncode) == (0, 0), done.stderr
    assert "Catalogue 9.0.0 is published" in done.stdout
    one_sentence(other, "9.0.0", "another text")


def test_serving_ends_with_sigterm_after_the_answer_that_is_under_way(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, port):
        answered: list[bytes] = []

        def ask() -> None:
            with socket.create_connection(("127.0.0.1", port), timeout=SHORT) as line:
                line.sendall(b"POST /api/programmes HTTP/1.1\r\nHost: localhost\r\n")
                line.sendall(b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n")
                begun.set()
                ended.wait(SHORT)
                line.sendall(b"{}")
                answered.append(line.recv(4096))

        begun, ended = threading.Event(), threading.Event()
        asking = threading.Thread(target=ask)
        asking.start()
        begun.wait(SHORT)
        process.send_signal(signal.SIGTERM)
        ended.set()
        asking.join(SHORT)
        code = process.wait(timeout=20)

    assert code == 0
    assert answered[0].startswith(b"HTTP/1.1 401 ")


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        done = run(tmp_path, "serve", PORT=str(held.getsockname()[1]))
        one_sentence(done, "TRACKER_PORT", "in use")


@pytest.mark.long  # it waits as long as a client may
def test_only_http_1_is_spoken_and_a_head_that_stalls_is_cut(tmp_path: Path) -> None:
    """What is refused by its head is refused for HTTP/1: without a length there is no body."""
    with serving(tmp_path) as (_, port):
        with socket.create_connection(("127.0.0.1", port), timeout=SHORT) as line:
            line.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) + b"\x04" + bytes(5))
            answer = line.recv(4096)
        with socket.create_connection(("127.0.0.1", port), timeout=SHORT) as line:
            begun = time.monotonic()
            line.sendall(b"GET /api/health HTTP/1.1\r\nHost: local")
            while line.recv(4096):
                pass
            took = time.monotonic() - begun

    assert not answer or answer.startswith(b"HTTP/1.1 4")
    assert took < 20


ADMIN = ("create-admin", "Example administrator", "admin@example.org")
WRONG_WORDS: dict[str, tuple[tuple[str | bytes, ...], str]] = {
    "no name": (("create-admin", "", "a@example.org"), "name"),
    "a blank name": (("create-admin", "  ", "a@example.org"), "name"),
    "a name of two lines": (("create-admin", "A\nB", "a@example.org"), "name"),
    "no address": (("create-admin", "A", ""), "email"),
    "what is no address": (("create-admin", "A", "nobody"), "email"),
    "an address of two lines": (("create-admin", "A", "a@example.org\n"), "email"),
    "a name that is not UTF-8": (("create-admin", b"Zo\xeb", "a@example.org"), "name"),
    "an address that is not UTF-8": (("create-admin", "A", b"zo\xeb@example.org"), "email"),
    "no organisation": ((*ADMIN, "--organisation", ""), "name"),
    "a token of no days": (("create-token", ADMIN[2], "administrator", "--days", "0"), "days"),
    "a token of less": (("create-token", ADMIN[2], "administrator", "--days=-5"), "days"),
    "a token for ever": (("create-token", ADMIN[2], "administrator", "--days", "400"), "days"),
    "a token for a word": (("create-token", ADMIN[2], "a\nb"), "role"),
    "a token for nobody": (("create-token", b"\xff@example.org", "administrator"), "email"),
}


def test_what_is_written_on_the_command_line_is_held_to_what_the_api_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACKER_DATA_FOLDER", str(tmp_path / "data"))
    assert main(ADMIN) == 0
    before = _people(tmp_path)

    for case, (arguments, field) in WRONG_WORDS.items():
        capsys.readouterr()
        code = main([_as_typed(word) for word in arguments])
        told = capsys.readouterr().err
        assert (code, told.count("\n")) == (WRONG, 1), (case, told)
        assert told.startswith(f"{field}: "), (case, told)

    assert _people(tmp_path) == before


def test_a_word_that_is_not_utf_8_is_told_on_any_terminal(tmp_path: Path) -> None:
    one_sentence(run_process(tmp_path, "create-admin", os.fsdecode(b"Zo\xeb"), ADMIN[2]), "name")
    assert list(tmp_path.iterdir()) == []


def _as_typed(word: str | bytes) -> str:
    return word if isinstance(word, str) else os.fsdecode(word)


def _people(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "data" / "tracker.sqlite")) as connection:
        asked = "SELECT name FROM person UNION ALL SELECT name FROM api_token"
        return sorted(connection.execute(asked).fetchall())


def _newer(folder: Path) -> str:
    (folder / "newer.sqlite").touch(mode=0o600)
    with closing(sqlite3.connect(folder / "newer.sqlite")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999_future')")
        connection.commit()
    return f"sqlite+aiosqlite:///{folder / 'newer.sqlite'}"


def _no_database(folder: Path) -> str:
    (folder / "notes.txt").touch(mode=0o600)
    (folder / "notes.txt").write_text("no database at all " * 100)
    return f"sqlite+aiosqlite:///{folder / 'notes.txt'}"


STOPS: dict[str, tuple[Callable[[Path], str], str]] = {
    "a newer schema": (_newer, "version"),
    "a file that is no database": (_no_database, "no SQLite database"),
    "a folder that is not there": (
        lambda folder: f"sqlite+aiosqlite:///{folder / 'missing' / 'tracker.sqlite'}",
        "missing",
    ),
    "a server that is not there": (
        lambda _: f"postgresql+asyncpg://tracker:secret@127.0.0.1:{free_port()}/tracker",
        "cannot be reached (",
    ),
    "an address that is none": (lambda _: "postgresql+asyncpg://a:secret@b:port/c", "DATABASE_URL"),
}


@pytest.mark.parametrize("command", ["serve", "migrate", "verify"])
@pytest.mark.parametrize("case", STOPS)
def test_what_stops_a_start_is_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    case: str,
) -> None:
    url, told = STOPS[case][0](tmp_path), STOPS[case][1]
    for name, value in {"DATA_FOLDER": tmp_path / "data", "DATABASE_URL": url, "PORT": 0}.items():
        monkeypatch.setenv(f"TRACKER_{name}", str(value))

    assert main([command]) == WRONG

    errors = capsys.readouterr().err
    assert errors.count("\n") == 1, errors
    assert told in errors
    assert "secret" not in errors


def test_a_host_may_be_a_name() -> None:
    assert address_of(Settings(host="localhost", port=free_port())) in ("127.0.0.1", "::1")


def test_a_host_that_nobody_knows_is_told(tmp_path: Path) -> None:
    one_sentence(run(tmp_path, "serve", HOST="a..b"), "TRACKER_HOST")
    one_sentence(run(tmp_path, "serve", HOST=""), "TRACKER_HOST")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_taught_to_complete_every_command(
    capsys: pytest.CaptureFixture[str], shell: str
) -> None:
    assert main(["completion", shell]) == 0

    taught = capsys.readouterr().out
    assert [name for name in COMMANDS if name not in taught] == []


def test_help_names_the_exit_codes_and_the_version_is_that_of_the_package(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for asked in ("--help", "--version"):
        with pytest.raises(SystemExit) as ended:
            main([asked])
        assert ended.value.code == 0

    told = capsys.readouterr().out
    assert "exit codes:" in told
    assert told.endswith(f"tracker {metadata.version('wego-pilot-tracker')}\n")


def test_a_command_that_is_interrupted_says_no_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tracker.subcommands.verify", interrupted)

    assert main(["verify"]) == 130
    assert capsys.readouterr() == ("", "")


def test_verifying_shows_its_progress_at_a_terminal_and_only_there(tmp_path: Path) -> None:
    """Standard output stays what a script reads."""
    assert run(tmp_path, "create-admin", *ADMIN[1:]).returncode == 0
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        done = subprocess.run(
            [sys.executable, "-m", "tracker", "verify"],
            cwd=tmp_path,
            env=environment() | {"TERM": "xterm", "COLUMNS": "80"},
            stdout=subprocess.PIPE,
            stderr=theirs,
            timeout=SHORT,
            check=True,
        )
        os.close(theirs)
        shown = terminal.read(65_536)
    assert done.stdout == b"Journal, 0 decisions and 0 files are sound.\n"
    assert b"Journal" in shown
    assert run(tmp_path, "verify").stderr == ""
