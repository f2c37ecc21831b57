import unicodedata
from datetime import date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kernel.text import (
    Amount,
    Code,
    Currency,
    Email,
    Input,
    Line,
    LongText,
    ShortText,
    clean_name,
    from_minor,
    known_zone,
    to_minor,
)

FORBIDDEN = ["\0", "\x07", "\x1b", "\x7f", "\x9f", "￾", "￿", "\u202e", "\u2066"]


class Asked(Input):
    line: Line | None = None
    short: ShortText | None = None
    long: LongText | None = None
    code: Code | None = None
    email: Email | None = None
    amount: Amount | None = None
    day: date | None = None
    instant: datetime | None = None
    lines: list[Line] | None = None
    days: dict[str, date] | None = None


def read(**fields: Any) -> Asked:
    return msgspec.json.decode(msgspec.json.encode(fields), type=Asked)


@pytest.mark.parametrize("field", ["line", "short", "long"])
@pytest.mark.parametrize("character", FORBIDDEN, ids=lambda c: f"U+{ord(c):04X}")
def test_control_and_bidirectional_characters_are_refused(field: str, character: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(**{field: f"a{character}b"})


@pytest.mark.parametrize("field", ["line", "short", "long"])
@pytest.mark.parametrize("blank", ["", " ", "   ", "　"])
def test_a_blank_text_is_refused(field: str, blank: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(**{field: blank})


@pytest.mark.parametrize("value", ["two\nlines", "a\tb", "a\n", "a\r"])
def test_a_line_is_one_line(value: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(line=value)


def test_longer_texts_keep_their_lines() -> None:
    assert read(long="one\n\ttwo\r\n").long == "one\n\ttwo\r\n"


@pytest.mark.parametrize(("field", "bound"), [("line", 200), ("short", 2_000), ("long", 20_000)])
def test_a_text_over_its_bound_is_refused(field: str, bound: int) -> None:
    assert len(getattr(read(**{field: "x" * bound}), field)) == bound
    with pytest.raises(msgspec.ValidationError):
        read(**{field: "x" * (bound + 1)})


def test_text_becomes_nfc_in_lists_too() -> None:
    decomposed = unicodedata.normalize("NFD", "Bogotá 서울")

    asked = read(line=decomposed, lines=[decomposed])

    assert asked.line == "Bogotá 서울"
    assert asked.lines == ["Bogotá 서울"]


def test_text_that_normalisation_would_stretch_past_its_column_is_refused() -> None:
    """U+1D160 becomes three characters; a column holds twice what the wire takes."""
    with pytest.raises(msgspec.ValidationError, match="line"):
        read(line="\U0001d160" * 200)


@pytest.mark.parametrize(
    "fields",
    [
        {"day": "1989-12-31"},
        {"day": "2200-01-02"},
        {"instant": "1889-12-31T00:00:00Z"},
        {"instant": "9999-12-31T23:59:59Z"},
        {"days": {"study": "0001-01-01"}},
    ],
)
def test_days_no_project_can_mean_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError, match=next(iter(fields))):
        read(**fields)


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="stage"):
        msgspec.json.decode(b'{"stage": "pilot"}', type=Asked)


@pytest.mark.parametrize(
    "email",
    [
        "a",
        "a@",
        "@b",
        "a b@c",
        "a@b@c",
        "a@b\n",
        "a\x7f@b",
        "a\u202e@b",
        "Zoë@b.org",
        "a" * 250 + "@b.org",
    ],
)
def test_what_is_no_mail_address_is_refused(email: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(email=email)


@pytest.mark.parametrize("code", ["", "-a", "a/b", "a b", "ä", "a\n", "x" * 41])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(code=code)


@pytest.mark.parametrize("amount", ["", "-1", "1,0", "1.00000", "1e5", "٣", "1 ", "12345678901234"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(amount=amount)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.50", "USD", 1250),
        ("12.5", "USD", 1250),
        ("12", "USD", 1200),
        ("12", "KRW", 12),
        ("12", "PYG", 12),
        ("12.345", "KWD", 12345),
    ],
)
def test_amounts_become_minor_units_and_back(amount: str, currency: str, minor: int) -> None:
    assert to_minor(amount, currency) == minor
    assert to_minor(from_minor(minor, currency), currency) == minor


@pytest.mark.parametrize("code", ["ZZZ", "DEM", "XXX", "krw", "KR", ""])
def test_a_currency_is_one_in_use(code: str) -> None:
    assert msgspec.convert("KRW", Currency) == "KRW"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(code, Currency)


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules", "", "Seoul"])
def test_a_zone_is_the_same_place_on_every_machine(name: str) -> None:
    assert known_zone("Asia/Seoul")
    assert not known_zone(name)


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u061c"])
def test_a_name_has_no_marks_that_turn_it_and_a_longer_text_may(mark: str) -> None:
    assert read(long=f"a{mark}b").long == f"a{mark}b"
    assert mark not in clean_name(f"a{mark}b.pdf")
    with pytest.raises(msgspec.ValidationError):
        read(line=f"a{mark}b")


def test_an_amount_with_more_decimals_than_its_currency_is_not_rounded() -> None:
    assert to_minor("12.5", "KRW") is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../e.html", "e.html"),
        ("C:\\Users\\x\\report.pdf", "report.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("line\nbreak\u2028.pdf", "linebreak.pdf"),
        ("...", ""),
        ("", ""),
        ("/", ""),
        ("보고서.docx", "보고서.docx"),
        ("a\u200b\u0301.pdf", "á.pdf"),
        ("x." + " " * 5 + "y" * 198, "y" * 198),
    ],
)
def test_a_file_name_is_cleaned(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@given(st.text())
def test_a_cleaned_name_is_harmless_and_cleaning_it_again_changes_nothing(name: str) -> None:
    cleaned = clean_name(name)

    assert len(cleaned) <= 200
    assert not set(cleaned) & set("/\\\0\r\n\u202e\u2028\u2029")
    assert cleaned not in {".", ".."}
    assert clean_name(cleaned) == cleaned
