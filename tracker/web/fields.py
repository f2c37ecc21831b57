"""The fields of a form: what is shown for each part of a wire type."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Meta, Struct

from tracker.kernel.text import MULTILINE
from tracker.web.forms import MISSING, bare, is_secret
from tracker.web.language import N_

LINE_LENGTH = 400
"""Texts that may be longer get a larger field."""
SPARE_ROWS = 3
"""Empty rows below those there are; rows left empty are not sent."""

Labels = Callable[[str, str], str]
"""The label of a field (`name`, its default), or of a member (`Verdict.pass`, its value)."""


class Option(Struct, frozen=True):
    """What may be chosen; of a file, its size in bytes and its hash."""

    value: str
    label: str
    size: int | None = None
    sha256: str = ""


class Ask(Struct, frozen=True, kw_only=True):
    """What a page says about one field beyond its type."""

    label: str = ""
    help: str = ""
    options: tuple[Option, ...] | None = None
    value: Any = None
    fixed: bool = False
    """It is known already: sent along with the form, not asked."""
    upload: bool = False
    """The value are ids of files: the reader chooses files, or some that were uploaded before."""
    hidden: bool = False
    """Not asked on this page."""
    keys: tuple[Option, ...] | None = None
    """The keys of a map, with their labels."""
    rows: int | None = None
    """How many rows, where their number is known."""
    needed: str = ""
    """When a field is needed that the type lets be left out, such as "needed for a link"."""


class Taken(Struct, frozen=True, kw_only=True):
    """What a file may be, for browsers that look before they send it; the server looks again.

    `most` bytes; its first `head` bytes match `begins` in hexadecimal, or its name has one of
    `endings`. `said` to choose by; `too_large` and `not_taken` where it is refused. `script`: the
    address of what sends it in parts.
    """

    most: int
    head: int
    begins: str
    endings: tuple[str, ...]
    said: str
    too_large: str
    not_taken: str
    script: str


class Field(Struct, frozen=True, kw_only=True):
    """One thing to fill in. `kind` is the name of its macro in `fields.html`."""

    name: str
    kind: str
    label: str
    help: str = ""
    required: bool = False
    needed: str = ""
    options: tuple[Option, ...] = ()
    values: tuple[str, ...] = ()
    error: str = ""
    longest: int | None = None
    within: tuple[tuple["Field", ...], ...] = ()
    many: bool = False
    """Several files may be chosen."""
    taken: Taken | None = None
    """What a file may be."""

    @property
    def filled(self) -> bool:
        """Whether it has a value, or an error."""
        inner = any(field.filled for row in self.within for field in row)
        return bool(inner or self.error or (self.kind != "fixed" and self.value not in ("", "no")))

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


class Sheet(Struct, frozen=True, kw_only=True):
    """The values of a form: what was typed or is stored, and the errors."""

    asks: Mapping[str, Ask]
    filled: Mapping[str, Any]
    errors: Mapping[str, str]
    words: Labels
    zone: str
    taken: Taken | None = None
    """Of forms with files."""

    def with_values(self, there: Mapping[str, Any]) -> "Sheet":
        """The same, with what is there below what was typed."""
        return msgspec.structs.replace(self, filled={**there, **self.filled})


def shown(kind: type[Struct], sheet: Sheet, at: str = "") -> tuple[Field, ...]:
    """The fields of a form in the order of the type; `at` is the way to a struct inside."""
    return tuple(
        _shown(field, f"{at}{field.name}", ask, sheet)
        for field in msgspec.structs.fields(kind)
        if not (ask := _ask(sheet, f"{at}{field.name}", field.name)).hidden
        and not (ask.options == () and not field.required and not ask.upload)
    )


def takes_many(kind: type[Struct], name: str) -> bool:
    """Whether a field has several values."""
    found = next(one for one in msgspec.structs.fields(kind) if one.name == name)
    return get_origin(bare(found.type)[0]) in _LISTS


_LISTS = (list, tuple, set, frozenset)


def longest(kind: Any) -> int | None:
    """The most characters that a text may have."""
    for part in get_args(kind):
        if isinstance(part, Meta) and part.max_length is not None:
            return part.max_length
        if (found := longest(part)) is not None:
            return found
    return None


def _ask(sheet: Sheet, name: str, last: str) -> Ask:
    return sheet.asks.get(name) or sheet.asks.get(last) or Ask()


def _shown(field: msgspec.structs.FieldInfo, name: str, ask: Ask, sheet: Sheet) -> Field:
    plain, _ = bare(field.type)
    there = sheet.filled.get(name, ask.value)
    if there is None and field.default not in (UNSET, msgspec.NODEFAULT):
        there = field.default
    if is_secret(name):
        there = None
    if field.required and ask.options is not None and len(ask.options) == 1:
        there = ask.options[0].value  # there is nothing to choose
    what, options, within = _drawn(field.type, name, ask, sheet.with_values(_flat(name, there)))
    return Field(
        name=name,
        kind=what,
        label=ask.label or _label(name, field.name, sheet.words),
        help=ask.help or sheet.words(f"{field.name}?", ""),
        required=field.required and plain is not bool and not ask.fixed,
        needed=ask.needed,
        options=options,
        values=texts(there, sheet.zone),
        error=_remedy(what, sheet.errors.get(name, "")),
        longest=longest(field.type),
        within=within,
        many=get_origin(plain) in _LISTS,
        taken=sheet.taken if ask.upload else None,
    )


def _remedy(kind: str, error: str) -> str:
    """What is to be done where nothing was given: not every field is filled in by typing."""
    return _INSTEAD.get(kind, error) if error == MISSING else error


_INSTEAD = {
    "upload": N_("Choose a file."),
    "choice": N_("Choose one of the list."),
    "radios": N_("Choose one."),
    "ticks": N_("Tick at least one."),
}


def _label(name: str, last: str, words: Labels) -> str:
    return words(name, "") or words(last, last.replace("_", " ").capitalize())


Drawn = tuple[str, tuple[Option, ...], tuple[tuple[Field, ...], ...]]
"""The macro, what may be chosen, and the fields inside."""


def _drawn(kind: Any, name: str, ask: Ask, sheet: Sheet) -> Drawn:
    plain, optional = bare(kind)
    if ask.fixed:
        return "fixed", (), ()
    if ask.upload:
        return "upload", ask.options or (), ()
    if is_secret(name):
        return "secret", (), ()
    if _is(plain, Struct):
        return "group", (), (shown(plain, sheet, f"{name}."),)
    if get_origin(plain) is dict:
        return "map", (), (_of_keys(plain, name, ask, sheet),)
    if get_origin(plain) in _LISTS:
        return _many(plain, name, ask, sheet)
    if (options := _options(plain, ask, sheet.words)) is not None:
        if ask.options is not None and len(options) == 1 and not optional:
            return "only", options, ()
        few = len(options) <= 5 and not optional and ask.options is None
        return ("radios" if few else "choice"), options, ()
    return _single(plain, kind, optional), (), ()


def _single(plain: Any, kind: Any, optional: bool) -> str:
    if plain is bool:
        return "yesno" if optional else "tick"
    named = {date: "day", datetime: "instant", int: "figure", float: "figure", UUID: "line"}
    return named.get(plain) or ("text" if _has_lines(kind) else "line")


def _has_lines(kind: Any) -> bool:
    """Whether a text may be long and have several lines."""
    for part in get_args(kind):
        if isinstance(part, Meta) and part.pattern in MULTILINE:
            return (part.max_length or 0) > LINE_LENGTH
        if _has_lines(part):
            return True
    return False


def _options(plain: Any, ask: Ask, words: Labels) -> tuple[Option, ...] | None:
    """What may be chosen: as the page says, or the members of an enum."""
    if ask.options is not None:
        return ask.options
    if _is(plain, StrEnum):
        return tuple(Option(m.value, words(f"{plain.__name__}.{m.value}", m.value)) for m in plain)
    if get_origin(plain) is Literal:
        return tuple(Option(str(m), words(str(m), str(m))) for m in get_args(plain))
    return None


def _many(plain: Any, name: str, ask: Ask, sheet: Sheet) -> Drawn:
    """Rows of a struct, boxes to tick, or one text a line."""
    inner, _ = bare(get_args(plain)[0])
    if _is(inner, Struct):
        count = ask.rows if ask.rows is not None else _rows(name, sheet.filled) + SPARE_ROWS
        return "rows", (), tuple(shown(inner, sheet, f"{name}.{n}.") for n in range(count))
    options = _options(inner, ask, sheet.words)
    return ("lines" if options is None else "ticks"), options or (), ()


def _rows(name: str, filled: Mapping[str, Any]) -> int:
    """How many rows have a value."""
    start = f"{name}."
    numbers = [key[len(start) :].partition(".")[0] for key in filled if key.startswith(start)]
    return 1 + max((int(number) for number in numbers if number.isdigit()), default=-1)


def _of_keys(plain: Any, name: str, ask: Ask, sheet: Sheet) -> tuple[Field, ...]:
    kind = get_args(plain)[1]
    return tuple(_of_key(kind, f"{name}.{one.value}", one.label, sheet) for one in ask.keys or ())


def _of_key(kind: Any, name: str, label: str, sheet: Sheet) -> Field:
    inner, _ = bare(kind)
    ask = sheet.asks.get(name) or Ask()
    options = _options(inner, ask, sheet.words)
    return Field(
        name=name,
        kind=_single(inner, kind, optional=False) if options is None else "radios",
        label=label,
        help=ask.help,
        options=options or (),
        values=texts(sheet.filled.get(name), sheet.zone),
        error=sheet.errors.get(name, ""),
        longest=longest(kind),
    )


def _is(kind: Any, base: type) -> bool:
    return isinstance(kind, type) and issubclass(kind, base)


def _flat(name: str, there: Any) -> dict[str, Any]:
    """A stored value as fields of a form, by their names."""
    if isinstance(there, Struct):
        there = {part: getattr(there, part) for part in there.__struct_fields__}
    if isinstance(there, Mapping):
        pairs: Sequence[tuple[str, Any]] = [(str(key), value) for key, value in there.items()]
    elif isinstance(there, list | tuple) and there and isinstance(there[0], Struct | Mapping):
        pairs = [(str(number), value) for number, value in enumerate(there)]
    else:
        return {name: there}
    return {k: v for key, value in pairs for k, v in _flat(f"{name}.{key}", value).items()}


def texts(value: Any, zone: str) -> tuple[str, ...]:
    """A stored value as the texts of a browser's form."""
    if value is None or value is UNSET or isinstance(value, Struct | Mapping):
        return ()
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(text for part in value for text in texts(part, zone))
    if isinstance(value, bool):
        return ("yes",) if value else ("no",)
    if isinstance(value, datetime):
        return (value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M"),)
    return (value.isoformat() if isinstance(value, date) else str(value),)
