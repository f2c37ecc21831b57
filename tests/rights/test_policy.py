"""The policy is the page that people reviewed, and each of its lines is noticed."""

import pytest
from litestar import Litestar

from tests.rights.mutate import unnoticed
from tests.rights.paper import PAPER, printed, reviewed
from tests.rights.walls import differences, guarded
from tracker.process.policy import POLICY


@pytest.mark.asvs("8.1.1", "8.1.2")
def test_the_page_of_rights_is_the_policy_printed() -> None:
    """If this fails, `python -m tests.rights.paper` prints it; review what changed."""
    assert PAPER.read_text() == printed()
    assert {act: frozenset(roles) for act, roles in POLICY.items()} == reviewed()


@pytest.mark.asvs("8.2.1", "8.3.1")
async def test_every_route_lets_in_whom_the_page_names_and_nobody_else(
    assembled: Litestar,
) -> None:
    routes = guarded(assembled)
    assert len(routes) > 280
    assert await differences(routes) == []


async def test_every_line_that_is_taken_away_or_added_is_noticed() -> None:
    tried, missed = await unnoticed()
    assert missed == []
    assert tried > 1000
