"""Sentences for the reader: whole, marked for translators, and with the remedy in them."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.messages import given
from tests.process.builders import TODAY, an_entry
from tracker.kernel.saying import Filled
from tracker.process.sentences import status_word, why_open
from tracker.process.stages import Status
from tracker.process.status import Because, Judged, Standing

PROCESS = Path(__file__).parents[2] / "tracker" / "process"
CLEAR = {Because.FACTS, Because.REVIEWED, Because.JUSTIFIED, Because.WAIVER}
_WORDS = re.compile(r"[a-z]{2,} [a-z]{2,}")


def put_together(tree: ast.AST) -> Iterator[str]:
    """What f-strings and `+` make of words, but what is raised for whoever reads the source."""
    if isinstance(tree, ast.Raise):
        return
    if isinstance(tree, ast.JoinedStr | ast.BinOp):
        parts = [one.value for one in ast.walk(tree) if isinstance(one, ast.Constant)]
        if words := [one for one in parts if isinstance(one, str) and _WORDS.search(one)]:
            yield words[0]
        return
    for below in ast.iter_child_nodes(tree):
        yield from put_together(below)


@pytest.mark.parametrize("path", sorted(PROCESS.glob("*.py")), ids=lambda path: path.name)
def test_no_sentence_is_put_together_where_no_translator_sees_it(path: Path) -> None:
    assert list(put_together(ast.parse(path.read_text(encoding="utf-8")))) == []


def judged(because: Because, since: date | None) -> Judged:
    return Judged(standing=Standing.LAPSED, because=because, since=since)


@pytest.mark.parametrize("since", [None, TODAY])
@pytest.mark.parametrize("because", sorted(set(Because) - CLEAR))
def test_every_reason_has_a_sentence_with_and_without_its_day(
    because: Because, since: date | None
) -> None:
    why = why_open(an_entry(), judged(because, since), TODAY)

    assert re.fullmatch(r"[A-Z][^:]+: [^%{}]+; [^%{}]+\.", why), "what is wrong, then the remedy"
    assert isinstance(why, Filled)
    assert isinstance(why.values["reason"], Filled), "translated with the sentence"


@pytest.mark.parametrize("status", Status)
def test_a_status_within_a_sentence_is_a_word_and_no_code(status: Status) -> None:
    assert "_" not in status_word(status)
    assert status_word(status) in given()
