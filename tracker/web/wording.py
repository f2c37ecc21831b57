"""What msgspec says of a body or a query that does not fit, in words that name the remedy."""

import ast
import re
from collections.abc import Callable

from tracker.kernel.text import REMEDIES

_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
    "datetime": "an instant such as 2027-01-04T12:00:00+09:00",
    "date": "a day such as 2027-01-04",
    "uuid": "a UUID",
}
_BOUNDS = {
    ("str", "<="): "use at most {} characters",
    ("str", ">="): "use at least {} characters",
    ("array", "<="): "give at most {} of them",
    ("array", ">="): "give at least {} of them",
    ("object", "<="): "give at most {} of them",
}
_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `\$?\.?(?P<at>[^`]*)`)?$", re.DOTALL)
_NAMED = re.compile(r"(?:unknown|required) field `(?P<name>[^`]*)`")
_OURS = re.compile(r"`(?P<name>[a-z_]+)`: (?P<what>.*)", re.DOTALL)
_UNREADABLE = "send JSON in UTF-8 that can be read"


def _kinds(names: str) -> str:
    words = [_KINDS.get(name.strip(), name.strip()) for name in names.split("|")]
    return " or ".join(words)


def _bound(found: re.Match[str]) -> str:
    many = _BOUNDS.get((found[1], found[2]), "keep to a length of {}")
    return many.format(found[3])


def _pattern(found: re.Match[str]) -> str:
    return REMEDIES.get(ast.literal_eval(found[1]), "write it as the description of the API says")


_SAYINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"Object contains unknown field `(.+)`", lambda _: "leave it out; it is not known here"),
        (r"Object missing required field `(.+)`", lambda _: "it is missing; give it"),
        (r"Expected `str` matching regex (.+)", _pattern),
        (r"Expected `(\w+)` of length (<=|>=) (\d+)", _bound),
        (r"Expected `\w+` <= (.+)", lambda found: f"give {found[1]} at most"),
        (r"Expected `\w+` >= (.+)", lambda found: f"give {found[1]} at least"),
        (
            r"Expected `datetime` with a timezone component",
            lambda _: "say the zone, as in 2027-01-04T12:00:00+09:00",
        ),
        (
            r"Expected `(.+)`, got `(.+)`",
            lambda found: f"give {_kinds(found[1])} in place of {_kinds(found[2])}",
        ),
        (
            r"Invalid enum value '?(.*?)'?",
            lambda found: f"use a word that is known here, not '{found[1]}'",
        ),
        (r"Invalid RFC3339 encoded (\w+)", lambda found: f"give {_kinds(found[1])}"),
        (r"Invalid UUID", lambda _: "give a UUID"),
        (r"Integer value out of range", lambda _: "give a smaller number"),
        (r"JSON is malformed.*|Input data was truncated|'data'", lambda _: _UNREADABLE),
    )
)


def placed(said: str, around: str = "") -> tuple[str, str]:
    """Where it is wrong, and the remedy; `around` is the place where msgspec names none.

    msgspec says "Expected `int` - at `$.places`": what is wrong, then the place.
    """
    match = _PLACE.match(said)
    what, at = (match["what"], match["at"]) if match else (said, None)
    place = str(at or around).removeprefix("data")
    if inner := _OURS.match(what):  # what an `Input` says of itself names its own field
        what = inner["what"]
    inner = inner or _NAMED.search(what)
    if inner is not None:
        place = f"{place}.{inner['name']}" if place else inner["name"]
    return place, plain(what)


def plain(said: str) -> str:
    """One sentence with the remedy; what is not in the table is left as it was said."""
    said = said.rstrip(".")
    for pattern, words in _SAYINGS:
        if found := pattern.fullmatch(said):
            remedy = words(found)
            return f"{remedy[0].upper()}{remedy[1:]}."
    return f"{said}."
