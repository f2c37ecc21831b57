"""The fast set and the whole set (docs/decisions/0033).

Fast: everything on SQLite, and on PostgreSQL one cell of each file; there all cells of what is
marked `differs` and none of what is marked `giant`; nothing that is marked `long`.
`--whole` runs every cell.
"""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help="every cell, also long ones")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the whole set's cells out, but in a file that was asked for by its name."""
    if config.getoption("--whole"):
        return
    by_name = {Path(word.split("::")[0]).resolve() for word in config.args}
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    files: set[Path] = set()
    for item in items:
        cell_of_fast = _is_fast(item, files) or item.path in by_name
        (kept if cell_of_fast else left).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


def _is_fast(item: pytest.Item, files: set[Path]) -> bool:
    if item.get_closest_marker("long"):
        return False
    if not _is_on_postgres(item) or item.get_closest_marker("differs"):
        return True
    if item.get_closest_marker("giant") or item.path in files:
        return False
    files.add(item.path)
    return True


def _is_on_postgres(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return callspec is not None and "postgres" in [
        one for one in callspec.params.values() if isinstance(one, str)
    ]
