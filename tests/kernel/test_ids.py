from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from tracker.kernel.ids import uuid7

INSTANTS = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(INSTANTS)
def test_an_id_says_its_version_and_its_millisecond(now: datetime) -> None:
    made = uuid7(now)

    assert (made.version, made.variant) == (7, RFC_4122)
    told = datetime.fromtimestamp((made.int >> 80) / 1000, UTC)
    assert abs(told - now) <= timedelta(milliseconds=1)


@given(INSTANTS, st.integers(min_value=2, max_value=10**9))
def test_ids_sort_by_the_instant_they_were_made(now: datetime, later: int) -> None:
    first, second = uuid7(now), uuid7(now + timedelta(milliseconds=later))

    assert first < second
    assert first.hex < second.hex
    assert str(first) < str(second)


def test_ids_of_one_instant_keep_the_order_in_which_they_were_made() -> None:
    now = datetime(2027, 1, 4, tzinfo=UTC)

    made = [uuid7(now) for _ in range(1_000)]

    assert len(set(made)) == 1_000
    assert made == sorted(made)
