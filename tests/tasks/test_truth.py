"""Whose turn it is: complete, alive, kept fresh, and the same for every reader."""

from collections import Counter
from datetime import timedelta

import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tests.stages import LEGS
from tests.tasks.truth import derived, holds_until, is_alive, untold
from tracker.demo.journey import Journey
from tracker.journal.desk import Desk, SystemDesk
from tracker.kernel.database import for_system
from tracker.process import gate_before
from tracker.process.tasks import keys, may_do
from tracker.projects.models import Project
from tracker.tasks import freshness, queries, store

Sessions = async_sessionmaker[AsyncSession]
at_every_stage = [pytest.param(leg, marks=pytest.mark.at(leg), id=leg) for leg in LEGS]


@pytest.mark.parametrize("leg", at_every_stage)
async def test_every_point_of_readiness_is_somebodys_task(
    sessions: Sessions, journey: Journey, clock: Clock, leg: str
) -> None:
    for days in (0, 1, 45, 400):
        clock.pass_days(days)
        project, found = await derived(sessions, journey.code, clock())
        assert is_alive(project, found)
        named = Counter(key for task in found.tasks for key in keys(task))
        assert [key for key, many in named.items() if many > 1] == []
        gate = gate_before(project.stage)
        if gate is not None:
            ready = await journey.readiness(gate.id)
            assert untold(found.tasks, [*ready["unmet"], *ready["expected"]]) == []


@pytest.mark.parametrize("leg", at_every_stage)
async def test_time_alone_changes_nothing_before_the_instant_that_is_kept(
    sessions: Sessions, journey: Journey, clock: Clock, leg: str
) -> None:
    for _ in range(4):
        until, wrong = await holds_until(sessions, journey.code, clock())
        assert wrong == []
        if until is None:
            return
        clock.now = until


@pytest.mark.parametrize("leg", at_every_stage)
async def test_what_is_kept_reads_as_what_is_derived_for_everybody(
    app: Litestar, sessions: Sessions, journey: Journey, cast: Cast, clock: Clock, leg: str
) -> None:
    """The filters of the database and those of the language say the same of every person."""
    over = {}
    for who, actor in cast.actors.items():
        async with sessions() as session:
            over[who] = await _read(session, actor, clock)
    assert await store.mend(sessions, sessions, clock()) > 0
    assert await store.mend(sessions, sessions, clock()) == 0
    for who, actor in cast.actors.items():
        async with sessions() as session:
            assert (await queries.fresh(Desk(session, clock(), actor))).projects == frozenset()
            assert await _read(session, actor, clock) == over[who], who
    _, found = await derived(sessions, journey.code, clock())
    for who, actor in cast.actors.items():
        mine = {one.task.kind for one in over[who][0]}
        may = {one.kind for one in found.tasks if may_do(actor, one) and one.opens is None}
        assert may <= mine or not mine, who


async def _read(session: AsyncSession, actor, clock):  # type: ignore[no-untyped-def]
    fresh = await queries.fresh(Desk(session, clock(), actor))
    mine = await queries.mine(Desk(session, clock(), actor), fresh, "", 200)
    others = await queries.of_others(Desk(session, clock(), actor), fresh, "", 200)
    ahead = await queries.ahead(Desk(session, clock(), actor), fresh, 50)
    assert mine.count == len(mine.items)
    assert others.count == len(others.items)
    return mine.items, others.items, ahead


@pytest.mark.at("study")
async def test_an_act_makes_its_project_stale_and_no_other(
    sessions: Sessions, journey: Journey, clock: Clock
) -> None:
    await store.mend(sessions, sessions, clock())
    await journey.plan_deliverable("D06", "study")
    async with sessions() as session:
        asked = for_system(select(Project.code).order_by(Project.id), "a test looks")
        every = list(await session.scalars(asked))
        stale = await freshness.stale(SystemDesk(session, clock()), 100)
        found = for_system(select(Project.code).where(Project.id.in_(stale)), "a test looks")
        assert list(await session.scalars(found)) == [journey.code]
    assert journey.code in every


@pytest.mark.at("study")
async def test_a_role_that_somebody_gets_makes_stale_where_they_take_part(
    sessions: Sessions, journey: Journey, clock: Clock, cast: Cast
) -> None:
    await store.mend(sessions, sessions, clock())
    clock.now += timedelta(minutes=1)
    asked = {"name": "Example Person", "email": "new@example.org"}
    person = await journey.do("administrator", "/persons", asked)
    async with sessions() as session:
        assert await freshness.stale(SystemDesk(session, clock()), 100) == []
    role = {"organisation_id": str(cast.organisations["city"]), "role": "city_security"}
    await journey.do("administrator", f"/persons/{person['id']}/memberships", role)
    async with sessions() as session:
        assert len(await freshness.stale(SystemDesk(session, clock()), 100)) == 1


@pytest.mark.at("proposal")
async def test_a_place_that_is_taken_makes_stale_who_wants_one_of_the_same_call(
    sessions: Sessions, journey: Journey, clock: Clock
) -> None:
    other = Journey(journey.acting, journey.cast, clock)
    other.call = journey.call
    await other.propose("Example of another project")
    await store.mend(sessions, sessions, clock())

    await journey.to_commissioning()

    async with sessions() as session:
        stale = await freshness.stale(SystemDesk(session, clock()), 100)
        found = for_system(select(Project.code).where(Project.id.in_(stale)), "a test looks")
        assert set(await session.scalars(found)) == {journey.code, other.code}


@pytest.mark.at("study")
async def test_what_is_thrown_away_is_derived_again(
    sessions: Sessions, journey: Journey, clock: Clock, cast: Cast
) -> None:
    await store.mend(sessions, sessions, clock())
    async with sessions() as session:
        before = await _read(session, cast.actors["officer"], clock)
    await store.rebuild(sessions)
    async with sessions() as session:
        assert len(await freshness.stale(SystemDesk(session, clock()), 100)) == 1
    await store.mend(sessions, sessions, clock())
    async with sessions() as session:
        assert await _read(session, cast.actors["officer"], clock) == before


@pytest.mark.at("study")
async def test_another_zone_of_a_party_makes_stale_where_it_takes_part(
    sessions: Sessions, journey: Journey, clock: Clock, cast: Cast
) -> None:
    """Days to hand something in are read by its clock."""
    await store.mend(sessions, sessions, clock())
    path = f"/organisations/{cast.organisations['consulting']}"
    seen = await journey.send("administrator", "GET", path)
    changed = await journey.send(
        "administrator",
        "PATCH",
        path,
        {"zone": "Pacific/Auckland"},
        If_Match=seen.headers.get("etag", '"1"'),
    )
    assert changed.is_success, changed.text
    async with sessions() as session:
        assert len(await freshness.stale(SystemDesk(session, clock()), 100)) == 1
