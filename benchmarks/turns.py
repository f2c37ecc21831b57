"""Whose turn it is: reading it, deriving it, and what deriving does to those who work meanwhile."""

import time
from collections.abc import Sequence
from typing import Any

import httpx
from msgspec import Struct
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.load import Load, Next, load
from benchmarks.pages import Page
from benchmarks.seed import Seeded, analysed, more
from benchmarks.servers import Server
from tests.statements import counted
from tracker.app import create_app
from tracker.kernel.actor import Role
from tracker.kernel.database import System, open_engine
from tracker.kernel.days import utc_now
from tracker.process.stages import Status
from tracker.process.task_kinds import Kind
from tracker.process.tasks import Owner, Task, Thing
from tracker.process.unmet import FixKind
from tracker.projects.models import Project
from tracker.settings import Settings
from tracker.tasks import store
from tracker.tasks.models import StoredTask, TaskOwner, TaskState

PROJECTS, TASKS_OF_EACH = 5_000, 20
_FROM = 900_000
"""The number of the first of these projects, beyond those of the list."""
_CHUNK = 250
_SYSTEM = System("rows of a benchmark")


def my_turn(tasks: int) -> Page:
    return Page(name=f"my turn, 50 of {tasks:,}", path="/api/me/tasks?limit=50", sql="/sql/turns")


async def filled(url: str, projects: int) -> int:
    """Open projects that all wait for an officer, twenty times each; how many tasks there are."""
    engine = open_engine(url)
    await more(engine, _FROM, projects, Status.ACTIVE)
    async with engine.begin() as connection:
        asked = select(Project.id, Project.code).where(Project.code >= f"B{_FROM:07}")
        found = (await connection.execute(asked.execution_options(seen_by=_SYSTEM))).all()
        for start in range(0, len(found), _CHUNK):
            tasks, owners = [], []
            for row in found[start : start + _CHUNK]:
                for number in range(TASKS_OF_EACH):
                    task, owner = _task(row, number)
                    tasks.append(task)
                    owners += owner
            for table, rows in ((StoredTask, tasks), (TaskOwner, owners)):
                statement: Any = insert(table).execution_options(seen_by=_SYSTEM)
                await connection.execute(statement, rows)
    await analysed(engine)
    await engine.dispose()
    return len(found) * TASKS_OF_EACH


def _task(row: Any, number: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """As the mender would write it: a proof to be given by the office."""
    now = utc_now()
    task = Task(
        kind=Kind.GIVE_EVIDENCE,
        subject=f"G{number}",
        owner=Owner(roles=(Role.OFFICER,)),
        since=now.date(),
        fix=FixKind.REQUIREMENT,
        things=(Thing(id=f"CP-{number}", name=f"Example requirement {number}"),),
        detail={"gate": "G3"},
        gates=("G3",),
    )
    project = Project(id=row.id, code=row.code, zone="UTC")
    stored = store.row_of(project, task, now)
    owners = list(store.owners_of(stored, task.owner, now))
    return _columns(stored), [_columns(one) for one in owners]


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


class Mending(Struct, frozen=True, kw_only=True):
    """Milliseconds a project, and statements, of deriving and keeping beside its readiness."""

    mending: float
    readiness: float
    statements: int


async def mending(settings: Settings, seeded: Seeded, rounds: int) -> Mending:
    """The driven project, each in turn, in an application of this process."""
    app: Any = create_app(settings.model_copy(update={"work_in_web": False}))
    headers = {"Authorization": f"Bearer {seeded.token}"}
    ours, theirs, sent = 0.0, 0.0, list[str]()
    async with (
        app.lifespan(),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://localhost", headers=headers
        ) as client,
    ):
        place = app.state.place
        for _ in range(rounds + 1):
            await _forgotten(app.state.engine, [seeded.code])
            begun = time.perf_counter()
            with counted(app) as sent:
                await store.mend(place.reads, place.sessions, utc_now())
            mended = time.perf_counter()
            path = f"/api/projects/{seeded.code}/gates/G4/readiness"
            (await client.get(path)).raise_for_status()
            ours, theirs = ours + mended - begun, theirs + time.perf_counter() - mended
    return Mending(
        mending=1000 * ours / (rounds + 1),
        readiness=1000 * theirs / (rounds + 1),
        statements=len(sent),
    )


async def _forgotten(engine: AsyncEngine, codes: Sequence[str]) -> None:
    """Make these projects stale."""
    async with engine.begin() as connection:
        theirs = select(Project.id).where(Project.code.in_(codes))
        over = update(TaskState).where(TaskState.project_id.in_(theirs)).values(until=utc_now())
        await connection.execute(over.execution_options(seen_by=_SYSTEM))


async def meanwhile(
    url: str, ours: Server, seeded: Seeded, clients: Sequence[Next], seconds: float, stale: int
) -> tuple[Load, Load]:
    """The same load while nothing is stale, and while so many projects are derived anew."""
    quiet = await load(ours.url, clients, seconds)
    engine = open_engine(url)
    await _forgotten(engine, [f"B{_FROM + number:07}" for number in range(stale)])
    await _wake(ours, seeded)
    busy = await load(ours.url, clients, seconds)
    await engine.dispose()
    return quiet, busy


async def _wake(ours: Server, seeded: Seeded) -> None:
    """An act: whatever is stale is derived after it."""
    where = f"{ours.url}/api/projects/{seeded.written[0]}"
    headers = {"Authorization": f"Bearer {seeded.token}"}
    async with httpx.AsyncClient(headers=headers) as client:
        etag = (await client.get(where)).headers["etag"]
        body = {"challenges": f"Example {utc_now()}"}
        (await client.patch(where, json=body, headers={"If-Match": etag})).raise_for_status()
