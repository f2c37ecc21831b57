"""What stands on the pages of the whole demo, for every role: sentences, and no codes."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from litestar import Litestar
from sqlalchemy import select, update

from tests.browsing import Browser
from tests.messages import given
from tests.pages.test_errors_are_translated import parted
from tests.pages.test_every_page import links_in, shape_of
from tests.sentences import is_a_name, templates, wrong_in
from tests.serving import client_of, living
from tracker.app import equip
from tracker.compliance.catalogue import shipped
from tracker.journal.desk import SystemDesk
from tracker.kernel.actor import Role
from tracker.kernel.days import utc_now
from tracker.people.commands import sessions
from tracker.people.commands.sessions import SessionAsked
from tracker.people.models import Membership, Person
from tracker.process.policy import POLICY, Act
from tracker.scheduling.poller import tick
from tracker.settings import Settings
from tracker.web.language import PSEUDO

FOR_PROGRAMMERS = {
    "/settings": "the names of the settings, as they are written in the environment",
}
"""Pages that are read beside a terminal, and why."""
TOLD = (
    ("/api/me/tasks", "what", Act.TASK_SEE),
    ("/api/notices", "text", Act.NOTICE_SEE),
)
"""Lists of the API with the member that is a sentence, and who is told."""
_VOID = {"input", "br", "hr", "img", "meta", "link", "use", "path", "circle", "rect", "line", "col"}
_UNSEEN = {"script", "style", "svg"}
_SPELLED = {"code", "pre"}
"""What stands in these is spelled out on purpose: a hash, an address, a requirement's code."""
_LABEL = re.compile(r"⟦?CP-[A-Z]+-\d+(, CP-[A-Z]+-\d+)*⟧?")
"""Codes of requirements that are the whole of their element: labels in a column, or of links."""


@cache
def authored() -> frozenset[str]:
    """Help on questions that the catalogue words: changed only with a version of its own."""
    facts = shipped().facts
    return frozenset(" ".join(one.help.split()) for one in facts)


class Pieces(HTMLParser):
    """The texts of a page, one for each element that holds text of its own."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._within: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._within and tag not in _VOID and self._within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        plain = " ".join(data.split())
        if plain and not (_UNSEEN | _SPELLED).intersection(self._within):
            self.said.append(plain)


def wrong_on(text: str) -> set[str]:
    """What a page says that nobody should have to read."""
    said = Pieces(text).said
    spoken = [one for one in said if one.strip("⟦⟧") not in authored()]
    pieces = [one for one in spoken if not _LABEL.fullmatch(one)]
    found = {wrong for one in pieces for wrong in wrong_in(one)}
    chunks = {chunk for one in pieces for chunk in parted(one)[1]}
    return found | {wrong for chunk in chunks for wrong in wrong_value_in(chunk)}


def wrong_value_in(chunk: str) -> set[str]:
    """Words and codes that went untranslated into a text that was translated around them."""
    if chunk in given():
        return set()
    values = (match.groups() for one in templates() if (match := one.fullmatch(chunk)))
    return {f"{one!r} in {chunk!r}" for found in values for one in found if not is_a_name(one)}


class Walk:
    """The demo, once its worker has done what was due, for readers who see each translation."""

    def __init__(self, app: Litestar, folder: Path) -> None:
        note = json.loads((folder / "demo.json").read_bytes())
        self.app, self.people, self.tokens = app, note["people"], note["tokens"]

    async def browser(self, name: str) -> Browser:
        asked = (
            select(Membership)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.email == self.people[name])
        )
        async with self.app.state.sessions.begin() as session:
            membership = (await session.scalars(asked)).one()
            now = self.app.state.clock()
            signed_in = SessionAsked(
                person_id=membership.person_id,
                membership_id=membership.id,
                proven_at=now,
                second=True,
                remembered=False,
                device="test",
            )
            secret = await sessions.begin(SystemDesk(session, now), signed_in)
        return Browser(self.app, secret, name)

    async def pages(self, name: str, each_project: bool = False) -> dict[str, str]:
        """Every page that can be reached by links, once for each kind of thing, or of project."""
        browser, todo, shapes = await self.browser(name), ["/"], Counter[str]()
        found: dict[str, str] = {}
        while todo:
            path = todo.pop(0)
            shape = shape_of(path, each_project=each_project)
            shapes[shape] += 1
            if shapes[shape] > 1 or path.endswith(".docx"):
                continue  # documents are read in `tests/demo/test_documents.py`
            answer = await browser.open(path)
            assert answer.status_code == 200, f"{name}: {path}"
            if answer.headers["content-type"].startswith("text/html"):
                found[path] = answer.text
                todo += links_in(answer.text)
        return found

    async def told(self, name: str) -> dict[str, str]:
        """The tasks and notices of somebody, as programs are told of them."""
        found: dict[str, str] = {}
        async with client_of(self.app, self.tokens[name], name) as client:
            role = Role((await client.get("/api/me")).json()["role"])
            for path, field, act in TOLD:
                answer = await client.get(f"{path}?limit=200")
                assert answer.status_code == (200 if role in POLICY[act] else 403), path
                items = answer.json().get("items", ())
                found |= {f"{path} {at}": one[field] for at, one in enumerate(items)}
        return found


@pytest.fixture
async def walk(assembled: Litestar, demo_copy: Path) -> AsyncIterator[Walk]:
    settings = Settings(data_folder=demo_copy, free_space_floor=0, work_in_web=False)
    equip(assembled, settings, utc_now)
    async with living(assembled):
        while await tick(assembled.state.place):
            pass
        async with assembled.state.sessions.begin() as session:
            await session.execute(update(Person).values(language=PSEUDO))
        yield Walk(assembled, demo_copy)


async def wrong_for(walk: Walk, name: str, each_project: bool = False) -> dict[str, list[str]]:
    pages = await walk.pages(name, each_project)
    assert len(pages) > 5
    wrong = {path: wrong_on(text) for path, text in pages.items() if path not in FOR_PROGRAMMERS}
    wrong |= {key: set(wrong_in(text)) for key, text in (await walk.told(name)).items()}
    return {f"{name} {path}": sorted(found) for path, found in wrong.items() if found}


async def test_a_city_reads_sentences_and_no_codes(walk: Walk) -> None:
    assert await wrong_for(walk, "city_contact") == {}


@pytest.mark.long
async def test_everybody_reads_sentences_and_no_codes(walk: Walk) -> None:
    found: dict[str, list[str]] = {}
    for name in walk.people:
        found |= await wrong_for(walk, name, each_project=name == "officer")
    assert found == {}


def test_a_page_is_read_by_its_elements() -> None:
    shown = (
        "<p>⟦Owed by officer; on_hold⟧ <b>CP-GOV-01</b> <code>a_b</code> 2026-11-30</p>"
        "<script>a_b</script><p>CP-GOV-01 Profile</p>"
    )
    assert len(wrong_on(shown)) == 3
    assert wrong_value_in("Owed by officer") == set(), "no text of ours"
    assert wrong_value_in("This motion is withdrawn; nothing more is decided on it.") != set()
    assert wrong_value_in("This motion is ⟦withdrawn⟧; nothing more is decided on it.") == set()
