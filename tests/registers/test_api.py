"""Risks, issues, lessons and meetings: who writes, who sees, what stays."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tests.statements import counted
from tracker.journal.models import JournalEntry
from tracker.kernel.database import System, for_system
from tracker.process.stages import Stage, Status
from tracker.projects.models import Project

Sessions = async_sessionmaker[AsyncSession]
Acting = Callable[[str], httpx.AsyncClient]
WHERE = "/api/projects/KLA-2027-01"
CONCERNS, LESSONS, MEETINGS = (f"{WHERE}/{log}" for log in ("concerns", "lessons", "meetings"))
LESSON = {
    "category": "technology",
    "happened": "The sensors froze.",
    "learned": "Test at minus ten degrees.",
    "recommendation": "Ask for it in the tender.",
}


@pytest.fixture(autouse=True)
async def project(sessions: Sessions, cast: Cast, clock: Clock) -> Project:
    async with sessions.begin() as session:
        return await a_project(session, cast, clock.now, stage=Stage.PILOT)


@pytest.fixture
def risk(cast: Cast) -> dict[str, Any]:
    return {
        "kind": "risk",
        "category": "money",
        "title": "Example lease ends",
        "owner_id": str(cast.person("provider")),
        "due": "2027-02-01",
        "assessment": {"likelihood": 3, "impact": 4, "why": "The owner said so"},
    }


def issue(risk: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return risk | {"kind": "issue", "assessment": {"impact": 4, "why": "It is there"}} | changes


def meeting(cast: Cast, **changes: Any) -> dict[str, Any]:
    parties = [str(cast.organisations[name]) for name in ("city", "consulting")]
    return {
        "kind": "visit",
        "held_on": "2027-01-04",
        "title": "Example site visit",
        "place": "Example market square",
        "parties": parties,
        "agreed": "The masts are moved.",
    } | changes


async def make(client: httpx.AsyncClient, path: str, asked: dict[str, Any]) -> httpx.Response:
    answer = await client.post(path, json=asked)
    assert answer.status_code == 201, answer.text
    return answer


async def set_project(sessions: Sessions, **values: Any) -> None:
    async with sessions.begin() as session:
        marked = update(Project).values(values).execution_options(seen_by=System("the test"))
        await session.execute(marked)


async def told(sessions: Sessions) -> list[tuple[str, str]]:
    async with sessions() as session:
        asked = select(JournalEntry.what, JournalEntry.detail).order_by(JournalEntry.seq)
        rows = await session.execute(for_system(asked, "the test"))
        logs = ("risk.", "issue.", "lesson.", "meeting.")
        return [(what, detail) for what, detail in rows if what.startswith(logs)]


async def test_a_risk_is_assessed_again_and_its_trend_follows(
    officer: httpx.AsyncClient, acting: Acting, risk: dict[str, Any], sessions: Sessions
) -> None:
    made = await make(acting("city_contact"), CONCERNS, risk)
    where = made.headers["location"]
    worse = {"likelihood": 4, "impact": 5, "why": "A letter came"}
    again = await acting("provider").post(f"{where}/assessments", json=worse)

    shown = (await officer.get(where)).json()
    assert (made.json()["trend"], made.json()["exposure"]) == ("new", 12)
    assert (again.status_code, again.json()["exposure"]) == (201, 20)
    assert (shown["trend"], shown["exposure"]) == ("rising", 20)
    assert [one["why"] for one in shown["assessments"]] == ["The owner said so", "A letter came"]
    words = await told(sessions)
    assert [what for what, _ in words] == ["risk.raised", "risk.assessed"]
    assert "Example" not in str(words)
    assert "letter" not in str(words)


async def test_a_risk_that_happened_becomes_an_issue_and_is_closed_with_its_outcome(
    officer: httpx.AsyncClient, risk: dict[str, Any]
) -> None:
    first = await make(officer, CONCERNS, risk)
    happened = await make(officer, CONCERNS, issue(risk, from_risk_id=first.json()["id"]))
    closed = await officer.post(
        f"{first.headers['location']}/closings", json={"outcome": "It happened."}
    )
    after = await officer.post(f"{first.headers['location']}/closings", json={"outcome": "Again"})
    late = await officer.post(
        f"{first.headers['location']}/assessments",
        json={"likelihood": 1, "impact": 1, "why": "Over"},
    )

    assert happened.json()["exposure"] == 20
    assert closed.json()["outcome"] == "It happened."
    assert (after.status_code, late.status_code) == (409, 409)
    still = (await officer.get(f"{CONCERNS}?still_open=true")).json()["items"]
    assert [one["id"] for one in still] == [happened.json()["id"]]
    risks = (await officer.get(f"{CONCERNS}?kind=risk")).json()["items"]
    assert [one["id"] for one in risks] == [first.json()["id"]]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"due": "2027-01-03"}, "due"),
        ({"assessment": {"impact": 3, "why": "Example"}}, "likelihood"),
        ({"kind": "issue"}, "likelihood"),
        ({"from_meeting_id": "01a2dea3-b380-7aa1-9415-3e60c3a4522e"}, "from_meeting_id"),
        ({"from_risk_id": "01a2dea3-b380-7aa1-9415-3e60c3a4522e"}, "from_risk_id"),
    ],
)
async def test_what_does_not_fit_names_the_field_and_leaves_nothing(
    officer: httpx.AsyncClient, risk: dict[str, Any], changes: dict[str, Any], field: str
) -> None:
    answer = await officer.post(CONCERNS, json=risk | changes)
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, field)
    assert (await officer.get(CONCERNS)).json()["items"] == []


@pytest.mark.parametrize("who", ["other_firm_member", "other_city_contact", "observer"])
async def test_an_owner_is_somebody_who_takes_part(
    officer: httpx.AsyncClient, cast: Cast, risk: dict[str, Any], who: str
) -> None:
    answer = await officer.post(CONCERNS, json=risk | {"owner_id": str(cast.person(who))})
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "owner_id")


async def test_a_change_needs_the_newest_version_and_is_on_record(
    officer: httpx.AsyncClient, acting: Acting, cast: Cast, risk: dict[str, Any], sessions: Sessions
) -> None:
    made = await make(officer, CONCERNS, risk)
    where, tag = made.headers["location"], {"If-Match": made.headers["etag"]}
    moved = {"due": "2027-03-01", "owner_id": str(cast.person("consultant"))}
    changed = await acting("provider").patch(where, json=moved, headers=tag)
    stale = await officer.patch(where, json={"due": "2027-04-01"}, headers=tag)

    assert (changed.status_code, changed.json()["due"]) == (200, "2027-03-01")
    assert stale.status_code == 412
    what, detail = (await told(sessions))[-1]
    assert what == "risk.changed"
    assert '"due":["2027-02-01","2027-03-01"]' in detail


@pytest.mark.parametrize(
    ("who", "sees", "answers"),
    [
        ("officer", 200, 201),
        ("provider", 200, 201),
        ("city_security", 200, 403),
        ("reviewer", 200, 403),
        ("consultant", 404, 404),
        ("other_city_contact", 404, 404),
        ("observer", 403, 403),
        ("administrator", 403, 403),
    ],
)
async def test_a_concern_is_answered_by_its_owner_who_raised_it_and_the_desk(
    acting: Acting, risk: dict[str, Any], who: str, sees: int, answers: int
) -> None:
    where = (await make(acting("city_contact"), CONCERNS, risk)).headers["location"]
    client = acting(who)
    assert (await client.get(where)).status_code == sees
    answer = await client.post(f"{where}/closings", json={"outcome": "Example"})
    assert answer.status_code == answers


async def test_a_lesson_is_corrected_by_another_one_once(
    acting: Acting, officer: httpx.AsyncClient
) -> None:
    consultant = acting("consultant")
    first = await make(consultant, LESSONS, LESSON)
    fix = LESSON | {"learned": "Test at minus twenty.", "replaces_id": first.json()["id"]}
    foreign = await officer.post(LESSONS, json=fix)
    await make(consultant, LESSONS, fix)
    twice = await consultant.post(LESSONS, json=fix)

    assert first.json()["stage"] == "pilot"
    assert (foreign.status_code, twice.status_code) == (422, 409)
    assert len((await officer.get(LESSONS)).json()["items"]) == 2
    assert (await acting("provider").get(LESSONS)).json()["items"] == []
    assert (await officer.get(first.headers["location"])).json()["learned"] == LESSON["learned"]


async def test_what_a_meeting_agreed_to_do_are_issues_that_name_it(
    officer: httpx.AsyncClient, cast: Cast, risk: dict[str, Any], sessions: Sessions
) -> None:
    held = await make(officer, MEETINGS, meeting(cast))
    action = await make(officer, CONCERNS, issue(risk, from_meeting_id=held.json()["id"]))

    assert action.json()["from_meeting_id"] == held.json()["id"]
    assert (await officer.get(held.headers["location"])).json() == held.json()
    assert ("meeting.recorded", '{"kind":"visit"}') in await told(sessions)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": "2027-01-05"}, "held_on"),
        ({"parties": ["01a2dea3-b380-7aa1-9415-3e60c3a4522e"]}, "parties"),
        ({"replaces_id": "01a2dea3-b380-7aa1-9415-3e60c3a4522e"}, "replaces_id"),
    ],
)
async def test_a_meeting_was_held_by_somebody_known(
    officer: httpx.AsyncClient, cast: Cast, changes: dict[str, Any], field: str
) -> None:
    answer = await officer.post(MEETINGS, json=meeting(cast, **changes))
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, field)


async def test_a_closed_project_learns_and_closes_but_takes_no_new_concern(
    officer: httpx.AsyncClient, cast: Cast, risk: dict[str, Any], sessions: Sessions
) -> None:
    where = (await make(officer, CONCERNS, risk)).headers["location"]
    await set_project(sessions, status=Status.STOPPED)

    assert (await officer.post(CONCERNS, json=risk)).status_code == 409
    await make(officer, LESSONS, LESSON)
    await make(officer, MEETINGS, meeting(cast))
    assert (await officer.post(f"{where}/closings", json={"outcome": "Over"})).status_code == 201
    await set_project(sessions, status=Status.PAST)
    assert (await officer.post(LESSONS, json=LESSON)).status_code == 409
    assert (await officer.post(MEETINGS, json=meeting(cast))).status_code == 409


async def test_a_page_of_many_takes_as_many_statements_as_one_of_few(
    officer: httpx.AsyncClient, app: Litestar, risk: dict[str, Any]
) -> None:
    await make(officer, CONCERNS, risk)
    with counted(app) as few:
        await officer.get(CONCERNS)
    for _ in range(20):
        await make(officer, CONCERNS, risk)
    with counted(app) as many:
        page = (await officer.get(f"{CONCERNS}?limit=15")).json()
        rest = (await officer.get(f"{CONCERNS}?limit=15&after={page['next']}")).json()

    assert len(many) == 2 * len(few)
    assert len({one["id"] for one in (*page["items"], *rest["items"])}) == 21
