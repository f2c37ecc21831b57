"""Assurance that ended after a gate was passed, and what it does to a pilot (process.md, 5)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tracker.kernel.saying import N_, Filled
from tracker.process import sentences
from tracker.process.dossier import ConditionFacts, Lapse, WatchedList
from tracker.process.entry import ChecklistEntry, GrantedWaiver, Piece, Review
from tracker.process.stages import Level, Operation, Severity
from tracker.process.status import (
    is_clear,
    renewal_lapses_from,
    watched_status,
    whose_move,
)
from tracker.process.terms import Terms
from tracker.process.working_days import working_day_after

T = TypeVar("T", Review, GrantedWaiver)

_DAY = timedelta(days=1)
_SHUTS_GATES = frozenset({Severity.CRITICAL, Severity.HIGH})


class Spell(Struct, frozen=True, kw_only=True):
    """A time of lapse; `ends` is its last day, None while it lasts."""

    subject: str
    severity: Severity
    starts: date
    ends: date | None


class Overrun(Struct, frozen=True, kw_only=True):
    """A spell that lasted longer than `due`, the last day to suspend or to end it."""

    subject: str
    due: date
    suspended_on: date


def lapses(
    watched: Sequence[WatchedList], conditions: Sequence[ConditionFacts], today: date
) -> tuple[Lapse, ...]:
    """What shuts every move today: watched entries not clear, and overdue conditions."""
    found: dict[tuple[str, str], Lapse] = {}
    for lapse in (*_of_entries(watched, today), *_of_conditions(watched, conditions, today)):
        known = found.get((lapse.gate, lapse.subject))
        if known is None or lapse.since < known.since:
            found[lapse.gate, lapse.subject] = lapse
    return tuple(found.values())


def suspend_or_restore_by(lapsed: Sequence[Lapse], terms: Terms) -> date | None:
    """The last day on which the city approver may still choose, while equipment is live."""
    return min((_due(lapse.severity, lapse.since, terms) for lapse in lapsed), default=None)


def overruns(
    watched: Sequence[WatchedList],
    conditions: Sequence[ConditionFacts],
    terms: Terms,
    today: date,
) -> tuple[Overrun, ...]:
    """The spells since the newest go-live or restoration that outlasted their time to act.

    A spell that ended counts on, also one that time alone ended: what it suspended stays so.
    """
    spells = (*_spells_of_entries(watched, today), *_spells_of_conditions(conditions, today))
    renewals = _spells_of_renewals(watched, conditions, today)
    since = max((list_.live_from for list_ in watched if list_.live_from), default=date.min)
    found = [_overrun(spell, since, terms) for spell in (*spells, *renewals)]
    return tuple(one for one in found if one is not None and one.suspended_on <= today)


def time_is_up(live_until: date | None, today: date) -> tuple[Overrun, ...]:
    """A decision let the equipment run until a day, and that day is over."""
    if live_until is None or today <= live_until:
        return ()
    return (Overrun(subject="live_until", due=live_until, suspended_on=live_until + _DAY),)


def operation_by_rule(operation: Operation, found: Sequence[Overrun]) -> Operation:
    """Suspended from the day after "suspend or restore" was due and nobody acted.

    Likewise once its time was up.

    Whoever reads `suspended` here for the first time records it: when the lapse ends, operation
    stays suspended until two persons restore it.
    """
    return Operation.SUSPENDED if operation is Operation.LIVE and found else operation


def unclear_since(entry: ChecklistEntry, watched: WatchedList, today: date) -> date:
    """The first day of the present spell in which the watched entry is not clear."""
    spells = _spells(entry, watched, today)
    return spells[-1].starts if spells else today


def _spells(entry: ChecklistEntry, watched: WatchedList, today: date) -> list[Spell]:
    """The times from the passed gate on in which the entry was not clear, oldest first."""
    found: list[Spell] = []
    starts: date | None = None
    for day in sorted(_turning_days(entry, watched, today)):
        clear = is_clear(watched_status(_as_of(entry, day), watched, day))
        if clear and starts is not None:
            found.append(_spell(entry.requirement, entry.severity, starts, day - _DAY))
        starts = None if clear else starts or day
    if starts is not None:
        found.append(_spell(entry.requirement, entry.severity, starts, None))
    return found


def _spells_of_entries(watched: Sequence[WatchedList], today: date) -> Iterator[Spell]:
    for list_ in watched:
        for entry in list_.entries:
            if entry.level is Level.MANDATORY and entry.severity in _SHUTS_GATES:
                yield from _spells(entry, list_, today)


def _spells_of_conditions(conditions: Sequence[ConditionFacts], today: date) -> Iterator[Spell]:
    for condition in conditions:
        if condition.renews is None and condition.due < today:
            yield _spell(str(condition.id), Severity.HIGH, condition.due + _DAY, None)


def _spells_of_renewals(
    watched: Sequence[WatchedList], conditions: Sequence[ConditionFacts], today: date
) -> Iterator[Spell]:
    """A renewal is overdue only while the entry that it renews is not clear."""
    for condition in conditions:
        for list_ in watched:
            for entry in list_.entries:
                if entry.requirement == condition.renews and entry.level is Level.MANDATORY:
                    for spell in _spells(entry, list_, today):
                        starts = max(spell.starts, condition.due + _DAY)
                        if starts <= today and (spell.ends is None or starts <= spell.ends):
                            yield _spell(str(condition.id), Severity.HIGH, starts, spell.ends)


def _overrun(spell: Spell, since: date, terms: Terms) -> Overrun | None:
    """None for a spell that was over by the day of going live, or in time."""
    due = _due(spell.severity, spell.starts, terms)
    if spell.ends is not None and (spell.ends <= due or spell.ends < since):
        return None
    return Overrun(subject=spell.subject, due=due, suspended_on=max(due + _DAY, since))


def _spell(subject: str, severity: Severity, starts: date, ends: date | None) -> Spell:
    return Spell(subject=subject, severity=severity, starts=starts, ends=ends)


def _of_entries(watched: Sequence[WatchedList], today: date) -> Iterator[Lapse]:
    for list_ in watched:
        for entry in _open(list_, today):
            if entry.severity in _SHUTS_GATES:
                judged = watched_status(entry, list_, today)
                yield Lapse(
                    gate=list_.gate,
                    subject=entry.requirement,
                    why=sentences.why_open(entry, judged, today),
                    since=unclear_since(entry, list_, today),
                    severity=entry.severity,
                    owed_by=whose_move(entry, judged),
                )


def _of_conditions(
    watched: Sequence[WatchedList], conditions: Sequence[ConditionFacts], today: date
) -> Iterator[Lapse]:
    """A renewal condition closes by itself once its entry is covered again or no longer watched."""
    open_entries = {entry.requirement for list_ in watched for entry in _open(list_, today)}
    for condition in conditions:
        covered = condition.renews is not None and condition.renews not in open_entries
        if condition.due < today and not covered:
            yield Lapse(
                gate=condition.gate,
                subject=str(condition.id),
                why=Filled(
                    N_(
                        "The condition of %(gate)s “%(text)s” was due on %(day)s; "
                        "prove that it is met, or move a new date."
                    ),
                    gate=condition.gate,
                    text=condition.text,
                    day=condition.due,
                ),
                since=condition.due + _DAY,
                severity=Severity.HIGH,
                owed_by=condition.owed_by,
            )


def _open(list_: WatchedList, today: date) -> Iterator[ChecklistEntry]:
    for entry in list_.entries:
        mandatory = entry.level is Level.MANDATORY
        if mandatory and not is_clear(watched_status(entry, list_, today)):
            yield entry


def _due(severity: Severity, since: date, terms: Terms) -> date:
    critical = severity is Severity.CRITICAL
    days = terms.suspend_critical_working_days if critical else terms.suspend_working_days
    return working_day_after(since, days)


def _turning_days(entry: ChecklistEntry, watched: WatchedList, today: date) -> set[date]:
    """The days on which the entry may have become clear or open, from the passed gate on."""
    days: set[date | None] = {
        watched.passed_on,
        entry.applicable_since,
        entry.text_changed_on,
        *(max(event.on_day, event.recorded_on) for event in entry.events),
        *(review.on for review in entry.reviews),
        *(review.discounted_on for review in entry.reviews),
        *(waiver.starts for waiver in entry.waivers),
        *(waiver.granted_on for waiver in entry.waivers),
        *(waiver.revoked_on for waiver in entry.waivers),
        *(waiver.discounted_on for waiver in entry.waivers),
        *(waiver.expires + _DAY for waiver in entry.waivers),
    }
    for piece in (*entry.former, *entry.pieces):
        days.add(piece.withdrawn_on)
        days.add(piece.valid_until + _DAY if piece.valid_until is not None else None)
    if entry.justification is not None:
        days.add(entry.justification.facts_changed_on)
    if watched.live_since is not None:
        days.update(renewal_lapses_from(entry, watched.live_since))
    return {day for day in days if day is not None and watched.passed_on <= day <= today}


def _as_of(entry: ChecklistEntry, day: date) -> ChecklistEntry:
    """The entry without what came after that day, or what was only told after it."""
    applied = entry.applicable_since is None or entry.applicable_since <= day
    reworded = entry.text_changed_on is None or entry.text_changed_on <= day
    ground = entry.justification
    if ground is not None and ground.facts_changed_on is not None:
        ground = replace(ground, facts_unchanged=day < ground.facts_changed_on)
    return replace(
        entry,
        applicable=entry.applicable and applied,
        former=tuple(_piece_as_of(piece, day) for piece in entry.former),
        events=tuple(event for event in entry.events if event.recorded_on <= day),
        text_changed_at=entry.text_changed_at if reworded else None,
        reviews=tuple(_counted_as_of(one, day) for one in entry.reviews if one.on <= day),
        waivers=tuple(_counted_as_of(one, day) for one in entry.waivers if one.granted_on <= day),
        justification=ground,
    )


def _piece_as_of(piece: Piece, day: date) -> Piece:
    gone = piece.withdrawn_on is not None and piece.withdrawn_on <= day
    return piece if gone else replace(piece, withdrawn_on=None)


def _counted_as_of(said: T, day: date) -> T:
    ended = said.discounted_on is not None and said.discounted_on <= day
    return said if ended else replace(said, discounted_on=None)
