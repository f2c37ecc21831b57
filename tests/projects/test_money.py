"""Money of projects: how far it has come, and totals that never add up two currencies."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.clock import Clock
from tests.statements import counted
from tracker.journal.models import JournalEntry
from tracker.kernel.database import System, for_system
from tracker.kernel.ids import uuid7
from tracker.projects.models import MoneyLine, MoneySource, MoneyState, Project

Sessions = async_sessionmaker[AsyncSession]
Acting = Callable[[str], httpx.AsyncClient]
CODE = "KLA-2027-01"
LINES = f"/api/projects/{CODE}/money-lines"
TOTALS = f"/api/projects/{CODE}/money-totals"
pytestmark = pytest.mark.usefixtures("project")


async def record(client: httpx.AsyncClient, **line: Any) -> httpx.Response:
    asked = {"source": "sponsor", "state": "pledged", "amount": "5", "currency": "KRW"}
    answer = await client.post(LINES, json=asked | line)
    assert answer.status_code == 201, answer.text
    return answer


async def test_totals_are_by_currency_source_and_state(officer: httpx.AsyncClient) -> None:
    for line in (
        {"amount": "100000000"},
        {"amount": "1"},
        {"amount": "0.10", "currency": "USD"},
        {"amount": "0.20", "currency": "USD"},
        {"amount": "7", "source": "city_in_kind", "state": "received"},
        {"amount": "7", "state": "confirmed"},
    ):
        await record(officer, **line)

    totals = (await officer.get(TOTALS)).json()["items"]

    told = [
        (one["currency"], one["source"], one["state"], one["amount"], one["lines"])
        for one in totals
    ]
    assert told == [
        ("KRW", "sponsor", "pledged", "100000001", 2),
        ("KRW", "sponsor", "confirmed", "7", 1),
        ("KRW", "city_in_kind", "received", "7", 1),
        ("USD", "sponsor", "pledged", "0.30", 2),
    ]


async def test_a_pledge_is_confirmed_and_received_on_record(
    officer: httpx.AsyncClient, sessions: Sessions
) -> None:
    made = await record(officer)
    where, etag = made.headers["location"], made.headers["etag"]
    stale = etag
    for state in ("confirmed", "received"):
        answer = await officer.patch(where, json={"state": state}, headers={"If-Match": etag})
        assert answer.json()["state"] == state
        etag = answer.headers["etag"]

    assert (await officer.get(where)).json()["state"] == "received"
    late = await officer.patch(where, json={"state": "pledged"}, headers={"If-Match": stale})
    assert late.status_code == 412
    async with sessions() as session:
        asked = (
            select(JournalEntry.detail)
            .where(JournalEntry.what == "money.changed")
            .order_by(JournalEntry.seq)
        )
        details = list(await session.scalars(for_system(asked, "the test")))
    assert details == [
        '{"changed":{"state":["pledged","confirmed"]},"fields":["state"]}',
        '{"changed":{"state":["confirmed","received"]},"fields":["state"]}',
    ]


async def test_amount_and_currency_stay_as_recorded(officer: httpx.AsyncClient) -> None:
    made = await record(officer)
    answer = await officer.patch(
        made.headers["location"], json={"amount": "6"}, headers={"If-Match": made.headers["etag"]}
    )
    assert answer.status_code == 400
    assert "amount" in answer.text


@pytest.mark.parametrize(
    ("who", "lines", "totals"),
    [
        ("manager", 200, 200),
        ("city_approver", 403, 200),
        ("consultant", 403, 403),
        ("observer", 403, 403),
        ("other_city_approver", 403, 404),
    ],
)
async def test_lines_are_the_desks_and_totals_the_citys_too(
    acting: Acting, officer: httpx.AsyncClient, who: str, lines: int, totals: int
) -> None:
    where = (await record(officer)).headers["location"]
    client = acting(who)
    assert (await client.get(LINES)).status_code == lines
    assert (await client.get(where)).status_code == lines
    assert (await client.get(TOTALS)).status_code == totals


async def test_a_calls_totals_are_those_of_its_projects(
    officer: httpx.AsyncClient, acting: Acting, sessions: Sessions
) -> None:
    await record(officer)
    async with sessions() as session:
        asked = select(Project.call_id).where(Project.code == CODE)
        call = await session.scalar(for_system(asked, "the test"))

    answer = await officer.get(f"/api/calls/{call}/money-totals")

    assert [(one["amount"], one["lines"]) for one in answer.json()["items"]] == [("5", 1)]
    assert (await acting("city_approver").get(f"/api/calls/{call}/money-totals")).status_code == 403
    unknown = "/api/calls/01a2dea3-b380-7aa1-9415-3e60c3a4522e/money-totals"
    assert (await officer.get(unknown)).status_code == 404


async def test_ten_thousand_lines_are_added_up_in_as_many_statements_as_one(
    officer: httpx.AsyncClient, app: Litestar, sessions: Sessions, clock: Clock
) -> None:
    await record(officer, amount="0.01", currency="USD")
    with counted(app) as few:
        await officer.get(TOTALS)
    async with sessions.begin() as session:
        found = select(Project.id).where(Project.code == CODE)
        project_id = await session.scalar(for_system(found, "the test"))
        rows = [
            {
                "id": uuid7(clock()),
                "created_at": clock(),
                "project_id": project_id,
                "source": MoneySource.SPONSOR,
                "state": MoneyState.PLEDGED,
                "amount": 10**12,
                "currency": "USD",
                "note": "",
                "version": 1,
            }
            for _ in range(10_000)
        ]
        await session.execute(insert(MoneyLine).execution_options(seen_by=System("the test")), rows)

    with counted(app) as many:
        [total] = (await officer.get(TOTALS)).json()["items"]

    assert len(few) == len(many)
    assert (total["amount"], total["lines"]) == ("100000000000000.01", 10_001)
