"""Reads, checks and remembers catalogues of requirements."""

import json
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tracker.compliance import catalogue_checks, catalogue_file
from tracker.compliance.catalogue_model import (
    Catalogue,
    Fact,
    GateEntry,
    Outcome,
    Profile,
    Requirement,
    WaiverRule,
)
from tracker.kernel.errors import TrackerError

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Fact",
    "GateEntry",
    "Outcome",
    "Profile",
    "Requirement",
    "WaiverRule",
    "from_source",
    "load",
    "read_file",
    "shipped",
]

_SHIPPED = Path(__file__).parent / "catalogues" / "wego-cp-1.0.0-draft.2.yaml"
_FIELDS = frozenset(field.alias or name for name, field in Catalogue.model_fields.items())
_WORDS_ALONE = _FIELDS - {
    "gates",
    "levels",
    "outcomes",
    "domains",
    "facts",
    "roles",
    "evidence_kinds",
    "recheck_events",
    "severities",
    "packs",
    "profiles",
    "frameworks",
    "requirements",
}
"""Fields of plain text, which no check between parts of the file reads."""
_SENTENCES = {"missing": "It is missing.", "extra_forbidden": "No such field is known here."}


class CatalogueError(TrackerError):
    """A catalogue that cannot be used; each problem reads "place: sentence"."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - 3
        rest = f" And {more} more." if more > 0 else ""
        super().__init__(f"The catalogue cannot be used. {' '.join(self.problems[:3])}{rest}")


def load(text: str) -> Catalogue:
    """Read a catalogue's YAML.

    Raises CatalogueError with all that is wrong in its fields and in what they say of each other.
    A file that is no YAML is told of that alone, and one without a whole list of its fields alone.
    """
    values, problems = catalogue_file.parse(text)
    if problems:
        raise CatalogueError(problems)
    return _checked(values)


def read_file(path: Path) -> Catalogue:
    """As `load`, from a file in UTF-8."""
    with path.open("rb") as file:
        content = file.read(catalogue_file.MAX_BYTES + 1)
    try:
        return load(content.decode())
    except UnicodeDecodeError as error:
        raise CatalogueError([f"file: Byte {error.start} is not UTF-8."]) from error


@cache
def shipped() -> Catalogue:
    """The catalogue that comes with the tracker."""
    return read_file(_SHIPPED)


@lru_cache(maxsize=16)
def from_source(canonical_json: str) -> Catalogue:
    """The catalogue whose `canonical_source` this is; another spelling is refused."""
    try:
        values = json.loads(canonical_json)
    except (ValueError, RecursionError) as error:
        raise CatalogueError(["file: The stored catalogue is not JSON."]) from error
    catalogue = _checked(values)
    if catalogue.canonical_source != canonical_json:
        raise CatalogueError(["file: The stored catalogue is not spelt canonically."])
    return catalogue


def _checked(values: Any) -> Catalogue:
    try:
        catalogue = _validated(values)
    except ValidationError as error:
        raise CatalogueError(
            [*_sentences(error, values), *_between_the_rest(error, values)]
        ) from error
    if problems := tuple(catalogue_checks.problems(catalogue)):
        raise CatalogueError(problems)
    return catalogue


def _validated(values: Any) -> Catalogue:
    # By way of JSON: only there does pydantic's strict mode take a list for a tuple.
    return Catalogue.model_validate_json(json.dumps(values))


def _between_the_rest(error: ValidationError, values: Any) -> list[str]:
    """Problems between those items that have no fault of their own.

    One that may come from an item left out is not reported: it may vanish with the fault.
    """
    if not isinstance(values, dict):
        return []
    sound = {name: values[name] for name in values if name in _FIELDS}
    faulty: dict[str, set[int]] = {}
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        match fault["loc"]:
            case (str(field), int(item), *_):
                faulty.setdefault(field, set()).add(item)
            case (str(field), *_) if field in _WORDS_ALONE:
                sound[field] = shipped().source[field]
            case _ if fault["type"] != "extra_forbidden":
                return []
    for field, items in faulty.items():
        sound[field] = [one for item, one in enumerate(values[field]) if item not in items]
    try:
        problems = catalogue_checks.problems(_validated(sound))
    except ValidationError:
        return []
    lost = {_name(values[field][item]) for field, items in faulty.items() for item in items}
    return [told for told in problems if not _rests_on(told, set(faulty), lost)]


def _rests_on(problem: str, fields: set[str], names: set[str | None]) -> bool:
    place, _, sentence = problem.partition(": ")
    steps = {*place.split("."), *sentence.split("`")[1::2]}
    return place in fields or bool(steps & names)


def _sentences(error: ValidationError, values: Any) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_context=False):
        if fault["type"] == "too_short" and fault["input"]:
            continue  # Its items were there and are told one by one.
        sentence = _SENTENCES.get(fault["type"], f"{fault['msg']}.")
        yield f"{_place(fault['loc'], values)}: {sentence}"


def _place(loc: tuple[int | str, ...], values: Any) -> str:
    """The way to a field, with `CP-GOV-01` or `G3` rather than its number in the list."""
    names = []
    for step in loc:
        try:
            values = values[step]
        except (LookupError, TypeError):
            values = None
        name = _name(values) if isinstance(values, dict) and isinstance(step, int) else None
        names.append(name or str(step))
    return ".".join(names) or "file"


def _name(item: Any) -> str | None:
    """The name by which the author knows an item of a list."""
    if not isinstance(item, dict):
        return item if isinstance(item, str) else None
    name = item.get("id") or item.get("gate") or item.get("requirement")
    return str(name) if name else None
