"""What no sentence for people says: the words of programs, and codes in place of names.

Whatever a test makes the program say is held against it: each refusal that it answers with, and
each value that is put into a marked text. `tests/pages/test_said.py` reads the pages.
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

import httpx
import pytest

from tests.messages import given
from tracker.kernel.saying import Filled

NEVER_SAID = {
    "an id": re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-", re.IGNORECASE),
    "a day or an instant as programs write it": re.compile(r"\b\d{4}-\d\d-\d\d(?![\w-])"),
    "a requirement by its code": re.compile(r"\bCP-[A-Z]+-\d+"),
    "a code name": re.compile(r"\b[a-z]+(_[a-z0-9]+)+\b|\bcommissioning\b"),
    "a word of programs": re.compile(
        r"`|/api/|\b(GET|POST|PUT|PATCH|DELETE|UUID|JSON)\b|\b(null|nan|True|False|None)\b"
    ),
    "a sentence that nobody filled": re.compile(r"%\(\w+\)|\{\w*\}|\[\]"),
}
"""Said of a whole text: a code that stands alone, as the label beside a title, is none of it."""
_TYPED = re.compile(r"“[^”]*”|'[^']*'|\b[\w-]+\.[a-z]{2,4}\b")
"""Left out: what somebody typed, which is quoted, and names of files."""

SAID_TO_PROGRAMS = {
    "Give a UUID.": "ids are chosen in forms, not typed",
    "Give %(wanted)s in place of %(given)s.": "of the type of a body's member",
    "Give %(wanted)s.": "the example says how a day or an instant is typed",
    "Name the file: `attachment; filename*=UTF-8''report.pdf`.": "a header",
    "Say the zone, as in 2027-01-04T12:00:00+09:00.": "an instant comes from a form with its zone",
    "Send JSON in UTF-8 that can be read.": "forms are not JSON",
    "Send `If-Match` with the ETag of what you read.": "a header",
    "Send a valid API token as `Authorization: Bearer …`.": "a header",
    "Send one `Host` header.": "a header",
    "Send the body as `Content-Type: application/json`.": "a header",
    "The body is not JSON that can be read; check its nesting and UTF-8.": "forms are not JSON",
    "The body is shorter than its `Content-Length`; send the whole.": "a header",
    "There is no plan yet; leave `If-Match` out.": "a header",
    "This address does not take that method; `Allow` names those.": "a header",
    "Write the day like 2027-01-09.": "how a day is typed where the browser has no calendar",
    "`If-Match` names no version of this; load it again.": "a header",
}
"""What only those read who write programs, or type what they are told; each with why."""


def wrong_in(text: str) -> list[str]:
    """What a text tells that no sentence does."""
    plain = _TYPED.sub("", text)
    return [
        f"{what}, {found[0]!r}, in {text!r}"
        for what, pattern in NEVER_SAID.items()
        if (found := pattern.search(plain))
    ]


_VALUE = re.compile(r"%\(\w+\)[sd]")


@cache
def templates() -> tuple[re.Pattern[str], ...]:
    """Those of them that take values, each value a group."""
    return tuple(
        re.compile("(.*)".join(map(re.escape, _VALUE.split(text))), re.DOTALL)
        for text in sorted(given())
        if _VALUE.search(text) and re.search(r"[A-Za-z]{3,}", _VALUE.sub("", text))
    )


@cache
def _codes() -> frozenset[str]:
    return frozenset(one.value for kind in _enums(StrEnum) for one in kind if one.value.islower())


def is_a_name(value: str) -> bool:
    """Neither a code nor words of ours, which would have been translated."""
    parts = re.split(r", | or ", value)
    return not all(one in _codes() or one in given() for one in parts)


def pattern_of(texts: Iterator[str] | frozenset[str]) -> re.Pattern[str]:
    """Any of these texts, with anything in the place of its values."""
    patterns = (
        ".*".join(map(re.escape, _VALUE.split(text)))
        for text in texts
        if re.search(r"[A-Za-z]{3,}", _VALUE.sub("", text))
    )
    return re.compile("|".join(patterns), re.DOTALL)


@cache
def _said_to_programs() -> re.Pattern[str]:
    return re.compile(rf"(“[^”]*”: )?({pattern_of(frozenset(SAID_TO_PROGRAMS)).pattern})", re.S)


async def a_refusal_is_plain(answer: httpx.Response) -> None:
    """A hook for a client: what the API refuses is told in a page too."""
    if not answer.headers.get("content-type", "").startswith("application/problem+json"):
        return
    await answer.aread()
    wrong = [one for text in _texts_of(answer.json()) for one in wrong_in(text)]
    assert not wrong, "\n".join((str(answer.request.url), *wrong))


def _texts_of(problem: Any) -> Iterator[str]:
    texts = [problem["title"], problem["detail"]]
    texts += [one["message"] for one in problem["fields"]]
    for one in problem["reasons"]:
        texts += [one] if isinstance(one, str) else [one["what"], one["why"]]
    return (text for text in texts if not _said_to_programs().fullmatch(text))


_TYPED_AS = {"field", "given", "text", "what"}
"""Values that repeat what somebody wrote or an API was sent: a member by name, what it held."""


class Spoken:
    """What marked texts were filled with, and should have been translated with them."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def hear(self, said: Filled) -> None:
        for name, value in said.values.items():
            if f"%({name})" in said.marked and not (name in _TYPED_AS or self._fits(value)):
                self.wrong.append(f"{value!r} as {name} of {said.marked!r}")

    def _fits(self, value: object) -> bool:
        """Translated itself, a number, a day, or a name that somebody gave."""
        if isinstance(value, Filled | int | float | date):
            return True
        return isinstance(value, str) and not isinstance(value, StrEnum) and is_a_name(value)


def _enums(kind: type[StrEnum]) -> Iterator[type[StrEnum]]:
    for one in kind.__subclasses__():
        yield from (one, *_enums(one)) if one.__module__.startswith("tracker.") else ()


@pytest.fixture(scope="session", autouse=True)
def spoken() -> Iterator[Spoken]:
    """Hears each text as it is filled: a text has no `__init__` of its own that would be missed."""
    heard = Spoken()

    def hear(said: Filled, _marked: str, /, **_values: object) -> None:
        heard.hear(said)

    Filled.__init__ = hear  # type: ignore[method-assign, assignment]
    yield heard
    del Filled.__init__  # type: ignore[misc]


@pytest.fixture(autouse=True)
def no_code_is_put_into_a_sentence(spoken: Spoken) -> Iterator[None]:
    yield
    wrong = sorted(set(spoken.wrong))
    spoken.wrong.clear()
    assert not wrong, "\n".join(wrong)
