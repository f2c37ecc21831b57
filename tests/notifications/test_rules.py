"""On which days a rule speaks."""

from datetime import date, timedelta

import pytest

from tracker.notifications.models import NoticeRule
from tracker.notifications.rules import DAYS, told_on
from tracker.notifications.wording import SENTENCES, sentence

DUE = date(2027, 3, 31)


def day(offset: int) -> date:
    return DUE + timedelta(days=offset)


@pytest.mark.parametrize(
    ("today", "told"),
    [(-15, None), (-14, -14), (-4, -14), (-3, -3), (0, 0), (1, 1), (7, 1), (8, 8), (40, 36)],
)
def test_a_deliverable_is_told_ahead_on_its_day_and_weekly_once_late(
    today: int, told: int | None
) -> None:
    expected = None if told is None else day(told)
    assert told_on(NoticeRule.DELIVERABLE_DUE, DUE, day(today)) == expected


@pytest.mark.parametrize(("today", "told"), [(-31, None), (-30, -30), (-1, -7), (0, 0), (99, 0)])
def test_evidence_is_told_before_it_ends_and_then_left_to_the_lapse(
    today: int, told: int | None
) -> None:
    expected = None if told is None else day(told)
    assert told_on(NoticeRule.EVIDENCE_ENDS, DUE, day(today)) == expected


@pytest.mark.parametrize(("today", "told"), [(-1, None), (0, 0), (4, 0), (5, 5), (9, 5), (10, 10)])
def test_a_turn_is_told_at_once_and_every_five_days(today: int, told: int | None) -> None:
    expected = None if told is None else day(told)
    assert told_on(NoticeRule.YOUR_TURN, DUE, day(today)) == expected


@pytest.mark.parametrize("rule", NoticeRule)
def test_the_day_told_never_goes_back_nor_beyond_today(rule: NoticeRule) -> None:
    told = [told_on(rule, DUE, day(offset)) for offset in range(-40, 60)]
    known = [one for one in told if one is not None]
    assert known == sorted(known)
    assert all(one is None or one <= day(offset) for offset, one in enumerate(told, start=-40))


@pytest.mark.parametrize("rule", NoticeRule)
def test_a_rule_has_a_sentence_for_each_day_on_which_it_speaks(rule: NoticeRule) -> None:
    assert (SENTENCES[rule].late is not None) is (DAYS[rule].every is not None)


def test_a_sentence_says_the_day_and_what_to_do() -> None:
    detail = {"code": "D06", "what": "Interim report"}
    ahead = sentence(NoticeRule.DELIVERABLE_DUE, detail, DUE, day(-3))
    late = sentence(NoticeRule.DELIVERABLE_DUE, detail, DUE, day(1))
    assert ahead == "D06 “Interim report” is due on 31 March 2027: hand it in by then."
    assert late.startswith("D06 “Interim report” was due on 31 March 2027 and is not handed in;")
