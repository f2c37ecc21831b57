"""What stands in the way of a gate is said in the reader's language, wherever it is shown."""

import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from litestar import Litestar
from sqlalchemy import select, update

from tests.browsing import Browser
from tests.cast import Cast
from tests.messages import given
from tests.pages.test_errors_are_translated import Errors, parted
from tracker.compliance.catalogue import shipped
from tracker.demo.journey import Journey
from tracker.gates.overview import readiness
from tracker.gates.wire import ReadinessView
from tracker.journal.desk import SystemDesk
from tracker.kernel.database import for_system
from tracker.kernel.saying import Filled
from tracker.people.models import Person
from tracker.process import gate_before
from tracker.process.stages import Stage
from tracker.projects.models import Project
from tracker.web.language import PSEUDO

Browsing = Callable[[str], Awaitable[Browser]]
pytestmark = [pytest.mark.parametrize("kind", ["sqlite"], indirect=True)]
WALK = [
    pytest.param(one.value, marks=pytest.mark.at(one.value), id=one.value)
    for one in (Stage.PROPOSAL, Stage.COMMISSIONING, Stage.STUDY, Stage.PREPARATION, Stage.PILOT)
]
_WORD = re.compile(r"[A-Za-z]{3,}")
_CODE = re.compile(r"[A-Z]+(-[A-Z]+-)?\d+")
_NAME = re.compile(rf"{_CODE.pattern} .+")
"""Of a requirement or a deliverable: data, in the words of whoever named it."""


class Tasks(HTMLParser):
    """What the lists of a page say: what is to be done and why, piece by piece."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._depth = 0
        self.feed(text.partition("<main")[2].partition("</main>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth or dict(attrs).get("class") in ("what", "form-text", "tone long"):
            self._depth += tag not in ("input", "br", "use", "path")

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._depth and data.strip():
            self.said.append(data.strip())


def left_outside(said: list[str]) -> list[str]:
    """What is shown without having gone to a translator."""
    return [one for one in said if _WORD.search(parted(_CODE.sub("", one))[0])]


@pytest.fixture
async def readers(app: Litestar, cast: Cast, browsing: Browsing) -> Callable[[str], Browser]:
    """People whose language shows each translated text in brackets."""
    names = ("officer", "city_contact")
    async with app.state.sessions.begin() as session:
        ids = [cast.person(name) for name in names]
        asked = update(Person).where(Person.id.in_(ids))
        await session.execute(asked.values(language=PSEUDO))
    found = {name: await browsing(name) for name in names}
    return found.__getitem__


@pytest.fixture
async def unplanned(app: Litestar, journey: Journey) -> None:
    """Something is open in every stage: nobody planned when the next one ends."""
    async with app.state.sessions.begin() as session:
        project = (await session.scalars(for_system(select(Project), "a test"))).one()
        project.planned_ends = {}


@pytest.mark.usefixtures("unplanned")
@pytest.mark.parametrize("stage", WALK)
async def test_each_open_point_is_wholly_translated_on_every_page(
    readers: Callable[[str], Browser], journey: Journey, stage: str
) -> None:
    at, gate = f"/projects/{journey.code}", gate_before(Stage(stage))
    assert gate is not None
    ways = [f"{at}/gates/{gate.id}?leads_to={way.to.value}" for way in gate.ways]
    for path in (at, *ways, f"{at}/gates/{gate.id}?point=none&day="):
        shown = await readers("officer").open(path)
        assert shown.status_code == 200
        said = Tasks(shown.text).said
        assert said, path
        assert left_outside(said) == [], path


@pytest.mark.at("study")
async def test_what_a_city_owes_is_wholly_translated(
    readers: Callable[[str], Browser], journey: Journey
) -> None:
    shown = (await readers("city_contact").open("/")).text
    said = Tasks(shown.partition("⟦Open calls⟧")[0] + "</main>").said

    assert left_outside(said) == []
    assert [one for one in said if "⟦Give proof" in one]
    as_text = re.search(r'<textarea[^>]*id="as-text"[^>]*>([^<]*)</textarea>', shown)
    assert as_text is not None
    points = [line for line in as_text[1].splitlines() if line.startswith("- ")]
    assert points
    assert [one for one in points if not one.endswith("⟧")] == []


@pytest.mark.at("study")
async def test_why_a_requirement_is_open_and_who_goes_on_is_translated(
    readers: Callable[[str], Browser], journey: Journey
) -> None:
    listed = (await readers("officer").open(f"/projects/{journey.code}/checklist")).text
    paths = dict.fromkeys(re.findall(r'href="(/projects/[^"]+/requirements/[^"]+)"', listed))
    pages = [(await readers("officer").open(path)).text for path in list(paths)[:8]]
    shown = next(one for one in pages if "⟦nothing has been handed in; hand in: " in one)

    assert re.search(r"⟦[A-Z][^:]+: ⟦nothing has been handed in; [^⟧]+⟧\.⟧", shown)
    assert re.search(r"<dt>⟦Next⟧</dt><dd>⟦Hand in: [^⟧]+⟧</dd>", shown)


@pytest.mark.at("study")
async def test_each_reason_of_a_refusal_is_wholly_translated(
    readers: Callable[[str], Browser], journey: Journey
) -> None:
    fields = {"verdict": "pass", "leads_to": "preparation", "grounds": "Because"}
    path = f"/projects/{journey.code}/gates/G3/motions/new"
    answer = await readers("officer").fill(path, fields)

    assert answer.status_code == 409
    said = Errors(answer.text).said
    assert left_outside(said) == []
    assert "⟦Plan of the study⟧" not in said, "a reason is the sentence, not its title"
    assert "⟦No required deliverable is planned for the study; plan it.⟧" in said


def marked_in(text: object) -> Iterator[str]:
    """What translators have to be given for a text: itself, and what it is filled with."""
    if isinstance(text, Filled):
        yield text.marked
        for value in text.values.values():
            yield from marked_in(value) if isinstance(value, Filled) else ()
    elif isinstance(text, str) and not _NAME.fullmatch(text):
        yield text


TITLES = {one.title for one in shipped().requirements}
"""As the catalogue words them."""


async def asked(app: Litestar, journey: Journey, stage: Stage) -> list[ReadinessView]:
    """The readiness of every way on from a stage, today and once everything has run out."""
    gate = gate_before(stage)
    assert gate is not None
    async with app.state.sessions.begin() as session:
        project = (await session.scalars(for_system(select(Project), "a test"))).one()
        return [
            await readiness(
                SystemDesk(session, journey.clock.now),
                project,
                gate.id,
                way.verdicts[0],
                way.to,
                way.scaling[0] if way.scaling else None,
                on,
            )
            for way in gate.ways
            for on in (None, journey.clock.now.date() + timedelta(days=800))
        ]


@pytest.mark.usefixtures("unplanned")
@pytest.mark.parametrize("stage", WALK)
async def test_each_sentence_of_the_way_is_given_to_translators(
    app: Litestar, journey: Journey, stage: str
) -> None:
    views = await asked(app, journey, Stage(stage))
    points = [one for view in views for one in (*view.unmet, *view.expected)]
    words = {text for one in points for text in (*marked_in(one.what), *marked_in(one.why))}

    assert words
    assert sorted(words - given() - TITLES) == []
