"""What goes wrong is said in the reader's language too, in sentences that translators are given."""

import re
from collections.abc import Awaitable, Callable
from functools import cache
from html.parser import HTMLParser

import pytest
from litestar import Litestar
from sqlalchemy import update

from tests.browsing import Browser
from tests.cast import Cast
from tests.messages import given
from tests.pages.test_paper import posted_with_file
from tests.sentences import pattern_of
from tracker.demo.journey import Journey
from tracker.people.models import Person
from tracker.web.language import PSEUDO

Browsing = Callable[[str], Awaitable[Browser]]
pytestmark = [
    pytest.mark.at("study"),
    pytest.mark.parametrize("kind", ["sqlite"], indirect=True),
]
_ID = re.compile(r"[0-9a-f]{16}")
"""Of a request."""


class Errors(HTMLParser):
    """What a page says is wrong: its summary and the fields' own, or all of a page of an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._whole = "<form" not in text.partition("<main")[2].partition("</main>")[0]
        self._depth = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        starts = (given.get("class") or "") in ("summary", "field-error")
        if self._depth or starts or (self._whole and tag == "main"):
            self._depth += tag not in ("input", "br", "use", "path")

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._depth and data.strip():
            self.said.append(data.strip())


_WORD = re.compile(r"[A-Za-z]{3,}")


@cache
def given_to_translators() -> re.Pattern[str]:
    """Every text that translators are given, with anything in the place of its values."""
    return pattern_of(given())


def parted(text: str) -> tuple[str, list[str]]:
    """What stands outside the brackets of a text, and what inside each."""
    outside, inside, depth = "", list[str](), 0
    for sign in text:
        depth -= sign == "⟧"
        if sign == "⟦" and not depth:
            inside.append("")
        elif depth:
            inside[-1] += sign
        elif sign not in "⟦⟧":
            outside += sign
        depth += sign == "⟦"
    return outside, inside


def left_in(text: str) -> list[str]:
    """What is said without a translation, or in a text that no translator is given."""
    said = Errors(text).said
    assert said, text
    return [
        one
        for one in said
        for outside, inside in [parted(_ID.sub("", one))]
        if _WORD.search(outside) or not all(map(given_to_translators().fullmatch, inside))
    ]


@pytest.fixture
async def reader(app: Litestar, cast: Cast, browsing: Browsing) -> Browser:
    """An officer whose language shows each translated text in brackets."""
    async with app.state.sessions.begin() as session:
        asked = update(Person).where(Person.id == cast.person("officer"))
        await session.execute(asked.values(language=PSEUDO))
    return await browsing("officer")


async def test_a_form_says_what_to_put_right(reader: Browser, journey: Journey) -> None:
    wrong = {
        "title": "",
        "due": "soon",
        "code": "a b",
        "stage": "",
        "minimum_content": "x" * 21_000,
    }
    answer = await reader.fill(f"/projects/{journey.code}/deliverables/new", wrong)

    assert answer.status_code == 422
    assert left_in(answer.text) == []
    assert "⟦Fill this in.⟧" in answer.text
    assert "⟦Use at most 20000 characters.⟧" in answer.text
    assert "⟦Give ⟦a day such as 2027-01-04⟧.⟧" in answer.text


async def test_a_refusal_is_said_sentence_by_sentence(reader: Browser, journey: Journey) -> None:
    fields = {"verdict": "pass", "leads_to": "preparation", "grounds": "Because"}
    answer = await reader.fill(f"/projects/{journey.code}/gates/G3/motions/new", fields)

    assert answer.status_code == 409
    said = Errors(answer.text).said
    assert "⟦G3 stays shut.⟧" in said
    assert [one for one in said if re.search(r"[a-z]{3,}", one) and "⟦" not in one] == []
    owed = [one for one in said if "⟦Member of a firm⟧" in one]
    assert owed, "each role by itself"


async def test_a_page_that_is_not_there_says_so(reader: Browser) -> None:
    answer = await reader.open("/projects/KLA-2027-99")

    assert answer.status_code == 404
    assert left_in(answer.text) == []


async def test_what_a_role_may_not_do_is_said_in_the_readers_language(reader: Browser) -> None:
    answer = await reader.open("/people")

    assert answer.status_code == 403
    assert left_in(answer.text) == []
    assert "⟦see and change people and their roles⟧" in answer.text


async def test_a_form_from_elsewhere_is_refused_in_the_readers_language(
    reader: Browser, journey: Journey
) -> None:
    answer = await reader.send(f"/projects/{journey.code}/lessons/new", {"_token": "another"})

    assert answer.status_code == 403
    assert left_in(answer.text) == []


async def test_what_was_changed_meanwhile_is_told_in_the_readers_language(
    reader: Browser, journey: Journey
) -> None:
    path = f"/projects/{journey.code}/edit"
    answer = await reader.fill(path, {"title": "Another", "_version": "none"})

    assert answer.status_code == 412
    assert left_in(answer.text) == []


async def test_too_many_tries_are_told_in_the_readers_language(reader: Browser) -> None:
    for _ in range(12):
        answer = await reader.fill("/sign-in/again", {"code": "1", "password": "wrong"})
        if answer.status_code == 429:
            break
        assert left_in(answer.text) == []

    assert answer.status_code == 429
    assert left_in(answer.text) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("program.exe", b"MZ\x00\x01\x02", "Send PDF"),
        ("empty.txt", b"", "The file is empty"),
        ("...", b"words", "Give the file a name"),
    ],
)
async def test_an_upload_that_is_refused_says_why(
    reader: Browser, journey: Journey, name: str, content: bytes, said: str
) -> None:
    city = str(journey.cast.organisations["city"])
    path = f"/projects/{journey.code}/received"
    fields = {"party": city}
    answer = await posted_with_file(reader, path, fields, "original", (name, content))

    assert answer.status_code in (415, 422)
    assert left_in(answer.text) == []
    assert f"⟦{said}" in answer.text


async def test_a_file_that_nobody_asked_for_is_refused_in_the_readers_language(
    reader: Browser, journey: Journey
) -> None:
    path = f"/projects/{journey.code}/received"
    answer = await posted_with_file(reader, path, {}, "another")

    assert answer.status_code == 422
    assert left_in(answer.text) == []
