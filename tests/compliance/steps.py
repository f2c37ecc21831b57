"""What people do on the checklist, as one line each."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tracker.journal.desk import SystemDesk
from tracker.journal.models import JournalEntry
from tracker.kernel.actor import Role
from tracker.kernel.database import System, for_system
from tracker.kernel.ids import uuid7
from tracker.people.commands import members
from tracker.people.models import ApiToken, Person
from tracker.people.wire import NewMembership
from tracker.projects.models import Project

CODE = "KLA-2027-01"
FILE = b"%PDF-1.7 an example\n%%EOF\n"
LINK = {
    "kind": "plan",
    "title": "Example plan",
    "form": "link",
    "url": "https://example.org/plan",
    "effective_on": "2027-01-04",
}
WAIVER = {
    "gates": ["G3"],
    "reason": "Example reason",
    "compensating_measure": "Example measure",
    "residual_risk": "Example risk",
    "starts": "2027-01-04",
    "expires": "2027-01-31",
    "action": "Example action",
    "action_due": "2027-01-31",
}


async def hand_in(client: httpx.AsyncClient, requirement: str, **changes: Any) -> httpx.Response:
    return await client.post(
        f"/api/projects/{CODE}/requirements/{requirement}/evidence", json=LINK | changes
    )


async def upload(client: httpx.AsyncClient, name: str = "plan.pdf") -> str:
    made = await client.post(
        f"/api/projects/{CODE}/files",
        content=FILE,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def checklist(client: httpx.AsyncClient, gate: str = "G3") -> dict[str, Any]:
    answer = await client.get(f"/api/projects/{CODE}/checklist", params={"gate": gate})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def line(client: httpx.AsyncClient, requirement: str, gate: str = "G3") -> dict[str, Any]:
    entries = (await checklist(client, gate))["entries"]
    found: dict[str, Any] = next(one for one in entries if one["requirement"] == requirement)
    return found


async def stands(client: httpx.AsyncClient, requirement: str, gate: str = "G3") -> tuple[str, str]:
    found = await line(client, requirement, gate)
    return found["standing"], found["because"]


async def review(
    client: httpx.AsyncClient,
    requirement: str,
    at: str = "G3",
    headers: dict[str, str] | None = None,
    **changes: Any,
) -> httpx.Response:
    """A review of what the list shows, with all that is asked ticked."""
    seen = await line(client, requirement, at)
    body = {
        "gate": at,
        "evidence_digest": seen["set_digest"],
        "criteria": [one["index"] for one in seen["criteria"] if one["asked"]],
    }
    return await client.post(
        f"/api/projects/{CODE}/requirements/{requirement}/reviews",
        json=body | changes,
        headers=headers or {},
    )


async def answer_fact(
    client: httpx.AsyncClient, fact: str, answer: str, headers: dict[str, str] | None = None
) -> httpx.Response:
    return await client.post(
        f"/api/projects/{CODE}/facts/{fact}/answers",
        json={"answer": answer, "reason": "Example reason"},
        headers=headers or {},
    )


async def deny(city: httpx.AsyncClient, reviewer: httpx.AsyncClient, fact: str) -> None:
    """A "no" that counts."""
    answer = await answer_fact(city, fact, "no")
    checked = await reviewer.post(
        f"/api/fact-answers/{answer.json()['id']}/checks", json={"outcome": "confirmed"}
    )
    assert checked.status_code == 201, checked.text


async def ask_waiver(
    client: httpx.AsyncClient, cast: Cast, requirement: str, **changes: Any
) -> httpx.Response:
    owner = {"action_owner": str(cast.person("city_contact"))}
    return await client.post(
        f"/api/projects/{CODE}/requirements/{requirement}/waivers", json=WAIVER | owner | changes
    )


async def vote(
    client: httpx.AsyncClient, waiver: str, outcome: str = "for", **changes: Any
) -> httpx.Response:
    return await client.post(
        f"/api/waivers/{waiver}/votes", json={"outcome": outcome, "reason": "Example"} | changes
    )


async def journal(sessions: async_sessionmaker[AsyncSession], project_id: UUID) -> list[str]:
    asked = (
        select(JournalEntry.what)
        .where(JournalEntry.project_id == project_id)
        .order_by(JournalEntry.seq)
    )
    async with sessions() as session:
        return list(await session.scalars(for_system(asked, "a test")))


async def second_hat(
    sessions: async_sessionmaker[AsyncSession],
    cast: Cast,
    name: str,
    organisation: str,
    role: Role,
    now: datetime,
) -> dict[str, str]:
    """The headers of a person of the cast acting through one more membership."""
    secret = f"{members.TOKEN_PREFIX}{name}-as-{role.value}-{'x' * 20}"
    async with sessions.begin() as session:
        person = await session.get_one(Person, cast.person(name))
        asked = NewMembership(organisation_id=cast.organisations[organisation], role=role)
        membership = await members.give_membership(SystemDesk(session, now), person, asked)
        session.add(
            ApiToken(
                id=uuid7(now),
                created_at=now,
                membership_id=membership.id,
                name="test",
                hash=members.token_hash(secret),
                expires_at=now + timedelta(days=4000),
                revoked_at=None,
            )
        )
    return {"Authorization": f"Bearer {secret}"}


async def change(
    sessions: async_sessionmaker[AsyncSession], project: Project, **values: Any
) -> None:
    """Put the project where a test wants it, without a decision."""
    async with sessions.begin() as session:
        moved = update(Project).where(Project.id == project.id).values(**values)
        await session.execute(moved, execution_options={"seen_by": System("a test")})
