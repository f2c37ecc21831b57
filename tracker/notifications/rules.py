"""On which days a matter is told: pure, from its last day."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from tracker.kernel.actor import Role
from tracker.notifications.models import NoticeRule


class Days(Struct, frozen=True, kw_only=True):
    """So many days before the last day; afterwards first `late_after` days, then `every` so many.

    0 is the last day itself. `every` None: nothing is said once the day has passed.
    """

    before: tuple[int, ...]
    late_after: int = 1
    every: int | None = None


_WEEKLY = Days(before=(14, 3, 0), every=7)
_RUNS_OUT = Days(before=(30, 7, 0))
"""What comes after the end is a lapse, and told as that."""

DAYS: Mapping[NoticeRule, Days] = {
    NoticeRule.DELIVERABLE_DUE: _WEEKLY,
    NoticeRule.REVIEW_DUE: _WEEKLY,
    NoticeRule.YOUR_TURN: Days(before=(0,), late_after=5, every=5),
    NoticeRule.EVIDENCE_ENDS: _RUNS_OUT,
    NoticeRule.WAIVER_ENDS: _RUNS_OUT,
    NoticeRule.RENEWAL_DUE: Days(before=(30, 7, 0), every=7),
    NoticeRule.CONDITION_DUE: _WEEKLY,
    NoticeRule.REWORK_DUE: _WEEKLY,
    NoticeRule.ASSURANCE_LAPSED: Days(before=(0,), late_after=7, every=7),
    NoticeRule.SUSPEND_OR_RESTORE: Days(before=(5, 1, 0)),
    NoticeRule.LIVE_UNTIL: _WEEKLY,
    NoticeRule.LOOK_AGAIN: Days(before=(0,), every=7),
    NoticeRule.STAGE_ENDS: Days(before=(14, 0), every=14),
    NoticeRule.CLOSING_DUTY: _WEEKLY,
    NoticeRule.CONCERN_DUE: _WEEKLY,
}
STANDS_STILL_ON_HOLD = frozenset(
    {
        NoticeRule.DELIVERABLE_DUE,
        NoticeRule.REVIEW_DUE,
        NoticeRule.REWORK_DUE,
        NoticeRule.STAGE_ENDS,
    }
)
"""Lateness waits while a project is on hold; validity, waivers and conditions run on."""


class Pending(Struct, frozen=True, kw_only=True):
    """A matter with a last day, and whose it is: persons by name, or roles.

    Of firm members only those of `firms` are told; `chased_by` is told too once it is late.
    `today` is the day in the zone that judges it, `detail` what its sentence needs.
    """

    rule: NoticeRule
    subject: str
    due: date
    today: date
    detail: dict[str, str]
    persons: frozenset[UUID] = frozenset()
    roles: frozenset[Role] = frozenset()
    firms: frozenset[UUID] = frozenset()
    chased_by: frozenset[Role] = frozenset()


def told_on(rule: NoticeRule, due: date, today: date) -> date | None:
    """The newest day through `today` for which the rule speaks; None while there is none.

    After days on which nobody looked, only the newest is told: it says what the others would have.
    """
    days = DAYS[rule]
    spoken = [due - timedelta(days=count) for count in days.before]
    late = (today - due).days
    if days.every is not None and late >= days.late_after:
        whole = (late - days.late_after) // days.every
        spoken.append(due + timedelta(days=days.late_after + whole * days.every))
    return max((day for day in spoken if day <= today), default=None)
