"""The command line of the tests: in this process, or in one of its own as an operator has it."""

import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from tests.child import free_port as free_port
from tracker.__main__ import main

WRONG = 2
SHORT = 60
Done = subprocess.CompletedProcess[str]


def run(folder: Path, *arguments: str, **settings: str) -> Done:
    """The command from a folder, in this process: it costs a tenth of one of its own."""
    out, errors = StringIO(), StringIO()
    with (
        chdir(folder),
        patch.dict(os.environ, environment(**settings), clear=True),
        redirect_stdout(out),
        redirect_stderr(errors),
    ):
        try:
            code = main(arguments)
        except SystemExit as ended:  # how argparse ends
            code = int(ended.code or 0)
    return Done(arguments, code, out.getvalue(), errors.getvalue())


def run_process(folder: Path, *arguments: str, **settings: str) -> Done:
    """The command from a folder, in a process of its own."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "tracker", *arguments],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=SHORT,
        check=False,
    )


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    return kept | {f"TRACKER_{name}": value for name, value in settings.items()}


def one_sentence(done: Done, *named: str) -> None:
    assert done.returncode == WRONG, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    for name in named:
        assert name in done.stderr
