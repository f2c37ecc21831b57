"""The status of one project on one day: facts in, `StatusReport` out; nothing is read or drawn."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from tracker.process import GATES
from tracker.process.sentences import why_open
from tracker.process.stages import CLOSED, Level, Operation, Severity, Status, Verdict
from tracker.process.status import is_clear
from tracker.process.tasks import Kind
from tracker.process.today import project_day
from tracker.projects.models import MoneySource, MoneyState
from tracker.projects.rules import planned_end
from tracker.registers.models import WEAKNESSES
from tracker.registers.queries import Weighed
from tracker.registers.rules import GRAVEST, Trend
from tracker.reports import rows
from tracker.reports.changes import changes, news
from tracker.reports.content import (
    AskRow,
    ConditionRow,
    FileRow,
    GateRow,
    Heading,
    LogRow,
    Mark,
    Money,
    MoneyRow,
    Override,
    StatusReport,
    Tone,
    WaitRow,
    WeaknessRow,
)
from tracker.reports.facts import StatusFacts
from tracker.reports.ratings import rating_lines
from tracker.reports.waits import Wait
from tracker.reports.wording import NOTHING, STAGES, VERDICTS, day
from tracker.tasks.owners import NOBODY
from tracker.tasks.rated import Dimension, Rating
from tracker.tasks.ratings import HANDED_IN

_SOON = timedelta(days=30)
MOST_RISKS = 5
"""How many a report names; the gravest come first."""
_TRENDS = {
    Trend.NEW: "● New",
    Trend.RISING: "▲ Rising",
    Trend.STEADY: "■ Steady",
    Trend.FALLING: "▼ Falling",
}
_SOURCES = {
    MoneySource.SPONSOR: "Sponsor",
    MoneySource.CITY_CASH: "City, in cash",
    MoneySource.CITY_IN_KIND: "City, in kind",
    MoneySource.OTHER: "Other",
}


def status_report(
    facts: StatusFacts,
    heading: Heading,
    foreword: str,
    before: Mapping[Dimension, Rating],
    overrides: Mapping[Dimension, Override],
) -> StatusReport:
    """`before` is what the last report printed; `overrides` are the author's, by dimension."""
    listed = [(one.entry, one.judged) for one in facts.asked]
    known = {**facts.titles, **{str(one.row.id): one.row.code for one in facts.deliverables}}
    public = [one for one in facts.concerns if not _is_weakness(one)]
    return StatusReport(
        heading=heading,
        period_from=facts.project.stage_since
        if facts.last is None
        else project_day(facts.project, facts.last.as_of),
        period_to=facts.today,
        foreword=foreword,
        summary=" ".join(_summary(facts)),
        ratings=rating_lines(facts, before, overrides),
        gates=tuple(_gates(facts)),
        waivers=tuple(rows.waiver_row(one.requirement.title, one.waiver) for one in facts.exempted),
        conditions=tuple(_conditions(facts)),
        deliverables=rows.deliverable_rows(facts),
        next_gate=f"{facts.gate.id} {facts.gate.title}" if facts.gate and listed else "",
        counts=rows.counts(listed),
        open_requirements=rows.open_requirements(listed, facts.waits),
        indicators=rows.indicator_rows(facts.measured),
        money=tuple(_money(facts)),
        risks=tuple(map(_log_row, public[:MOST_RISKS])),
        asks=tuple(_asks(facts)),
        waits=tuple(map(_wait_row, _told(facts))),
        done=tuple(news(facts.entries, facts.project, known)),
        planned=tuple(_planned(facts)),
        changes=changes(facts.entries, facts.project, known),
        files=tuple(_files(facts)),
        weaknesses=tuple(_weaknesses(facts)),
        restricted_risks=tuple(_log_row(one) for one in facts.concerns if _is_weakness(one)),
    )


def _summary(facts: StatusFacts) -> Iterator[str]:
    project = facts.project
    status = "" if project.status is Status.ACTIVE else f", {facts.gates.status_text}"
    yield f"In stage {STAGES[project.stage]} since {day(project.stage_since)}{status}."
    if facts.gates.operation is not Operation.NEVER:
        yield f"The pilot is {facts.gates.operation.value}."
    if facts.gate is None:
        yield "No gate lies ahead."
        yield _shares("To be done", _now(facts)) or _nothing_now(facts)
        return
    end = planned_end(facts.project)
    if project.status is Status.ON_HOLD:
        yield f"Once it is resumed, {facts.gate.id} {facts.gate.title} is next."
    else:
        planned = f", planned for {day(end)}" if end else ", no day is planned"
        yield f"Next is {facts.gate.id} {facts.gate.title}{planned}."
    if facts.gates.motion_id is not None:
        yield "A decision is being voted on."
    elif any(one.kind in _READY for one in _now(facts)):
        yield "Nothing stands in its way; the decision can be asked for."
    else:
        in_the_way = [one for one in _now(facts) if facts.gate.id in one.task.gates]
        yield _shares("In its way", in_the_way)


_READY = frozenset({Kind.ASK_FOR_DECISION, Kind.AFTER_LOST_VOTE})


def _now(facts: StatusFacts) -> list[Wait]:
    """What somebody can do now."""
    return [one for one in facts.waits if not one.ahead]


def _shares(what: str, waits: Sequence[Wait]) -> str:
    """How many things wait, and for which offices, firms or roles; empty where nothing does."""
    if not waits:
        return ""
    owed = Counter(
        " or ".join(dict.fromkeys(whom.words for whom in one.whom)) or NOBODY for one in waits
    )
    shares = "; ".join(f"{who} {count}" for who, count in owed.most_common())
    late = sum(1 for one in waits if one.days_late)
    of_them = f", {late} of them late" if late else ""
    return f"{what}: {_things(len(waits))}{of_them}. They wait for: {shares}."


def _nothing_now(facts: StatusFacts) -> str:
    ahead = [(one.task.opens, one.says) for one in facts.waits if one.task.opens is not None]
    if not ahead:
        return "Nobody is waited for."
    on, says = min(ahead)
    return f"Nobody is waited for now. Next, on {day(on)}: {says}."


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"


def _gates(facts: StatusFacts) -> Iterator[GateRow]:
    by_id = {gate.id: gate for gate in GATES}
    for line in facts.gates.gates:
        stage = by_id[line.gate].stage
        planned = facts.project.planned_ends.get(stage.value)
        standing_ = [one for one in line.decisions if one.taken_back_by is None]
        newest = standing_[-1] if standing_ else None
        yield GateRow(
            gate=line.gate,
            title=line.title,
            planned=date.fromisoformat(planned) if planned else None,
            decided=project_day(facts.project, newest.decided_at) if newest else None,
            standing=_standing(facts, line.standing, newest.verdict if newest else None),
        )


def _standing(facts: StatusFacts, standing: str, verdict: Verdict | None) -> Mark:
    """Of a project that has ended no gate is next."""
    if standing == "here" and facts.gate is not None:
        return Mark(tone=Tone.WAIT, words="Next")
    if verdict is not None:
        return VERDICTS[verdict]
    ahead = standing == "ahead" and facts.gate is not None
    words = "Ahead" if ahead else "Not on the way"
    return Mark(tone=Tone.IDLE, words=words)


def _conditions(facts: StatusFacts) -> Iterator[ConditionRow]:
    gate_of = {one.id: one.gate for line in facts.gates.gates for one in line.decisions}
    late = {
        subject: one.days_late
        for one in facts.waits
        if one.kind is Kind.MEET_CONDITION
        for subject in one.subjects
    }
    for one in facts.gates.conditions:
        if one.end is None:
            days = late.get(str(one.id), 0)
            yield ConditionRow(
                gate=gate_of[one.decision_id],
                text=one.text,
                owner=one.owner_id,
                due=one.due,
                state=Mark(tone=Tone.STOP, words=f"Overdue, {days} working days late")
                if days
                else Mark(tone=Tone.WAIT, words="Open"),
            )


def _money(facts: StatusFacts) -> Iterator[MoneyRow]:
    for source, words in _SOURCES.items():
        lines = [line for line in facts.money if line.source is source]
        if not lines:
            continue
        sums: dict[MoneyState, dict[str, int]] = {state: {} for state in MoneyState}
        for line in lines:
            of_state = sums[line.state]
            of_state[line.currency] = of_state.get(line.currency, 0) + line.amount
        added = {
            state: tuple(Money(amount=sum_, currency=name) for name, sum_ in sorted(of.items()))
            for state, of in sums.items()
        }
        yield MoneyRow(
            source=words,
            pledged=added[MoneyState.PLEDGED],
            confirmed=added[MoneyState.CONFIRMED],
            received=added[MoneyState.RECEIVED],
        )


_DECISIONS = frozenset(
    {
        Kind.ADD_PLACE,
        Kind.FILL_SEAT,
        Kind.DECIDE_WAIVER,
        Kind.ASK_FOR_DECISION,
        Kind.AFTER_LOST_VOTE,
        Kind.MOVE_AGAIN,
        Kind.VOTE,
        Kind.CARRY_OUT,
        Kind.MOVE_PLANNED_END,
        Kind.ACCEPT_EVALUATION,
        Kind.SUSPEND_OR_CURE,
        Kind.RESTORE,
        Kind.LOOK_AGAIN,
        Kind.CONFIRM_UPGRADE,
    }
)
_IF_IT_WAITS = {
    Kind.SUSPEND_OR_CURE: "The pilot is suspended by rule",
    Kind.RESTORE: "The pilot stays suspended",
    Kind.LOOK_AGAIN: "The project stays on hold",
    Kind.DECIDE_WAIVER: "The requirement stays open",
    Kind.CONFIRM_UPGRADE: "The present catalogue goes on",
}


def _asks(facts: StatusFacts) -> Iterator[AskRow]:
    """Decisions that can be taken now, a row each, with everybody whose word is missing."""
    asked: dict[str, list[Wait]] = {}
    for one in _told(facts):
        if one.kind in _DECISIONS or one.is_stuck:
            asked.setdefault(one.says, []).append(one)
    for says, waits in asked.items():
        yield AskRow(
            what=says,
            whom=rows.whom_of(waits),
            by=waits[0].task.due,
            days_late=max(one.days_late for one in waits),
            consequence=_consequence(facts, waits[0]),
        )


def _consequence(facts: StatusFacts, one: Wait) -> str:
    if one.task.gates:
        return f"{', '.join(one.task.gates)} waits"
    if facts.project.status in CLOSED:
        return f"{facts.project.code} still owes it"
    return _IF_IT_WAITS.get(one.kind, NOTHING)


def _told(facts: StatusFacts) -> list[Wait]:
    """What waits now, without what belongs into the restricted annex."""
    weak = {str(one.row.id) for one in facts.concerns if _is_weakness(one)}
    return [one for one in _now(facts) if not one.subjects & weak]


def _wait_row(one: Wait) -> WaitRow:
    return WaitRow(
        what=one.says,
        whom=one.whom,
        since=one.task.since,
        due=one.task.due,
        days_late=one.days_late,
    )


def _planned(facts: StatusFacts) -> Iterator[str]:
    """What lies ahead within a month: what is to be handed in, and what falls to somebody then."""
    ahead = [
        (min(one.task.opens, one.task.due or one.task.opens), one)
        for one in facts.waits
        if one.ahead and one.task.opens is not None
    ]
    ahead += [
        (one.task.due, one)
        for one in _now(facts)
        if one.kind in HANDED_IN and one.task.due is not None
    ]
    for on, one in sorted(ahead, key=lambda pair: pair[0]):
        if facts.today <= on <= facts.today + _SOON:
            yield f"{one.says}: {day(on)}."


def _is_weakness(one: Weighed) -> bool:
    return one.row.category in WEAKNESSES


def _log_row(one: Weighed) -> LogRow:
    return LogRow(
        kind=one.row.kind.value.capitalize(),
        title=one.row.title,
        owner=one.row.owner_id,
        due=one.row.due,
        trend=_TRENDS[one.trend],
        weight=f"{one.exposure} of {GRAVEST}",
    )


def _files(facts: StatusFacts) -> Iterator[FileRow]:
    for one in facts.documents:
        handed_in = f"{one.deliverable}, version {one.version}" if one.deliverable else "other"
        yield FileRow(
            name=one.name,
            what=handed_in,
            received=project_day(facts.project, one.received),
            sha256=one.sha256,
        )


def _weaknesses(facts: StatusFacts) -> Iterator[WeaknessRow]:
    """Open entries that are mandatory or grave, with the words of what is missing."""
    grave = frozenset({Severity.CRITICAL, Severity.HIGH})
    for one in facts.asked:
        entry = one.entry
        if is_clear(one.judged) or not entry.applicable:
            continue
        if entry.level is not Level.MANDATORY and entry.severity not in grave:
            continue
        ticked = one.judged.review.ticked if one.judged.review else frozenset()
        missing = [
            criterion.text
            for index, criterion in enumerate(one.requirement.acceptance_criteria)
            if index in entry.criteria and index not in ticked
        ]
        yield WeaknessRow(
            requirement=entry.requirement,
            title=entry.title,
            severity=entry.severity.value,
            what="; ".join(missing) or "Every point was seen, and has to be seen again",
            why=str(why_open(entry, one.judged, facts.today)),
            due=planned_end(facts.project),
        )
