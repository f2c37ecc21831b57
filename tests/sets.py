"""The fast set and the whole set (docs/decisions/0030).

Fast: everything on SQLite, and on PostgreSQL one cell of each test function; all cells of what is
marked `differs`, and nothing that is marked `long`. `--whole` runs every cell.
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
    on_postgres: set[str] = set()
    for item in items:
        function = item.nodeid.split("[")[0]
        second = _is_on_postgres(item) and function in on_postgres
        whole = item.get_closest_marker("long") or (
            second and not item.get_closest_marker("differs")
        )
        (left if whole and item.path not in by_name else kept).append(item)
        if _is_on_postgres(item):
            on_postgres.add(function)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


def _is_on_postgres(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return callspec is not None and "postgres" in [
        one for one in callspec.params.values() if isinstance(one, str)
    ]
