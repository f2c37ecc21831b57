"""`docs/asvs.md`: which test shows which requirement of the OWASP ASVS 5.0, levels 1 and 2.

`python -m tests.asvs` prints it from the markers `@pytest.mark.asvs("6.2.1")` of the tests.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent
PAPER = ROOT.parent / "docs" / "asvs.md"
CHAPTERS = {
    "3": "Web frontend",
    "6": "Authentication",
    "7": "Sessions",
    "8": "Authorisation",
}
REQUIRED = [
    "3.2.1",
    "3.2.2",
    "3.3.1",
    "3.3.2",
    "3.3.3",
    "3.3.4",
    "3.4.1",
    "3.4.2",
    "3.4.3",
    "3.4.4",
    "3.4.5",
    "3.4.6",
    "3.5.1",
    "3.5.2",
    "3.5.3",
    "3.5.4",
    "3.7.1",
    "3.7.2",
    "6.1.1",
    "6.1.2",
    "6.1.3",
    "6.2.1",
    "6.2.2",
    "6.2.3",
    "6.2.4",
    "6.2.5",
    "6.2.6",
    "6.2.7",
    "6.2.8",
    "6.2.9",
    "6.2.10",
    "6.2.11",
    "6.2.12",
    "6.3.1",
    "6.3.2",
    "6.3.3",
    "6.3.4",
    "6.4.1",
    "6.4.2",
    "6.4.3",
    "6.4.4",
    "6.5.1",
    "6.5.2",
    "6.5.3",
    "6.5.4",
    "6.5.5",
    "6.6.2",
    "6.6.3",
    "7.1.1",
    "7.1.2",
    "7.1.3",
    "7.2.1",
    "7.2.2",
    "7.2.3",
    "7.2.4",
    "7.3.1",
    "7.3.2",
    "7.4.1",
    "7.4.2",
    "7.4.3",
    "7.4.4",
    "7.4.5",
    "7.5.1",
    "7.5.2",
    "7.6.1",
    "7.6.2",
    "8.1.1",
    "8.1.2",
    "8.2.1",
    "8.2.2",
    "8.2.3",
    "8.3.1",
    "8.4.1",
]
"""The ids of levels 1 and 2 in these chapters that security of this kind of product asks."""
GROUNDS = {
    "3.7.1": "no plug-ins and no outdated technology: HTML, one style sheet, one script",
    "6.1.3": "two ways in, both described in decision 0022: pages by session, the API by token",
    "6.6.2": "no codes by mail or telephone; links by mail are shown under 6.4.1",
    "7.1.3": "decision 0024: what a provider opens, how long it lasts, and what ends it",
    "7.6.1": "decision 0024: the session is ours; an end there does not end it, ours does",
}
"""What no test shows, and why."""


@cache
def marked() -> dict[str, list[str]]:
    """Tests by the ids that they are marked with."""
    found: dict[str, list[str]] = {}
    for path in sorted(ROOT.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for one in _ids(node):
                    where = path.relative_to(ROOT.parent)
                    found.setdefault(one, []).append(f"{where}::{node.name}")
    return found


def _ids(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.asvs":
            yield from (str(one.value) for one in mark.args if isinstance(one, ast.Constant))


def printed() -> str:
    """The page."""
    tests = marked()
    lines = [
        "# OWASP ASVS 5.0",
        "",
        "Printed from the markers of the tests; do not edit it by hand.",
        "Levels 1 and 2 of the chapters on the web frontend, authentication, sessions and "
        "authorisation; what is marked beyond them is level 3.",
    ]
    for chapter, title in CHAPTERS.items():
        lines += ["", f"## V{chapter} {title}", "", "| id | shown by |", "|---|---|"]
        ids = {one for one in (*REQUIRED, *tests) if one.startswith(f"{chapter}.")}
        for one in sorted(ids, key=lambda text: [int(part) for part in text.split(".")]):
            shown = "<br>".join(f"`{name}`" for name in tests.get(one, ()))
            lines.append(f"| {one} | {shown or GROUNDS[one]} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAPER.write_text(printed())
