"""An act that fails for a reason that nobody foresaw: nothing is done, nothing typed is lost."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar
from msgspec import structs
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser, Form
from tests.cast import Cast
from tests.kernel.test_encoding import leaving, structs_of
from tracker.demo.journey import Journey
from tracker.kernel.text import Secret
from tracker.people.models import Organisation
from tracker.web import forms
from tracker.web.failed_forms import given_back

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]
Crash = Callable[[str], None]
PATH = "/organisations/new"
TYPED: dict[str, str | list[str]] = {"kind": "firm", "name": "Example <half> & more"}
SHOWN = "Example &lt;half&gt; &amp; more"
INSIDE = "what only the operator reads"


@pytest.fixture
def reported(app: Litestar, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the requests that were reported as crashed."""
    found: list[str] = []
    monkeypatch.setattr(app.state, "report_crash", lambda _, rid: found.append(rid), raising=False)
    return found


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> Crash:
    """`crash("tracker.people.commands.members.add_organisation")`: it fails from now on."""

    async def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError(INSIDE)

    return lambda what: monkeypatch.setattr(what, fail)


async def organisations(sessions: Sessions) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(Organisation)) or 0


def told(answer: httpx.Response, reported: list[str]) -> str:
    """The page: it says what happened and nothing of the inside."""
    assert answer.status_code == 500, answer.text
    assert INSIDE not in answer.text
    assert answer.headers["x-request-id"] in reported
    assert answer.headers["x-request-id"] in answer.text
    return answer.text


async def test_the_form_comes_back_filled_in_and_can_be_sent_again(
    browsing: Browsing,
    sessions: Sessions,
    monkeypatch: pytest.MonkeyPatch,
    crash: Crash,
    reported: list[str],
) -> None:
    officer, before = await browsing("officer"), await organisations(sessions)
    crash("tracker.people.commands.members.add_organisation")
    text = told(await officer.fill(PATH, TYPED), reported)

    assert "Our fault" in text
    assert "nothing was changed" in text
    assert f'value="{SHOWN}"' in text
    assert await organisations(sessions) == before
    monkeypatch.undo()
    again = await officer.send(PATH, fields_of(text))
    assert again.status_code == 303
    assert await organisations(sessions) == before + 1


async def test_what_is_lost_at_the_commit_or_with_its_form_comes_back_as_well(
    browsing: Browsing,
    sessions: Sessions,
    monkeypatch: pytest.MonkeyPatch,
    crash: Crash,
    reported: list[str],
) -> None:
    """Then there is no form of the act to show, and the page of the error carries what it can."""
    officer, before = await browsing("officer"), await organisations(sessions)
    sent = fields_of((await officer.open(PATH)).text) | TYPED
    crash("sqlalchemy.ext.asyncio.AsyncSession.commit")
    text = told(await officer.send(PATH, sent), reported)
    crash("tracker.pages.acts._about")
    also = told(await officer.send(PATH, sent), reported)

    for page in (text, also):
        given = fields_of(page)
        assert SHOWN in page
        seen = [name for name in given if name[:1] != "_" and given[name]]
        assert seen == [name for name in sent if name in seen], "in the order of the form"
        assert given | {"_token": ""} == sent | {"_token": ""}
    assert await organisations(sessions) == before
    monkeypatch.undo()
    again = await officer.send(Form(text).action, fields_of(text))
    twice = await officer.send(Form(also).action, fields_of(also))
    assert (again.status_code, twice.status_code) == (303, 303)
    assert await organisations(sessions) == before + 1, "both carry the key of the first"


@pytest.mark.at("study")
@pytest.mark.parametrize(
    "broken",
    ["tracker.projects.commands.record_agreement", "sqlalchemy.ext.asyncio.AsyncSession.commit"],
    ids=["the act", "the commit"],
)
async def test_files_are_not_to_be_chosen_again(
    browsing: Browsing, journey: Journey, crash: Crash, reported: list[str], broken: str
) -> None:
    officer = await browsing("officer")
    path = f"/projects/{journey.code}/agreements/new"
    firm = str(journey.cast.organisations["consulting"])
    typed = {"kind": "contract", "signed_on": "2027-01-04", "organisation_id": firm}
    fields = fields_of((await officer.open(path)).text) | typed
    cookies = {"Cookie": "; ".join(f"{name}={text}" for name, text in officer.cookies.items())}
    letter = {"file_id": ("letter.txt", b"Signed and stamped")}
    crash(broken)
    sent = await officer.client.post(path, data=fields, files=letter, headers=cookies)
    text = told(sent, reported)

    assert "2027-01-04" in text
    assert "Choose again" not in text
    kept = fields_of(text)["file_id"]
    assert f'value="{kept}"' in text, "it is sent along"


@pytest.mark.parametrize(
    "broken",
    ["tracker.people.commands.providers.add", "sqlalchemy.ext.asyncio.AsyncSession.commit"],
    ids=["the act", "the commit"],
)
async def test_a_secret_is_not_echoed_and_asked_for_again(
    browsing: Browsing, cast: Cast, crash: Crash, reported: list[str], broken: str
) -> None:
    administrator = await browsing("administrator")
    path = f"/organisations/{cast.organisations['city']}/sign-in-providers/new"
    issuer, secret = "https://login.example.org", "s3cr3t-of-the-client"
    shown = fields_of((await administrator.open(path)).text)
    crash(broken)
    typed = {"issuer": issuer, "client_id": "tracker", "client_secret": secret}
    text = told(await administrator.send(path, shown | typed), reported)

    assert issuer in text
    assert secret not in text
    assert "Type" in text
    assert fields_of(text)["client_secret"] == ""


async def test_a_form_of_passwords_is_not_given_back(
    browsing: Browsing, crash: Crash, reported: list[str]
) -> None:
    officer = await browsing("officer")
    shown = fields_of((await officer.open("/account")).text)
    crash("tracker.people.commands.passwords.set_password")
    crash("tracker.people.own_pages._unless_theirs")
    typed = {"password": "the old one", "new_password": "the kettle on the roof"}
    text = told(await officer.send("/account/password", shown | typed), reported)

    assert [secret for secret in typed.values() if secret in text] == []


def test_fields_of_secrets_are_named_so_that_none_is_kept() -> None:
    named = {
        field.name
        for module in leaving()
        for kind in structs_of(module)
        for field in structs.fields(kind)
        if field.type in (Secret, Secret | None)
    }

    assert "client_secret" in named
    assert [name for name in sorted(named) if not forms.is_secret(name)] == []
    assert (
        forms.packed({"issuer": ["a"], "client_secret": ["b"], "new_password": ["c"]}) == "issuer=a"
    )


def test_nothing_is_given_back_of_what_was_not_received() -> None:
    assert given_back({}) is None


def fields_of(text: str) -> dict[str, str | list[str]]:
    return dict(Form(text).fields)
