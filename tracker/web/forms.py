"""Forms: how what was typed becomes a wire type.

The same Struct serves the JSON handler, the form and the command; its types say what a field is.
"""

from collections.abc import Mapping
from datetime import datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec
from babel.numbers import NumberFormatError, parse_decimal
from litestar import Request
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import FieldInfo

from tracker.kernel.encoding import plain
from tracker.kernel.errors import TooLarge, TrackerError
from tracker.web.csrf import expect_token
from tracker.web.language import N_, locale_of
from tracker.web.validation_messages import placed
from tracker.web.visitor import visitor_of

TOKEN, ONCE, VERSION, BACK = "_token", "_once", "_version", "_back"

SHOWN_IN = "x-form-token"

LONGEST = 1024 * 1024
"""Bytes of a form without files."""

MISSING = N_("Fill this in.")
_DIGITS = 20
Typed = dict[str, list[str]]


class Unfilled(TrackerError):
    """What was typed does not fit; `errors` has a sentence for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(N_("Put right what is marked below; nothing was changed."))
        self.errors = dict(errors)


async def received(request: Request[Any, Any, Any]) -> Typed:
    """The fields of a form, after its token was checked; the body is read once a request."""
    scope: Any = request.scope
    if "tracker_typed" not in scope:
        typed, files = await _parts(request)
        visitor = visitor_of(request)
        if visitor is not None:
            expect_token(visitor.secret, one(typed, TOKEN))
        scope["tracker_typed"], scope["tracker_uploads"] = typed, files
    known: Typed = scope["tracker_typed"]
    return known


def expect_header(request: Request[Any, Any, Any]) -> None:
    """The token of what a page's script sends; its body is no form."""
    visitor = visitor_of(request)
    if visitor is not None:
        expect_token(visitor.secret, request.headers.get(SHOWN_IN, ""))


async def carried(request: Request[Any, Any, Any]) -> str:
    """The fields of a form whose sender is not signed in, without files.

    Nothing where it is longer than a form of fields may be: it is not read then.
    """
    forms = (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART)
    if request.content_type[0] not in forms or not _is_short(request):
        return ""
    typed, files = await _parts(request)
    for file in (one for many in files.values() for one in many):
        await file.close()
    return packed(typed)


def _is_short(request: Request[Any, Any, Any]) -> bool:
    """Whether the request says that it is no longer than a form without files."""
    length = request.headers.get("content-length", "")
    return _is_number(length) and int(length) <= LONGEST


def _is_number(text: str) -> bool:
    """Of ASCII digits, few enough to be read."""
    return text.isascii() and text.isdigit() and len(text) < _DIGITS


async def _parts(request: Request[Any, Any, Any]) -> tuple[Typed, dict[str, list[UploadFile]]]:
    """Limits of the parts of a form; files may be much longer than fields."""
    if request.content_type[0] == RequestEncodingType.URL_ENCODED and not _is_short(request):
        raise TooLarge(N_("The form is too long; shorten what is typed, or send it as a file."))
    typed: Typed = {}
    files: dict[str, list[UploadFile]] = {}
    for name, value in (await request.form()).items():
        if not isinstance(value, UploadFile):
            typed.setdefault(name, []).append(str(value).replace("\r\n", "\n"))
        elif value.filename:
            files.setdefault(name, []).append(value)
    return typed, files


def uploads(request: Request[Any, Any, Any]) -> dict[str, list[UploadFile]]:
    """The files of a form that was received."""
    scope: Any = request.scope
    found: dict[str, list[UploadFile]] = scope["tracker_uploads"]
    return found


def packed(typed: Typed) -> str:
    """The fields in the encoding of a form, and the version on which they were typed.

    Token, key and secrets are left out.
    """
    kept = [name for name in typed if name[:1] != "_" or name == VERSION]
    return urlencode(
        [(name, value) for name in kept if not is_secret(name) for value in typed[name]]
    )


def secrets_in(typed: Typed) -> list[str]:
    """Fields that are to be typed again whenever a form comes back."""
    return [name for name in typed if is_secret(name) and one(typed, name)]


def is_secret(name: str) -> bool:
    """Whether a field is never stored nor shown again; by its name."""
    return name.endswith(("password", "secret"))


def one(typed: Typed, name: str) -> str:
    """The text typed into a field, or nothing."""
    return typed[name][0].strip() if typed.get(name) else ""


class Reader(Struct, frozen=True, kw_only=True):
    """The language and zone in which numbers and times are typed."""

    language: str
    zone: str


def read(kind: type[Struct], typed: Typed, reader: Reader) -> Any:
    """The wire type of what was typed; raises Unfilled with every field that is wrong."""
    errors: dict[str, str] = {}
    given: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        value = _gathered(field.type, field.name, typed, reader)
        if value is UNSET or (value == [] and _asks_for_one(field.type)):
            if field.required:
                errors[field.name] = MISSING
            continue
        try:
            given[field.name] = msgspec.convert(value, field.type, strict=False)
        except msgspec.ValidationError as error:
            errors |= _wrong_keys(field, value) or _wrong(field, error, typed, reader)
    if not errors:
        try:
            return msgspec.convert(
                {name: plain(value) for name, value in given.items()},
                kind,
                strict=False,
            )
        except msgspec.ValidationError as error:
            place, remedy = placed(str(error))
            errors[place] = remedy
    raise Unfilled(errors)


def _asks_for_one(kind: Any) -> bool:
    """Whether an empty list is as good as none."""
    return any(
        isinstance(part, Meta) and bool(part.min_length)
        for part in getattr(kind, "__metadata__", ())
    )


def _wrong(
    field: FieldInfo, error: msgspec.ValidationError, typed: Typed, reader: Reader
) -> dict[str, str]:
    place, remedy = placed(str(error))
    return {_as_typed(_joined(field.name, place), field.type, typed, reader): remedy}


def _wrong_keys(field: FieldInfo, value: Any) -> dict[str, str]:
    """Of a map, each value that is wrong: what is told of the whole names no key."""
    plain, _ = bare(field.type)
    found: dict[str, str] = {}
    for key, one_value in value.items() if get_origin(plain) is dict else ():
        try:
            msgspec.convert(one_value, get_args(plain)[1], strict=False)
        except msgspec.ValidationError as error:
            found[f"{field.name}.{key}"] = placed(str(error))[1]
    return found


def field_of(place: str) -> str:
    """The field of a form for a place in JSON: `conditions[0].text` is `conditions.0.text`."""
    return place.replace("[...]", "").replace("[", ".").replace("]", "").strip(".")


def _joined(name: str, place: str) -> str:
    return field_of(f"{name}.{place}" if place and not place.startswith("[") else f"{name}{place}")


def _as_typed(name: str, kind: Any, typed: Typed, reader: Reader) -> str:
    """The field's name on the form: empty rows are not sent, so that numbers of rows differ."""
    first, _, rest = name.partition(".")
    number, _, inner = rest.partition(".")
    if not _is_number(number):
        return name
    row, _ = bare(get_args(bare(kind)[0])[0])
    filled = [n for n, value in _rows(row, first, typed, reader) if value is not UNSET]
    return f"{first}.{filled[int(number)]}.{inner}".rstrip(".")


def _gathered(kind: Any, name: str, typed: Typed, reader: Reader) -> Any:
    """The JSON value of a field; UNSET where nothing was typed that counts."""
    plain, optional = bare(kind)
    if isinstance(plain, type) and issubclass(plain, Struct):
        return _of_struct(plain, name, typed, reader)
    origin = get_origin(plain)
    if origin is dict:
        return _of_map(get_args(plain)[1], name, typed, reader)
    if origin in (list, tuple, set, frozenset):
        return _of_list(get_args(plain)[0], name, typed, reader)
    if plain is bool and not optional:
        return "yes" in typed.get(name, ())
    text = one(typed, name)
    if not text:
        return None if optional and name in typed else UNSET
    return _of_text(plain, text, reader)


def _of_text(kind: Any, text: str, reader: Reader) -> Any:
    if kind is bool:
        return text == "yes"
    if kind in (int, float):
        return _number(text, reader.language)
    if kind is datetime:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        there = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(reader.zone))
        return there.isoformat()
    return text


def _number(text: str, language: str) -> str:
    """A number as the reader writes it, with a comma or a point."""
    for locale in (locale_of(language), locale_of("en")):
        try:
            return str(parse_decimal(text, locale=locale, strict=True))
        except NumberFormatError:
            continue
    return text


def _of_struct(kind: type[Struct], name: str, typed: Typed, reader: Reader) -> Any:
    found = {
        field.name: value
        for field in msgspec.structs.fields(kind)
        if (value := _gathered(field.type, f"{name}.{field.name}", typed, reader)) is not UNSET
    }
    return found if any(value not in (None, False, [], {}) for value in found.values()) else UNSET


def _of_map(kind: Any, name: str, typed: Typed, reader: Reader) -> Any:
    start = f"{name}."
    keys = [key.removeprefix(start) for key in typed if key.startswith(start)]
    pairs = {key: _gathered(kind, f"{start}{key}", typed, reader) for key in keys}
    return {key: value for key, value in pairs.items() if value not in (None, UNSET)}


def _of_list(kind: Any, name: str, typed: Typed, reader: Reader) -> Any:
    plain, _ = bare(kind)
    if isinstance(plain, type) and issubclass(plain, Struct):
        return [row for _, row in _rows(plain, name, typed, reader) if row is not UNSET]
    texts = [text.strip() for value in typed.get(name, ()) for text in value.split("\n")]
    return [text for text in texts if text]


def _rows(kind: type[Struct], name: str, typed: Typed, reader: Reader) -> list[tuple[int, Any]]:
    """Every row of a form by its number there; UNSET where it was left empty."""
    start = f"{name}."
    numbers = {
        int(number)
        for key in typed
        if key.startswith(start) and _is_number(number := key.removeprefix(start).partition(".")[0])
    }
    return [(n, _of_struct(kind, f"{start}{n}", typed, reader)) for n in sorted(numbers)]


def bare(kind: Any) -> tuple[Any, bool]:
    """The type without its limits, and whether the value may be left out."""
    optional = False
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, UnionType):
            parts = [part for part in get_args(kind) if part not in (NoneType, UnsetType)]
            optional = optional or NoneType in get_args(kind)
            (kind,) = parts
        else:
            return kind, optional
