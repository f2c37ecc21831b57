"""One encoder for whatever is stored or sent: what it knows, and that there is no other."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct, inspect
from sqlalchemy import JSON, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

import tracker
from tracker.kernel.database import for_system
from tracker.kernel.encoding import encoded, encoded_text, plain
from tracker.kernel.saying import Filled

PACKAGE = Path(tracker.__file__).parent
FILLED = Filled("%(gate)s has lapsed.", gate="G4")
SPEAKING = "G4 has lapsed."

THE_ENCODER = "kernel/encoding.py"
NOT_STORED_NOR_SENT = {"compliance/catalogue.py"}
"""Hands a file that somebody wrote to pydantic, with whatever YAML can say in it."""
ENCODERS = {"encode", "Encoder", "to_builtins", "dumps", "dump", "encode_json", "asdict"}
LEAVING = {"reports.content", "process.dossier", "process.entry", "web.problems", "kernel.paging"}
"""Modules of types that are stored or sent, beside every `wire`."""
STAYING = {"Held"}
"""Types of rows, which stay in the process."""


class Said(Struct):
    why: str
    by_gate: dict[str, str]


def test_a_sentence_is_its_text_wherever_it_stands() -> None:
    said = Said(why=FILLED, by_gate={FILLED: FILLED})
    meant = {"why": SPEAKING, "by_gate": {SPEAKING: SPEAKING}}

    assert plain(said) == meant
    assert msgspec.json.decode(encoded(said)) == meant
    assert {type(text) for text in plain([FILLED])} == {str}
    assert encoded_text(FILLED) == f'"{SPEAKING}"'


def test_a_set_has_an_order_where_one_is_asked() -> None:
    assert plain({"c", "a", "b"}, order="sorted") == ["a", "b", "c"]


def test_what_has_no_spelling_is_refused_by_name() -> None:
    for encode in (plain, encoded):
        with pytest.raises(TypeError, match="object has no one spelling"):
            encode({"what": object()})


async def test_a_column_of_json_takes_what_the_encoder_knows(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    value = Said(why=FILLED, by_gate={})
    asked = for_system(select(bindparam("given", value, JSON)), "a test")
    async with sessions() as session:
        assert await session.scalar(asked) == {"why": SPEAKING, "by_gate": {}}


def encoders_in(path: Path) -> Iterator[str]:
    """`msgspec.json.encode(...)` and the like, or such a name imported; texts encode themselves."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in ENCODERS:
            of = ast.unparse(node.value)
            if of.split(".")[0] in {"msgspec", "json", "pickle", "dataclasses", "structs"}:
                yield f"{of}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] != "tracker":
            yield from (one.name for one in node.names if one.name in ENCODERS)


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_nothing_is_stored_or_sent_past_the_one_encoder(path: Path) -> None:
    name = str(path.relative_to(PACKAGE))
    if name != THE_ENCODER and name not in NOT_STORED_NOR_SENT:
        assert list(encoders_in(path)) == []


def test_every_field_of_what_is_stored_or_sent_has_a_type_that_the_encoder_knows() -> None:
    """So that no answer, snapshot or payload is the first to show that it does not."""
    kinds = {kind for module in leaving() for kind in structs_of(module)}
    unknown = {
        f"{kind.__module__}.{kind.__name__}: {found.__name__}"
        for kind in kinds
        for found in unknown_in(inspect.type_info(kind))
    }

    assert len(kinds) > 150
    assert unknown == set()


def leaving() -> Iterator[Any]:
    for one in pkgutil.walk_packages(tracker.__path__, "tracker."):
        below = one.name.removeprefix("tracker.")
        if "wire" in below.split(".") or below in LEAVING:
            yield importlib.import_module(one.name)


def structs_of(module: Any) -> Iterator[type[Struct]]:
    for kind in vars(module).values():
        if isinstance(kind, type) and issubclass(kind, Struct) and kind.__name__ not in STAYING:
            yield kind


def unknown_in(info: Any, seen: set[type] | None = None) -> Iterator[type]:
    """Classes that msgspec leaves to its hook, anywhere within a type."""
    seen = set() if seen is None else seen
    if isinstance(info, inspect.CustomType):
        if not issubclass(info.cls, str):
            yield info.cls
    elif isinstance(info, inspect.StructType):
        if info.cls not in seen:
            seen.add(info.cls)
            for field in info.fields:
                yield from unknown_in(field.type, seen)
    else:
        for part in parts_of(info):
            yield from unknown_in(part, seen)


def parts_of(info: Any) -> Iterator[Any]:
    """The types of a list's items, of a map's keys and values, of a union or a tuple."""
    for name in ("item_type", "key_type", "value_type"):
        if hasattr(info, name):
            yield getattr(info, name)
    for name in ("types", "item_types"):
        yield from getattr(info, name, ())
