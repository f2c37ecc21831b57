"""What views and rows are filled with by name is there: neither mypy nor msgspec sees it."""

import ast
import importlib
import inspect
import typing
from collections.abc import Callable, Iterator
from types import ModuleType, NoneType, UnionType
from typing import Any, NamedTuple

import pytest
from msgspec import Struct, structs
from sqlalchemy import inspect as inspect_table

from tests.test_shape import PACKAGE, SOURCES, name_of, tree_of
from tracker.kernel.by_name import made, shown

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Filling(NamedTuple):
    """A call of `shown` or `made` in a function (of a class, perhaps) of a module."""

    module: ModuleType
    holder: str | None
    function: Function
    call: ast.Call

    def __str__(self) -> str:
        return f"{self.module.__name__}:{self.call.lineno}"


def _fillings(by: Callable[..., Any]) -> Iterator[Filling]:
    for path in SOURCES:
        if path.is_relative_to(PACKAGE) and path.name != "by_name.py":
            tree = tree_of(path)
            holders = {
                id(one): node.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ClassDef)
                for one in node.body
            }
            for function in ast.walk(tree):
                if isinstance(function, Function):
                    for call in ast.walk(function):
                        if isinstance(call, ast.Call) and ast.unparse(call.func) == by.__name__:
                            module = importlib.import_module(_module(name_of(path)))
                            if vars(module).get(by.__name__) is by:
                                yield Filling(module, holders.get(id(function)), function, call)


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _filled(filling: Filling) -> Any:
    named = ast.unparse(filling.call.args[0])
    return getattr(filling.module, filling.holder or "" if named == "cls" else named)


def _worked_out(filling: Filling) -> set[str]:
    return {one.arg for one in filling.call.keywords if one.arg is not None}


def _source(filling: Filling) -> Any:
    """The type of what is copied from: a parameter."""
    name = ast.unparse(filling.call.args[1])
    arguments = filling.function.args
    written = {one.arg: one.annotation for one in (*arguments.args, *arguments.kwonlyargs)}
    annotation = written.get(name)
    assert annotation is not None, f"{filling}: write the type of “{name}” down"
    return eval(ast.unparse(annotation), dict(vars(filling.module)))  # noqa: S307


def _attributes(row: Any) -> set[str]:
    if isinstance(row, UnionType):
        return set.intersection(
            *(_attributes(one) for one in typing.get_args(row) if one is not NoneType)
        )
    if isinstance(row, type) and issubclass(row, Struct):
        return {one.name for one in structs.fields(row)} | _properties(row)
    return set(typing.get_type_hints(row)) | set(vars(inspect.unwrap(row))) | _properties(row)


def _properties(row: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(row, lambda one: isinstance(one, property))}


VIEWS = list(_fillings(shown))
ROWS = list(_fillings(made))


@pytest.mark.parametrize("filling", VIEWS, ids=str)
def test_each_field_of_a_view_is_on_the_row_or_worked_out(filling: Filling) -> None:
    fields = set(_filled(filling).__struct_fields__)
    worked_out = _worked_out(filling)
    assert worked_out <= fields
    assert fields - worked_out <= _attributes(_source(filling))


@pytest.mark.parametrize("filling", ROWS, ids=str)
def test_each_field_of_what_is_asked_is_a_column_or_worked_out(filling: Filling) -> None:
    columns = set(inspect_table(_filled(filling)).column_attrs.keys())
    worked_out = _worked_out(filling)
    assert worked_out <= columns
    assert set(_source(filling).__struct_fields__) - worked_out <= columns
