"""Red, amber, green by dimension, computed from facts; an override only stands beside it.

Thresholds: 15 working days for deliverables, ten before a gate for the checklist, five and ten per
cent for money (the programme's rule for its status reports). Where there is nothing to judge by,
a dimension is not known, which is no good news.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from tracker.pilots.attainment import Band
from tracker.process.stages import CLOSED, Level, Operation
from tracker.process.status import Standing, is_clear
from tracker.process.tasks import Kind
from tracker.process.working_days import working_days_between
from tracker.projects.models import MoneySource, MoneyState
from tracker.reports.content import Dimension, Override, Rating, RatingLine
from tracker.reports.facts import StatusFacts
from tracker.reports.rows import bands, planned_end, waits_for
from tracker.reports.waits import Wait
from tracker.reports.wording import day, named, percent

MOST_DAYS_LATE = 15
NEAR_A_GATE = 10
_OVER, _FAR_OVER = 105, 110
_ORDER = (Rating.RED, Rating.AMBER, Rating.GREEN)
_FAILED = frozenset({Standing.NOT_MET, Standing.LAPSED})

Judgement = tuple[Rating, tuple[str, ...]]


def ratings(
    facts: StatusFacts,
    before: Mapping[Dimension, Rating],
    overrides: Mapping[Dimension, Override],
) -> tuple[RatingLine, ...]:
    """One line a dimension, and overall the worst of those that are known."""
    judged = {name: _judgement(rate, facts) for name, rate in _DIMENSIONS.items()}
    counting = {
        name: overrides[name].rating if name in overrides else rating
        for name, (rating, _) in judged.items()
    }
    judged["Overall"] = _overall(facts, counting)
    return tuple(
        RatingLine(
            dimension=name,
            previous=before.get(name),
            computed=rating,
            evidence=evidence,
            override=overrides.get(name),
        )
        for name, (rating, evidence) in judged.items()
    )


def worst(found: Iterable[Rating]) -> Rating:
    """The worst of those that are known; not known where none is."""
    there = set(found)
    return next((rating for rating in _ORDER if rating in there), Rating.UNKNOWN)


def _judgement(rate: Callable[[StatusFacts], Judgement], facts: StatusFacts) -> Judgement:
    """Of a project that has ended only what it still owes is rated, which is in the overall."""
    if facts.project.status in CLOSED:
        return Rating.UNKNOWN, ("No longer rated, as the project has ended.",)
    return rate(facts)


def _schedule(facts: StatusFacts) -> Judgement:
    rated: list[tuple[Rating, str]] = []
    for one in facts.deliverables:
        for wait in waits_for(one, facts.waits):
            if wait.days_late:
                rating = Rating.RED if wait.days_late > MOST_DAYS_LATE else Rating.AMBER
                late = f"{wait.days_late} working day{'s' * (wait.days_late > 1)} late"
                checked = wait.kind is Kind.REVIEW_DELIVERABLE
                said = f"The check of {one.row.code} is" if checked else f"{one.row.code} is"
                rated.append((rating, f"{said} {late}."))
    end = planned_end(facts)
    if facts.gate is not None and end is not None:
        if end < facts.today:
            missed = f"{facts.gate.id} was planned for {day(end)} and is not decided."
            rated.append((Rating.RED, missed))
        else:
            rated.append((Rating.GREEN, f"{facts.gate.id} is planned for {day(end)}."))
            rated += [
                (Rating.AMBER, f"{one.row.code} is due after {facts.gate.id} is planned.")
                for one in facts.deliverables
                if one.row.stage is facts.project.stage
                and one.row.required
                and one.row.due is not None
                and one.row.due > end
            ]
    if not rated and any(one.row.due is not None for one in facts.deliverables):
        rated.append((Rating.GREEN, "No deliverable is late."))
    return _judged(rated, "No day is planned.")


def _scope(facts: StatusFacts) -> Judgement:
    open_points = [point for point in facts.gates.points if point.confirmed_by is None]
    rated = [(Rating.AMBER, f"To be reworked: {point.what}.") for point in open_points]
    rated += [
        (Rating.AMBER, f"{one.row.code} was sent back.")
        for one in facts.deliverables
        if one.stands.state.value == "returned"
    ]
    if not rated and facts.deliverables:
        rated.append((Rating.GREEN, "Nothing was sent back."))
    return _judged(rated, "No deliverable is planned.")


def _budget(facts: StatusFacts) -> Judgement:
    """What the sponsor is bound to, against the ceiling of the call; only in one currency.

    An amount has one state: what was received was confirmed before, and counts with it.
    """
    call, programme = facts.around.call, facts.around.programme
    if call is None or programme is None or call.ceiling is None:
        return Rating.UNKNOWN, ("The call names no ceiling.",)
    sponsored = [line for line in facts.money if line.source is MoneySource.SPONSOR]
    bound = [line for line in sponsored if line.state is not MoneyState.PLEDGED]
    counting = bound or sponsored
    if not counting:
        return Rating.UNKNOWN, ("No sponsor's money is recorded.",)
    if any(line.currency != programme.currency for line in counting):
        other = f"Sponsor's money is not in {programme.currency}, the currency of the ceiling."
        return Rating.UNKNOWN, (other,)
    share = sum(line.amount for line in counting) * 100 // max(call.ceiling, 1)
    rating = Rating.RED if share > _FAR_OVER else Rating.AMBER if share > _OVER else Rating.GREEN
    found = {line.state for line in counting}
    states = " or ".join(state.value for state in MoneyState if state in found)
    return rating, (f"Sponsor's money {states} is {share} % of the ceiling of the call.",)


def _compliance(facts: StatusFacts) -> Judgement:
    rated = list(_lapses(facts))
    mandatory = [
        one for one in facts.asked if one.entry.level is Level.MANDATORY and one.entry.applicable
    ]
    still_open = [one for one in mandatory if not is_clear(one.judged)]
    failed = [one for one in still_open if one.judged.standing in _FAILED]
    if failed:
        names = [one.requirement.title for one in failed]
        rated.append((Rating.RED, f"Failed or run out: {named(names)}."))
    if still_open and facts.gate is not None:
        count = f"{len(still_open)} of {len(mandatory)} mandatory requirements"
        rated.append((_by_the_time_left(facts), f"{count} of {facts.gate.id} are open."))
    elif mandatory and facts.gate is not None:
        rated.append((Rating.GREEN, f"The mandatory list of {facts.gate.id} is clear."))
    rated += [
        (Rating.AMBER, f"{one.requirement.title} is waived until {day(one.waiver.expires)}.")
        for one in facts.exempted
    ]
    return _judged(rated, "No list is asked.")


def _lapses(facts: StatusFacts) -> Iterator[tuple[Rating, str]]:
    """By gate, what of it lapsed; a report names requirements and tells no weakness."""
    conditions = {str(one.id) for one in facts.gates.conditions}
    for gate in dict.fromkeys(lapse.gate for lapse in facts.gates.lapses):
        subjects = [lapse.subject for lapse in facts.gates.lapses if lapse.gate == gate]
        names = [facts.titles[subject] for subject in subjects if subject not in conditions]
        if overdue := len(subjects) - len(names):
            names.insert(0, f"{overdue} overdue condition{'s' * (overdue > 1)}")
        yield Rating.RED, f"{gate} no longer holds: {named(names)}."


def _by_the_time_left(facts: StatusFacts) -> Rating:
    """Open requirements are in order while the gate is far, not where no day is planned."""
    end = planned_end(facts)
    left = working_days_between(facts.today, end) if end is not None else 0
    return Rating.AMBER if left < NEAR_A_GATE else Rating.GREEN


def _indicators(facts: StatusFacts) -> Judgement:
    rated: list[tuple[Rating, str]] = []
    for row, share, stands in bands(facts.measured):
        if not row.must_have or stands is Band.UNKNOWN:
            continue
        rating = {Band.MET: Rating.GREEN, Band.NEAR: Rating.GREEN, Band.PARTIAL: Rating.AMBER}.get(
            stands, Rating.RED
        )
        rated.append((rating, f"{row.code} has come {percent(share)} of its way."))
    return _judged(rated, "No must-have indicator has a confirmed reading with a target.")


_DIMENSIONS: dict[Dimension, Callable[[StatusFacts], Judgement]] = {
    "Schedule": _schedule,
    "Scope": _scope,
    "Budget": _budget,
    "Compliance": _compliance,
    "Indicators": _indicators,
}


def _overall(facts: StatusFacts, counting: Mapping[Dimension, Rating]) -> Judgement:
    """The worst that is known, of the dimensions and of what is owed or waits beside them."""
    beside = [*_of_conditions(facts), *_of_the_end(facts), *_of_the_pilot(facts)]
    if facts.gates.motion_id is not None and facts.gate is not None:
        waits = f"A decision on {facts.gate.id} is asked and not taken."
        beside.append((Rating.AMBER, waits))
    reasons = tuple(why for _, why in beside)
    rating = worst([*counting.values(), *(rating for rating, _ in beside)])
    if facts.project.status in CLOSED:
        return rating, reasons or ("The project has ended and owes nothing.",)
    unknown = [name for name, found in counting.items() if found is Rating.UNKNOWN]
    not_known = (f"Not known: {', '.join(unknown)}.",) if unknown else ()
    return rating, ("The worst of the dimensions.", *reasons, *not_known)


def _of_conditions(facts: StatusFacts) -> Iterator[tuple[Rating, str]]:
    """Of a project that has ended they are among its closing duties."""
    overdue = _due_days(one for one in facts.waits if one.kind is Kind.MEET_CONDITION)
    if overdue and facts.project.status not in CLOSED:
        are = _count(len(overdue), "condition", "conditions")
        yield Rating.RED, f"{are} overdue; the first was due on {day(overdue[0])}."


def _of_the_end(facts: StatusFacts) -> Iterator[tuple[Rating, str]]:
    """Closing duties: amber while one is open, red once one is late."""
    if facts.project.status not in CLOSED:
        return
    duties = [one for one in facts.waits if one.kind in _AT_THE_END]
    late = _due_days(duties)
    if still := sum(len(one.task.things) for one in duties) - len(late):
        yield Rating.AMBER, f"{_count(still, 'closing duty', 'closing duties')} open."
    if late:
        are = _count(len(late), "closing duty", "closing duties")
        yield Rating.RED, f"{are} late; the first was due on {day(late[0])}."


_AT_THE_END = frozenset(
    {
        Kind.CLOSING_DUTY,
        Kind.CHECK_CLOSING_DUTY,
        Kind.END_OPERATION,
        Kind.MEET_CONDITION,
    }
)


def _due_days(waits: Iterable[Wait]) -> list[date]:
    """The days that have passed, the earliest first; once for each thing that is late."""
    late = [one for one in waits if one.days_late and not one.ahead]
    return sorted(one.task.due for one in late if one.task.due for _ in one.task.things)


def _of_the_pilot(facts: StatusFacts) -> Iterator[tuple[Rating, str]]:
    if facts.gates.operation is Operation.SUSPENDED:
        yield Rating.AMBER, "The pilot is suspended."


def _count(number: int, one: str, many: str) -> str:
    """As in "1 condition is" and "3 conditions are"."""
    return f"1 {one} is" if number == 1 else f"{number} {many} are"


def _judged(rated: list[tuple[Rating, str]], nothing: str) -> Judgement:
    if not rated:
        return Rating.UNKNOWN, (nothing,)
    return worst(rating for rating, _ in rated), tuple(why for _, why in rated)


def previous(lines: Iterable[RatingLine]) -> dict[Dimension, Rating]:
    """What a report printed, by dimension."""
    return {
        line.dimension: line.override.rating if line.override else line.computed for line in lines
    }
