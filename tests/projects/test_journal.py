"""The journal of a project as people read it: newest first, page by page."""

import json

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.projects.looking import CODE, change, told

pytestmark = pytest.mark.usefixtures("project")
PATH = f"/api/projects/{CODE}/journal"


async def test_the_journal_is_read_newest_first_page_by_page(officer: httpx.AsyncClient) -> None:
    for number in range(1, 6):
        answer = await change(officer, {"title": f"Example {number}"}, version=number)
        assert answer.status_code == 200, answer.text

    seen, after = [], ""
    while True:
        page = (await officer.get(f"{PATH}?limit=2{after}")).json()
        seen += [line["seq"] for line in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"

    assert seen == [line["seq"] for line in (await officer.get(PATH)).json()["items"]]
    assert len(seen) == 5
    assert seen == sorted(seen, reverse=True)


async def test_the_journal_says_what_a_project_was_and_became_but_no_free_text(
    officer: httpx.AsyncClient, sessions: async_sessionmaker[AsyncSession]
) -> None:
    body = {
        "title": "Another title",
        "challenges": "Something long",
        "owner_after": "Somebody",
        "planned_ends": {"study": "2027-06-30"},
    }

    await change(officer, body)

    [entry] = await told(sessions, "project.changed")
    assert json.loads(entry.detail) == {
        "fields": ["challenges", "owner_after", "planned_ends", "title"],
        "changed": {
            "title": ["Example smart parking", "Another title"],
            "planned_ends": [{}, {"study": "2027-06-30"}],
        },
    }


async def test_an_amount_on_record_says_its_currency(
    officer: httpx.AsyncClient, sessions: async_sessionmaker[AsyncSession]
) -> None:
    line = {"source": "sponsor", "state": "pledged", "amount": "12500.50", "currency": "USD"}

    await officer.post(f"/api/projects/{CODE}/money-lines", json=line)

    [entry] = await told(sessions, "money.recorded")
    assert json.loads(entry.detail) == {"amount": 1250050, "currency": "USD"}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("after=99999999999999999999999", 422),
        ("after=-1", 422),
        ("after=", 422),
        ("after=_________w", 200),
        ("before=99999999999999999999999", 400),
        ("limit=201", 400),
    ],
)
async def test_a_place_in_the_journal_that_is_none_is_told_so(
    officer: httpx.AsyncClient, query: str, status: int
) -> None:
    answer = await officer.get(f"{PATH}?{query}")

    assert answer.status_code == status, answer.text
