"""Pages read by the API's own queries, and only where the API would answer their reader."""

import ast
import importlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from tests.test_shape import PACKAGE, SOURCES, name_of, tree_of
from tracker.pages.act_pages import ActPage
from tracker.process.policy import POLICY, Act
from tracker.web.guards import Requires

Function = tuple[str, str]
"""Its module and its name."""

_BY_ROLE = "the front page of a role is shown to that role alone"
_OWED = "whoever owes it knows of it, also where they see no gates"
KNOWN = {
    ("page", "show_home"): _BY_ROLE,
    ("fresh", "show_home"): _BY_ROLE,
    ("mine", "show_home"): _BY_ROLE,
    ("fresh", "show_projects"): "tells each reader what they may know of",
    ("of_others", "show_home"): _BY_ROLE,
    ("get", "about_condition"): _OWED,
    ("get", "about_point"): _OWED,
}
"""A query, and the page or act from which it is reached though its guard does not answer for it."""


def functions() -> Iterator[tuple[ModuleType, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in SOURCES:
        if path.is_relative_to(PACKAGE) and "migrations" not in path.parts:
            module = importlib.import_module(
                name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            )
            for node in tree_of(path).body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield module, node


def named_in(module: ModuleType, node: ast.AST) -> set[Function]:
    """The functions of the program that the code of a function names."""
    found = set()
    for one in ast.walk(node):
        value = None
        if isinstance(one, ast.Name):
            value = getattr(module, one.id, None)
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            value = getattr(getattr(module, one.value.id, None), one.attr, None)
        if callable(value) and str(getattr(value, "__module__", "")).startswith("tracker."):
            found.add((value.__module__, getattr(value, "__qualname__", "")))
    return found


READ = ("queries", "tracker.gates.overview", "tracker.gates.motions")
"""What the modules are called in which something is read."""
NAMES = {"code_of"}
"""What only says the name of something that was read."""


def is_query(function: Function) -> bool:
    module, name = function
    return any(part in module for part in READ) and name not in NAMES


def test_a_page_reads_nothing_that_the_api_would_not_answer_its_reader() -> None:
    names: dict[Function, set[Function]] = {}
    asked: dict[Function, set[Act]] = {}
    answers: dict[Function, set[Act]] = defaultdict(set)
    roots: list[tuple[Function, Act]] = []
    for module, node in functions():
        key = (module.__name__, node.name)
        handler = getattr(module, node.name)
        act = _guard(handler)
        if module.__name__.startswith("tracker.pages"):
            names[key] = named_in(module, node)
            asked[key] = {
                Act[one.attr]
                for one in ast.walk(node)
                if isinstance(one, ast.Attribute) and ast.unparse(one.value) == "Act"
            }
            if act is not None:
                roots.append((key, act))
        elif act is not None and "GET" in handler.http_methods:
            for query in filter(is_query, named_in(module, node)):
                answers[query].add(act)
    roots += _acts()

    wrong = {
        (query[1], root[1])
        for root, act in roots
        for function in _reached(root, names)
        for query in names[function] & answers.keys()
        if not _covered(act, answers[query], asked[function])
    }
    assert wrong == set(KNOWN)
    assert len(answers) > 60


def _guard(handler: Any) -> Act | None:
    guards = getattr(handler, "guards", None) or ()
    return next((one.act for one in guards if isinstance(one, Requires)), None)


def _acts() -> list[tuple[Function, Act]]:
    """What each page of an act is about, and that act."""
    found = []
    for module, _ in functions():
        for value in vars(module).values():
            for act in value if isinstance(value, tuple) else (value,):
                if isinstance(act, ActPage):
                    about: Callable[..., Any] = act.about
                    found.append(((about.__module__, about.__qualname__), act.policy.act))
    return found


def _reached(root: Function, names: dict[Function, set[Function]]) -> set[Function]:
    seen, ahead = set(), [root]
    while ahead:
        function = ahead.pop()
        if function in names and function not in seen:
            seen.add(function)
            ahead += names[function]
    return seen


def _covered(guard: Act, acts: set[Act], asked: set[Act]) -> bool:
    """By the guard of the page, or by a question in the function that reads."""
    roles = {role for act in acts for role in POLICY[act]}
    return set(POLICY[guard]) <= roles or bool(acts & asked)
