"""Reports over HTTP: made, frozen, drawn; who sees them."""

import hashlib
import io
import json
from typing import Any
from zipfile import ZipFile

import docx
import httpx
import pytest
from docx.oxml.ns import qn
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.clock import Clock
from tests.reports import samples
from tracker.demo.journey import Journey
from tracker.kernel.database import for_system
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import Filled
from tracker.projects.models import Project
from tracker.reports import word
from tracker.reports.models import Report, ReportKind
from tracker.reports.stored_content import frozen, thawed

Sessions = async_sessionmaker[AsyncSession]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def words(file: bytes) -> str:
    document = docx.Document(io.BytesIO(file))
    return "\n".join(node.text or "" for node in document.element.iter(qn("w:t")))


async def made(journey: Journey, asked: dict[str, Any] | None = None) -> httpx.Response:
    answer = await journey.send("officer", "POST", f"/projects/{journey.code}/reports", asked or {})
    assert answer.status_code == 201, answer.text
    return answer


async def file(journey: Journey, who: str, path: str) -> bytes:
    answer = await journey.send(who, "GET", path.removeprefix("/api"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == WORD
    assert answer.headers["content-disposition"].startswith("attachment")
    return answer.content


async def stored(sessions: Sessions, report_id: str) -> Report:
    async with sessions() as session:
        rows = await session.scalars(for_system(select(Report), "a test"))
        return next(row for row in rows if str(row.id) == report_id)


@pytest.mark.at("study")
async def test_a_report_tells_where_a_study_stands_and_stays_as_it_was(
    journey: Journey, sessions: Sessions
) -> None:
    answer = await made(journey, {"foreword": "The mayor was visited."})
    path = answer.headers["location"]
    first = await file(journey, "officer", path)
    await journey.study_done()
    again = await file(journey, "city_contact", path)
    second = (await made(journey)).json()

    assert again == first
    told = words(first)
    for said in ("The mayor was visited.", journey.code, "In stage Study", "Next is G3", "KLA"):
        assert said in told, said
    row = await stored(sessions, answer.json()["id"])
    content = thawed(row.snapshot)
    assert frozen(content) == (row.snapshot, row.snapshot_sha256)
    assert content.open_requirements
    assert [line.previous for line in content.ratings] == [None] * 7
    later = thawed((await stored(sessions, second["id"])).snapshot)
    assert (second["number"], later.heading.number) == (2, 2)
    assert all(line.previous is not None for line in later.ratings)
    assert any(change.words == "Deliverable submitted: D10; D11" for change in later.changes)
    assert min(change.first for change in later.changes) > row.journal_seq
    lines = await journey.see("officer", f"/projects/{journey.code}/reports")
    assert [line["number"] for line in lines["items"]] == [2, 1]


@pytest.mark.at("study")
async def test_an_officers_rating_is_printed_beside_the_computed_one(
    journey: Journey, sessions: Sessions
) -> None:
    asked = {"dimension": "Schedule", "rating": "red", "reason": "The consultant is ill."}
    answer = await made(journey, {"overrides": [asked]})
    content = thawed((await stored(sessions, answer.json()["id"])).snapshot)

    line = next(line for line in content.ratings if line.dimension == "Schedule")
    assert line.override is not None
    assert line.override.reason == "The consultant is ill."
    assert line.computed != line.override.rating
    overall = next(line for line in content.ratings if line.dimension == "Overall")
    assert overall.computed == "red"
    told = words(await file(journey, "officer", answer.headers["location"]))
    assert "rates otherwise: The consultant is ill." in told
    twice = await journey.send(
        "officer", "POST", f"/projects/{journey.code}/reports", {"overrides": [asked, asked]}
    )
    assert twice.status_code == 422
    assert twice.json()["fields"][0]["field"] == "overrides"


@pytest.mark.at("study")
async def test_weaknesses_stand_in_the_annex_alone(journey: Journey) -> None:
    path = (await made(journey)).headers["location"]
    annex = words(await file(journey, "city_security", path.replace(".docx", "/annex.docx")))
    report = words(await file(journey, "officer", path))

    missing = [line for line in annex.splitlines() if line.startswith("CP-")]
    assert missing
    assert "What is missing" in annex
    assert "What is missing" not in report


@pytest.mark.at("study")
@pytest.mark.parametrize(
    ("who", "see", "make"),
    [
        ("officer2", 200, 201),
        ("manager", 200, 201),
        ("reviewer", 200, 403),
        ("city_contact", 200, 403),
        ("city_approver", 200, 403),
        ("consultant", 403, 403),
        ("observer", 403, 403),
        ("committee1", 403, 403),
        ("administrator", 403, 403),
        ("other_city_contact", 404, 403),
    ],
)
async def test_reports_are_for_the_office_and_the_city(
    journey: Journey, who: str, see: int, make: int
) -> None:
    path = (await made(journey)).headers["location"].removeprefix("/api")
    annex = path.replace(".docx", "/annex.docx")
    listed = await journey.send(who, "GET", f"/projects/{journey.code}/reports")
    asked = await journey.send(who, "POST", f"/projects/{journey.code}/reports", {})

    assert [(await journey.send(who, "GET", one)).status_code for one in (path, annex)] == [see] * 2
    assert listed.status_code == see
    assert asked.status_code == make


async def test_a_file_that_is_none_is_not_there(officer: httpx.AsyncClient) -> None:
    for name in ("nothing.docx", f"{uuid7_text()}.docx", f"{uuid7_text()}.pdf", uuid7_text()):
        assert (await officer.get(f"/api/reports/{name}")).status_code == 404


def uuid7_text() -> str:
    return str(uuid7(Clock()()))


async def test_a_proposal_has_no_report(journey: Journey) -> None:
    await journey.open_call()
    await journey.propose()
    answer = await journey.send("officer", "POST", f"/projects/{journey.code}/reports", {})
    assert answer.status_code == 409
    assert "proposal" in answer.json()["detail"]


@pytest.mark.at("study")
async def test_the_same_snapshot_gives_the_same_file_on_every_database(
    journey: Journey, sessions: Sessions, clock: Clock
) -> None:
    """Both databases are held against one drawing, and so against each other."""
    snapshot, digest = frozen(samples.STATUS)
    async with sessions.begin() as session:
        project_id = (await session.scalars(for_system(select(Project.id), "a test"))).one()
        row = Report(
            id=uuid7(clock()),
            created_at=clock(),
            project_id=project_id,
            kind=ReportKind.STATUS,
            number=9,
            as_of=clock(),
            journal_seq=1,
            snapshot=snapshot,
            snapshot_sha256=digest,
            made_by=None,
        )
        session.add(row)
    drawn = await file(journey, "officer", f"/reports/{row.id}.docx")

    nobody = word.status_report(samples.STATUS, {})
    assert hashlib.sha256(drawn).hexdigest() == hashlib.sha256(nobody).hexdigest()


@pytest.mark.at("preparation")
async def test_the_memo_tells_the_decision_with_its_list_votes_and_seal(journey: Journey) -> None:
    gates = await journey.see("officer", f"/projects/{journey.code}/gates")
    decision = next(
        one for line in gates["gates"] for one in line["decisions"] if one["gate"] == "G3"
    )
    path = f"/decisions/{decision['id']}/memo.docx"
    told = words(await file(journey, "officer", path))

    for said in (
        "Is the study accepted, and shall a pilot be prepared?",
        decision["snapshot_sha256"],
        decision["grounds"],
        "Preparing the pilot",
        "Cybersecurity and privacy checklist",
        "city approver",
    ):
        assert said in told, said
    assert told.count("CP-") > 10
    assert await file(journey, "city_contact", path) == await file(journey, "officer2", path)
    for who, status in (("consultant", 403), ("other_city_contact", 404)):
        assert (await journey.send(who, "GET", path)).status_code == status


@pytest.mark.at("study")
async def test_drawing_goes_on_after_its_process_was_killed(journey: Journey, app: Any) -> None:
    path = (await made(journey)).headers["location"].removeprefix("/api")
    first = await file(journey, "officer", path)
    for process in app.state.drawing._pool._processes.values():
        process.kill()
        process.join()
    answers = [await journey.send("officer", "GET", path) for _ in range(2)]

    assert answers[-1].content == first
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert all("retry-after" in one.headers for one in answers if one.status_code == 503)


def test_a_sentence_of_the_rules_is_frozen_as_its_text() -> None:
    (ask, *rest) = samples.STATUS.asks
    said = Filled("%(gate)s has lapsed.", gate="G4")
    snapshot, _ = frozen(replace(samples.STATUS, asks=(replace(ask, what=said), *rest)))

    assert thawed(snapshot).asks[0].what == "G4 has lapsed."


def test_a_snapshot_comes_back_as_it_was() -> None:
    snapshot, _ = frozen(samples.STATUS)
    assert thawed(snapshot) == samples.STATUS
    assert "9.25" in json.dumps(json.loads(snapshot)["indicators"])
    assert (
        ZipFile(io.BytesIO(word.status_report(thawed(snapshot), samples.NAMES))).testzip() is None
    )
