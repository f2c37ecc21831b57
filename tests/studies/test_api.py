"""Planning, handing in and reviewing deliverables."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tests.statements import counted
from tests.studies.builders import a_deliverable, a_version
from tracker.journal.desk import Desk
from tracker.journal.models import JournalEntry
from tracker.kernel.database import System, for_system
from tracker.process.stages import Stage, Status
from tracker.projects.models import Project
from tracker.studies import commands

Sessions = async_sessionmaker[AsyncSession]
Acting = Callable[[str], httpx.AsyncClient]
PATH = "/api/projects/KLA-2027-01/deliverables"
UNKNOWN = "01a2dea3-b380-7aa1-9415-3e60c3a4522e"


@pytest.fixture(autouse=True)
async def project(sessions: Sessions, cast: Cast, clock: Clock) -> None:
    async with sessions.begin() as session:
        await a_project(session, cast, clock.now)


async def plan(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    asked = {
        "code": "D01",
        "title": "Inception report",
        "stage": "study",
        "owner_capacity": "consulting_company",
        "acceptors": ["officer", "city_contact"],
        "minimum_content": "Scope, method, risks",
        "due": "2027-02-01",
    }
    return await client.post(PATH, json=asked | changes)


async def upload(client: httpx.AsyncClient, name: str = "report.pdf") -> str:
    made = await client.post(
        "/api/projects/KLA-2027-01/files",
        content=b"%PDF-1.4 example of " + name.encode(),
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def hand_in(client: httpx.AsyncClient, planned: httpx.Response) -> httpx.Response:
    files = [await upload(client), await upload(client, "annex.pdf")]
    where = f"{planned.headers['location']}/submissions"
    return await client.post(where, json={"note": "Example", "files": files})


async def review(
    client: httpx.AsyncClient, version: httpx.Response, outcome: str = "accepted"
) -> httpx.Response:
    asked = {"outcome": outcome, "comments": "Example"}
    return await client.post(f"{version.headers['location']}/reviews", json=asked)


async def state(client: httpx.AsyncClient, planned: httpx.Response) -> tuple[str, int | None]:
    shown = (await client.get(planned.headers["location"])).json()
    return shown["state"], shown["number"]


async def close(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await session.execute(
            update(Project).values(status=Status.STOPPED),
            execution_options={"seen_by": System("a test"), "synchronize_session": False},
        )


async def journalled(sessions: Sessions, prefix: str) -> list[str]:
    async with sessions() as session:
        asked = (
            select(JournalEntry.what)
            .where(JournalEntry.what.startswith(prefix))
            .order_by(JournalEntry.seq)
        )
        return list(await session.scalars(for_system(asked, "a test looks")))


async def test_a_deliverable_is_planned_handed_in_and_accepted_by_every_role(
    officer: httpx.AsyncClient,
    consultant: httpx.AsyncClient,
    city: httpx.AsyncClient,
    sessions: Sessions,
) -> None:
    planned = await plan(officer)
    assert planned.status_code == 201, planned.text
    assert await state(consultant, planned) == ("planned", None)

    version = await hand_in(consultant, planned)
    assert version.status_code == 201, version.text
    assert len(version.json()["files"]) == 2
    assert await state(city, planned) == ("submitted", 1)

    first = await review(officer, version)
    assert first.status_code == 201, first.text
    assert await state(city, planned) == ("in_review", 1)

    await review(city, version, "accepted_with_conditions")
    assert await state(consultant, planned) == ("accepted", 1)
    shown = (await consultant.get(version.headers["location"])).json()
    assert [said["role"] for said in shown["reviews"]].count("officer") == 1
    assert await journalled(sessions, "deliverable.") == [
        "deliverable.planned",
        "deliverable.submitted",
        "deliverable.accepted",
        "deliverable.accepted",
    ]


async def test_a_version_is_replaced_before_its_review_begins_and_after_its_return(
    officer: httpx.AsyncClient, consultant: httpx.AsyncClient, city: httpx.AsyncClient
) -> None:
    planned = await plan(officer)
    await hand_in(consultant, planned)
    second = await hand_in(consultant, planned)
    await review(officer, second)
    during = await hand_in(consultant, planned)
    await review(city, second, "returned")
    returned = await state(consultant, planned)
    third = await hand_in(consultant, planned)
    await review(officer, third)
    await review(city, third)
    after = await hand_in(consultant, planned)

    assert during.status_code == 409
    assert "is being reviewed" in during.json()["detail"]
    assert returned == ("returned", 2)
    assert third.json()["number"] == 3
    assert after.status_code == 409
    assert "is accepted" in after.json()["detail"]


async def test_only_the_newest_version_is_reviewed_and_once_by_each_role(
    officer: httpx.AsyncClient, consultant: httpx.AsyncClient, acting: Acting
) -> None:
    planned = await plan(officer)
    first = await hand_in(consultant, planned)
    second = await hand_in(consultant, planned)

    old = await review(officer, first)
    await review(officer, second)
    again = await review(acting("officer2"), second)

    assert (old.status_code, again.status_code) == (409, 409)
    assert "version 2" in old.json()["detail"]


async def test_what_a_gate_sent_back_waits_for_a_new_version(
    officer: httpx.AsyncClient,
    consultant: httpx.AsyncClient,
    sessions: Sessions,
    cast: Cast,
    clock: Clock,
) -> None:
    planned = await plan(officer, acceptors=["officer"])
    version = await hand_in(consultant, planned)
    async with sessions.begin() as session:
        asked = for_system(select(Project), "a test")
        project = (await session.scalars(asked)).one()
        row_id = UUID(planned.json()["id"])
        await commands.return_deliverable(
            Desk(session, clock.now, cast.actors["officer"]), project, row_id, "Prices"
        )

    late = await review(officer, version)
    newer = await hand_in(consultant, planned)

    assert late.status_code == 409
    assert newer.json()["number"] == 2


@pytest.mark.parametrize("who", ["manager", "reviewer", "city_approver"])
async def test_a_role_that_is_not_an_acceptor_does_not_review(
    officer: httpx.AsyncClient, consultant: httpx.AsyncClient, acting: Acting, who: str
) -> None:
    version = await hand_in(consultant, await plan(officer))

    refused = await review(acting(who), version)

    assert refused.status_code == 403
    assert "City's contact, Project officer" in refused.json()["detail"]


@pytest.mark.parametrize("outcome", ["returned", "accepted_with_conditions"])
async def test_a_return_or_a_condition_says_what_is_wanted(
    officer: httpx.AsyncClient, consultant: httpx.AsyncClient, outcome: str
) -> None:
    version = await hand_in(consultant, await plan(officer))

    refused = await officer.post(
        f"{version.headers['location']}/reviews", json={"outcome": outcome}
    )

    assert refused.status_code == 422
    assert refused.json()["fields"][0]["field"] == "comments"


@pytest.mark.parametrize(
    ("owner", "acceptors", "hands_in", "others"),
    [
        ("consulting_company", ["officer"], "consultant", {"city_contact": 403, "provider": 404}),
        ("solution_provider", ["officer"], "provider", {"officer": 403, "consultant": 404}),
        ("city", ["officer"], "city_contact", {"officer": 403, "consultant": 404}),
        ("secretariat", ["city_contact"], "officer", {"city_contact": 403, "consultant": 404}),
    ],
)
async def test_only_its_owner_hands_a_deliverable_in(
    acting: Acting, owner: str, acceptors: list[str], hands_in: str, others: dict[str, int]
) -> None:
    planned = await plan(acting("officer"), owner_capacity=owner, acceptors=acceptors)

    for who, status in others.items():
        assert (await hand_in(acting(who), planned)).status_code == status
    assert (await hand_in(acting(hands_in), planned)).status_code == 201


async def test_a_firm_sees_neither_another_firms_deliverables_nor_its_versions(
    officer: httpx.AsyncClient, consultant: httpx.AsyncClient, acting: Acting
) -> None:
    planned = await plan(officer)
    await plan(officer, code="P01", owner_capacity="solution_provider")
    version = await hand_in(consultant, planned)

    own = (await acting("provider").get(PATH)).json()["items"]

    assert [row["code"] for row in own] == ["P01"]
    for path in (planned.headers["location"], version.headers["location"]):
        assert (await acting("provider").get(path)).status_code == 404
        assert (await acting("other_city_contact").get(path)).status_code == 404
    assert len((await officer.get(PATH)).json()["items"]) == 2


async def test_a_successor_takes_over_a_deliverable_but_not_its_predecessors_versions(
    officer: httpx.AsyncClient, consultant: httpx.AsyncClient, acting: Acting, cast: Cast
) -> None:
    firm = str(cast.organisations["consulting"])
    planned = await plan(officer, organisation_id=firm)
    version = await hand_in(consultant, planned)
    successor = str(cast.organisations["other_firm"])
    where, tag = planned.headers["location"], {"If-Match": planned.headers["etag"]}
    appointed = {"organisation_id": successor, "capacity": "consulting_company"}

    early = await officer.patch(where, json={"organisation_id": successor}, headers=tag)
    await officer.post("/api/projects/KLA-2027-01/appointments", json=appointed)
    taken = await officer.patch(where, json={"organisation_id": successor}, headers=tag)
    next_version = await hand_in(acting("other_firm_member"), planned)

    assert early.status_code == 422
    assert "Appoint the firm" in early.json()["detail"]
    assert taken.status_code == 200
    assert next_version.json()["number"] == 2
    assert (await acting("other_firm_member").get(version.headers["location"])).status_code == 404


async def test_a_due_date_moves_only_with_a_reason_and_the_original_stays(
    officer: httpx.AsyncClient, sessions: Sessions
) -> None:
    planned = await plan(officer)
    where, tag = planned.headers["location"], {"If-Match": planned.headers["etag"]}

    silent = await officer.patch(where, json={"due": "2027-03-01"}, headers=tag)
    said = {"due": "2027-03-01", "reason": "The site visit was late"}
    moved = await officer.patch(where, json=said, headers=tag)
    stale = await officer.patch(where, json=said | {"title": "Example"}, headers=tag)

    assert (silent.status_code, silent.json()["fields"][0]["field"]) == (422, "reason")
    assert (moved.json()["due"], moved.json()["original_due"]) == ("2027-03-01", "2027-02-01")
    assert stale.status_code == 412
    assert await journalled(sessions, "deliverable.") == [
        "deliverable.planned",
        "deliverable.moved",
    ]


async def test_a_due_date_stands_still_while_the_project_is_on_hold(
    officer: httpx.AsyncClient, sessions: Sessions
) -> None:
    planned, undated = await plan(officer), await plan(officer, code="D02", due=None)
    async with sessions.begin() as session:
        (await session.scalars(for_system(select(Project), "a test"))).one().status = Status.ON_HOLD
    said = {"due": "2027-03-01", "reason": "The site visit was late"}

    moved, first = [
        await officer.patch(one.headers["location"], json=said, headers={"If-Match": '"1"'})
        for one in (planned, undated)
    ]

    assert (moved.status_code, first.status_code) == (409, 200)
    assert "on hold" in moved.json()["detail"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "D00"}, "code"),
        ({"owner_capacity": "city", "acceptors": ["city_approver"]}, "acceptors"),
        ({"acceptors": ["firm_member"]}, "acceptors"),
        ({"organisation_id": UNKNOWN}, "organisation_id"),
        (
            {"owner_capacity": "city", "acceptors": ["officer"], "organisation_id": UNKNOWN},
            "organisation_id",
        ),
    ],
)
async def test_a_plan_names_a_free_code_the_owner_and_acceptors_of_another_organisation(
    officer: httpx.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    await plan(officer, code="D00")

    refused = await plan(officer, **changes)

    assert refused.status_code == 422
    assert refused.json()["fields"][0]["field"] == field


async def test_a_submission_names_files_that_its_own_organisation_uploaded(
    officer: httpx.AsyncClient, consultant: httpx.AsyncClient, acting: Acting
) -> None:
    planned = await plan(officer)
    where = f"{planned.headers['location']}/submissions"
    own, foreign = await upload(consultant), await upload(acting("provider"))

    for files in ([own, foreign], [UNKNOWN], [own, own]):
        refused = await consultant.post(where, json={"files": files})
        assert refused.status_code == 422
        assert refused.json()["fields"][0]["field"] == "files"
    assert (await consultant.post(where, json={"files": []})).status_code == 400


async def test_a_closed_project_takes_no_deliverable_but_judges_what_was_handed_in(
    officer: httpx.AsyncClient, consultant: httpx.AsyncClient, sessions: Sessions
) -> None:
    planned = await plan(officer)
    version = await hand_in(consultant, planned)
    await close(sessions)

    assert (await plan(officer, code="D02")).status_code == 409
    assert (await hand_in(consultant, planned)).status_code == 409
    assert (await review(officer, version)).status_code == 201


@pytest.mark.parametrize("who", ["manager", "reviewer", "city_contact", "consultant"])
async def test_only_officers_plan(acting: Acting, who: str) -> None:
    assert (await plan(acting(who))).status_code == 403


@pytest.mark.parametrize("path", ["/api/deliverables/", "/api/submissions/"])
async def test_unknown_things_are_not_found(officer: httpx.AsyncClient, path: str) -> None:
    assert (await officer.get(path + UNKNOWN)).status_code == 404


async def test_the_list_asks_as_often_for_many_deliverables_as_for_few(
    app: Litestar, sessions: Sessions, officer: httpx.AsyncClient, cast: Cast, clock: Clock
) -> None:
    async def statements() -> int:
        with counted(app) as sent:
            assert (await officer.get(PATH)).status_code == 200
        return len(sent)

    async def more(first: int, last: int) -> None:
        async with sessions.begin() as session:
            project = (await session.scalars(for_system(select(Project), "a test"))).one()
            for number in range(first, last):
                row = await a_deliverable(
                    session, project, clock.now, code=f"D{number:02d}", stage=Stage.STUDY
                )
                await a_version(session, cast, row, 1, clock.now)

    await more(1, 3)
    few = await statements()
    await more(3, 20)

    assert await statements() == few
