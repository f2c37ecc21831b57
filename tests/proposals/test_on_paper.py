"""A first proposal that comes on paper: handed in for its city, with the original, by the desk."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.browsing import Browser
from tests.cast import Cast
from tests.pages.test_paper import posted_with_file
from tests.proposals.desk import DRAFT, CallDesk

Browsing = Callable[[str], Awaitable[Browser]]
LETTER = b"Signed and stamped by the city"


async def kept(desk: CallDesk, who: str = "officer", call: Any = None) -> httpx.Response:
    return await desk.acting(who).post(
        f"/api/calls/{call or desk.call_id}/files",
        content=LETTER,
        headers={"Content-Disposition": 'attachment; filename="letter.txt"'},
    )


async def recorded(
    desk: CallDesk, cast: Cast, who: str = "officer", original: str | None = None, **changes: Any
) -> httpx.Response:
    named = {
        "city_id": str(cast.organisations["city"]),
        "original_id": original or (await kept(desk, who)).json()["id"],
    }
    path = f"/calls/{desk.call_id}/received-proposals"
    return await desk.post(who, path, DRAFT | named | changes)


async def test_it_is_the_citys_and_the_recorder_is_on_record(desk: CallDesk, cast: Cast) -> None:
    await desk.seat("committee1")

    made = await recorded(desk, cast)

    assert made.status_code == 201, made.text
    assert made.json()["receipt"].startswith("KLA-2027-01/1-")
    path = made.headers["location"].removeprefix("/api")
    for reader in ("city_contact", "officer", "committee1"):
        shown = (await desk.get(reader, path)).json()
        assert (shown["title"], shown["answers"]) == (DRAFT["title"], DRAFT["answers"])
    assert (await desk.get("other_city_contact", path)).status_code == 404
    listed = (await desk.get("city_contact", "/projects/KLA-2027-01/received")).json()["items"]
    assert {"proposal.started", "proposal.submitted"} <= {row["what"] for row in listed}
    assert {row["recorded_by"] for row in listed} == {str(cast.person("officer"))}
    (original,) = {row["file_id"] for row in listed}
    assert (await desk.get("city_contact", f"/files/{original}")).content == LETTER
    assert (await desk.get("other_city_contact", f"/files/{original}")).status_code == 404


async def test_the_city_goes_on_with_it_as_with_its_own(desk: CallDesk, cast: Cast) -> None:
    path = (await recorded(desk, cast)).headers["location"].removeprefix("/api")

    assert (await desk.change(path, {"title": "As we meant it"})).status_code == 200
    again = await desk.submit(path)

    assert again["receipt"].startswith("KLA-2027-01/2-")


async def test_whoever_recorded_it_does_not_check_it(desk: CallDesk, cast: Cast) -> None:
    path = (await recorded(desk, cast)).headers["location"].removeprefix("/api")
    check = {"result": "eligible", "reasons": "A member city"}

    own = await desk.post("officer", f"{path}/eligibility-checks", check)
    other = await desk.post("officer2", f"{path}/eligibility-checks", check)

    assert own.status_code == 403
    assert "ask another officer" in own.json()["detail"]
    assert other.status_code == 201, other.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"city_id": "firm"}, "city_id"),
        ({"city_id": "nobody"}, "city_id"),
        ({"original": str(uuid4())}, "original_id"),
        ({"solution_id": str(uuid4())}, "solution_id"),
    ],
    ids=["a firm", "nobody", "no original", "no solution"],
)
async def test_what_is_wrong_is_named_and_nothing_is_kept(
    desk: CallDesk, cast: Cast, wrong: dict[str, str], field: str
) -> None:
    if "city_id" in wrong:
        wrong = {"city_id": str(cast.organisations.get(wrong["city_id"], uuid4()))}

    answer = await recorded(desk, cast, **wrong)

    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"][0]["field"] == field
    assert not [one for one in await desk.journal() if one.startswith(("project.", "proposal."))]


async def test_the_original_is_ones_own_and_of_this_call(desk: CallDesk, cast: Cast) -> None:
    theirs = (await kept(desk, "manager")).json()["id"]
    answer = await recorded(desk, cast, original=theirs)
    assert answer.json()["fields"][0]["field"] == "original_id"

    assert (await kept(desk, call=uuid4())).status_code == 404


async def test_a_call_that_is_over_takes_none(desk: CallDesk, cast: Cast) -> None:
    original = (await kept(desk)).json()["id"]
    desk.clock.now += timedelta(days=400)

    answer = await recorded(desk, cast, original=original)

    assert answer.status_code == 409
    assert "takes no proposals now" in answer.json()["detail"]


@pytest.mark.parametrize("who", ["reviewer", "city_contact", "administrator", "committee1"])
async def test_only_the_desk_records_one(desk: CallDesk, cast: Cast, who: str) -> None:
    original = (await kept(desk)).json()["id"]

    assert (await kept(desk, who)).status_code == 403
    assert (await recorded(desk, cast, who, original)).status_code == 403


async def test_it_is_typed_from_the_calls_page_and_stays_after_a_mistake(
    desk: CallDesk, cast: Cast, browsing: Browsing
) -> None:
    officer = await browsing("officer")
    page = await officer.open(f"/calls/{desk.call_id}")
    link = re.search(r'href="(/calls/[^"]*/received-proposals/new)"', page.text)
    assert link is not None
    typed = {"city_id": str(cast.organisations["city"]), "title": "Example smart parking"}

    wrong = await posted_with_file(officer, link[1], typed, "original_id")
    done = await posted_with_file(
        officer, link[1], typed | {"challenges": "Cars look for a place."}, "original_id"
    )

    assert wrong.status_code == 422
    assert 'value="Example smart parking"' in wrong.text
    assert done.status_code == 303, done.text
    listed = await officer.open("/projects/KLA-2027-01/received")
    assert listed.text.count("A proposal was handed in") == 1
    assert (
        "/received-proposals/new"
        not in (await (await browsing("city_contact")).open(f"/calls/{desk.call_id}")).text
    )
