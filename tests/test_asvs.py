"""Each requirement of ASVS 5.0 that is claimed has its test, or a written ground."""

from tests.asvs import GROUNDS, PAPER, REQUIRED, marked, printed


def test_each_requirement_is_shown_or_its_ground_is_written() -> None:
    assert [one for one in REQUIRED if (one in marked()) == (one in GROUNDS)] == []


def test_the_page_is_the_markers_printed() -> None:
    assert PAPER.read_text() == printed()
