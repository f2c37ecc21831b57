"""What holds for whatever was handed in, reviewed, waived or happened: process.md, section 7."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.process.builders import (
    DAY,
    TODAY,
    VISIT,
    a_justification,
    a_piece,
    a_review,
    a_waiver,
    an_entry,
    an_event,
)
from tracker.process.status import Standing, is_clear, status

days = st.integers(min_value=-40, max_value=0).map(lambda count: TODAY + timedelta(days=count))
ends = st.none() | st.integers(min_value=0, max_value=60).map(lambda n: TODAY + timedelta(days=n))


@st.composite
def entries(draw):
    """Anything that may have been handed in, reviewed, waived or have happened through today."""
    return an_entry(
        applicable=draw(st.booleans()),
        rechecked_each_gate=draw(st.booleans()),
        evidence_validity_days=draw(st.none() | st.integers(0, 60)),
        pieces=tuple(
            a_piece(number, effective_on=draw(days), valid_until=draw(ends))
            for number in range(100, 100 + draw(st.integers(0, 2)))
        ),
        reviews=tuple(
            a_review(
                on=draw(days),
                visit=draw(st.integers(VISIT - 1, VISIT)),
                ticked=draw(st.frozensets(st.integers(0, 1))),
                rejected=draw(st.booleans()),
            )
            for _ in range(draw(st.integers(0, 3)))
        ),
        events=tuple(an_event(draw(days)) for _ in range(draw(st.integers(0, 2)))),
        waivers=tuple(
            a_waiver(starts=draw(days), expires=draw(days) + 40 * DAY)
            for _ in range(draw(st.integers(0, 1)))
        ),
        waiver_allowed=draw(st.booleans()),
        justification=draw(st.none() | st.just(a_justification())),
    )


@given(entries(), st.integers(min_value=1, max_value=100))
def test_time_alone_never_clears_an_entry(entry, count):
    later = TODAY + timedelta(days=count)

    if is_clear(status(entry, later, VISIT)):
        assert is_clear(status(entry, TODAY, VISIT))


@given(entries())
def test_what_applies_never_asks_less_than_what_does_not(entry):
    if is_clear(status(replace(entry, applicable=True), TODAY, VISIT)):
        assert is_clear(status(replace(entry, applicable=False), TODAY, VISIT))


@given(entries())
def test_a_red_line_is_never_waived_whatever_happened(entry):
    if not entry.waiver_allowed:
        assert status(entry, TODAY, VISIT).standing is not Standing.WAIVED
