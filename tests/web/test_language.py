"""Texts for people go through gettext, and dates and numbers are written for their reader."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import tracker
from tests.messages import given
from tracker.kernel.errors import TrackerError
from tracker.kernel.saying import Filled
from tracker.people.pages import said_slow
from tracker.process.unmet import Refusal
from tracker.web.language import (
    PSEUDO,
    counted,
    place_of,
    said,
    translated,
    written_day,
    written_moment,
    written_number,
)
from tracker.web.validation_messages import plain
from tracker.web.words import FIELDS, MEMBERS


@pytest.mark.parametrize("table", [FIELDS, MEMBERS])
def test_every_word_for_a_field_or_a_member_is_given_to_translators(table: dict[str, str]) -> None:
    assert set(table.values()) <= given()


def test_a_day_is_written_out_and_a_moment_names_the_place_of_its_clock() -> None:
    moment = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert written_day(date(2026, 11, 20), "en") == "20 November 2026"
    assert written_moment(moment, "en", "Africa/Kampala") == "20 November 2026, 12:00 (Kampala)"
    assert written_moment(moment, "en", "UTC") == "20 November 2026, 09:00 (UTC)"
    assert place_of("Asia/Seoul", "en") == "Seoul"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "12,345.5"), ("de", "12.345,5"), ("nothing", "12,345.5")]
)
def test_a_number_is_written_as_its_reader_does(language: str, text: str) -> None:
    assert written_number(12345.5, language) == text


def test_a_text_without_a_translation_stays_as_it_is_and_values_are_filled_in() -> None:
    assert said("ko")("Welcome, %(name)s", name="100 %") == "Welcome, 100 %"
    assert said(PSEUDO)("Sign in") == "⟦Sign in⟧"
    assert counted("en")("%(num)d thing", "%(num)d things", 1) == "1 thing"
    assert counted("en")("%(num)d thing", "%(num)d things", 0) == "0 things"


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (said_slow(30), "⟦Too many tries. Wait %(seconds)s seconds, then try again.⟧"),
        (plain("Expected `str` of length <= 20"), "⟦Use at most %(many)s characters.⟧"),
        (plain("Invalid enum value 'x'"), "⟦Use a word that is known here, not '%(given)s'.⟧"),
    ],
)
def test_a_sentence_is_translated_before_its_values_are_filled_in(
    sentence: Filled, shown: str
) -> None:
    assert translated(sentence, PSEUDO) == shown % sentence.values


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "31 March 2027"), ("de", "31. März 2027"), (PSEUDO, "⟦31 March 2027⟧")],
)
def test_a_day_within_a_sentence_is_written_as_its_reader_does(language: str, shown: str) -> None:
    assert translated(Filled("%(day)s", day=date(2027, 3, 31)), language) == shown


def test_words_within_a_sentence_are_translated_with_it() -> None:
    sentence = plain("Expected `int | null`, got `str`")

    assert sentence == "Give a whole number or null in place of text."
    inside = translated(sentence, PSEUDO)
    assert inside == "⟦Give ⟦⟦a whole number⟧ or ⟦null⟧⟧ in place of ⟦text⟧.⟧"


def unmarked(source: str) -> list[str]:
    """Sentences of errors and refusals in a module that no translator is given."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        if ast.unparse(call.func) not in SAID:
            continue
        said = [*call.args[-1:], *(one.value for one in call.keywords if one.arg == "sentence")]
        plain = [
            one
            for one in said
            if isinstance(one, ast.JoinedStr)
            or (isinstance(one, ast.Constant) and isinstance(one.value, str))
        ]
        found += [ast.unparse(one) for one in plain]
    return found


SAID = {one.__name__ for one in (*TrackerError.__subclasses__(), Refusal)} - {"NotFound"}
SAID |= {"desk.refuse"}


TERMINAL = {"backup", "demo", "migrations"}
TO_A_TERMINAL = {"subcommands.py", "folder_lock.py", "serve.py"}
"""What these say to a terminal is English."""


def test_every_sentence_of_an_error_is_given_to_translators() -> None:
    modules = [
        path
        for path in Path(tracker.__file__).parent.rglob("*.py")
        if path.name not in TO_A_TERMINAL and path.parent.name not in TERMINAL
    ]
    assert {str(path): found for path in modules if (found := unmarked(path.read_text()))} == {}
    assert unmarked("raise Conflict(f'{code} has ended.')") == ["f'{code} has ended.'"]
    assert unmarked("desk.refuse('a.refused', row, 'No.')") == ["'No.'"]
