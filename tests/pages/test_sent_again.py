"""Forms sent twice, sent after the sign-in has ended, and come back to after a change."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser, Form
from tests.cast import Cast
from tests.pages.test_paper import posted_with_file
from tracker.demo.journey import Journey
from tracker.people.authentication import COOKIE
from tracker.people.rules import FRESH
from tracker.web.csrf import token_for
from tracker.web.models import StoredAnswer

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]


async def test_the_secret_of_a_token_is_kept_nowhere(
    browsing: Browsing, cast: Cast, sessions: Sessions
) -> None:
    officer, me = await browsing("officer"), cast.actors["officer"]
    fields = {"membership_id": str(me.membership_id), "name": "Example program"}
    made = await officer.fill(f"/persons/{me.person_id}/tokens/new", fields)
    assert made.status_code == 200, made.text
    assert "trk_" in made.text

    async with sessions() as session:
        kept = list(await session.scalars(select(StoredAnswer.body)))
    assert kept == [b""]


@pytest.mark.at("study")
async def test_a_page_said_again_is_the_page(browsing: Browsing, journey: Journey) -> None:
    officer = await browsing("officer")
    address = f"/projects/{journey.code}/nudges/new"
    form = Form((await officer.open(address)).text)

    first = await officer.send(address, dict(form.fields))
    again = await officer.send(address, dict(form.fields))

    assert first.headers["content-encoding"] == "gzip"
    assert (again.status_code, again.text) == (200, first.text)
    name = "content-security-policy"
    assert again.headers[name] == first.headers[name]


@pytest.mark.at("study")
@pytest.mark.parametrize("files", [False, True], ids=["fields", "with a file"])
async def test_what_is_typed_for_a_city_comes_back_to_its_form_after_the_sign_in(
    browsing: Browsing, journey: Journey, files: bool
) -> None:
    officer = await browsing("officer")
    original = await journey.upload("officer", "A letter with a stamp")
    city = journey.cast.organisations["city"]
    path = f"/projects/{journey.code}/facts/personal_data/answers/new"
    address = f"{path}?behalf={city}&original={original}"
    typed = {"answer": "yes", "reason": "As the city wrote"}
    scan = {"scan": ("letter.txt", b"Signed and stamped")} if files else None

    sent = await officer.client.post(address, data=typed, files=scan, headers={"Cookie": ""})

    assert sent.status_code == 401
    form = Form(sent.text)
    given = dict(form.fields)
    assert unescape(given["next"]) == address
    assert dict(parse_qsl(given["typed"])) == typed


@pytest.mark.at("study")
async def test_a_draft_of_an_older_version_is_told_so_when_it_is_sent(
    browsing: Browsing, journey: Journey
) -> None:
    mine, theirs = await browsing("officer"), await browsing("manager")
    address = f"/projects/{journey.code}/edit"
    form = Form((await mine.open(address)).text)
    begun = dict(form.fields)["_version"]
    place = re.search(r'data-draft="([^"]*)"', (await mine.open(address)).text)
    assert place is not None
    draft = {"_path": place[1], "_version": begun, "title": "Half a thought"}
    kept = await mine.send("/drafts", draft | {"_token": token_for(mine.cookies[COOKIE])})
    assert kept.status_code == 204
    assert (await theirs.fill(address, {"title": "Theirs meanwhile"})).status_code == 303

    back = await mine.open(address)
    sent: httpx.Response = await mine.fill(address)

    assert dict(Form(back.text).fields)["_version"] == begun
    assert sent.status_code == 412
    assert "Theirs meanwhile" in sent.text
    assert 'value="Half a thought"' in sent.text
    assert dict(Form(sent.text).fields)["_version"] != begun


@pytest.mark.at("study")
async def test_files_of_a_form_that_comes_back_are_kept(
    browsing: Browsing, journey: Journey
) -> None:
    officer = await browsing("officer")
    path = f"/projects/{journey.code}/agreements/new"
    sent = await posted_with_file(officer, path, {"signed_on": "yesterday"}, "file_id")
    without = await officer.fill(path, {"signed_on": "yesterday"})

    assert (sent.status_code, without.status_code) == (422, 422)
    assert 'value="yesterday"' in sent.text
    assert "letter.txt <" in sent.text
    assert "letter.txt" in without.text
    found = dict(Form(sent.text).fields)
    assert found["file_id"] == dict(Form(without.text).fields)["file_id"], "kept, and ticked"


@pytest.mark.at("study")
async def test_a_factor_is_asked_before_files_are_chosen(
    browsing: Browsing, journey: Journey
) -> None:
    motion = await journey.put("G3", {}, verdict="stop", who="officer2")
    manager = await browsing("manager")
    path = f"/motions/{motion}/letters/new"
    form = Form((await manager.open(path)).text)
    journey.clock.now += FRESH + timedelta(seconds=1)

    early = await manager.open(path)
    headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in manager.cookies.items())}
    fields = dict(form.fields) | {"grounds": "Half a reason"}
    scan = {"file_id": ("letter.txt", b"Signed and stamped")}
    late = await manager.client.post(path, data=fields, files=scan, headers=headers)

    assert early.status_code == late.status_code == 303
    assert early.headers["location"] == late.headers["location"]
    assert early.headers["location"].startswith("/sign-in/again?next=%2Fmotions%2F")
    assert "set-cookie" not in late.headers
    journey.clock.now -= FRESH
    assert "letter.txt <" in (await manager.open(path)).text, "not to be chosen again"
