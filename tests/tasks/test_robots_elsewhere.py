"""Robots in the smallest office, and robots that fill the forms of pages."""

from collections.abc import Callable

import httpx
import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tests.gates.test_office import OFFICE, SECOND_ROLES, name_deputies
from tests.gates.test_office import office as office
from tests.pages.clicking import Clicking
from tests.pages.test_the_whole_way import listening
from tests.tasks.robots import Robots
from tests.tasks.test_robots import begun, completed, gates
from tracker.demo.journey import Journey
from tracker.process.tasks import Kind

Sessions = async_sessionmaker[AsyncSession]
pytestmark = pytest.mark.long


async def test_robots_of_the_smallest_office_come_to_the_end(
    office: Journey, sessions: Sessions
) -> None:
    await office.open_call()
    await office.draft()
    robots = Robots(office, sessions)
    robots.gone = set(office.cast.tokens) - {*OFFICE, *SECOND_ROLES}
    await robots.up_to(Kind.CHECK_ELIGIBILITY)
    await name_deputies(office)

    await robots.go(completed(robots))

    assert gates(robots) == ["G1", "G2", "G3", "G4", "G5", "G6"]


async def test_robots_that_fill_forms_come_to_the_end(
    app: Litestar,
    cast: Cast,
    clock: Clock,
    sessions: Sessions,
    acting: Callable[[str], httpx.AsyncClient],
    journey: Journey,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    robots = await begun(journey, sessions, seed=6)
    answers = listening(monkeypatch)
    people = {name: Clicking(app, cast, name, acting(name), answers) for name in cast.tokens}
    robots.acting = people.__getitem__

    await robots.go(completed(robots))

    assert gates(robots) == ["G1", "G2", "G3", "G4", "G5", "G6"]
