"""Pages of lists that are at hand as a whole."""

import pytest

from tracker.kernel.errors import Unfit
from tracker.kernel.paging import page_within

LETTERS = ["alpha", "beta", "gamma", "delta", "epsilon"]


@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_a_list_is_walked_page_by_page_in_its_own_order(limit: int) -> None:
    seen, after = [], None
    while True:
        page = page_within(LETTERS, after, limit, str.encode)
        seen += page.items
        assert len(page.items) <= limit
        if (after := page.next) is None:
            break

    assert seen == LETTERS


@pytest.mark.parametrize("after", ["", "é", "zeta", "emV0YQ", "9" * 400])
def test_a_place_that_no_page_named_is_refused(after: str) -> None:
    with pytest.raises(Unfit, match="first page"):
        page_within(LETTERS, after, 2, str.encode)
