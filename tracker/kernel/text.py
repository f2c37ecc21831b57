"""Shared wire types: text, numbers, days, money. Fields of inputs are made of these."""

import unicodedata
from datetime import date, datetime
from typing import Annotated
from zoneinfo import available_timezones

from msgspec import Meta, Struct

# Control characters but tab, LF and CR; surrogates; noncharacters; bidirectional overrides.
_FORBIDDEN = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f"
    "\\ud800-\\udfff\\ufffe\\uffff\\u202a-\\u202e\\u2066-\\u2069"
)
_ANY = f"^[^{_FORBIDDEN}]*\\Z"
_LINE = f"^(?=.*\\S)[^{_FORBIDDEN}\\t\\r\\n]*\\Z"
_WRITTEN = f"^(?=[\\s\\S]*\\S)[^{_FORBIDDEN}]*\\Z"

Line = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
ShortText = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=_WRITTEN)]
LongText = Annotated[str, Meta(min_length=1, max_length=20_000, pattern=_WRITTEN)]
OptionalText = Annotated[str, Meta(max_length=20_000, pattern=_ANY)]
Code = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z")]
CityCode = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z")]
Email = Annotated[str, Meta(max_length=254, pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\Z")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
Amount = Annotated[str, Meta(max_length=20, pattern=r"^\d{1,13}(\.\d{1,2})?\Z")]
Zone = Annotated[str, Meta(max_length=64)]
Count = Annotated[int, Meta(ge=0, le=100_000)]
Version = Annotated[int, Meta(ge=1, le=2**53)]
Measured = Annotated[float, Meta(ge=-1e15, le=1e15)]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]

MINOR_DIGITS = {"KRW": 0, "JPY": 0, "VND": 0, "UGX": 0, "CLP": 0, "RWF": 0}
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 1, 1)


class Input(Struct, kw_only=True, forbid_unknown_fields=True):
    """The base of everything that comes in: unknown fields are refused, text becomes NFC.

    A string changed by normalisation stays within its bounds but for expansion, so the column is
    wider than the wire. Days outside 1990-2200 are refused.
    """

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, str) and not value.isascii():
                setattr(self, name, unicodedata.normalize("NFC", value))
            elif isinstance(value, date) and not EARLIEST <= _day(value) <= LATEST:
                raise ValueError(f"`{name}`: give a day between 1990 and 2200")


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def known_zone(name: str) -> bool:
    """Whether the name is in the IANA time zone database."""
    return name in available_timezones()


def to_minor(amount: str, currency: str) -> int | None:
    """Minor units of a decimal string ("12.50" USD is 1250); None if it has too many decimals."""
    whole, _, decimals = amount.partition(".")
    digits = MINOR_DIGITS.get(currency, 2)
    if len(decimals) > digits:
        return None
    return int(whole + decimals.ljust(digits, "0"))


def from_minor(amount: int, currency: str) -> str:
    """The decimal string of minor units."""
    digits = MINOR_DIGITS.get(currency, 2)
    if digits == 0:
        return str(amount)
    return f"{amount // 10**digits}.{amount % 10**digits:0{digits}d}"


def clean_name(name: str) -> str:
    """A file name for people: no folders, no control or bidirectional characters, 200 at most."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return kept.strip(" .")[-200:]
