"""Whose today it is: the one place that says by whose clock a day is read (decision 0035).

Every function takes an aware instant and answers a calendar day. `kernel/days.py` has the
arithmetic under it, and nobody else gives that a zone. A reader's own zone only prints instants.
"""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from tracker.kernel.days import day_in


class InZone(Protocol):
    """What has days of its own: a project, a call, an organisation; `zone` is an IANA name."""

    @property
    def zone(self) -> str: ...


def project_day(project: InZone, instant: datetime) -> date:
    """The project's: for gates, stages, validity, and all that the process judges or dates."""
    return day_in(project.zone, instant)


def call_day(call: InZone, instant: datetime) -> date:
    """The call's: for what is judged before there are projects."""
    return day_in(call.zone, instant)


def owner_day(owners: Collection[InZone], project: InZone, instant: datetime) -> date:
    """Of the organisation that owes a thing; of the project where several do, or none."""
    return day_in(owner_zone(owners, project), instant)


def owner_zone(owners: Collection[InZone], project: InZone) -> str:
    """In which the days of `owner_day` are."""
    (zone,) = {one.zone for one in owners} if len(owners) == 1 else {project.zone}
    return zone


def owed_day(zone: str, project: InZone, instant: datetime) -> date:
    """Of whoever owes a task: in the zone that it names, else in the project's."""
    return day_in(zone or project.zone, instant)


def reported_day(project: InZone, giver: InZone, instant: datetime) -> date:
    """The last day of which somebody can report: it has begun in the project or where they are."""
    return max(day_in(project.zone, instant), day_in(giver.zone, instant))


def access_day(instant: datetime) -> date:
    """The day (UTC) by which roles, assignments, seats and deputies begin and end.

    Access opens and shuts at one instant in all projects, and databases compare it as a column.
    """
    return day_in("UTC", instant)


class Term(StrEnum):
    """Where something with a first and a last day stands."""

    AHEAD = "ahead"
    RUNNING = "running"
    OVER = "over"


class Lasting(Protocol):
    """A role, an assignment, an appointment, a deputy; no `until` means for good."""

    @property
    def starts(self) -> date: ...
    @property
    def until(self) -> date | None: ...


def term_of(lasting: Lasting, instant: datetime) -> Term:
    """By the days on which access begins and ends."""
    today = access_day(instant)
    if lasting.until is not None and lasting.until < today:
        return Term.OVER
    return Term.AHEAD if today < lasting.starts else Term.RUNNING


def first_day_anywhere(instant: datetime) -> date:
    """The earliest day that anybody has: what ended before it has ended in every zone."""
    return day_in("Etc/GMT+12", instant)
