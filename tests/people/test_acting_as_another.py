"""Nobody comes to act as somebody else: by a token, a role, a way in, or what a token leaves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import browser_of
from tests.cast import PEOPLE, Cast
from tests.clock import Clock
from tests.people.leaving import entered
from tests.people.test_tokens import make, newest, revoke, role_of, secret_in, told
from tracker.kernel.actor import Role
from tracker.people.models import ApiToken, SignIn
from tracker.people.rules import FRESH, NEEDS_SECOND_FACTOR
from tracker.work.models import Work

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]
ROLES = sorted({role: who for who, (_, role) in reversed(PEOPLE.items())}.values())
"""One of the cast for each role."""


def asked(cast: Cast, whose: str) -> dict[str, str]:
    return {"membership_id": str(cast.actors[whose].membership_id), "name": "laptop"}


async def tokens(sessions: Sessions) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(ApiToken)) or 0


async def letters(sessions: Sessions) -> dict[str, str]:
    """What was put into the outbox, by the address."""
    async with sessions() as session:
        rows = await session.scalars(select(Work.payload).where(Work.kind == "mail"))
        return {row["to"]: row["text"] for row in rows}


async def test_an_administrator_gets_no_token_of_those_who_decide_a_gate(
    acting: Acting, app: Litestar, cast: Cast, sessions: Sessions
) -> None:
    """The first step of deciding a gate alone: neither their token nor their page makes one."""
    before = await tokens(sessions)
    browser = await browser_of(app, cast, "administrator")

    for whose in ("officer", "committee1", "committee2", "committee3"):
        path = f"/persons/{cast.person(whose)}/tokens"
        by_token = await acting("administrator").post(f"/api{path}", json=asked(cast, whose))
        form = await browser.open(f"{path}/new")
        assert (by_token.status_code, form.status_code) == (403, 403), whose
        assert "made by its own person and by nobody else" in form.text
    assert await tokens(sessions) == before
    assert [entry.person_id for entry in await told(sessions, "token.refused")] == [
        cast.person("administrator")
    ] * 4


@pytest.mark.parametrize("who", ROLES)
async def test_a_token_makes_no_token_for_anybody(
    acting: Acting, cast: Cast, sessions: Sessions, who: str
) -> None:
    """Also none of its own: a child would live on after its parent was revoked or ran out."""
    before = await tokens(sessions)

    for whose in (who, "officer2"):
        path = f"/api/persons/{cast.person(whose)}/tokens"
        refused = await acting(who).post(path, json=asked(cast, whose))
        assert refused.status_code == 403
        assert refused.json()["reasons"] == [
            "A token makes no tokens. Sign in, and make it under API tokens on your account page."
        ]
    assert await tokens(sessions) == before


async def test_a_refused_token_tells_nothing_of_whether_its_person_exists(
    acting: Acting, cast: Cast
) -> None:
    there, absent = [
        await acting("manager").post(f"/api/persons/{one}/tokens", json=asked(cast, "officer"))
        for one in (cast.person("officer"), UUID(int=1))
    ]
    assert there.json() | {"request_id": ""} == absent.json() | {"request_id": ""}


@pytest.mark.parametrize("who", ROLES)
async def test_who_makes_lists_and_revokes_a_token(
    acting: Acting, app: Litestar, cast: Cast, clock: Clock, who: str
) -> None:
    """Everybody their own; of others an administrator lists and revokes, and makes none."""
    clock.pass_days(1)
    others = {"administrator": (403, 200, 204)}.get(who, (403, 404, 404))
    browser = await browser_of(app, cast, who)
    theirs = await newest(acting("officer2"), cast, "officer2")

    made = await browser.open(f"/persons/{cast.person('officer2')}/tokens/new")
    listed = await acting(who).get(f"/api/persons/{cast.person('officer2')}/tokens")
    revoked = await revoke(acting(who), theirs["id"])
    assert (made.status_code, listed.status_code, revoked.status_code) == others

    secret = secret_in(await make(app, cast, who))
    own = await newest(acting(who), cast, who)
    assert own["name"] == "laptop"
    assert (await revoke(acting(who), own["id"])).status_code == 204
    assert await role_of(app, secret) is None


@pytest.mark.parametrize("ended", ["revoked", "run out"])
async def test_a_token_that_ended_makes_nothing_more(
    acting: Acting, app: Litestar, cast: Cast, clock: Clock, ended: str
) -> None:
    clock.pass_days(1)
    secret = secret_in(await make(app, cast, "officer", days="1"))
    if ended == "revoked":
        await revoke(acting("officer"), (await newest(acting("officer"), cast, "officer"))["id"])
    else:
        clock.now += timedelta(days=1)
    path = f"/api/persons/{cast.person('officer')}/tokens"
    headers = {"Authorization": f"Bearer {secret}"}
    answer = await acting("officer").post(path, json=asked(cast, "officer"), headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("who", ROLES)
async def test_a_token_of_a_role_with_two_factors_asks_for_a_fresh_second_one(
    app: Litestar, cast: Cast, sessions: Sessions, clock: Clock, who: str
) -> None:
    """One factor shown anew does not do: a token acts without any for weeks."""
    browser = await browser_of(app, cast, who)
    async with sessions.begin() as session:
        await session.execute(
            update(SignIn).values(second_at=clock.now - FRESH - timedelta(seconds=1))
        )
    made = await browser.fill(f"/persons/{cast.person(who)}/tokens/new", {"name": "laptop"})
    two = cast.actors[who].role in NEEDS_SECOND_FACTOR
    assert made.status_code == (403 if two else 200)
    assert ("asks for a second factor" in made.text) is two
    assert len(await told(sessions, "token.refused")) == (1 if two else 0)


async def test_whoever_made_a_token_is_told_by_mail(
    app: Litestar, cast: Cast, sessions: Sessions
) -> None:
    """Somebody at an open session of theirs could have made it."""
    secret_in(await make(app, cast, "officer"))
    sent = await letters(sessions)
    assert sent.keys() == {"officer@example.org"}
    assert "“laptop” was made that acts for you as project officer" in sent["officer@example.org"]


async def test_nobody_gives_themself_a_role(acting: Acting, cast: Cast, sessions: Sessions) -> None:
    secretariat = str(cast.organisations["secretariat"])
    before = await told(sessions, "membership.given")
    for role in (Role.OFFICER, Role.COMMITTEE_MEMBER, Role.MANAGER, Role.OBSERVER):
        given = await acting("administrator").post(
            f"/api/persons/{cast.person('administrator')}/memberships",
            json={"organisation_id": secretariat, "role": role},
        )
        invited = await acting("administrator").post(
            "/api/invitations",
            json={"name": "X", "email": "Administrator@example.org", "role": role}
            | {"organisation_id": secretariat},
        )
        assert (given.status_code, invited.status_code) == (403, 403)
        assert given.json()["detail"].startswith("Nobody gives themself a role")
    assert await told(sessions, "membership.given") == before


@pytest.mark.parametrize(
    ("organisation", "role", "others"),
    [
        ("secretariat", Role.OFFICER, {"manager", "manager2"}),
        ("secretariat", Role.OBSERVER, set()),
        ("consulting", Role.FIRM_MEMBER, set()),
        (
            "city",
            Role.CITY_APPROVER,
            {"manager", "manager2", *(f"city_{one}" for one in ("contact", "contact2"))}
            | {"city_security", "city_privacy", "city_approver", "city_approver2"},
        ),
    ],
)
async def test_a_role_that_decides_is_told_to_its_person_and_to_those_beside_them(
    acting: Acting,
    cast: Cast,
    sessions: Sessions,
    organisation: str,
    role: Role,
    others: set[str],
) -> None:
    given = await acting("administrator").post(
        f"/api/persons/{cast.person('other_firm_member')}/memberships",
        json={"organisation_id": str(cast.organisations[organisation]), "role": role},
    )
    assert given.status_code == 201, given.text
    sent = await letters(sessions)
    assert sent.keys() == {f"{one}@example.org" for one in {"other_firm_member", *others}}
    for address, text in sent.items():
        assert "Example administrator" in text
        assert ("Whoever holds it takes part in decisions" in text) is not (
            address == "other_firm_member@example.org"
        )


async def test_an_administrator_takes_away_no_authenticator_of_their_own_and_others_are_told(
    acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    """By a token of theirs somebody else could, who then sets up another."""
    path = f"/api/persons/{cast.person('administrator')}/authenticator-removals"
    own: Any = await acting("administrator").post(path)
    assert own.status_code == 403
    assert own.json()["detail"] == "Take your own authenticator away on your account page."
    assert await letters(sessions) == {}


async def test_a_deputy_whom_another_names_is_told_to_the_holder(
    acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    named = {
        "role": "reviewer",
        "organisation_id": str(cast.organisations["secretariat"]),
        "person_id": str(cast.person("reviewer")),
        "deputy_id": str(cast.person("reviewer2")),
    }
    for who in ("officer", "reviewer"):
        answer = await acting(who).post("/api/deputies", json=named)
        assert answer.status_code == 201, answer.text
    sent = await letters(sessions)
    assert sent.keys() == {"reviewer@example.org"}
    assert "Example officer named Example reviewer2 to sit for you" in sent["reviewer@example.org"]


async def test_a_new_sign_in_of_an_organisation_is_told_to_the_office(
    acting: Acting, cast: Cast, sessions: Sessions
) -> None:
    await entered(acting, cast)
    sent = await letters(sessions)
    assert sent.keys() == {"manager@example.org", "manager2@example.org"}
    assert "where the people of Example city may sign in" in sent["manager@example.org"]
