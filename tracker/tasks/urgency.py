"""How soon a task is due: what lists group their rows by, and count."""

from collections import Counter
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, literal

from tracker.process.tasks import Task, late_from
from tracker.process.today import InZone
from tracker.tasks.models import StoredTask

_DAY = timedelta(days=1)
_DAYS_OF_A_WEEK = 7


class Urgency(StrEnum):
    """In the order of a list."""

    LATE = "late"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"
    NO_DAY = "no_day"


Counts = Counter[Urgency]


def urgency(task: Task, place: InZone, now: datetime) -> Urgency:
    """Late and today go by the clock of whoever owes it; the week ends on Sunday (UTC)."""
    ends = late_from(task, place)
    if task.due is None or ends is None:
        return Urgency.NO_DAY
    if ends <= now:
        return Urgency.LATE
    if ends <= now + _DAY:
        return Urgency.TODAY
    return Urgency.THIS_WEEK if task.due <= _sunday(now) else Urgency.LATER


def urgency_of_row(now: datetime) -> ColumnElement[Any]:
    """`urgency`, for rows: its value."""
    return case(
        (StoredTask.due.is_(None), literal(Urgency.NO_DAY.value)),
        (StoredTask.late_from <= now, literal(Urgency.LATE.value)),
        (StoredTask.late_from <= now + _DAY, literal(Urgency.TODAY.value)),
        (StoredTask.due <= _sunday(now), literal(Urgency.THIS_WEEK.value)),
        else_=literal(Urgency.LATER.value),
    )


def _sunday(now: datetime) -> date:
    """The last day of the week in which `now` lies."""
    today = now.date()
    return today + timedelta(days=_DAYS_OF_A_WEEK - today.isoweekday())
