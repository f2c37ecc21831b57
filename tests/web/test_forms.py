"""What was typed becomes a wire type, or is said field by field; nothing of it is lost."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

import pytest
from msgspec import UNSET, Meta, UnsetType, field
from msgspec.structs import replace

from tracker.kernel.text import Count, Input, Line, LongText, Measured
from tracker.web.fields import Ask, Option, Sheet, shown
from tracker.web.forms import Reader, Typed, Unfilled, field_of, read

READER = Reader(language="en", zone="Asia/Seoul")


class Shade(StrEnum):
    LIGHT = "light"
    DARK = "dark"


class Row(Input):
    text: Line
    due: date
    big: bool = False


class Inner(Input):
    impact: Annotated[int, Meta(ge=1, le=5)]
    why: Line


class Everything(Input):
    title: Line
    shade: Shade
    many: Count
    on: date
    at: datetime
    owner: UUID
    inner: Inner
    value: Measured | None = None
    text: LongText | None = None
    yes: bool = False
    perhaps: bool | None = None
    rows: list[Row] = field(default_factory=list)
    tags: list[Line] = field(default_factory=list)
    answers: dict[str, Line] = field(default_factory=dict)
    change: Line | UnsetType | None = UNSET


OWNER = uuid4()
FILLED: Typed = {
    "title": ["  Example  "],
    "shade": ["dark"],
    "many": ["12"],
    "on": ["2027-01-04"],
    "at": ["2027-01-04T09:30"],
    "owner": [str(OWNER)],
    "inner.impact": ["3"],
    "inner.why": ["Because"],
    "value": ["1,234.5"],
    "yes": ["yes"],
    "perhaps": ["no"],
    "rows.0.text": ["First"],
    "rows.0.due": ["2027-02-01"],
    "rows.1.text": [""],
    "rows.1.due": [""],
    "rows.2.text": ["Third"],
    "rows.2.due": ["2027-03-01"],
    "rows.2.big": ["yes"],
    "tags": ["one\ntwo\n\n"],
    "answers.need": ["A need"],
    "answers.owner": [""],
}


def test_every_kind_of_field_is_read() -> None:
    found = read(Everything, FILLED, READER)

    assert found.title == "Example"
    assert found.shade is Shade.DARK
    assert (found.many, found.value, found.on) == (12, 1234.5, date(2027, 1, 4))
    assert found.at == datetime(2027, 1, 4, 0, 30, tzinfo=UTC), "the reader's clock is Seoul's"
    assert (found.owner, found.yes, found.perhaps) == (OWNER, True, False)
    assert found.inner == Inner(impact=3, why="Because")
    assert [(row.text, row.big) for row in found.rows] == [("First", False), ("Third", True)]
    assert found.tags == ["one", "two"]
    assert found.answers == {"need": "A need"}
    assert found.text is None
    assert found.change is UNSET


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("en", "12.5", 12.5),
        ("en", "1,000", 1000.0),
        ("fr", "12,5", 12.5),
        ("de", "1.234,5", 1234.5),
    ],
)
def test_a_number_is_read_as_the_reader_writes_it(language: str, typed: str, value: float) -> None:
    reader = Reader(language=language, zone="UTC")
    assert read(Everything, FILLED | {"value": [typed]}, reader).value == value


def test_every_wrong_field_is_named_with_its_remedy_at_once() -> None:
    wrong = FILLED | {
        "title": [""],
        "many": ["-1"],
        "on": ["soon"],
        "inner.impact": ["9"],
        "rows.2.due": ["never"],
        "value": ["much"],
    }

    with pytest.raises(Unfilled) as caught:
        read(Everything, wrong, READER)

    errors = caught.value.errors
    assert set(errors) == {"title", "many", "on", "inner.impact", "rows.2.due", "value"}
    assert all(error.endswith(".") for error in errors.values())


def test_a_row_that_is_wrong_is_marked_where_it_stands() -> None:
    """Rows left empty are not sent, so that places of JSON and of the form differ."""
    typed = FILLED | {"rows.2.due": ["never"]}
    with pytest.raises(Unfilled) as caught:
        read(Everything, typed, READER)
    sheet = Sheet(
        asks={}, filled=typed, errors=caught.value.errors, words=lambda _, d: d, zone="UTC"
    )
    rows = next(one for one in shown(Everything, sheet) if one.name == "rows").within

    assert [(one.name, one.value) for row in rows for one in row if one.error] == [
        ("rows.2.due", "never")
    ]


def test_an_optional_field_emptied_means_nothing_and_one_not_shown_means_unchanged() -> None:
    assert read(Everything, FILLED | {"change": [""]}, READER).change is None
    assert read(Everything, FILLED, READER).change is UNSET


def test_what_was_typed_stands_in_the_fields_again() -> None:
    sheet = Sheet(asks={}, filled=FILLED, errors={}, words=lambda _, d: d, zone="UTC")
    fields = {one.name: one for one in shown(Everything, sheet)}

    assert fields["title"].value == "  Example  "
    assert fields["shade"].kind == "radios"
    assert [row[0].value for row in fields["rows"].within][:3] == ["First", "", "Third"]
    assert fields["inner"].within[0][0].value == "3"
    assert fields["value"].value == "1,234.5"


def test_a_choice_shows_what_the_page_offers_and_an_optional_empty_one_is_left_out() -> None:
    two = (Option("1", "One"), Option("2", "Two"))
    asks = {"owner": Ask(options=two), "change": Ask(options=())}
    sheet = Sheet(asks=asks, filled={}, errors={}, words=lambda _, d: d, zone="UTC")
    fields = {one.name: one for one in shown(Everything, sheet)}
    assert fields["owner"].kind == "choice"
    assert "change" not in fields
    alone = replace(sheet, asks={"owner": Ask(options=two[:1])})
    (only,) = (one for one in shown(Everything, alone) if one.name == "owner")
    assert (only.kind, only.value) == ("only", "1"), "there is nothing to choose"


@pytest.mark.parametrize(
    ("place", "name"),
    [("conditions[0].text", "conditions.0.text"), ("title", "title"), ("a[...].b", "a.b")],
)
def test_a_place_of_json_is_the_name_of_a_field(place: str, name: str) -> None:
    assert field_of(place) == name
