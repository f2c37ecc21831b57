"""API tokens: made on one's own page, shown once, good until they expire or are revoked."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import browser_of
from tests.cast import Cast, add_hat
from tests.clock import Clock
from tests.serving import client_of
from tracker.journal.models import JournalEntry
from tracker.kernel.actor import Role
from tracker.kernel.database import for_system
from tracker.people.commands.members import token_hash
from tracker.people.models import ApiToken
from tracker.web.models import StoredAnswer
from tracker.work.models import Work

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]
REVIEWER = Role.REVIEWER


async def make(app: Litestar, cast: Cast, who: str, **fields: str) -> httpx.Response:
    """As somebody makes a token: on their own page, with both factors just shown."""
    browser = await browser_of(app, cast, who)
    return await browser.fill(
        f"/persons/{cast.person(who)}/tokens/new", {"name": "laptop"} | fields
    )


def secret_in(shown: httpx.Response) -> str:
    assert shown.status_code == 200, shown.text
    found = re.search(r"<code>(trk_[^<]+)</code>", shown.text)
    assert found is not None
    return found[1]


async def newest(client: httpx.AsyncClient, cast: Cast, whose: str) -> Any:
    """The token that somebody made last, as it is listed."""
    listed = await client.get(f"/api/persons/{cast.person(whose)}/tokens?limit=1")
    return listed.json()["items"][0]


async def revoke(client: httpx.AsyncClient, token_id: str, version: int = 1) -> httpx.Response:
    return await client.delete(f"/api/tokens/{token_id}", headers={"If-Match": f'"{version}"'})


async def role_of(app: Litestar, secret: str) -> str | None:
    """As what the secret acts, or None if nobody is let in by it."""
    async with client_of(app, secret) as client:
        answer = await client.get("/api/me")
    return answer.json()["role"] if answer.status_code == 200 else None


async def told(sessions: Sessions, what: str) -> list[Any]:
    asked = select(JournalEntry.person_id, JournalEntry.object_id, JournalEntry.detail).where(
        JournalEntry.what == what
    )
    async with sessions() as session:
        return list(await session.execute(for_system(asked.order_by(JournalEntry.seq), "a test")))


@pytest.mark.parametrize("who", ["city_contact", "administrator"])
async def test_a_token_is_made_by_its_own_person_on_their_page(
    acting: Acting, app: Litestar, cast: Cast, sessions: Sessions, clock: Clock, who: str
) -> None:
    clock.pass_days(1)
    secret = secret_in(await make(app, cast, who))

    token = await newest(acting(who), cast, who)
    assert await role_of(app, secret) == who
    entry = (await told(sessions, "token.issued"))[-1]
    assert (entry.person_id, str(entry.object_id)) == (cast.person(who), token["id"])


async def test_a_secret_is_kept_nowhere(app: Litestar, cast: Cast, sessions: Sessions) -> None:
    secret = secret_in(await make(app, cast, "officer"))

    async with sessions() as session:
        row = (await session.scalars(select(ApiToken).where(ApiToken.name == "laptop"))).one()
        details = await session.scalars(for_system(select(JournalEntry.detail), "a test"))
        answers = await session.scalars(for_system(select(StoredAnswer.body), "a test"))
        letters = await session.scalars(select(Work.payload))
        assert row.hash == token_hash(secret)
        assert not any(secret in detail for detail in details)
        assert not any(secret.encode() in body for body in answers)
        assert not any(secret in str(letter) for letter in letters)


async def test_a_token_is_for_the_role_that_somebody_acts_in(
    app: Litestar, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    """A role that asks for more, or one elsewhere, would be had by what has shown less."""
    async with sessions.begin() as session:
        hat = await add_hat(session, cast, "hat", "officer", "secretariat", REVIEWER, clock())

    own = await make(app, cast, "officer")
    answers = [
        await make(app, cast, "officer", membership_id=str(one))
        for one in (hat.membership_id, cast.actors["manager"].membership_id, uuid4())
    ]

    assert await role_of(app, secret_in(own)) == "officer"
    assert [answer.status_code for answer in answers] == [403, 404, 404]
    assert "Act in that role first" in answers[0].text
    assert len(await told(sessions, "token.issued")) == 1


async def test_a_token_ends_with_its_last_instant(
    acting: Acting, app: Litestar, cast: Cast, clock: Clock
) -> None:
    clock.pass_days(1)
    secret = secret_in(await make(app, cast, "officer", days="7"))
    token = await newest(acting("officer"), cast, "officer")
    expires = datetime.fromisoformat(token["expires_at"]).astimezone(UTC)
    assert expires == clock.now + timedelta(days=7)

    clock.now = expires - timedelta(microseconds=1)
    assert await role_of(app, secret) == "officer"
    clock.now = expires
    assert await role_of(app, secret) is None


async def test_a_token_lives_no_longer_than_the_installation_allows(
    acting: Acting, app: Litestar, cast: Cast, clock: Clock
) -> None:
    clock.pass_days(1)
    too_long = await make(app, cast, "officer", days="91")
    no_days = await make(app, cast, "officer", days="0")
    secret_in(await make(app, cast, "officer"))

    longest = await newest(acting("officer"), cast, "officer")
    assert datetime.fromisoformat(longest["expires_at"]) == clock.now + timedelta(days=90)
    assert (too_long.status_code, no_days.status_code) == (422, 422)
    assert "A token lives at most 90 days here." in too_long.text


@pytest.mark.parametrize("who", ["city_contact", "administrator"])
async def test_a_revoked_token_lets_nobody_in_from_the_next_request_on(
    acting: Acting, app: Litestar, cast: Cast, sessions: Sessions, clock: Clock, who: str
) -> None:
    clock.pass_days(1)
    secret = secret_in(await make(app, cast, "city_contact"))
    token = await newest(acting("city_contact"), cast, "city_contact")

    revoked = await revoke(acting(who), token["id"])
    twice = await revoke(acting(who), token["id"], version=2)

    assert revoked.status_code == 204
    assert await role_of(app, secret) is None
    assert twice.status_code == 409
    entries = await told(sessions, "token.revoked")
    assert [(entry.person_id, str(entry.object_id)) for entry in entries] == [
        (cast.person(who), token["id"])
    ]


@pytest.mark.parametrize("who", ["city_contact", "administrator"])
async def test_tokens_are_listed_to_their_person_and_to_administrators_without_secrets(
    acting: Acting, app: Litestar, cast: Cast, clock: Clock, who: str
) -> None:
    clock.pass_days(1)
    secret = secret_in(await make(app, cast, "city_contact"))
    path = f"/api/persons/{cast.person('city_contact')}/tokens"

    listed = await acting(who).get(path)
    first = (await acting(who).get(f"{path}?limit=1")).json()
    shown = await acting(who).get(f"/api/tokens/{first['items'][0]['id']}")
    foreign = await acting("manager").get(path)
    absent = await acting("manager").get(f"/api/persons/{uuid4()}/tokens")

    assert [one["name"] for one in listed.json()["items"]] == ["laptop", "test"]
    assert secret not in listed.text
    assert "hash" not in listed.json()["items"][0]
    assert first["next"] is not None
    assert (shown.status_code, shown.headers["etag"]) == (200, '"1"')
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.json() | {"request_id": ""} == absent.json() | {"request_id": ""}


async def test_somebody_elses_token_looks_like_an_absent_one_to_whoever_would_revoke_it(
    acting: Acting, app: Litestar, cast: Cast
) -> None:
    token = await newest(acting("officer"), cast, "officer")

    foreign, absent = [await revoke(acting("manager"), one) for one in (token["id"], str(uuid4()))]
    stale = await revoke(acting("officer"), token["id"], version=9)
    unsaid = await acting("officer").delete(f"/api/tokens/{token['id']}")

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.json()["detail"] == absent.json()["detail"]
    assert (stale.status_code, unsaid.status_code) == (412, 428)
    assert await role_of(app, cast.tokens["officer"]) == "officer"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Basic b2ZmaWNlcjp4", "Bearer trk_", "trk_officer", "Bearer é"]
)
async def test_what_is_no_token_lets_nobody_in(app: Litestar, header: str) -> None:
    async with client_of(app) as client:
        answer = await client.get("/api/me", headers={"Authorization": header.encode()})  # type: ignore[dict-item]

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
