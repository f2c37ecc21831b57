"""Shared wire types: text, numbers, days, money. Fields of inputs are made of these."""

import unicodedata
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from babel.core import get_global
from babel.numbers import get_currency_precision
from msgspec import Meta, Struct

from tracker.kernel.saying import N_
from tracker.mail_server import MAIL_ADDRESS

# Control characters but tab, LF and CR; surrogates; noncharacters; bidirectional overrides.
_FORBIDDEN = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f"
    "\\ud800-\\udfff\\ufffe\\uffff\\u202a-\\u202e\\u2066-\\u2069"
)
_ANY = f"^[^{_FORBIDDEN}]*\\Z"
_MARKS = "\\u061c\\u200e\\u200f"  # turn the direction without a trace; longer texts need them
_LINE = f"^(?=.*\\S)[^{_FORBIDDEN}{_MARKS}\\t\\r\\n]*\\Z"
_WRITTEN = f"^(?=[\\s\\S]*\\S)[^{_FORBIDDEN}]*\\Z"
MULTILINE = frozenset({_ANY, _WRITTEN})
"""The patterns of texts that may have several lines."""
_CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z"
_THREE_LETTERS = r"^[A-Z]{3}\Z"
_IN_USE = {
    code
    for uses in get_global("territory_currencies").values()
    for code, _, until, tender in uses
    if tender and until is None
}
_CURRENCY = f"^({'|'.join(sorted(_IN_USE))})\\Z"
_TWO_LETTERS = r"^[A-Z]{2}\Z"
_EMAIL = rf"^{MAIL_ADDRESS}\Z"
_AMOUNT = r"^[0-9]{1,13}(\.[0-9]{1,4})?\Z"
_LANGUAGE = r"^[a-z]{2}\Z"
_SHA256 = r"^[0-9a-f]{64}\Z"
_ISSUER = r"^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?\Z"
_PRINTABLE = r"^[!-~]+\Z"
REMEDIES = {
    _ANY: N_("Leave out control characters and marks that change the direction of text."),
    _LINE: N_("Write something, on one line, without control characters or marks of direction."),
    _WRITTEN: N_("Write something, without control characters."),
    _CODE: N_("Use letters, digits, dots, dashes and underscores, a letter or digit first."),
    _THREE_LETTERS: N_("Give three capital letters."),
    _CURRENCY: N_("Give the ISO 4217 code of a currency in use, such as KRW."),
    _TWO_LETTERS: N_("Give the two capital letters of the country's ISO 3166 code."),
    _EMAIL: N_("Give a mail address such as name@example.org."),
    _AMOUNT: N_('Give a decimal number as text, such as "12500.50".'),
    _LANGUAGE: N_("Give the two small letters of the language's ISO 639 code."),
    _SHA256: N_("Give 64 hexadecimal digits in small letters."),
    _ISSUER: N_("Give an address such as https://login.example.org, without a query."),
    _PRINTABLE: N_("Copy it without spaces and line breaks."),
}
"""What to do where a text does not match its pattern, as a sentence."""
EXAMPLES = {
    _CODE: "D06",
    _THREE_LETTERS: "KLA",
    _CURRENCY: "KRW",
    _TWO_LETTERS: "KR",
    _EMAIL: "name@example.org",
    _AMOUNT: "12500",
    _LANGUAGE: "en",
    _SHA256: "0" * 64,
    _ISSUER: "https://login.example.org",
    _PRINTABLE: "s3cr3t",
}
"""A text that matches; where any words do, the description of the API makes some."""

Line = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
ShortText = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=_WRITTEN)]
LongText = Annotated[str, Meta(min_length=1, max_length=20_000, pattern=_WRITTEN)]
OptionalText = Annotated[str, Meta(max_length=20_000, pattern=_ANY)]
Note = Annotated[str, Meta(max_length=2_000, pattern=_ANY)]
Code = Annotated[str, Meta(min_length=1, max_length=40, pattern=_CODE)]
CityCode = Annotated[str, Meta(pattern=_THREE_LETTERS)]
Country = Annotated[str, Meta(pattern=_TWO_LETTERS)]
Email = Annotated[str, Meta(max_length=254, pattern=_EMAIL)]
Currency = Annotated[str, Meta(max_length=3, pattern=_CURRENCY)]
Amount = Annotated[str, Meta(max_length=20, pattern=_AMOUNT)]
Rate = Annotated[str, Meta(min_length=1, max_length=20, pattern=_LINE)]
Language = Annotated[str, Meta(pattern=_LANGUAGE)]
Zone = Annotated[str, Meta(max_length=64)]
Count = Annotated[int, Meta(ge=0, le=100_000)]
Version = Annotated[int, Meta(ge=1, le=2**53)]
Measured = Annotated[float, Meta(ge=-1e15, le=1e15)]
Sha256 = Annotated[str, Meta(pattern=_SHA256)]
Issuer = Annotated[str, Meta(max_length=500, pattern=_ISSUER)]
Secret = Annotated[str, Meta(min_length=1, max_length=1_000, pattern=_PRINTABLE)]

_NO_PLACES = {"localtime", "Factory", "posixrules"}
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 1, 1)


class Input(Struct, kw_only=True, forbid_unknown_fields=True):
    """The base of everything that comes in: unknown fields are refused, text becomes NFC.

    Normalising may lengthen a string to twice its bound, which its column holds; one that would
    grow more is refused. Days outside 1990-2200 are refused.
    """

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if (settled := _settled(name, value)) is not value:
                setattr(self, name, settled)


def _settled(name: str, value: Any) -> Any:
    """The value with all its texts in NFC, within lists and maps too."""
    if isinstance(value, str):
        return value if value.isascii() else _composed(name, value)
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        if not EARLIEST <= day <= LATEST:
            raise ValueError(f"`{name}`: give a day between 1990 and 2200")
        return value
    if isinstance(value, list):
        return [_settled(name, item) for item in value]
    if isinstance(value, dict):
        return {_settled(name, key): _settled(name, item) for key, item in value.items()}
    return value


def _composed(name: str, value: str) -> str:
    composed = unicodedata.normalize("NFC", value)
    if len(composed) > 2 * len(value):
        raise ValueError(f"`{name}`: write it with fewer composed symbols")
    return composed


def known_zone(name: str) -> bool:
    """Whether the name is in the IANA time zone database that comes with the program."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - _NO_PLACES)


def to_minor(amount: str, currency: str) -> int | None:
    """Minor units of a decimal string ("12.50" USD is 1250); None if it has too many decimals.

    The decimals of a currency are those of the Unicode CLDR.
    """
    whole, _, decimals = amount.partition(".")
    digits = get_currency_precision(currency)
    if len(decimals) > digits:
        return None
    return int(whole + decimals.ljust(digits, "0"))


def from_minor(amount: int, currency: str) -> str:
    """The decimal string of minor units."""
    digits = get_currency_precision(currency)
    if digits == 0:
        return str(amount)
    return f"{amount // 10**digits}.{amount % 10**digits:0{digits}d}"


_NEVER_IN_NAMES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(name: str) -> str:
    """A file name for people: no folders, no control or bidirectional characters, 200 at most."""
    kept = "".join(c for c in name if unicodedata.category(c) not in _NEVER_IN_NAMES)
    last = unicodedata.normalize("NFC", kept).replace("\\", "/").rsplit("/", 1)[-1]
    return last.strip(" .")[-200:].strip(" .")
