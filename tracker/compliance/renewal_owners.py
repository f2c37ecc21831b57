"""Whose task it is to renew a proof or an exception that ends by time alone. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from tracker.compliance.entries import Ground
from tracker.compliance.tasks import Houses, JudgedList, check, give, withdraw
from tracker.process.entry import ChecklistEntry
from tracker.process.stages import Level
from tracker.process.status import (
    Judged,
    counting_waiver,
    is_clear,
    last_day,
    look_at_the_set,
    renewal_due,
)
from tracker.process.tasks import Kind, Task

BEFOREHAND = timedelta(days=30)
"""How long before its end a renewal becomes a task; before that it is announced only."""
SHARE = 3
"""A renewal that recurs becomes a task in the last third of its interval."""


class LastingEntry(Struct, frozen=True, kw_only=True):
    """An entry that somebody relies on, as it is judged today.

    `watched`: since a gate was passed, where the age of a proof ends nothing; `live_since` the
    first day of the operation that a watch counts renewals from.
    """

    entry: ChecklistEntry
    judged: Judged
    watched: bool
    live_since: date | None = None


class End(Struct, frozen=True, order=True):
    """The last day of something, and how long before it the renewal is somebody's turn."""

    day: date
    beforehand: timedelta = BEFOREHAND

    @property
    def opens(self) -> date:
        return self.day - self.beforehand


def renewals(ground: Ground, lasting: Iterable[LastingEntry], houses: Houses) -> Iterator[Task]:
    """What ends by time alone: proofs, exceptions, and what is to be shown again while live.

    What is not clear is told as that. What was given anew is checked before it counts. A condition
    to renew something is told by this too: it asks for nothing once that is renewed.
    """
    told: set[str] = set()
    for one in lasting:
        entry = one.entry
        mandatory = entry.level is Level.MANDATORY and entry.applicable
        if entry.requirement in told or not mandatory or not is_clear(one.judged):
            continue
        end = _end(one, ground.today)
        if end is not None:
            told.add(entry.requirement)
            yield _renewal(ground, one, end, houses)


def _renewal(ground: Ground, lasting: LastingEntry, end: End, houses: Houses) -> Task:
    entry = lasting.entry
    asked = JudgedList(
        gate=entry.gate, entries=(), holds_up=(), due=end.day, watched=lasting.watched
    )
    outlived = withdraw(ground, asked, entry, end.opens, houses, end.day + timedelta(days=1))
    if outlived is not None:
        return replace(outlived, opens=end.opens)
    if look_at_the_set(entry) is not None:
        return check(ground, asked, entry, date.min, houses)
    task = give(ground, asked, entry, end.opens, houses)
    subject = f"{task.subject}:{end.day}"  # what ends on another day is told by itself
    return replace(task, kind=Kind.RENEW_EVIDENCE, subject=subject, opens=end.opens)


def _end(lasting: LastingEntry, today: date) -> End | None:
    """The earliest day on which something that the entry rests on ends or falls due."""
    entry = lasting.entry
    ends = [
        End(day)
        for piece in entry.pieces
        if (day := piece.valid_until if lasting.watched else last_day(entry, piece)) is not None
    ]
    if lasting.judged.waiver is not None and (waiver := counting_waiver(entry, today)) is not None:
        ends = [End(waiver.expires)]
    if (
        lasting.live_since is not None
        and (due := renewal_due(entry, lasting.live_since)) is not None
    ):
        share = timedelta(days=entry.renew_every_days or 0) // SHARE
        ends.append(End(due, min(BEFOREHAND, share)))
    return min(ends, default=None)
