"""What is measured: one project with sixty requirements, driven over HTTP, and many like it."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from tracker.app import create_app
from tracker.compliance.catalogue import shipped
from tracker.demo import cast as people
from tracker.demo.clock import Clock
from tracker.demo.journey import Journey
from tracker.journal.models import JournalEntry
from tracker.kernel.database import System, open_engine
from tracker.kernel.days import utc_now
from tracker.kernel.ids import uuid7
from tracker.process.stages import Stage, Status
from tracker.projects.models import Project
from tracker.scheduling.poller import tick
from tracker.scheduling.resources import workplace
from tracker.settings import Settings
from tracker.tasks.models import TaskState
from tracker.work.wire import Letter

_SEED = System("rows of a benchmark")
_TABLE: Any = Project.__table__
_CHUNK = 2_000
_STARTED = timedelta(days=200)
WRITERS = 8
"""Projects that are written to, one for each client; the others have run their course."""


class Seeded(Struct, frozen=True, kw_only=True):
    """A token of an officer, the project that was driven, and those to write to."""

    token: str
    code: str
    written: tuple[str, ...]


async def seed(settings: Settings, projects: int) -> Seeded:
    """Fill an empty database with a project that prepares its pilot, and with others beside it."""
    now = utc_now()
    clock = Clock(now - _STARTED)
    app = create_app(settings.model_copy(update={"work_in_web": False}), clock)
    async with app.lifespan():
        async with app.state.sessions.begin() as session:
            cast = next(iter((await people.fill(session, clock(), now)).values()))
        code = await _driven(app, cast, clock)
        await more(app.state.engine, 0, projects - 1)
        written = await _codes(app.state.engine, WRITERS)
    return Seeded(token=cast.tokens["officer"], code=code, written=written)


async def settled(settings: Settings) -> None:
    """Look at every project as the first minute of a day does, before anything is measured."""
    engine = open_engine(settings.database)
    place = replace(workplace(settings, engine), post=_nowhere, sum_up=_unheard)
    while await tick(place):
        pass
    await analysed(engine)
    await engine.dispose()


async def _nowhere(_: Letter) -> None:
    pass


def _unheard(_: int) -> None:
    pass


async def _driven(app: Any, cast: people.Cast, clock: Clock) -> str:
    """The code of the project."""
    transport = httpx.ASGITransport(app=app)
    clients = {
        name: httpx.AsyncClient(
            transport=transport,
            base_url="http://localhost",
            headers={"Authorization": f"Bearer {token}"},
        )
        for name, token in cast.tokens.items()
    }
    journey = Journey(clients.__getitem__, cast, clock)
    await journey.to_proposal(yes=frozenset(fact.id for fact in shipped().facts))
    await journey.to_commissioning()
    await journey.to_study()
    await journey.to_preparation()
    await journey.preparation_done()
    return journey.code


async def more(
    engine: AsyncEngine, number: int, count: int, status: Status = Status.COMPLETED
) -> None:
    """Copies of the first project from a number on, in the stages that the list shows.

    Nobody has anything to do in them, and that is known: no mender is kept busy by them.
    """
    async with engine.begin() as connection:
        pattern = select(_TABLE).order_by(Project.id).limit(1)
        row = dict(
            (await connection.execute(pattern.execution_options(seen_by=_SEED))).one()._mapping
        )
        end, now, stages = number + count, utc_now(), list(Stage)[1:]
        head = select(func.max(JournalEntry.seq)).execution_options(seen_by=_SEED)
        entry = await connection.scalar(head) or 0
        while number < end:
            rows = [
                row
                | {
                    "id": uuid7(now),
                    "code": f"B{number + one:07}",
                    "stage": stages[(number + one) % len(stages)].value,
                    "status": (Status.ACTIVE if number + one < WRITERS else status).value,
                }
                for one in range(min(_CHUNK, end - number))
            ]
            statement = insert(_TABLE).execution_options(seen_by=_SEED)
            await connection.execute(statement, rows)
            known = insert(TaskState).execution_options(seen_by=_SEED)
            await connection.execute(known, [_known(row["id"], entry) for row in rows])
            number += len(rows)


def _known(project_id: UUID, entry: int) -> dict[str, Any]:
    """That the tasks of a project are kept as they are."""
    now = utc_now()
    row = {"id": uuid7(now), "created_at": now, "project_id": project_id}
    return row | {"entry": entry, "until": None}


async def grow(url: str, number: int, count: int) -> None:
    engine = open_engine(url)
    await more(engine, number, count)
    await analysed(engine)
    await engine.dispose()


async def analysed(engine: AsyncEngine) -> None:
    """What a PostgreSQL that is used does by itself; the one of a run has its autovacuum off."""
    if engine.dialect.name == "postgresql":
        async with engine.begin() as connection:
            await connection.exec_driver_sql("ANALYZE")


async def _codes(engine: AsyncEngine, count: int) -> tuple[str, ...]:
    async with engine.connect() as connection:
        asked = select(Project.code).where(Project.code.like("B%")).order_by(Project.id)
        rows = await connection.scalars(asked.limit(count).execution_options(seen_by=_SEED))
        return tuple(rows)


def settings_for(folder: Path, url: str) -> Settings:
    return Settings(data_folder=folder, database_url=url, free_space_floor=0)
