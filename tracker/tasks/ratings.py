"""How a project stands, by dimension: red, amber, green, and why; worked out here alone.

Thresholds: 15 working days for deliverables, ten before a gate for the checklist, five and ten per
cent for money, 10 and 15 of 25 for risks (the programme's rule for its status reports). Where there
is nothing to judge by, a dimension is not known, which is no good news.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from tracker.kernel.days import begin_of
from tracker.kernel.saying import N_
from tracker.pilots.attainment import Band
from tracker.pilots.queries import bands
from tracker.process.stages import CLOSED, Level, Operation
from tracker.process.status import Standing, is_clear
from tracker.process.tasks import Kind, Task
from tracker.process.today import owed_day
from tracker.process.working_days import days_late, working_day_after, working_days_between
from tracker.projects.models import MoneySource, MoneyState
from tracker.projects.rules import WithPlan, planned_end
from tracker.registers.models import WEAKNESSES
from tracker.registers.queries import Weighed
from tracker.studies.models import Deliverable
from tracker.studies.queries import Listed
from tracker.studies.rules import State
from tracker.tasks.rated import WORST_FIRST, Dimension, Rated, Rating, RatingReason, worst
from tracker.tasks.rating_facts import RatingFacts
from tracker.tasks.wording import underlying

MOST_DAYS_LATE = 15
NEAR_A_GATE = 10
_OVER, _FAR_OVER = 105, 110
_HEAVY, _HEAVIEST = 10, 15
_MOST_NAMED = 3
_DAY = timedelta(days=1)


_FAILED = frozenset({Standing.NOT_MET, Standing.LAPSED})
_WORSE = {Rating.GREEN: Rating.AMBER, Rating.AMBER: Rating.RED, Rating.RED: Rating.RED}


def ratings(facts: RatingFacts) -> tuple[Rated, ...]:
    """One a dimension, and overall the worst of those that are known and of what is beside them."""
    found = [_rated(dimension, rate, facts) for dimension, rate in _DIMENSIONS.items()]
    beside = tuple(_beside(facts))
    counting = [*(one.rating for one in found), *(reason.rating for reason in beside)]
    return (*found, Rated(dimension="Overall", rating=worst(counting), reasons=beside))


def standing(project: WithPlan, found: Iterable[Rated]) -> str:
    """What sorts projects: the worst first, then by the planned day of the gate ahead."""
    overall = next((one.rating for one in found if one.dimension == "Overall"), Rating.UNKNOWN)
    if overall is Rating.UNKNOWN:
        return UNRATED
    return f"{WORST_FIRST.index(overall)}{planned_end(project) or date.max:%Y%m%d}"


UNRATED = "999991231"
"""Where projects sort that ended and owe nothing, or at which nobody has looked yet."""


def turns(facts: RatingFacts) -> Iterator[date | datetime]:
    """When a rating may change by time alone, beside the days of the tasks themselves."""
    for task in facts.tasks:
        if task.due is not None:
            zone = task.zone or facts.project.zone
            for last in (task.due, working_day_after(task.due, MOST_DAYS_LATE)):
                yield begin_of(last + _DAY, zone)
    end = planned_end(facts.project)
    if end is not None:
        yield from (end - count * _DAY for count in range(2 * NEAR_A_GATE))
    yield from (one.row.due for one in facts.concerns)


def has_move(task: Task, deliverable: Deliverable) -> bool:
    """Whether its owner has the move on a deliverable, or those who review the newest version."""
    kind, mine = underlying(task), str(deliverable.id)
    if kind is Kind.REVIEW_DELIVERABLE:
        return task.detail["deliverable"] == mine
    return kind in HANDED_IN and any(thing.id == mine for thing in task.things)


HANDED_IN = frozenset({Kind.HAND_IN, Kind.HAND_IN_AGAIN})


def _rated(
    dimension: Dimension, rate: Callable[[RatingFacts], Iterator[RatingReason]], facts: RatingFacts
) -> Rated:
    """Of a project that has ended only what it still owes is rated, which is in the overall."""
    if facts.project.status in CLOSED:
        ended = _unknown(N_("No longer rated, as the project has ended."))
        return Rated(dimension=dimension, rating=ended.rating, reasons=(ended,))
    reasons = tuple(rate(facts)) or (_unknown(_NOTHING[dimension]),)
    return Rated(dimension=dimension, rating=worst(one.rating for one in reasons), reasons=reasons)


def _unknown(says: str, **values: str | int) -> RatingReason:
    return RatingReason(rating=Rating.UNKNOWN, says=says, values=values)


def _schedule(facts: RatingFacts) -> Iterator[RatingReason]:
    late = [
        _late_reason(facts, one, task)
        for one in facts.deliverables
        for task in facts.tasks
        if has_move(task, one.row) and _days_late(facts, task)
    ]
    yield from late
    end = planned_end(facts.project)
    if facts.gate is not None and end is not None:
        yield from _planned(facts, facts.gate.id, end)
    elif not late and any(one.row.due is not None for one in facts.deliverables):
        yield RatingReason(rating=Rating.GREEN, says=N_("No deliverable is late."))


def _late_reason(facts: RatingFacts, one: Listed, task: Task) -> RatingReason:
    checked = underlying(task) is Kind.REVIEW_DELIVERABLE
    return RatingReason(
        rating=Rating.RED if _days_late(facts, task) > MOST_DAYS_LATE else Rating.AMBER,
        says=N_("The check of %(code)s is %(late)s.") if checked else N_("%(code)s is %(late)s."),
        values={"code": one.row.code},
        due=task.due,
        zone=task.zone,
    )


def _planned(facts: RatingFacts, gate: str, end: date) -> Iterator[RatingReason]:
    if end < facts.today:
        yield RatingReason(
            rating=Rating.RED,
            says=N_("%(gate)s was planned for %(day)s and is not decided."),
            values={"gate": gate},
            days={"day": end},
        )
        return
    yield RatingReason(
        rating=Rating.GREEN,
        says=N_("%(gate)s is planned for %(day)s."),
        values={"gate": gate},
        days={"day": end},
    )
    for one in facts.deliverables:
        row = one.row
        here = row.stage is facts.project.stage and row.required
        if here and row.due is not None and row.due > end:
            yield RatingReason(
                rating=Rating.AMBER,
                says=N_("%(code)s is due after %(gate)s is planned."),
                values={"code": row.code, "gate": gate},
            )


def _scope(facts: RatingFacts) -> Iterator[RatingReason]:
    back = [one for one in facts.deliverables if one.stands.state is State.RETURNED]
    for point in facts.points:
        yield RatingReason(
            rating=Rating.AMBER, says=N_("To be reworked: %(what)s."), values={"what": point.what}
        )
    for one in back:
        yield RatingReason(
            rating=Rating.AMBER, says=N_("%(code)s was sent back."), values={"code": one.row.code}
        )
    if facts.deliverables and not back and not facts.points:
        yield RatingReason(rating=Rating.GREEN, says=N_("Nothing was sent back."))


def _budget(facts: RatingFacts) -> Iterator[RatingReason]:
    """What the sponsor is bound to, against the ceiling of the call; only in one currency.

    An amount has one state: what was received was confirmed before, and counts with it.
    """
    if facts.ceiling is None:
        yield _unknown(N_("The call names no ceiling."))
        return
    sponsored = [line for line in facts.money if line.source is MoneySource.SPONSOR]
    bound = [line for line in sponsored if line.state is not MoneyState.PLEDGED]
    counting = bound or sponsored
    if any(line.currency != facts.currency for line in counting):
        other = N_("Sponsor's money is not in %(currency)s, the currency of the ceiling.")
        yield _unknown(other, currency=facts.currency)
    elif counting:
        share = sum(line.amount for line in counting) * 100 // max(facts.ceiling, 1)
        yield RatingReason(
            rating=Rating.RED
            if share > _FAR_OVER
            else Rating.AMBER
            if share > _OVER
            else Rating.GREEN,
            says=N_(
                "Sponsor's money confirmed or received is %(share)s %% of the ceiling of the call."
            )
            if bound
            else N_("Sponsor's money pledged is %(share)s %% of the ceiling of the call."),
            values={"share": share},
        )


def _compliance(facts: RatingFacts) -> Iterator[RatingReason]:
    yield from _lapsed(facts)
    mandatory = [
        one for one in facts.asked if one.entry.level is Level.MANDATORY and one.entry.applicable
    ]
    still_open = [one for one in mandatory if not is_clear(one.judged)]
    failed = [one.requirement.title for one in still_open if one.judged.standing in _FAILED]
    if failed:
        yield RatingReason(
            rating=Rating.RED,
            says=N_("Failed or run out: %(names)s"),
            values={"names": _few(failed)},
        )
    if facts.gate is not None and mandatory:
        yield _of_list(facts, facts.gate.id, len(still_open), len(mandatory))
    for one in facts.exempted:
        yield RatingReason(
            rating=Rating.AMBER,
            says=N_("%(name)s is waived until %(day)s."),
            values={"name": one.requirement.title},
            days={"day": one.waiver.expires},
        )


def _of_list(facts: RatingFacts, gate: str, still_open: int, asked: int) -> RatingReason:
    """Open requirements are in order while the gate is far, not where no day is planned."""
    if not still_open:
        clear = N_("The mandatory list of %(gate)s is clear.")
        return RatingReason(rating=Rating.GREEN, says=clear, values={"gate": gate})
    end = planned_end(facts.project)
    left = working_days_between(facts.today, end) if end is not None else 0
    return RatingReason(
        rating=Rating.AMBER if left < NEAR_A_GATE else Rating.GREEN,
        says=N_("%(open)s of %(asked)s mandatory requirements of %(gate)s are open."),
        values={"open": still_open, "asked": asked, "gate": gate},
    )


def _lapsed(facts: RatingFacts) -> Iterator[RatingReason]:
    """By gate, what of it lapsed; requirements are named, and no weakness is told."""
    for gate in dict.fromkeys(lapse.gate for lapse in facts.lapses):
        subjects = [lapse.subject for lapse in facts.lapses if lapse.gate == gate]
        names = [facts.titles[one] for one in subjects if one not in facts.conditions]
        if overdue := len(subjects) - len(names):
            yield RatingReason(
                rating=Rating.RED,
                says=N_("%(gate)s no longer holds; conditions overdue: %(count)s."),
                values={"gate": gate, "count": overdue},
            )
        if names:
            yield RatingReason(
                rating=Rating.RED,
                says=N_("%(gate)s no longer holds: %(names)s"),
                values={"gate": gate, "names": _few(names)},
            )


def _few(names: list[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(names) - _MOST_NAMED
    return "; ".join(names[:_MOST_NAMED]) + (f" (+ {more})" if more > 0 else "")


_BANDS = {
    Band.MET: Rating.GREEN,
    Band.NEAR: Rating.GREEN,
    Band.PARTIAL: Rating.AMBER,
    Band.MISSED: Rating.RED,
    Band.REGRESSED: Rating.RED,
}


def _indicators(facts: RatingFacts) -> Iterator[RatingReason]:
    for row, share, stands in bands(facts.measured):
        if row.must_have and share is not None and stands in _BANDS:
            yield RatingReason(
                rating=_BANDS[stands],
                says=N_("%(code)s has come %(share)s %% of its way."),
                values={"code": row.code, "share": round(share * 100)},
            )


def _risks(facts: RatingFacts) -> Iterator[RatingReason]:
    """Weaknesses of security and privacy are not among them: not every reader may know of those."""
    weighed = [one for one in facts.concerns if one.row.category not in WEAKNESSES]
    found = [(one, _weight(one, facts.today)) for one in weighed]
    for one, rating in found:
        if rating is not Rating.GREEN:
            yield RatingReason(
                rating=rating,
                says=N_("%(title)s: %(weight)s of 25, to be settled by %(day)s."),
                values={"title": one.row.title, "weight": one.exposure},
                days={"day": one.row.due},
            )
    if weighed and all(rating is Rating.GREEN for _, rating in found):
        yield RatingReason(rating=Rating.GREEN, says=N_("No risk is heavy or overdue."))


def _weight(one: Weighed, today: date) -> Rating:
    heavy = one.exposure >= _HEAVY and not one.row.response
    alone = Rating.RED if one.exposure >= _HEAVIEST else Rating.AMBER if heavy else Rating.GREEN
    return _WORSE[alone] if one.row.due < today else alone


_DIMENSIONS: Mapping[Dimension, Callable[[RatingFacts], Iterator[RatingReason]]] = {
    "Schedule": _schedule,
    "Scope": _scope,
    "Budget": _budget,
    "Compliance": _compliance,
    "Indicators": _indicators,
    "Risks": _risks,
}
_NOTHING: Mapping[Dimension, str] = {
    "Schedule": N_("No day is planned."),
    "Scope": N_("No deliverable is planned."),
    "Budget": N_("No sponsor's money is recorded."),
    "Compliance": N_("No list is asked."),
    "Indicators": N_("No must-have indicator has a confirmed reading with a target."),
    "Risks": N_("No risk is recorded."),
}


def _beside(facts: RatingFacts) -> Iterator[RatingReason]:
    """What is owed or waits and belongs to no dimension."""
    if facts.project.status in CLOSED:
        yield from _of_the_end(facts)
    else:
        owed = (one for one in facts.tasks if underlying(one) is Kind.MEET_CONDITION)
        yield from _overdue(facts, owed, _CONDITIONS)
    if facts.operation is Operation.SUSPENDED:
        yield RatingReason(rating=Rating.AMBER, says=N_("The pilot is suspended."))
    if facts.gate is not None and facts.motion_at:
        yield RatingReason(
            rating=Rating.AMBER,
            says=N_("A decision on %(gate)s is asked and not taken."),
            values={"gate": facts.motion_at},
        )


_CONDITIONS = (
    N_("1 condition is overdue; it was due on %(day)s."),
    N_("%(count)s conditions are overdue; the first was due on %(day)s."),
)
_DUTIES_LATE = (
    N_("1 closing duty is late; it was due on %(day)s."),
    N_("%(count)s closing duties are late; the first was due on %(day)s."),
)
_AT_THE_END = frozenset(
    {Kind.CLOSING_DUTY, Kind.CHECK_CLOSING_DUTY, Kind.END_OPERATION, Kind.MEET_CONDITION}
)


def _of_the_end(facts: RatingFacts) -> Iterator[RatingReason]:
    """Closing duties, and conditions with them: amber while one is open, red once one is late."""
    duties = [one for one in facts.tasks if underlying(one) in _AT_THE_END]
    in_time = [one for one in duties if not _days_late(facts, one)]
    if still := sum(len(one.things) for one in in_time):
        one, many = N_("1 closing duty is open."), N_("%(count)s closing duties are open.")
        yield RatingReason(
            rating=Rating.AMBER, says=one if still == 1 else many, values={"count": still}
        )
    yield from _overdue(facts, duties, _DUTIES_LATE)
    if not duties:
        yield _unknown(N_("The project has ended and owes nothing."))


def _overdue(
    facts: RatingFacts, tasks: Iterable[Task], says: tuple[str, str]
) -> Iterator[RatingReason]:
    """How many things are past their day, once for each; nothing where none is."""
    days = [task.due for task in tasks if _days_late(facts, task) and task.due for _ in task.things]
    if days:
        one, many = says
        yield RatingReason(
            rating=Rating.RED,
            says=one if len(days) == 1 else many,
            values={"count": len(days)},
            days={"day": min(days)},
        )


def _days_late(facts: RatingFacts, task: Task) -> int:
    """Working days past its last day, where it lies not ahead."""
    if task.opens is not None and begin_of(task.opens, facts.project.zone) > facts.now:
        return 0
    return days_late(task.due, owed_day(task.zone, facts.project, facts.now))
