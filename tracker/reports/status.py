"""The status of one project on one day: facts in, `StatusReport` out; nothing is read or drawn."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from tracker.process import GATES
from tracker.process.sentences import why_open
from tracker.process.stages import Level, Operation, Severity, Status, Verdict
from tracker.process.status import is_clear
from tracker.process.today import project_day
from tracker.projects.models import MoneySource, MoneyState
from tracker.registers.models import Category
from tracker.registers.queries import Weighed
from tracker.registers.rules import GRAVEST, Trend
from tracker.reports import rows
from tracker.reports.changes import changes, news
from tracker.reports.content import (
    AskRow,
    ConditionRow,
    Dimension,
    FileRow,
    GateRow,
    Heading,
    LogRow,
    Mark,
    Money,
    MoneyRow,
    Override,
    Rating,
    StatusReport,
    Tone,
    WeaknessRow,
)
from tracker.reports.facts import StatusFacts
from tracker.reports.ratings import ratings
from tracker.reports.wording import STAGES, VERDICTS, day
from tracker.studies.rules import State

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
    codes = {str(one.row.id): one.row.code for one in facts.deliverables}
    public = [one for one in facts.concerns if not _is_weakness(one)]
    return StatusReport(
        heading=heading,
        period_from=facts.project.stage_since
        if facts.last is None
        else project_day(facts.project, facts.last.as_of),
        period_to=facts.today,
        foreword=foreword,
        summary=" ".join(_summary(facts)),
        ratings=ratings(facts, before, overrides),
        gates=tuple(_gates(facts)),
        waivers=tuple(rows.waiver_row(one.requirement.title, one.waiver) for one in facts.exempted),
        conditions=tuple(_conditions(facts)),
        deliverables=rows.deliverable_rows(facts),
        next_gate=f"{facts.gate.id} {facts.gate.title}" if facts.gate and listed else "",
        counts=rows.counts(listed),
        open_requirements=rows.open_requirements(listed),
        indicators=rows.indicator_rows(facts.measured),
        money=tuple(_money(facts)),
        risks=tuple(map(_log_row, public[:MOST_RISKS])),
        asks=tuple(_asks(facts)),
        done=tuple(news(facts.entries, facts.project, codes)),
        planned=tuple(_planned(facts)),
        changes=changes(facts.entries, facts.project, codes),
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
    if facts.gate is None or facts.readiness is None:
        yield "No gate lies ahead."
        return
    end = rows.planned_end(facts)
    planned = f", planned for {day(end)}" if end else ", no day is planned"
    yield f"Next is {facts.gate.id} {facts.gate.title}{planned}."
    unmet = facts.readiness.unmet
    if not unmet:
        yield "Nothing stands in its way."
        return
    owed = Counter(rows.roles(point.owed_by) for point in unmet)
    shares = "; ".join(f"{who or 'nobody named'}: {count}" for who, count in owed.most_common())
    yield f"Points in its way: {len(unmet)}, owed by {shares}."


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
    for one in facts.gates.conditions:
        if one.end is None:
            overdue = one.due < facts.today
            yield ConditionRow(
                gate=gate_of[one.decision_id],
                text=one.text,
                owner=one.owner_id,
                due=one.due,
                state=Mark(tone=Tone.STOP, words="Overdue")
                if overdue
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


def _asks(facts: StatusFacts) -> Iterator[AskRow]:
    """What is owed after the end, or is in the way of the next gate beside its checklist."""
    for duty in facts.gates.closing_duties:
        yield AskRow(
            what=duty.what,
            whom=rows.roles(duty.owed_by),
            by=duty.due,
            consequence=f"{facts.project.code} is not closed",
        )
    if facts.readiness is None:
        return
    listed = {one.entry.requirement for one in facts.asked}
    for point in facts.readiness.unmet:
        if point.subject not in listed:
            yield AskRow(
                what=point.what,
                whom=rows.roles(point.owed_by),
                by=rows.planned_end(facts),
                consequence=f"{facts.readiness.gate} stays shut",
            )


def _planned(facts: StatusFacts) -> Iterator[str]:
    until = facts.today + _SOON
    end = rows.planned_end(facts)
    if facts.gate is not None and end is not None and end >= facts.today:
        yield f"{facts.gate.id} {facts.gate.title}: {day(end)}."
    for one in facts.deliverables:
        due = one.row.due
        ahead = due is not None and facts.today <= due <= until
        if ahead and one.stands.state is not State.ACCEPTED:
            yield f"{one.row.code} {one.row.title}: due on {day(due)}."


def _is_weakness(one: Weighed) -> bool:
    return one.row.category in (Category.SECURITY, Category.PRIVACY)


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
            due=rows.planned_end(facts),
        )
