"""One application, one project in it, and the model beside them."""

import asyncio
import secrets
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select

from tests import postgres
from tests.browsing import Browser, browser_of
from tests.clock import Clock
from tests.serving import assembled, client_of, living
from tests.stages import Place, copied
from tests.tasks.one_answer import every, of_pages, on_fronts, reported
from tests.tasks.truth import derived
from tests.walk.model import Motion, Project
from tracker.app import equip
from tracker.demo.steps import Steps
from tracker.gates.dossier import gather, unmoved
from tracker.journal.desk import SystemDesk
from tracker.journal.verify import first_broken_entry
from tracker.kernel.database import for_system
from tracker.process import gate_before
from tracker.process.stages import Stage
from tracker.process.today import project_day
from tracker.projects.models import Project as Row
from tracker.settings import Settings


class Driver(RuleBasedStateMachine):
    """Sends what is tried and holds the answer against what the model allows.

    Wherever a walk ends, everything that tells of the project tells the same.
    """

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.folder = tempfile.TemporaryDirectory()
        self.name = f"walk_{secrets.token_hex(6)}"
        self.url = copied(place, Path(self.folder.name), self.name)
        self.clock = Clock()
        self.clock.now = place.clock.now
        self.run(self._open())
        today = self.steps.today()
        self.project = Project(day=today, voting_day=today + timedelta(days=45))
        self.lost: list[Motion] = []
        self.snapshots: dict[str, str] = {}

    async def _open(self) -> None:
        settings = Settings(
            data_folder=self.folder.name,
            database_url=self.url,
            free_space_floor=0,
            work_in_web=False,
        )
        self.app = app = assembled()
        equip(app, settings, self.clock, prepared=True)
        await self.stack.enter_async_context(living(app))
        self.sessions = app.state.sessions
        clients: dict[str, httpx.AsyncClient] = {}
        for name, token in self.place.cast.tokens.items():
            clients[name] = await self.stack.enter_async_context(client_of(app, token))
        self.steps = Steps(clients.__getitem__, self.place.cast, self.clock)
        self.steps.code, self.steps.proposal = self.place.code, self.place.proposal
        planned = await self.steps.see("officer", f"/projects/{self.steps.code}/deliverables")
        self.deliverables = {one["code"]: one["id"] for one in planned["items"]}
        self.proof = await self.steps.upload("officer", "Example proof of switching off")

    async def _browsing(self, who: str) -> Browser:
        return await browser_of(self.app, self.place.cast, who)

    def run(self, act: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(act)

    def teardown(self) -> None:
        self.run(self._close())
        self.runner.close()
        self.folder.cleanup()

    async def _close(self) -> None:
        async with self.sessions() as session:
            assert await first_broken_entry(session) is None
        project, _ = await derived(self.sessions, self.steps.code, self.clock())
        today = project_day(project, self.clock())
        page = await of_pages(self.steps, self._browsing, today)
        await on_fronts(self.steps, self._browsing, today, project.stage)
        if project.stage is not Stage.PROPOSAL:
            assert every(await reported(self.steps, self.sessions, today)) == every(page)
        await self.stack.aclose()
        if self.place.kind == "postgres":
            await postgres.drop_database(self.name)

    def send(self, who: str, path: str, json: Any = None, **headers: str) -> httpx.Response:
        """A POST; each is a second after the one before."""
        self.clock.now += timedelta(seconds=1)
        self.project.tick += 1
        answer: httpx.Response = self.run(self.steps.send(who, "POST", path, json, **headers))
        assert answer.status_code < 500, answer.text
        self.run(self._kept_is_true())
        return answer

    async def _kept_is_true(self) -> None:
        """What readers are given of before is what a command reads anew."""
        app = self.app
        async with app.state.reads() as reading, app.state.sessions() as writing:
            seen, anew = SystemDesk(reading, self.clock()), SystemDesk(writing, self.clock())
            asked = for_system(select(Row).where(Row.code == self.steps.code), "a test")
            project = (await reading.scalars(asked)).one()
            gate = gate_before(project.stage)
            if gate is not None:
                way = gate.ways[0]
                to, scaling = way.to, way.scaling[0] if way.scaling else None
                kept = await unmoved(seen, project, gate, to, scaling)
                locked = (await writing.scalars(asked)).one()
                assert kept == await gather(anew, locked, gate, to, scaling, None, [])

    def agree(self, answer: httpx.Response, allowed: bool) -> bool:
        """The service does what the model allows, and refuses what it does not."""
        worked = answer.status_code in (200, 201)
        assert worked is allowed, (allowed, answer.status_code, answer.text, self.project)
        return worked

    def _version(self, kind: str, row_id: str) -> str:
        return f'"{self._left(kind, row_id)["version"]}"'

    def _owner(self, point_id: str) -> str:
        owner = self._left("points", point_id)["owner_id"]
        return next(
            name for name, one in self.place.cast.actors.items() if str(one.person_id) == owner
        )

    def _left(self, kind: str, row_id: str) -> Any:
        left = self.run(self.steps.see("officer", f"/projects/{self.steps.code}/gates"))
        return next(one for one in left[kind] if one["id"] == row_id)
