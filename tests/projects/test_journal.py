"""The journal of a project as people read it: newest first, page by page."""

import httpx
import pytest

from tests.projects.looking import CODE, change

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


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("after=99999999999999999999999", 422),
        ("after=-1", 422),
        ("after=", 422),
        ("after=_________w", 200),
        ("before=99999999999999999999999", 200),
        ("limit=201", 400),
    ],
)
async def test_a_place_in_the_journal_that_is_none_is_told_so(
    officer: httpx.AsyncClient, query: str, status: int
) -> None:
    answer = await officer.get(f"{PATH}?{query}")

    assert answer.status_code == status, answer.text
