"""API tokens: shown once, for one membership, until they expire, are revoked, or its role ends."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tests.serving import client_of
from tracker.identity.commands import token_hash
from tracker.identity.models import ApiToken
from tracker.journal.models import Entry
from tracker.kernel.database import for_system
from tracker.web.models import StoredAnswer

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]


async def issue(
    client: httpx.AsyncClient, cast: Cast, whose: str, key: str = "", **asked: Any
) -> httpx.Response:
    body = {"membership_id": str(cast.actors[whose].membership_id), "name": "laptop"} | asked
    headers = {"Idempotency-Key": key} if key else {}
    path = f"/api/persons/{cast.person(whose)}/tokens"
    return await client.post(path, json=body, headers=headers)


async def revoke(client: httpx.AsyncClient, token_id: str, version: int = 1) -> httpx.Response:
    return await client.delete(f"/api/tokens/{token_id}", headers={"If-Match": f'"{version}"'})


async def role_of(app: Litestar, secret: str) -> str | None:
    """As what the secret acts, or None if nobody is let in by it."""
    async with client_of(app, secret) as client:
        answer = await client.get("/api/me")
    return answer.json()["role"] if answer.status_code == 200 else None


async def told(sessions: Sessions, what: str) -> list[Any]:
    asked = select(Entry.person_id, Entry.object_id, Entry.detail).where(Entry.what == what)
    async with sessions() as session:
        return list(await session.execute(for_system(asked.order_by(Entry.seq), "a test")))


@pytest.mark.parametrize("who", ["city_contact", "administrator"])
async def test_a_token_is_issued_to_its_own_person_or_by_an_administrator(
    acting: Acting, app: Litestar, cast: Cast, sessions: Sessions, who: str
) -> None:
    made = await issue(acting(who), cast, "city_contact")

    assert made.status_code == 201, made.text
    token = made.json()
    assert made.headers["location"] == f"/api/tokens/{token['id']}"
    assert made.headers["etag"] == '"1"'
    assert await role_of(app, token["token"]) == "city_contact"
    entry = (await told(sessions, "token.issued"))[-1]
    assert (entry.person_id, str(entry.object_id)) == (cast.person(who), token["id"])


async def test_a_secret_is_in_one_answer_and_kept_nowhere(
    acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    made = await issue(acting("officer"), cast, "officer", key="k1")
    secret = made.json()["token"]
    again = await issue(acting("officer"), cast, "officer", key="k1")

    assert again.status_code == 409
    assert "shown once" in again.json()["detail"]
    async with sessions() as session:
        row = (await session.scalars(select(ApiToken).where(ApiToken.name == "laptop"))).one()
        details = await session.scalars(for_system(select(Entry.detail), "a test"))
        answers = await session.scalars(for_system(select(StoredAnswer.body), "a test"))
        assert row.hash == token_hash(secret)
        assert not any(secret in detail for detail in details)
        assert not any(secret.encode() in body for body in answers)


async def test_nobody_else_issues_a_token_and_the_attempt_is_kept(
    acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    refused = await issue(acting("manager"), cast, "officer")

    assert refused.status_code == 403
    assert refused.json()["reasons"] == [
        "A token is issued by its own person or by an administrator."
    ]
    entry = (await told(sessions, "token.refused"))[0]
    assert (entry.person_id, entry.object_id) == (cast.person("manager"), cast.person("officer"))


async def test_a_token_for_somebody_else_is_refused_alike_whether_they_exist(
    acting: Acting, cast: Cast
) -> None:
    body = {"membership_id": str(cast.actors["officer"].membership_id), "name": "laptop"}

    there, absent = [
        await acting("manager").post(f"/api/persons/{one}/tokens", json=body)
        for one in (cast.person("officer"), uuid4())
    ]

    assert there.status_code == absent.status_code == 403
    assert there.json() | {"request_id": ""} == absent.json() | {"request_id": ""}


async def test_a_refusal_told_again_under_its_key_is_the_same_refusal(
    acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    refused = await issue(acting("manager"), cast, "officer", key="k1")
    again = await issue(acting("manager"), cast, "officer", key="k1")

    assert refused.status_code == again.status_code == 403
    assert again.content == refused.content
    assert len(await told(sessions, "token.refused")) == 1


async def test_a_token_is_for_a_membership_of_its_own_person(
    acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    foreign = str(cast.actors["manager"].membership_id)

    answers = [
        await issue(acting("officer"), cast, "officer", membership_id=foreign),
        await issue(acting("officer"), cast, "officer", membership_id=str(uuid4())),
        await acting("administrator").post(
            f"/api/persons/{uuid4()}/tokens", json={"membership_id": foreign, "name": "laptop"}
        ),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert await told(sessions, "token.issued") == []


async def test_a_person_with_two_roles_acts_in_one_of_them_with_each_token(
    acting: Acting, app: Litestar, cast: Cast
) -> None:
    person = cast.person("reviewer")
    second = await acting("administrator").post(
        f"/api/persons/{person}/memberships",
        json={"organisation_id": str(cast.organisations["secretariat"]), "role": "observer"},
    )
    assert second.status_code == 201, second.text

    tokens = [
        (await issue(acting("administrator"), cast, "reviewer", membership_id=membership)).json()
        for membership in (str(cast.actors["reviewer"].membership_id), second.json()["id"])
    ]

    assert [await role_of(app, token["token"]) for token in tokens] == ["reviewer", "observer"]
    async with client_of(app, tokens[1]["token"]) as observer:
        assert (await observer.get("/api/me")).json()["person_id"] == str(person)
        assert (await observer.get("/api/projects/KLA-2027-01/journal")).status_code == 403


async def test_a_token_ends_with_its_last_instant(
    acting: Acting, app: Litestar, cast: Cast, clock: Clock
) -> None:
    token = (await issue(acting("officer"), cast, "officer", days=7)).json()
    expires = datetime.fromisoformat(token["expires_at"]).astimezone(UTC)
    assert expires == clock.now + timedelta(days=7)

    clock.now = expires - timedelta(microseconds=1)
    assert await role_of(app, token["token"]) == "officer"
    clock.now = expires
    assert await role_of(app, token["token"]) is None


async def test_a_token_lives_no_longer_than_the_installation_allows(
    acting: Acting, cast: Cast, clock: Clock
) -> None:
    longest = await issue(acting("officer"), cast, "officer")
    too_long = await issue(acting("officer"), cast, "officer", days=91)
    no_days = await issue(acting("officer"), cast, "officer", days=0)

    expires = datetime.fromisoformat(longest.json()["expires_at"])
    assert expires == clock.now + timedelta(days=90)
    assert too_long.status_code == 422
    assert too_long.json()["detail"] == "A token lives at most 90 days here."
    assert no_days.status_code == 400


@pytest.mark.parametrize("who", ["city_contact", "administrator"])
async def test_a_revoked_token_lets_nobody_in_from_the_next_request_on(
    acting: Acting, app: Litestar, cast: Cast, sessions: Sessions, who: str
) -> None:
    token = (await issue(acting("city_contact"), cast, "city_contact")).json()

    revoked = await revoke(acting(who), token["id"])
    twice = await revoke(acting(who), token["id"], version=2)

    assert revoked.status_code == 204
    assert await role_of(app, token["token"]) is None
    assert twice.status_code == 409
    entries = await told(sessions, "token.revoked")
    assert [(entry.person_id, str(entry.object_id)) for entry in entries] == [
        (cast.person(who), token["id"])
    ]


@pytest.mark.parametrize("who", ["city_contact", "administrator"])
async def test_tokens_are_listed_to_their_person_and_to_administrators_without_secrets(
    acting: Acting, cast: Cast, clock: Clock, who: str
) -> None:
    clock.pass_days(1)
    secret = (await issue(acting("city_contact"), cast, "city_contact")).json()["token"]
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
    token = (await issue(acting("officer"), cast, "officer")).json()

    foreign, absent = [await revoke(acting("manager"), one) for one in (token["id"], str(uuid4()))]
    stale = await revoke(acting("officer"), token["id"], version=9)
    unsaid = await acting("officer").delete(f"/api/tokens/{token['id']}")

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.json()["detail"] == absent.json()["detail"]
    assert (stale.status_code, unsaid.status_code) == (412, 428)
    assert await role_of(app, token["token"]) == "officer"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Basic b2ZmaWNlcjp4", "Bearer trk_", "trk_officer", "Bearer é"]
)
async def test_what_is_no_token_lets_nobody_in(app: Litestar, header: str) -> None:
    async with client_of(app) as client:
        answer = await client.get("/api/me", headers={"Authorization": header.encode()})  # type: ignore[dict-item]

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
