"""The readers of the matrices."""

from collections.abc import AsyncIterator

import pytest
from litestar import Litestar

from tests.cast import Cast
from tests.clock import Clock
from tests.rights.readers import Reader, everybody
from tracker.demo.journey import Journey


@pytest.fixture
async def readers(
    app: Litestar, cast: Cast, clock: Clock, journey: Journey
) -> AsyncIterator[dict[str, Reader]]:
    async with everybody(app, cast, clock, journey) as found:
        yield found
