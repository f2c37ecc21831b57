from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tracker.kernel.canonical import canonical, sha256_of

EXAMPLE = UUID("01890000-0000-7000-8000-000000000001")


def test_the_order_of_keys_does_not_matter() -> None:
    assert canonical({"b": 1, "a": {"d": 2, "c": 3}}) == b'{"a":{"c":3,"d":2},"b":1}'


def test_ids_days_and_instants_have_one_spelling() -> None:
    spelled = canonical([EXAMPLE, date(2027, 1, 4), datetime(2027, 1, 4, 3, tzinfo=UTC)])

    assert spelled == f'["{EXAMPLE}","2027-01-04","2027-01-04T03:00:00Z"]'.encode()


def test_text_stays_utf_8() -> None:
    assert canonical("서울 Zoë") == '"서울 Zoë"'.encode()


@pytest.mark.parametrize("value", [1.0, {"a": 1.5}, [1, [float("nan")]], ("x", {"y": 0.0})])
def test_a_float_is_refused_wherever_it_hides(value: object) -> None:
    with pytest.raises(TypeError, match="string"):
        canonical(value)


def test_a_digest_changes_with_the_value_and_not_with_its_order() -> None:
    assert sha256_of({"a": 1, "b": 2}) == sha256_of({"b": 2, "a": 1})
    assert sha256_of({"a": 1}) != sha256_of({"a": "1"})
    assert len(sha256_of(None)) == 64
