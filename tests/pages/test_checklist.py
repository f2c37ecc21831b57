"""The checklist and a requirement beside it: what the address asks for, by the rules of the API."""

import html
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from litestar import Litestar
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser, Form
from tests.clock import Clock
from tests.statements import counted
from tracker.compliance.wire.checklist import Checklist
from tracker.demo.journey import Journey
from tracker.pages import checklist as pages
from tracker.pages.checklist_rows import PAGE
from tracker.pages.tones import STANDING
from tracker.process.status import Standing
from tracker.tasks import store

Browsing = Callable[[str], Awaitable[Browser]]
_ROW = re.compile(r'<span class="what">\s*<a href="([^"]+)"')
_FOLLOWS = re.compile(r'<p data-ticks="(\w+)">.*?</svg>\s*<span>([^<]+)</span>(.*?)</p>', re.DOTALL)


def rows(text: str) -> list[str]:
    """The requirements of the list, in its order."""
    links = [html.unescape(one) for one in _ROW.findall(text.partition('class="detail')[0])]
    return [one.partition("?")[0].rpartition("/")[2] for one in links]


def asked(journey: Journey, show: str, **more: str) -> str:
    kept = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/projects/{journey.code}/checklist?show={show}{kept}"


async def entries(journey: Journey, who: str = "officer") -> list[Any]:
    found: list[Any] = (await journey.see(who, f"/projects/{journey.code}/checklist"))["entries"]
    return found


@pytest.mark.at("study")
@pytest.mark.parametrize("who", ["officer", "reviewer", "city_contact", "consultant"])
async def test_what_blocks_and_what_is_mine_is_what_the_api_says(
    browsing: Browsing, journey: Journey, who: str
) -> None:
    reader = await browsing(who)
    blocking = [
        one["requirement"]
        for one in await entries(journey, who)
        if one["level"] == "mandatory" and not one["clear"]
    ]
    tasks = (await journey.see(who, "/me/tasks"))["items"]
    mine = {
        thing["id"]
        for one in tasks
        if one["project"] == journey.code and one["kind"] in ("give_evidence", "review_evidence")
        for thing in one["things"]
    }

    assert rows((await reader.open(asked(journey, "blocking"))).text) == blocking
    shown = set(rows((await reader.open(asked(journey, "mine"))).text))
    assert shown == mine & {one["requirement"] for one in await entries(journey, who)}
    assert blocking


@pytest.mark.at("study")
async def test_a_requirement_stands_beside_the_list_from_which_it_was_opened(
    browsing: Browsing, journey: Journey
) -> None:
    officer = await browsing("officer")
    listed = (await officer.open(asked(journey, "blocking", find="the"))).text
    link = html.unescape(_ROW.findall(listed)[1])

    beside = (await officer.open(link)).text

    assert rows(beside) == rows(listed)
    assert len(re.findall(r'<li aria-current="true">', beside)) == 1
    current = re.search(r'<a href="([^"]+)" aria-current="page">', beside.split("data-rows")[1])
    assert current is not None
    assert html.unescape(current[1]) == link
    back = re.search(r'class="only-narrow">\s*<a href="([^"]+)"', beside)
    assert back is not None
    assert rows((await officer.open(html.unescape(back[1]))).text) == rows(listed)


@pytest.mark.at("study")
async def test_what_is_met_and_holds_is_behind_a_link_and_what_ends_too_early_is_not(
    browsing: Browsing, journey: Journey
) -> None:
    lasting, ending = [
        one for one in await entries(journey) if one["applicable"] and one["level"] == "mandatory"
    ][:2]
    await journey.meet("G3", lasting["requirement"])
    planned = (await journey.project())["planned_ends"]["study"]
    day = f"{int(planned[:4]) - 1}-12-31" if planned[5:7] < "02" else f"{planned[:5]}01-31"
    await journey.meet("G3", ending["requirement"], valid_until=day)
    officer = await browsing("officer")

    shown = (await officer.open(asked(journey, "needed"))).text
    link = re.search(r'<a href="([^"]+)">\s*1 more that is met', shown)

    assert lasting["requirement"] not in rows(shown)
    assert ending["requirement"] in rows(shown)
    assert rows((await officer.open(asked(journey, "running_out"))).text) == [ending["requirement"]]
    assert link is not None
    whole = rows((await officer.open(html.unescape(link[1]))).text)
    assert {lasting["requirement"], *rows(shown)} == set(whole)


@pytest.mark.at("study")
@pytest.mark.parametrize("ticked", ["all", "some", "none"])
async def test_a_check_ends_as_the_page_said_and_leads_back_to_the_list(
    browsing: Browsing, journey: Journey, ticked: str
) -> None:
    """Both where the requirement then stands, and whether it is somebody's turn."""
    reviewer = await browsing("reviewer")
    listed = (await reviewer.open(asked(journey, "mine"))).text
    path = html.unescape(_ROW.findall(listed)[0])
    shown = (await reviewer.open(path)).text
    said = {name: (word, "goes to:" in rest) for name, word, rest in _FOLLOWS.findall(shown)}
    boxes = re.findall(r'name="criteria"\s+value="(\d+)"', shown)
    assert shown.index('id="proof"') < shown.index('name="criteria"')
    form = Form(shown.partition('class="detail')[2].join(["<main>", "</main>"]))
    ticks = {"all": boxes, "some": boxes[:1], "none": []}[ticked]
    fields: dict[str, str | list[str]] = dict(form.fields) | {"criteria": ticks}

    answer = await reviewer.send(form.action, fields)

    assert answer.status_code in (302, 303)
    assert answer.headers["location"] == path
    requirement = path.partition("?")[0].rpartition("/")[2]
    after = next(one for one in await entries(journey) if one["requirement"] == requirement)
    word = STANDING[Standing(after["standing"])][1]
    assert said[ticked] == (word, not after["clear"])


@pytest.mark.at("pilot")
@pytest.mark.parametrize(
    ("who", "list_", "detail"),
    [("officer", 7, 11), ("reviewer", 7, 11), ("city_contact", 7, 14), ("consultant", 7, 11)],
)
async def test_a_list_and_its_details_take_few_statements(
    app: Litestar,
    browsing: Browsing,
    journey: Journey,
    sessions: async_sessionmaker[AsyncSession],
    clock: Clock,
    who: str,
    list_: int,
    detail: int,
) -> None:
    while await store.mend(sessions, sessions, clock()):
        pass
    reader = await browsing(who)
    whole = (await reader.open(asked(journey, "all"))).text
    with counted(app) as sent:
        await reader.open(asked(journey, "all"))
    assert len(sent) <= list_
    for link in _ROW.findall(whole):
        with counted(app) as sent:
            assert (await reader.open(html.unescape(link))).status_code == 200
        assert len(sent) <= detail, link


@pytest.mark.at("study")
async def test_of_five_hundred_open_points_a_page_shows_some_and_says_how_many_there_are(
    browsing: Browsing, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = pages.checklist

    async def many(*given: Any) -> Checklist:
        found = await read(*given)
        first, *_ = [one for one in found.entries if one.blocks]
        long = "x" * 200
        return replace(
            found,
            entries=[
                replace(first, requirement=f"CP-GOV-{at:03}", title=f"{long} {at}")
                for at in range(500)
            ],
        )

    monkeypatch.setattr(pages, "checklist", many)
    officer = await browsing("officer")
    seen = list[str]()
    path: str | None = asked(journey, "blocking")
    while path is not None:
        shown = (await officer.open(path)).text
        assert len(shown.encode()) < 100_000
        assert len(rows(shown)) <= PAGE
        seen += rows(shown)
        further = re.search(r'<a href="([^"]+)">\s*Next', shown)
        path = html.unescape(further[1]) if further else None
    assert seen == [f"CP-GOV-{at:03}" for at in range(500)]
    assert "481 to 500 of 500" in shown


@pytest.mark.at("study")
async def test_a_firm_sees_beside_its_list_no_requirement_of_others(
    browsing: Browsing, journey: Journey
) -> None:
    provider = await browsing("provider")
    theirs = {one["requirement"] for one in await entries(journey, "provider")}
    others = {one["requirement"] for one in await entries(journey)} - theirs
    at = f"/projects/{journey.code}"

    assert others
    assert set(rows((await provider.open(asked(journey, "all"))).text)) == theirs
    for one in sorted(others)[:3]:
        assert (await provider.open(f"{at}/requirements/{one}?gate=G3")).status_code == 404
