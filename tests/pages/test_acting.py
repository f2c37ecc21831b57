"""Acts on pages: refusals, conflicts, double clicks, step-up, drafts; nothing typed is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser, Form
from tests.cast import Cast
from tests.clock import Clock
from tracker.demo.journey import Journey
from tracker.people.authentication import COOKIE
from tracker.people.models import Organisation, Person
from tracker.people.rules import FRESH
from tracker.web import drafts
from tracker.web.csrf import token_for
from tracker.web.models import Draft

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]


async def organisation(sessions: Sessions, cast: Cast) -> Organisation:
    async with sessions() as session:
        return await session.get_one(Organisation, cast.organisations["consulting"])


async def test_two_who_change_one_thing_at_once_are_both_told_and_both_keep_their_text(
    browsing: Browsing, cast: Cast, sessions: Sessions
) -> None:
    path = f"/organisations/{cast.organisations['consulting']}/edit"
    one, other = await browsing("officer"), await browsing("manager")
    shown = dict(Form((await other.open(path)).text).fields)
    done = await one.fill(path, {"name": "Example first"})
    late = await other.send(path, shown | {"name": "Example second"})

    assert done.status_code == 303
    assert late.status_code == 412
    assert "Somebody changed this while you typed" in late.text
    assert "Example first" in late.text, "what stands there now"
    assert 'value="Example second"' in late.text, "what was typed"
    again = await other.send(path, dict(Form(late.text).fields))
    assert again.status_code == 303
    assert (await organisation(sessions, cast)).name == "Example second"


async def test_a_form_sent_twice_has_one_effect(browsing: Browsing, sessions: Sessions) -> None:
    browser = await browsing("administrator")
    fields = dict(Form((await browser.open("/persons/new")).text).fields)
    fields |= {"name": "Example twin", "email": "twin@example.org"}
    first = await browser.send("/persons/new", fields)
    second = await browser.send("/persons/new", fields)

    assert first.status_code == second.status_code == 303
    async with sessions() as session:
        many = await session.scalar(
            select(func.count()).select_from(Person).where(Person.email == "twin@example.org")
        )
    assert many == 1


async def test_a_formal_act_asks_for_a_factor_first_and_keeps_what_was_typed(
    browsing: Browsing, clock: Clock, sessions: Sessions
) -> None:
    browser = await browsing("administrator")
    fields = dict(Form((await browser.open("/persons/new")).text).fields)
    fields |= {"name": "Example later", "email": "later@example.org"}
    clock.now += FRESH + timedelta(seconds=1)
    answer = await browser.send("/persons/new", fields)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in/again?next=%2Fpersons%2Fnew"
    async with sessions() as session:
        assert await session.scalar(select(Person).where(Person.name == "Example later")) is None
    shown = await browser.open("/persons/new")
    assert 'value="Example later"' in shown.text
    assert "have not sent" in shown.text


async def test_a_draft_is_its_persons_alone_and_goes_when_the_form_is_sent(
    browsing: Browsing, sessions: Sessions
) -> None:
    mine, theirs = await browsing("officer"), await browsing("manager")
    token = token_for(mine.cookies[COOKIE])
    kept = await mine.send(
        "/drafts", {"_token": token, "_path": "/organisations/new", "name": "Example half"}
    )
    assert kept.status_code == 204
    assert "Example half" in (await mine.open("/organisations/new")).text
    assert "Example half" not in (await theirs.open("/organisations/new")).text
    assert "Example half" not in (await mine.open("/organisations/new?fresh=yes")).text

    done = await mine.fill("/organisations/new", {"kind": "firm", "name": "Example whole"})
    assert done.status_code == 303
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Draft)) == 0


async def test_a_person_has_so_many_drafts_and_the_oldest_makes_room(
    browsing: Browsing, clock: Clock, sessions: Sessions
) -> None:
    browser = await browsing("officer")
    token = token_for(browser.cookies[COOKIE])
    for number in range(drafts.MOST + 2):
        clock.now += timedelta(seconds=1)
        await browser.send("/drafts", {"_token": token, "_path": f"/x/{number}", "name": "y"})

    async with sessions() as session:
        kept = set(await session.scalars(select(Draft.path)))
    assert kept == {f"/x/{number}" for number in range(2, drafts.MOST + 2)}


async def test_first_drafts_of_one_form_kept_at_once_are_one_draft(
    cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    async def keep(text: str) -> None:
        async with sessions.begin() as session:
            await drafts.keep(session, cast.person("officer"), "/x", text, clock())

    await asyncio.gather(*(keep(f"name=Example {number}") for number in range(8)))

    async with sessions() as session:
        (draft,) = await session.scalars(select(Draft.typed))
    assert draft.startswith("name=Example")


async def test_a_form_sent_after_the_session_ended_is_carried_through_the_sign_in(
    browsing: Browsing, clock: Clock
) -> None:
    browser = await browsing("officer")
    fields = dict(Form((await browser.open("/organisations/new")).text).fields)
    clock.now += timedelta(hours=1)
    answer = await browser.send("/organisations/new", fields | {"name": "Example kept"})

    assert answer.status_code == 401
    hidden = dict(Form(answer.text).fields)
    assert "Example+kept" in hidden["typed"]
    assert hidden["next"] == "/organisations/new"


@pytest.mark.at("study")
async def test_a_refused_gate_is_on_record_and_its_reasons_are_on_the_page(
    browsing: Browsing, journey: Journey
) -> None:
    browser = await browsing("officer")
    answer = await browser.fill(
        f"/projects/{journey.code}/gates/G3/motions/new",
        {"verdict": "pass", "grounds": "Example grounds", "leads_to": "preparation"},
    )

    assert answer.status_code == 409
    assert answer.text.count(f'<li><a href="/projects/{journey.code}/') > 5, "each can be put right"
    assert "Example grounds" in answer.text
    assert (await journey.noted("gate.refused"))["what"] == "gate.refused"


@pytest.mark.at("study")
async def test_a_file_comes_with_the_form_and_is_given_out_to_whom_it_belongs(
    browsing: Browsing, journey: Journey, cast: Cast
) -> None:
    browser = await browsing("officer")
    path = f"/projects/{journey.code}/agreements/new"
    fields = dict(Form((await browser.open(path)).text).fields)
    fields |= {
        "kind": "contract",
        "signed_on": "2027-01-04",
        "organisation_id": str(cast.organisations["consulting"]),
    }
    answer = await browser.client.post(
        path,
        data=fields,
        files={"file_id": ("example.txt", b"Example content")},
        headers={"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"},
    )
    assert answer.status_code == 303, answer.text
    papers = await browser.open(f"/projects/{journey.code}/papers")
    link = papers.text.split('href="/files/')[1][:36]
    found = await browser.open(f"/files/{link}")
    assert found.status_code == 200
    assert found.headers["content-disposition"].startswith("attachment")
    stranger = await browsing("other_city_contact")
    assert (await stranger.open(f"/files/{link}")).status_code == 404


async def test_an_unknown_field_or_another_things_page_is_told(
    browsing: Browsing,
) -> None:
    browser = await browsing("officer")
    assert (await browser.open("/projects/ZZZ-2099-01/lessons/new")).status_code == 404
    assert (await browser.open("/projects?colour=red")).status_code == 400
