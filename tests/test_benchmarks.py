"""The benchmarks run to their end and print every figure; how fast it is, is no matter here."""

import subprocess
import sys

import pytest

from tests.command_line import environment

pytestmark = pytest.mark.long

FIGURES = (
    "cold start",
    "memory, idle",
    "list, 50 of 1,000",
    "project detail",
    "checklist of a gate",
    "readiness of a gate",
    "durable change",
    "status report",
    "list p99 while reports are made",
    "memory after",
)


def test_a_quick_run_prints_a_line_for_each_figure() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--database", "sqlite"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert [name for name in FIGURES if not any(f"| {name}" in line for line in lines)] == []
