"""The shape of the house that neither import-linter nor ruff looks at (style guide)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Column, Enum, ForeignKeyConstraint, String, Table, UniqueConstraint

from tracker.migrations.tables import METADATA

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tracker"
SOURCES = sorted(path for folder in ("tracker", "tests") for path in (ROOT / folder).rglob("*.py"))
FEATURES = (
    "people",
    "programme",
    "projects",
    "consultants",
    "proposals",
    "studies",
    "pilots",
    "compliance",
    "registers",
    "gates",
    "reports",
    "notifications",
)
PARTS = ("models", "wire", "queries", "commands", "api")
LONGEST_FILE = 400
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "tools"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


_RECORDS = re.compile(r"(\w*desk(\.system)?|SystemDesk\(.*\))\.record")


def acts(tree: ast.Module) -> Iterator[ast.Call]:
    """Every `desk.record(...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _RECORDS.fullmatch(ast.unparse(node.func)):
            yield node


def test_no_two_classes_have_one_name() -> None:
    """Whoever reads `Entry` need not look up which of five it is."""
    found: dict[str, list[str]] = {}
    for path in SOURCES:
        if path.is_relative_to(PACKAGE):
            for node in ast.walk(tree_of(path)):
                if isinstance(node, ast.ClassDef):
                    found.setdefault(node.name, []).append(f"{name_of(path)}:{node.lineno}")
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_a_file_is_short_named_for_its_subject_and_says_what_it_is() -> None:
    for path in SOURCES:
        text = path.read_text()
        assert len(text.splitlines()) <= LONGEST_FILE, path
        assert path.stem not in VAGUE, path
        if path.is_relative_to(PACKAGE) and text:
            assert ast.get_docstring(tree_of(path)), f"{path} has no docstring"


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_has_the_same_parts_as_every_other(feature: str) -> None:
    there = {path.stem for path in (PACKAGE / feature).iterdir()}
    assert [part for part in PARTS if part not in there] == []


def test_every_feature_is_in_the_table() -> None:
    without = {"web", "tasks"}  # tasks are derived: nobody commands them
    with_tables = {path.parts[-2] for path in PACKAGE.glob("*/api*")} - without
    assert with_tables == set(FEATURES)


def test_the_top_level_is_as_it_was_asked_for() -> None:
    asked = ("tracker", "docs", "tests", "pyproject.toml", "README.md")
    assert [name for name in asked if not (ROOT / name).exists()] == []
    for part in ("studies", "pilots", "consultants", "compliance"):
        assert (PACKAGE / part / "__init__.py").exists()


def test_the_journals_words_are_a_thing_and_a_past_tense() -> None:
    words = {
        node.args[0].value
        for path in PACKAGE.rglob("*.py")
        for node in acts(tree_of(path))
        if isinstance(node.args[0], ast.Constant)
    }
    assert len(words) > 50
    assert [word for word in sorted(words) if not re.fullmatch(r"[a-z_]+\.[a-z_]+", word)] == []
    ended = re.compile(
        r"(ed|en|drawn|put|met|set|lost|left|held|given|ended|live|off|on_hold|cast|sent|made|past)$"
    )
    assert [word for word in sorted(words) if not ended.search(word)] == []


def test_only_commands_write_to_the_journal() -> None:
    writers = {name_of(path) for path in PACKAGE.rglob("*.py") if any(acts(tree_of(path)))}
    assert [one for one in sorted(writers) if "commands" not in one] == []


def test_no_feature_reads_a_table_by_its_name() -> None:
    """Past the layers, and past mypy; what is asked from below lies below (decision 0041)."""
    reading = {name_of(one) for one in PACKAGE.rglob("*.py") if ".tables[" in one.read_text()}
    assert reading == set()


def test_nothing_prints_but_the_command_line_and_the_messenger() -> None:
    printing = {
        "tracker/__main__.py",
        "tracker/backup/making.py",
        "tracker/backup/restoring.py",
        "tracker/demo/command.py",
        "tracker/mail/console.py",
        "tracker/subcommands.py",
        "tracker/serve.py",
    }
    found = {name_of(path) for path in PACKAGE.rglob("*.py") if "print" in _called(path)}
    assert found <= printing


def _called(path: Path) -> set[str]:
    return {ast.unparse(one.func) for one in ast.walk(tree_of(path)) if isinstance(one, ast.Call)}


def test_only_the_kernel_and_the_start_read_the_clock() -> None:
    """Everything else is given `now`, so that tests and the demo choose the day."""
    clocks = {"datetime.now", "datetime.utcnow", "date.today", "time.time"}
    found = {name_of(path) for path in PACKAGE.rglob("*.py") if clocks & _called(path)}
    assert found <= {"tracker/kernel/days.py"}


WHOSE_DAY = {
    "tracker/process/today.py": "the one place",
}
PRINTS_INSTANTS = {
    "tracker/web/rendering.py",
    "tracker/pages/acts.py",
    "tracker/pages/act_forms.py",
    "tracker/pages/acts_of_people.py",
    "tracker/people/own_pages.py",
}


def test_whose_today_it_is_is_said_in_one_place() -> None:
    """Nobody else gives the arithmetic a zone, and a reader's own one only prints instants."""
    callers = {name_of(path) for path in PACKAGE.rglob("*.py") if "day_in" in _called(path)}
    readers = {
        name_of(path) for path in PACKAGE.rglob("*.py") if "visitor.zone" in path.read_text()
    }
    days = {
        ast.unparse(call)
        for path in PACKAGE.rglob("*.py")
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).rpartition(".")[2].endswith("_day")
        and call.args
        and ast.unparse(call.args[0]).endswith(("visitor", "reader"))
    }

    assert callers == WHOSE_DAY.keys()
    assert readers == PRINTS_INSTANTS
    assert days == set()


def test_the_pages_of_decisions_are_numbered_and_listed() -> None:
    pages = sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))
    index = (ROOT / "docs/decisions/README.md").read_text()
    assert [page for page in pages if f"({page})" not in index] == []
    assert [page[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]


# The tables (rules: model.md of the project's papers, section 1; docs/invariants.md)

TABLES = [*METADATA.tables.values()]
OF_A_PROJECT = [table for table in TABLES if "project_id" in table.columns]
MAY_BE_OF_NONE = {
    "entry": "acts of an installation or a call are journalled too",
    "deputy": "somebody may sit for a role in a whole organisation",
    "stored_file": "a call has files before it has projects",
}
NAMES_NOTHING = {
    "entry": "people may be erased, the chain stays",
    "stored_answer": "swept after a day",
    "catalogue.published_by": "None is the program, which brings the catalogue along",
    "received.object_id": "a row of whichever table the act is of, as in the entry beside it",
}
NO_ACTS = {
    "bucket",
    "criterion",
    "draft",
    "kept_file",
    "journal_cursor",
    "outside_identity",
    "recovery_code",
    "sign_in",
    "stored_answer",
    "task",
    "task_owner",
    "task_state",
    "work",
    "way_out",
}
"""Go with their call; are swept; move on; are used up or ended once."""
UNBOUNDED = {
    "entry.detail",
    "catalogue.source",
    "decision.snapshot",
    "draft.typed",
    "report.snapshot",
    "stored_answer.headers",
}
"""Canonical JSON of ours."""


def test_a_row_of_a_project_says_which_and_can_be_named_with_it() -> None:
    for table in OF_A_PROJECT:
        if table.name not in MAY_BE_OF_NONE:
            assert not table.columns["project_id"].nullable, table.name
            assert ["project_id", "id"] in _unique(table), table.name


def _unique(table: Table) -> list[list[str]]:
    return [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]


def test_a_row_of_a_project_refers_to_another_together_with_its_project() -> None:
    to_rows = [
        key
        for table in OF_A_PROJECT
        for key in table.foreign_key_constraints
        if "project_id" in key.referred_table.columns and key.referred_table.name != "project"
    ]
    assert [key.name for key in to_rows if "project_id" not in key.column_keys] == []


def test_a_column_that_names_a_row_has_a_key() -> None:
    """Columns are named `..._id`, or `..._by` and the like where they name a person."""
    lost = [_without_a_key(table) for table in TABLES if table.name not in NAMES_NOTHING]
    assert set().union(*lost) == set()


def _without_a_key(table: Table) -> set[str]:
    kept = {name for key in table.foreign_key_constraints for name in key.column_keys}
    named = {
        column.name for column in table.columns if column.type.python_type.__name__ == "UUID"
    } - {"id"}
    lost = {f"{table.name}.{name}" for name in named - kept} - NAMES_NOTHING.keys()
    within = {key for key in table.foreign_key_constraints if "project_id" in key.column_keys}
    return lost - ({f"{table.name}.project_id"} if within else set())


def test_an_act_is_append_only_and_what_changes_carries_a_version() -> None:
    for table in TABLES:
        if table.name not in NO_ACTS:
            changes = "version" in _counted(table)
            assert bool(table.info.get("append_only")) is not changes, table.name


def _counted(table: Table) -> set[str]:
    return {column.name for column in table.columns if not isinstance(column.type, String)}


def test_text_is_bounded_in_the_column() -> None:
    unbounded = {
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.columns
        if isinstance(column.type, String) and not isinstance(column.type, Enum)
        if column.type.length is None
    }
    assert unbounded <= UNBOUNDED


def test_nothing_goes_with_another_row_and_nothing_is_set_by_itself() -> None:
    for table in TABLES:
        assert [one for one in table.foreign_key_constraints if _cascades(one)] == [], table.name
        assert [one for one in table.columns if _sets_itself(one)] == [], table.name


def _cascades(key: ForeignKeyConstraint) -> bool:
    return any(done not in (None, "NO ACTION") for done in (key.ondelete, key.onupdate))


def _sets_itself(column: Column[object]) -> bool:
    ways = (column.default, column.server_default, column.onupdate, column.server_onupdate)
    return any(way is not None for way in ways)
