"""Every route by every actor: who is refused, how, and that a refusal shows and changes nothing."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar
from msgspec import Struct
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import ORIGIN
from tests.cast import Cast, add_member
from tests.clock import Clock
from tests.rights.cells import Cell, cells_of, told
from tests.rights.ground import CANARY, fingerprint, planted
from tests.rights.paper import reviewed
from tests.serving import CHECKS
from tracker.accounts.authentication import COOKIE
from tracker.accounts.commands import sessions as signing_in
from tracker.accounts.commands.sessions import Asked
from tracker.demo.journey import Journey
from tracker.identity.models import Membership, Person
from tracker.kernel.actor import Role
from tracker.kernel.database import for_system
from tracker.kernel.days import day_in
from tracker.kernel.ids import uuid7
from tracker.projects.models import Assignment, Project
from tracker.settings import Settings
from tracker.web.csrf import token_for
from tracker.web.guards import handlers_of

PAGE = reviewed()
pytestmark = [pytest.mark.giant, pytest.mark.at("pilot")]

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


@pytest.fixture
async def readers(
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
    asked = Asked(
        person_id=actor.person_id,
        membership_id=actor.membership_id,
        proven_at=clock(),
        second=True,
        remembered=False,
        device="test",
    )
    async with sessions.begin() as session:
        return await signing_in.begin(session, asked, clock())


async def ask(reader: Reader, cell: Cell, path: str) -> httpx.Response:
    if cell.method == "GET":
        return await reader.client.get(path)
    if cell.is_page:
        fields = {**cell.fields, "_token": [reader.token], "_once": ["once"], "_version": ["1"]}
        return await reader.client.post(path, data=fields)
    headers = {"If-Match": '"1"'}
    if cell.json is None and "files" in path:
        named = headers | {"Content-Disposition": 'attachment; filename="x.txt"'}
        return await reader.client.post(path, content=b"x", headers=named)
    return await reader.client.request(cell.method, path, json=cell.json, headers=headers)


def expected(reader: Reader, cell: Cell) -> set[int] | None:
    """The statuses that are right; None where the reader may, which other tests look at."""
    if cell.act is None:
        return None
    if reader.role is None or reader.name in GONE:
        return {303} if cell.is_page and cell.method == "GET" else {401}
    if reader.role not in PAGE[cell.act]:
        return {403}
    if reader.name in (*STRANGERS, *FORMER) and cell.names_a_project:
        return {404}
    return None


@pytest.mark.asvs("8.2.2", "8.3.1", "8.4.1")
async def test_the_matrix(
    app: Litestar,
    settings: Settings,
    readers: dict[str, Reader],
    journey: Journey,
    sessions: async_sessionmaker[AsyncSession],
    kind: str,
) -> None:
    async with sessions() as session:
        project_id = await session.scalar(
            for_system(select(Project.id).where(Project.code == journey.code), "a test")
        )
    assert project_id is not None
    ids = await planted(settings.database, project_id)
    cells = cells_of(handlers_of(app), ids, journey.code)
    before = await fingerprint(settings.database)
    wrong, seen = [], Counter[str]()

    for reader in readers.values():
        for cell in cells:
            right = expected(reader, cell)
            looks = reader.name in STRANGERS and cell.method == "GET" and cell.act is not None
            if right is None and not looks:
                continue
            answer = await ask(reader, cell, cell.path)
            seen[str(answer.status_code)] += 1
            if right is not None and answer.status_code not in right:
                wrong.append(f"{reader.name} {cell}: {answer.status_code}, not {right}")
            if CANARY in answer.text or journey.code in _shown(answer, cell):
                wrong.append(f"{reader.name} {cell}: shows what is not theirs")
            if right == {404}:
                absent = await ask(reader, cell, cell.absent)
                if told(absent.text) != told(answer.text):
                    wrong.append(f"{reader.name} {cell}: there and absent differ")

    print(f"{kind}: {sum(seen.values())} cells of {len(cells)} routes, {dict(seen)}")
    assert not wrong, "\n".join(wrong)
    assert await fingerprint(settings.database) == before
    assert sum(seen.values()) > 1500


def _shown(answer: httpx.Response, cell: Cell) -> Any:
    """What an answer shows beyond the address that was asked for."""
    return answer.text.replace(cell.path, "") if answer.status_code < 400 else ""
