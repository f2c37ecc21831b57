"""Sentences that keep their values: in English they are text like any other."""

import copy
import pickle
from datetime import UTC, date, datetime

import pytest

from tracker.kernel.canonical import canonical, sha256_of
from tracker.kernel.saying import Filled

DAY = date(2027, 3, 31)


def test_a_day_within_a_sentence_is_written_out_and_kept_as_a_day() -> None:
    said = Filled("It ended on %(day)s.", day=DAY)

    assert said == "It ended on 31 March 2027."
    assert said.values == {"day": DAY}
    assert Filled("%(at)s", at=datetime(2027, 3, 31, tzinfo=UTC)) == "2027-03-31 00:00:00+00:00"


def test_on_record_a_sentence_is_the_text_that_it_is() -> None:
    said = Filled("It ended on %(day)s.", day=DAY)

    assert canonical({"why": [said], said: 1}) == canonical({"why": [str(said)], str(said): 1})
    assert sha256_of(said) == sha256_of("It ended on 31 March 2027.")
    with pytest.raises(TypeError):
        canonical(object())


def test_a_copy_is_filled_from_the_same() -> None:
    for text in (Filled("A %(x)s", x="50% off"), Filled("All of 100 %%")):
        for made in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):  # noqa: S301
            assert made == text
            assert (made.marked, made.values) == (text.marked, text.values)
