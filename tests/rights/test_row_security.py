"""PostgreSQL's own wall: with `visible_to` out of the way it still shows nobody else's rows."""

from collections import Counter
from collections.abc import Iterator

import pytest
from litestar import Litestar
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.cast import Cast
from tests.clock import Clock
from tests.rights.cells import cells_of
from tests.rights.ground import CANARY, planted
from tests.second_role import as_role
from tests.serving import client_of, living
from tracker.app import create_app
from tracker.demo.journey import Journey
from tracker.kernel.database import for_actor, for_system, open_engine
from tracker.kernel.row_security import POLICY, walled
from tracker.migrations.tables import METADATA
from tracker.projects.models import Project
from tracker.projects.queries import seeing
from tracker.settings import Settings
from tracker.web.guards import handlers_of

pytestmark = [
    pytest.mark.differs,
    pytest.mark.at("pilot"),
    pytest.mark.parametrize("kind", ["postgres"], indirect=True),
]
STRANGERS = ("other_city_contact", "other_city_approver", "other_firm_member")


def _everything(desk, project_id):  # type: ignore[no-untyped-def]
    return project_id == project_id


@pytest.fixture
def no_second_wall(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What every feature narrows by lets everything through, wherever it was imported."""
    monkeypatch.setattr(seeing.in_projects_of, "__code__", _everything.__code__)
    return iter(())


@pytest.fixture
async def serving(
    database_url: str,
    role: str,
    settings: Settings,
    clock: Clock,
) -> Litestar:
    """The application as the role that serves."""
    return create_app(
        settings.model_copy(update={"database_url": as_role(role, database_url)}), clock
    )


@pytest.mark.asvs("8.4.1")
@pytest.mark.usefixtures("no_second_wall")
async def test_a_stranger_sees_nothing_though_every_query_lets_everything_through(
    serving: Litestar, journey: Journey, cast: Cast, database_url: str
) -> None:
    async with living(serving):
        async with serving.state.sessions() as session:
            project_id = await session.scalar(
                for_system(select(Project.id).where(Project.code == journey.code), "a test")
            )
        ids = await planted(database_url, project_id)
        cells = [cell for cell in cells_of(handlers_of(serving), ids, journey.code)]
        asked = [c for c in cells if c.method == "GET" and not c.is_page and c.act is not None]
        shown, seen = [], Counter[int]()
        for name in STRANGERS:
            async with client_of(serving, cast.tokens[name]) as client:
                for cell in asked:
                    answer = await client.get(cell.path)
                    seen[answer.status_code] += 1
                    body = answer.text.replace(cell.path, "")
                    if CANARY in body or (answer.status_code < 400 and journey.code in body):
                        shown.append(f"{name} {cell}: {answer.text[:200]}")
                    if cell.names_a_project and answer.status_code < 400:
                        items = (
                            answer.json().get("items")
                            if "json" in answer.headers["content-type"]
                            else None
                        )
                        if items != []:
                            shown.append(f"{name} {cell}: {answer.status_code}")
        print(f"{sum(seen.values())} answers behind the last wall alone: {dict(seen)}")
    assert not shown, "\n".join(shown)


@pytest.mark.usefixtures("no_second_wall")
async def test_whoever_has_a_part_sees_their_project_through_the_last_wall(
    serving: Litestar, journey: Journey, cast: Cast
) -> None:
    """The comparison: without it the wall would be one that lets nobody through."""
    async with living(serving):
        for name in ("city_contact", "consultant", "officer"):
            async with client_of(serving, cast.tokens[name]) as client:
                assert (await client.get(f"/api/projects/{journey.code}")).status_code == 200


async def test_what_the_wall_was_told_ends_with_the_transaction(
    database_url: str,
    role: str,
    cast: Cast,
) -> None:
    engine = open_engine(as_role(role, database_url))
    asked = select(Project.code)
    for _ in range(12):
        async with engine.connect() as connection:
            seen = await connection.execute(for_actor(asked, cast.actors["officer"]))
            assert seen.all() != []
        async with engine.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            assert await raw.fetch("SELECT code FROM project") == []
            other = await connection.execute(for_actor(asked, cast.actors["other_city_contact"]))
            assert other.all() == []
    await engine.dispose()


async def test_the_wall_stands_before_every_table_of_projects(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        found = await connection.execute(
            text("SELECT tablename FROM pg_policies WHERE policyname = :name"), {"name": POLICY}
        )
        assert sorted(found.scalars()) == [table.name for table in walled(METADATA)]
    await engine.dispose()
