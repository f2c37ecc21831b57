"""Each requirement of ASVS 5.0 that is claimed has its test, or a written ground."""

import pytest

from tests.asvs import GROUNDS, PAPER, REQUIRED, marked, printed


@pytest.mark.parametrize("one", REQUIRED)
def test_each_requirement_is_shown_or_its_ground_is_written(one: str) -> None:
    assert (one in marked()) != (one in GROUNDS)


def test_the_page_is_the_markers_printed() -> None:
    assert PAPER.read_text() == printed()
