"""Who asks in the matrices: everybody of the cast, with a token and a session, and nobody."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import httpx
from litestar import Litestar
from msgspec import Struct
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import ORIGIN
from tests.cast import Cast, add_member
from tests.clock import Clock
from tests.rights.cells import Cell
from tests.serving import CHECKS
from tracker.demo.journey import Journey
from tracker.journal.desk import SystemDesk
from tracker.kernel.actor import Role
from tracker.kernel.database import for_system
from tracker.kernel.days import day_in
from tracker.kernel.ids import uuid7
from tracker.people.authentication import COOKIE
from tracker.people.commands import sessions as signing_in
from tracker.people.commands.sessions import SessionAsked
from tracker.people.models import Membership, Person
from tracker.projects.models import Assignment, Project
from tracker.web.csrf import token_for

OWN = (
    "administrator",
    "manager",
    "officer",
    "reviewer",
    "committee1",
    "observer",
    "city_contact",
    "city_security",
    "city_privacy",
    "city_approver",
    "consultant",
)
STRANGERS = ("other_city_contact", "other_city_approver", "other_firm_member")
FORMER = ("consultant2", "city_former")
GONE = ("officer2", "reviewer2")
"""One whose account is shut, one whose role has ended."""


class Reader(Struct, frozen=True, kw_only=True):
    """Somebody with a token for the API and a session for the pages."""

    name: str
    role: Role | None
    client: httpx.AsyncClient
    token: str


@asynccontextmanager
async def everybody(
    app: Litestar, cast: Cast, clock: Clock, journey: Journey
) -> AsyncIterator[dict[str, Reader]]:
    sessions: async_sessionmaker[AsyncSession] = app.state.sessions
    await _leave(sessions, cast, clock, journey.code)
    async with AsyncExitStack() as stack:
        found = {}
        for name in (*OWN, *STRANGERS, *FORMER, *GONE, "anonymous"):
            secret = await _session_of(sessions, cast, name, clock) if name != "anonymous" else ""
            headers = {"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}
            if name != "anonymous":
                headers |= {
                    "Authorization": f"Bearer {cast.tokens[name]}",
                    "Cookie": f"{COOKIE}={secret}",
                }
            client = httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app),
                base_url=ORIGIN,
                headers=headers,
                event_hooks=CHECKS,
            )
            role = cast.actors[name].role if name in cast.actors else None
            found[name] = Reader(
                name=name,
                role=role,
                client=await stack.enter_async_context(client),
                token=token_for(secret) if secret else "",
            )
        yield found


async def _leave(
    sessions: async_sessionmaker[AsyncSession], cast: Cast, clock: Clock, code: str
) -> None:
    """Two had a part in the project until yesterday; one role ended, one account was shut."""
    now = clock()
    yesterday = day_in("UTC", now) - timedelta(days=1)
    async with sessions.begin() as session:
        await add_member(session, cast, "consultant2", "other_firm", Role.FIRM_MEMBER, now)
        await add_member(session, cast, "city_former", "other_city", Role.CITY_CONTACT, now)
        project = await session.scalar(
            for_system(select(Project).where(Project.code == code), "a test")
        )
        assert project is not None
        for name, capacity in (("consultant2", "consulting_company"), ("city_former", "city")):
            session.add(
                Assignment(
                    id=uuid7(now),
                    created_at=now,
                    project_id=project.id,
                    organisation_id=cast.actors[name].organisation_id,
                    person_id=cast.actors[name].person_id,
                    capacity=capacity,
                    starts=yesterday - timedelta(days=30),
                    until=yesterday,
                )
            )
        await session.execute(
            update(Person).where(Person.id == cast.person("officer2")).values(active=False)
        )
        await session.execute(
            update(Membership)
            .where(Membership.id == cast.actors["reviewer2"].membership_id)
            .values(until=yesterday, starts=yesterday)
        )


async def _session_of(
    sessions: async_sessionmaker[AsyncSession], cast: Cast, name: str, clock: Clock
) -> str:
    actor = cast.actors[name]
    asked = SessionAsked(
        person_id=actor.person_id,
        membership_id=actor.membership_id,
        proven_at=clock(),
        second=True,
        remembered=False,
        device="test",
    )
    async with sessions.begin() as session:
        return await signing_in.begin(SystemDesk(session, clock()), asked)


async def ask(reader: Reader, cell: Cell, path: str) -> httpx.Response:
    if cell.method == "GET":
        return await reader.client.get(path)
    if cell.is_page and cell.method != "POST":
        token = {"X-Form-Token": reader.token}
        return await reader.client.request(cell.method, path, headers=token)
    if cell.is_page:
        fields = {**cell.fields, "_token": [reader.token], "_once": ["once"], "_version": ["1"]}
        return await reader.client.post(path, data=fields)
    headers = {"If-Match": '"1"'}
    if cell.json is None and "files" in path:
        named = headers | {"Content-Disposition": 'attachment; filename="x.txt"'}
        return await reader.client.post(path, content=b"x", headers=named)
    return await reader.client.request(cell.method, path, json=cell.json, headers=headers)
