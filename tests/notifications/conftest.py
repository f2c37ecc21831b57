"""A minute of the poller, with what it carried kept instead of printed."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from litestar import Litestar
from msgspec.structs import replace

from tracker.demo.journey import Journey
from tracker.notifications.wire import Message
from tracker.scheduling.poller import tick

Minute = Callable[[], Awaitable[list[Message]]]


@pytest.fixture
def minute(app: Litestar) -> Minute:
    """Everything that is due now is done; what was carried meanwhile."""

    async def pass_one() -> list[Message]:
        carried: list[Message] = []

        async def keep(message: Message) -> None:
            carried.append(message)

        await tick(replace(app.state.place, carry=keep))
        return carried

    return pass_one


@pytest.fixture
def told(journey: Journey) -> Callable[[str, str], Awaitable[list[Any]]]:
    """`told("consultant", "deliverable_due")`: that member's notices of a rule, newest first."""

    async def of(who: str, rule: str) -> list[Any]:
        notices = (await journey.see(who, "/notices?limit=200"))["items"]
        return [one for one in notices if one["rule"] == rule]

    return of
