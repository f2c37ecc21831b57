"""What msgspec says of a body or a query that does not fit, in words that name the remedy."""

import ast
import re
from collections.abc import Callable
from functools import reduce

from tracker.kernel.saying import Filled
from tracker.kernel.text import REMEDIES
from tracker.web.language import N_

_KINDS = {
    "str": N_("text"),
    "int": N_("a whole number"),
    "float": N_("a number"),
    "bool": N_("true or false"),
    "array": N_("a list"),
    "object": N_("an object"),
    "null": N_("null"),
    "datetime": N_("an instant such as 2027-01-04T12:00:00+09:00"),
    "date": N_("a day such as 2027-01-04"),
    "uuid": N_("a UUID"),
}
_BOUNDS = {
    ("str", "<="): N_("Use at most %(many)s characters."),
    ("str", ">="): N_("Use at least %(many)s characters."),
    ("array", "<="): N_("Give at most %(many)s of them."),
    ("array", ">="): N_("Give at least %(many)s of them."),
    ("object", "<="): N_("Give at most %(many)s of them."),
}
_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `\$?\.?(?P<at>[^`]*)`)?$", re.DOTALL)
_NAMED = re.compile(r"(?:unknown|required) field `(?P<name>[^`]*)`")
_OURS = re.compile(r"`(?P<name>[a-z_]+)`: (?P<what>.*)", re.DOTALL)


def _kinds(names: str) -> Filled:
    words = [
        Filled(_KINDS.get(name.strip(), "%(kind)s"), kind=name.strip()) for name in names.split("|")
    ]
    return reduce(
        lambda one, other: Filled(N_("%(one)s or %(other)s"), one=one, other=other), words
    )


def _bound(found: re.Match[str]) -> Filled:
    many = _BOUNDS.get((found[1], found[2]), N_("Keep to a length of %(many)s."))
    return Filled(many, many=found[3])


def _pattern(found: re.Match[str]) -> str:
    known = REMEDIES.get(ast.literal_eval(found[1]))
    return known or N_("Write it as the description of the API says.")


def _kind(found: re.Match[str]) -> Filled:
    return Filled(
        N_("Give %(wanted)s in place of %(given)s."),
        wanted=_kinds(found[1]),
        given=_kinds(found[2]),
    )


def _member(found: re.Match[str]) -> Filled:
    return Filled(N_("Use a word that is known here, not '%(given)s'."), given=found[1])


def _always(sentence: str) -> Callable[[re.Match[str]], str]:
    return lambda _: sentence


_SAYINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (
            r"Object contains unknown field `(.+)`",
            _always(N_("Leave it out; it is not known here.")),
        ),
        (r"Object missing required field `(.+)`", _always(N_("It is missing; give it."))),
        (r"Expected `str` matching regex (.+)", _pattern),
        (r"Expected `(\w+)` of length (<=|>=) (\d+)", _bound),
        (
            r"Expected `\w+` <= (.+)",
            lambda found: Filled(N_("Give %(bound)s at most."), bound=found[1]),
        ),
        (
            r"Expected `\w+` >= (.+)",
            lambda found: Filled(N_("Give %(bound)s at least."), bound=found[1]),
        ),
        (
            r"Expected `datetime` with a timezone component",
            _always(N_("Say the zone, as in 2027-01-04T12:00:00+09:00.")),
        ),
        (r"Expected `(.+)`, got `(.+)`", _kind),
        (r"Invalid enum value '?(.*?)'?", _member),
        (
            r"Invalid RFC3339 encoded (\w+)",
            lambda found: Filled(N_("Give %(wanted)s."), wanted=_kinds(found[1])),
        ),
        (r"Invalid UUID", _always(N_("Give a UUID."))),
        (r"Integer value out of range", _always(N_("Give a smaller number."))),
        (
            r"JSON is malformed.*|Input data was truncated|'data'",
            _always(N_("Send JSON in UTF-8 that can be read.")),
        ),
        (r"give a day between 1990 and 2200", _always(N_("Give a day between 1990 and 2200."))),
        (
            r"write it with fewer composed symbols",
            _always(N_("Write it with fewer composed symbols.")),
        ),
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
            return words(found)
    return f"{said}."
