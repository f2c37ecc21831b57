"""docs/invariants.md names tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_that_the_table_of_invariants_names_exists() -> None:
    named = _NAMED.findall((ROOT / "docs" / "invariants.md").read_text())

    missing = [f"{path}::{test}" for path, test in named if test not in _tests_of(ROOT / path)]

    assert len(named) >= 20
    assert missing == []


def test_the_table_has_all_twenty_nine_invariants() -> None:
    numbers = re.findall(
        r"^\| (\d+) \|", (ROOT / "docs" / "invariants.md").read_text(), re.MULTILINE
    )

    assert numbers == [str(number) for number in range(1, 30)]


def _tests_of(path: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
