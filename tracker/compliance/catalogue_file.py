"""Reads a catalogue's YAML: plain mappings, lists, text, whole numbers, true, false, null."""

import re
from typing import Any

import yaml

MAX_BYTES = 1024 * 1024
_MAX_DEPTH = 20
_LOADER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})\Z")
# What neither PostgreSQL nor a Word file can hold, and what makes text read otherwise than it is.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def parse(text: str) -> tuple[Any, tuple[str, ...]]:
    """The plain values and what is wrong with the spelling, each "place: sentence".

    The reader is narrower than YAML's own: aliases and tags are refused before anything is built,
    and a word such as `no` or `2026-11-23` is text, so that nothing changes its type unseen.
    """
    if len(text.encode(errors="replace")) > MAX_BYTES:
        return None, (f"file: It is larger than {MAX_BYTES // 1024} KiB.",)
    try:
        if faults := _forbidden_events(text):
            return None, faults
        problems: list[str] = []
        return _build(yaml.compose(text, Loader=_LOADER), problems), tuple(problems)
    except yaml.MarkedYAMLError as error:
        return None, (f"{_place(error.problem_mark)}: {error.problem}.",)
    except (yaml.YAMLError, UnicodeError) as error:
        return None, (f"file: {error}.",)


def _forbidden_events(text: str) -> tuple[str, ...]:
    depth = 0
    faults = []
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            return (f"{_place(event.start_mark)}: It is nested deeper than {_MAX_DEPTH} levels.",)
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            faults.append(f"{_place(event.start_mark)}: Anchors and aliases are not read here.")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            faults.append(f"{_place(event.start_mark)}: Tags are not read here.")
    return tuple(faults)


def _build(node: yaml.Node | None, problems: list[str]) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, problems) for item in node.value]
    if not isinstance(node, yaml.ScalarNode):
        return None
    plain = not node.style
    if plain and node.value in _WORDS:
        return _WORDS[node.value]
    if plain and _WHOLE_NUMBER.match(node.value):
        return int(node.value)
    if _UNPRINTABLE.search(node.value):
        problems.append(f"{_place(node.start_mark)}: The text holds a character nobody can see.")
    return node.value


def _mapping(node: yaml.MappingNode, problems: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = _place(key_node.start_mark)
        key = _build(key_node, problems)
        if not isinstance(key, str):
            problems.append(f"{place}: A key is text; put it in quotes.")
        elif key in values:
            problems.append(f"{place}: `{key}` is given twice.")
        else:
            values[key] = _build(value_node, problems)
    return values


def _place(mark: Any) -> str:
    return "file" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}"
