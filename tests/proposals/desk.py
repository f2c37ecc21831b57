"""Shortcuts through the API: a call, seats, a proposal handed in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_call
from tests.cast import Cast
from tests.clock import Clock
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.kernel.ids import uuid7
from tracker.process.stages import Stage, Status
from tracker.programme.models import Criterion
from tracker.projects.models import Project

Sessions = async_sessionmaker[AsyncSession]
Acting = Callable[[str], httpx.AsyncClient]

DRAFT = {
    "title": "Example smart parking",
    "challenges": "Cars look for a place to park.",
    "answers": {"need": "Example need"},
}


class CallDesk:
    """One open call with two criteria: Need 60 % of 5 points, Readiness 40 % of 10."""

    def __init__(self, acting: Acting, sessions: Sessions, cast: Cast, clock: Clock) -> None:
        self.acting = acting
        self.sessions = sessions
        self.cast = cast
        self.clock = clock
        self.call_id = UUID(int=0)
        self.criteria: list[UUID] = []

    async def open_call(self, **changes: Any) -> None:
        async with self.sessions.begin() as session:
            call = await a_call(session, self.cast, self.clock.now, **changes)
            first = await session.scalar(select(Criterion).where(Criterion.call_id == call.id))
            assert first is not None
            first.weight = 60
            second = Criterion(
                id=uuid7(self.clock.now),
                created_at=self.clock.now,
                call_id=call.id,
                position=2,
                title="Readiness",
                weight=40,
                scale_max=10,
            )
            session.add(second)
            self.call_id, self.criteria = call.id, [first.id, second.id]

    async def post(self, who: str, path: str, body: Any = None) -> httpx.Response:
        return await self.acting(who).post(f"/api{path}", json=body)

    async def get(self, who: str, path: str) -> httpx.Response:
        return await self.acting(who).get(f"/api{path}")

    async def seat(self, name: str) -> httpx.Response:
        return await self.post(
            "manager",
            f"/calls/{self.call_id}/committee-seats",
            {"person_id": str(self.cast.person(name))},
        )

    async def start(self, who: str = "city_contact", **changes: Any) -> str:
        """The path of a new draft."""
        made = await self.post(who, f"/calls/{self.call_id}/proposals", DRAFT | changes)
        assert made.status_code == 201, made.text
        return str(made.headers["location"]).removeprefix("/api")

    async def submit(self, path: str, who: str = "city_contact") -> dict[str, Any]:
        answer = await self.post(who, f"{path}/submissions")
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    async def handed_in(self, who: str = "city_contact", **changes: Any) -> str:
        path = await self.start(who, **changes)
        await self.submit(path, who)
        return path

    async def change(self, path: str, body: Any, who: str = "city_contact") -> httpx.Response:
        """A change on the newest reading."""
        version = (await self.get(who, path)).headers["etag"]
        return await self.acting(who).patch(f"/api{path}", json=body, headers={"If-Match": version})

    def points(self, *points: int) -> dict[str, Any]:
        pairs = zip(self.criteria, points, strict=True)
        return {"scores": [{"criterion_id": str(one), "points": n} for one, n in pairs]}

    async def project_of(self, path: str) -> Project:
        code = (await self.get("city_contact", path)).json()["project"]
        async with self.sessions() as session:
            found = await session.scalar(
                for_system(select(Project).where(Project.code == code), "a test")
            )
            assert found is not None
            return found

    async def put_in(self, path: str, **changes: Stage | Status) -> None:
        """Set the project's stage or status without a decision."""
        project_id = (await self.project_of(path)).id
        async with self.sessions.begin() as session:
            asked = select(Project).where(Project.id == project_id)
            project = await session.scalar(for_system(asked, "a test"))
            for name, value in changes.items():
                setattr(project, name, value)

    async def journal(self) -> list[str]:
        async with self.sessions() as session:
            asked = select(JournalEntry.what).order_by(JournalEntry.seq)
            return list(await session.scalars(for_system(asked, "a test")))
