"""Templates: days counted by working days, the whole plan or nothing of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tests.statements import counted
from tests.studies.builders import a_deliverable
from tracker.journal.models import JournalEntry
from tracker.kernel.actor import Role
from tracker.kernel.database import System, for_system
from tracker.process.stages import Stage, Status
from tracker.process.working_days import is_working_day
from tracker.projects.models import Assignment, Capacity, Project
from tracker.studies.models import Deliverable
from tracker.studies.rules import may_accept
from tracker.studies.templates import Template, due_on, each, templates
from tracker.web.values import word_of

Sessions = async_sessionmaker[AsyncSession]
Acting = Callable[[str], httpx.AsyncClient]
PATH = "/api/projects/KLA-2027-01/deliverable-plans"
STUDY = {"template": "study_26_weeks", "kick_off": "2027-01-11"}
PILOT = {"template": "pilot_12_weeks", "kick_off": "2027-01-11"}
FIRMS = (Capacity.CONSULTING_COMPANY, Capacity.SOLUTION_PROVIDER)


@pytest.fixture(autouse=True)
async def project(sessions: Sessions, cast: Cast, clock: Clock) -> Project:
    async with sessions.begin() as session:
        return await a_project(session, cast, clock.now, stage=Stage.STUDY)


async def change(sessions: Sessions, **values: Any) -> None:
    async with sessions.begin() as session:
        marked = update(Project).values(values).execution_options(seen_by=System("the test"))
        await session.execute(marked)


async def count(sessions: Sessions, table: Any, *where: Any) -> int:
    async with sessions() as session:
        asked = select(func.count()).select_from(table).where(*where)
        return await session.scalar(for_system(asked, "the test")) or 0


@pytest.mark.parametrize(
    ("weeks", "due"),
    [(0, "2027-01-11"), (1, "2027-01-18"), (3, "2027-02-01"), (26, "2027-07-12")],
)
def test_a_week_is_five_working_days_from_the_kick_off(weeks: int, due: str) -> None:
    assert due_on(date(2027, 1, 11), weeks) == date.fromisoformat(due)


@pytest.mark.parametrize("template", templates().values(), ids=lambda one: one.name)
def test_a_template_is_one_that_can_be_planned(template: Template) -> None:
    entries = list(each(template))
    codes = [entry.code for entry in entries]
    assert len(set(codes)) == len(codes)
    assert all(set(entry.acceptors) <= may_accept(entry.owner) for entry in entries)
    assert all(is_working_day(due_on(date(2027, 1, 13), entry.weeks)) for entry in entries)
    assert sum(entry.pay or 0 for entry in entries) <= 100


def test_readings_come_every_four_weeks_of_the_pilot() -> None:
    monthly = [one for one in each(templates()["pilot_12_weeks"]) if one.code.startswith("P02")]
    assert [(one.code, one.weeks) for one in monthly] == [("P02-1", 4), ("P02-2", 8), ("P02-3", 12)]
    assert monthly[0].title.endswith("month 1")


async def test_the_templates_are_there_for_everybody_who_signs_in(
    acting: Acting, client: httpx.AsyncClient
) -> None:
    page = (await acting("observer").get("/api/deliverable-templates")).json()
    assert [one["name"] for one in page["items"]] == list(templates())
    assert page["items"][0]["entries"][1] | {"minimum_content": ""} == {
        "code": "D01",
        "title": "Inception report",
        "stage": "study",
        "weeks": 3,
        "owner_capacity": "consulting_company",
        "acceptors": [Role.OFFICER, Role.CITY_CONTACT],
        "pay_percent": 20,
        "only_for_pilot": False,
        "minimum_content": "",
    }
    assert (await client.get("/api/deliverable-templates")).status_code == 401


async def test_a_whole_study_is_planned_at_once_and_on_record(
    officer: httpx.AsyncClient, sessions: Sessions
) -> None:
    made = await officer.post(PATH, json=STUDY)

    assert made.status_code == 201, made.text
    planned = {one["code"]: one for one in made.json()["items"]}
    assert list(planned) == [f"D{number:02}" for number in range(15)]
    assert planned["D01"]["due"] == planned["D01"]["original_due"] == "2027-02-01"
    assert [code for code, one in planned.items() if one["only_for_pilot"]] == ["D11"]
    listed = (await officer.get(made.headers["location"])).json()["items"]
    assert {one["id"] for one in listed} == {one["id"] for one in planned.values()}
    assert await count(sessions, JournalEntry, JournalEntry.what == "deliverable.planned") == 15


async def test_a_due_date_of_a_plan_moves_and_the_first_one_stays(
    officer: httpx.AsyncClient,
) -> None:
    first = (await officer.post(PATH, json=STUDY)).json()["items"][0]
    moved = await officer.patch(
        f"/api/deliverables/{first['id']}",
        json={"due": "2027-03-01", "reason": "The kick-off was late"},
        headers={"If-Match": f'"{first["version"]}"'},
    )
    assert (moved.json()["original_due"], moved.json()["due"]) == (first["due"], "2027-03-01")


async def test_one_code_that_is_taken_plans_nothing(
    officer: httpx.AsyncClient, sessions: Sessions, project: Project, clock: Clock
) -> None:
    async with sessions.begin() as session:
        await a_deliverable(session, project, clock.now, code="D14")

    answer = await officer.post(PATH, json=STUDY)

    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("D14 are planned in this project already; move")
    assert await count(sessions, Deliverable) == 1


async def test_the_same_plan_again_is_refused_or_with_its_key_answered_again(
    officer: httpx.AsyncClient, sessions: Sessions
) -> None:
    key = {"Idempotency-Key": "example-plan"}
    first = await officer.post(PATH, json=STUDY, headers=key)
    again = await officer.post(PATH, json=STUDY, headers=key)

    assert (again.status_code, again.json()) == (201, first.json())
    assert (await officer.post(PATH, json=STUDY)).status_code == 409
    assert await count(sessions, Deliverable) == 15


@pytest.mark.parametrize(("asked", "lacks"), [(STUDY, FIRMS[0]), (PILOT, FIRMS[1])])
async def test_a_firm_that_would_owe_something_is_appointed_first(
    officer: httpx.AsyncClient, sessions: Sessions, asked: Any, lacks: Capacity
) -> None:
    async with sessions.begin() as session:
        gone = update(Assignment).where(Assignment.capacity == lacks)
        values = {"until": date(2026, 12, 31), "starts": date(2026, 1, 1)}
        await session.execute(gone.values(values).execution_options(seen_by=System("the test")))

    answer = await officer.post(PATH, json=asked)

    words = word_of(lacks)
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "template"
    assert f"first, as: {words}." in answer.json()["fields"][0]["message"]
    assert await count(sessions, Deliverable) == 0


@pytest.mark.parametrize(
    ("values", "asked", "status", "says"),
    [
        ({}, STUDY | {"kick_off": "2027-01-09"}, 422, "Monday to Friday"),
        (
            {},
            STUDY | {"template": "study_99_weeks"},
            422,
            "Name one of these templates: Study of 26 weeks",
        ),
        ({"stage": Stage.PREPARATION}, STUDY, 409, "begins in an earlier stage"),
        ({"status": Status.STOPPED}, STUDY, 409, "stopped"),
        ({"status": Status.PAST}, STUDY, 409, "past"),
    ],
)
async def test_what_cannot_be_planned_is_refused_with_the_reason(
    officer: httpx.AsyncClient, sessions: Sessions, values: Any, asked: Any, status: int, says: str
) -> None:
    if values:
        await change(sessions, **values)
    answer = await officer.post(PATH, json=asked)
    assert (answer.status_code, says in answer.text) == (status, True), answer.text
    assert await count(sessions, Deliverable) == 0


@pytest.mark.parametrize(("who", "status"), [("consultant", 403), ("city_contact", 403)])
async def test_the_officer_plans(acting: Acting, who: str, status: int) -> None:
    assert (await acting(who).post(PATH, json=STUDY)).status_code == status


async def test_a_long_plan_takes_as_many_statements_as_a_short_one(
    officer: httpx.AsyncClient, app: Litestar, sessions: Sessions
) -> None:
    counts = []
    for template in ("study_16_weeks", "study_26_weeks"):
        with counted(app) as sent:
            made = await officer.post(PATH, json=STUDY | {"template": template})
            assert made.status_code == 201
        counts.append(len(sent))
        async with sessions.begin() as session:
            codes = update(Deliverable).values(code=Deliverable.code + "-old")
            await session.execute(codes.execution_options(seen_by=System("the test")))
    assert counts[0] == counts[1]
