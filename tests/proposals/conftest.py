import pytest

from tests.cast import Cast
from tests.clock import Clock
from tests.proposals.desk import Acting, CallDesk, Sessions


@pytest.fixture
async def desk(acting: Acting, sessions: Sessions, cast: Cast, clock: Clock) -> CallDesk:
    made = CallDesk(acting, sessions, cast, clock)
    await made.open_call()
    return made
