"""The record is read in words: no code of an event, no id and no instant as programs spell them."""

import ast
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from litestar import Litestar

from tests.browsing import Browser
from tests.projects.test_on_behalf import on_behalf
from tests.statements import counted
from tracker.demo.journey import Journey
from tracker.gates.models import MotionState
from tracker.pages import details
from tracker.pages.details import DetailsReader, Told
from tracker.pilots.models import ReadingOutcome
from tracker.process.stages import Operation
from tracker.projects.models.decisions import ConditionEnd
from tracker.registers.models import ConcernKind
from tracker.web.events import EVENTS, event
from tracker.web.language import PSEUDO, written_day

Browsing = Callable[[str], Awaitable[Browser]]
PACKAGE = Path(__file__).parents[2] / "tracker"
_CONCERNS = tuple(ConcernKind)
SPELLED = {
    "condition.{}": [f"condition.{one}" for one in (ConditionEnd.MET, "replaced", "voided")],
    "motion.{}": [f"motion.{one.value}" for one in MotionState if one not in ("open", "carried")],
    "pilot.{}": [f"pilot.{one.value}" for one in Operation if one is not Operation.NEVER]
    + ["pilot.restored"],
    "reading.{}": [f"reading.{one.value}" for one in ReadingOutcome],
    "waiver.{}": ["waiver.approved", "waiver.rejected"],
    "{}.raised": [f"{one.value}.raised" for one in _CONCERNS],
    "{}.assessed": [f"{one.value}.assessed" for one in _CONCERNS],
    "{}.changed": [f"{one.value}.changed" for one in _CONCERNS],
    "{}.closed": [f"{one.value}.closed" for one in _CONCERNS],
}
"""Codes that are put together, by how the source spells them."""
LEFT_OUT = frozenset(
    {
        "call",
        "catalogue",
        "deliverable",
        "evaluation",
        "evidence",
        "head",
        "indicator",
        "letter",
        "manifest",
        "membership",
        "original",
        "reading",
        "replaces",
        "sha256",
        "snapshot",
        "subject",
        "waiver",
    }
)
"""Ids and hashes: what they stand for is named by the entry's own title."""
_RECORDS = {"record", "refuse", "_give"}
_CODE = re.compile(r"[a-z_]+\.[a-z_]+|\{\}\.[a-z_]+|[a-z_]+\.\{\}")


def recordings() -> Iterator[tuple[ast.Call, ast.AST]]:
    """Every call that puts an entry on record, and the function it stands in."""
    for path in sorted(PACKAGE.rglob("commands*/*.py")) + sorted(PACKAGE.rglob("*commands.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and _name(call.func) in _RECORDS:
                    yield call, function


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def spelled(node: ast.AST) -> Iterator[str]:
    """The texts below a node; where a value is put in, braces."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for below in ast.iter_child_nodes(node):
        yield from spelled(below)


def recorded() -> set[str]:
    """Every code that the source records: given to the call, or spelled in its function."""
    found = {"condition.reassigned"}  # a constant of gates/queries/open_work.py
    for call, function in recordings():
        given = [text for one in call.args for text in spelled(one) if _CODE.fullmatch(text)]
        if not given:
            given = [text for text in spelled(function) if _CODE.fullmatch(text)]
        for code in given:
            found.update(SPELLED[code] if "{}" in code else [code])
    return found


def test_every_event_that_is_recorded_has_a_sentence_and_none_has_one_in_vain() -> None:
    assert sorted(recorded() ^ set(EVENTS)) == []


def test_every_detail_that_is_recorded_has_words_or_is_an_id() -> None:
    given = {keyword.arg for call, _ in recordings() for keyword in call.keywords}
    given -= {None, "four_eyes"}
    assert sorted(given - details.TOLD - LEFT_OUT) == []


def test_an_event_of_another_version_shows_no_code() -> None:
    assert "." not in event("something.older")


ANNA, OFFICE = UUID(int=1), UUID(int=2)
READER = DetailsReader(language="en", names={ANNA: "Anna", OFFICE: "The office"})


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ({"amount": 110000, "currency": "USD"}, [("Amount", "1,100 USD")]),
        ({"seat": "committee_2"}, [("Seat", "Committee member 2")]),
        ({"seat": "risk_owner"}, [("Seat", "City's approver")]),
        ({"owner": str(ANNA), "before": None}, [("Owed now by", "Anna")]),
        ({"organisation_id": str(OFFICE)}, [("Organisation", "The office")]),
        ({"to": str(UUID(int=9)), "subjects": [str(UUID(int=9))]}, []),
        (
            {"was": "2027-03-01", "becomes": "2027-04-01"},
            [("Before", "1 March 2027"), ("From now on", "1 April 2027")],
        ),
        (
            {"was": "unknown", "answer": "no"},
            [("Before", "Not known yet (counts as yes)"), ("Answer", "No")],
        ),
        ({"rejected": False, "more_wanted": True}, [("More proof is wanted", "Yes")]),
        ({"kind": "role_change"}, [("Kind", "Somebody in a role changed")]),
        ({"kind": "colour"}, []),
        (
            {"fields": ["challenges", "due", "hidden"], "changed": {"due": [None, "2027-03-01"]}},
            [("Due", "nothing → 1 March 2027"), ("Also filled in", "The problem to be solved")],
        ),
        (
            {
                "fields": ["planned_ends"],
                "changed": {"planned_ends": [{}, {"study": "2027-03-01"}]},
            },
            [("Planned ends of the stages", "nothing → Study: 1 March 2027")],
        ),
        (
            {"behalf": {"organisation": str(OFFICE), "role": "officer", "original": str(ANNA)}},
            [("Recorded for", "Project officer, The office")],
        ),
        ({"why": ["One.", "Two."]}, [("Why", "One. Two.")]),
    ],
)
def test_details_are_told_in_words_and_what_has_none_is_left_out(
    detail: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    told = details.told(msgspec.json.encode(detail).decode(), READER)
    assert told == [Told(*one) for one in expected]


def test_details_are_told_in_the_readers_language() -> None:
    reader = DetailsReader(language=PSEUDO, names={})
    assert details.told('{"role":"officer"}', reader) == [Told("⟦Role⟧", "⟦Project officer⟧")]


class Seen(HTMLParser):
    """What a reader sees of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._silent, self.text = 0, ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style", "svg"}

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style", "svg"}

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.text += f" {data.strip()}"


RAW = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-|[{}]|\d{4}-\d\d-\d\d|\b[0-9a-f]{64}\b|\b[a-z]+_[a-z_]+\b|"
    + "|".join(map(re.escape, EVENTS))
)


def raw_in(text: str) -> list[str]:
    """What only programs read; the names of the cast are made of the codes of roles."""
    return RAW.findall(re.sub(r"Example \w+", "", Seen(text).text))


@pytest.mark.at("follow_up")
async def test_the_journal_of_a_whole_project_is_read_in_words(
    app: Litestar, browsing: Browsing, journey: Journey
) -> None:
    officer, path, pages = await browsing("officer"), f"/projects/{journey.code}/journal", []
    while path:
        with counted(app) as sent:
            pages.append((await officer.open(path)).text)
        asked_of_names = [one for one in sent if "UNION ALL" in one and "person" in one]
        assert len(asked_of_names) == 1
        older = re.search(r'href="([^"]*after=[^"]*)"', pages[-1])
        path = older[1].replace("&amp;", "&") if older else ""

    assert {raw for text in pages for raw in raw_in(text)} == set()
    seen = " ".join(Seen(text).text for text in pages)
    assert "A gate was decided" in seen
    assert "Preparing the pilot" in seen


@pytest.mark.at("study")
async def test_a_motion_names_who_owes_what_by_which_day(
    browsing: Browsing, journey: Journey
) -> None:
    owner, name = str(journey.cast.person("city_contact")), "Example city_contact"
    day = date.fromisoformat(journey.day(20))
    point = {"what": "D1", "text": "Count anew", "owner_id": owner, "due": day.isoformat()}
    motion = await journey.put("G3", {}, verdict="rework", points=[point])

    text = (await (await browsing("officer")).open(f"/motions/{motion}")).text

    assert raw_in(text) == []
    assert f"D1: Count anew {name}, {written_day(day, 'en')}" in Seen(text).text


@pytest.mark.at("study")
async def test_what_came_on_paper_is_read_in_words(browsing: Browsing, journey: Journey) -> None:
    answer = {"answer": "yes", "reason": "As the city wrote"}
    place = f"/projects/{journey.code}/facts/personal_data/answers"
    assert (await on_behalf(journey, place, answer)).status_code == 201

    officer = await browsing("officer")
    text = (await officer.open(f"/projects/{journey.code}/received")).text
    journal = (await officer.open(f"/projects/{journey.code}/journal")).text

    assert raw_in(text) == raw_in(journal) == []
    assert "A question about the project was answered" in Seen(text).text
    assert "Recorded for City's contact, Example city" in Seen(journal).text
