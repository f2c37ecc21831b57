"""A minute of the poller, with the letters it sent kept instead of printed."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from litestar import Litestar
from msgspec.structs import replace

from tracker.demo.journey import Journey
from tracker.scheduling.poller import tick
from tracker.work.wire import Letter

Minute = Callable[[], Awaitable[list[Letter]]]


@pytest.fixture
def minute(app: Litestar) -> Minute:
    """Everything that is due now is done; the letters sent meanwhile."""

    async def pass_one() -> list[Letter]:
        sent: list[Letter] = []

        async def keep(letter: Letter) -> None:
            sent.append(letter)

        await tick(replace(app.state.place, post=keep, mails=True))
        return sent

    return pass_one


@pytest.fixture
def told(journey: Journey) -> Callable[[str, str], Awaitable[list[Any]]]:
    """`told("consultant", "hand_in")`: that member's notices of one kind, newest first."""

    async def of(who: str, what: str) -> list[Any]:
        notices = (await journey.see(who, "/notices?limit=200"))["items"]
        return [one for one in notices if one["what"] == what]

    return of
