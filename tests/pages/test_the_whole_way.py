"""One project from proposal to scaling decision, every act by the form of its page, no scripts."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.cast import Cast
from tests.clock import Clock
from tests.pages.clicking import Clicking
from tracker.demo.journey import Journey
from tracker.pages import acts

pytestmark = pytest.mark.giant

LEGS = ("proposal", "commissioning", "study", "preparation", "pilot", "decision", "follow_up")


def listening(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the handlers of acts answer from now on; it is listened to, not changed."""
    answers: list[Any] = []
    called = acts._called

    async def heard(*given: Any) -> Any:
        answers.append(await called(*given))
        return answers[-1]

    monkeypatch.setattr(acts, "_called", heard)
    return answers


@pytest.fixture
def clicked(
    app: Litestar,
    cast: Cast,
    clock: Clock,
    acting: Callable[[str], httpx.AsyncClient],
    monkeypatch: pytest.MonkeyPatch,
) -> Journey:
    """A journey whose people click."""
    answers = listening(monkeypatch)
    people = {name: Clicking(app, cast, name, acting(name), answers) for name in cast.tokens}
    return Journey(people.__getitem__, cast, clock)


async def test_a_project_goes_from_proposal_to_scaling_decision_by_clicking(
    clicked: Journey,
) -> None:
    for leg in LEGS:
        await getattr(clicked, f"to_{leg}")()

    project = await clicked.project()
    assert project["stage"] == "follow_up"
    gates = [one["gate"] for one in await clicked.decisions()]
    assert gates == ["G6", "G5", "G4", "G3", "G2", "G1"]
