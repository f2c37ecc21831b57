"""Rows that more than one report has: pure, from facts to what is printed."""

from collections.abc import Iterable, Iterator, Sequence

from tracker.compliance.record import WaiverOnRecord
from tracker.kernel.actor import Role
from tracker.pilots.attainment import Band
from tracker.pilots.models import Direction, Indicator, Quality
from tracker.pilots.queries import Measured, bands
from tracker.process.entry import ChecklistEntry
from tracker.process.stages import Level
from tracker.process.status import Because, Judged, Standing, is_clear
from tracker.process.tasks import Kind
from tracker.process.today import project_day
from tracker.reports.content import (
    DeliverableRow,
    IndicatorRow,
    Mark,
    RequirementCount,
    RequirementRow,
    Tone,
    WaiverRow,
    Whom,
)
from tracker.reports.facts import StatusFacts
from tracker.reports.waits import Wait
from tracker.reports.wording import day
from tracker.studies.models import OwnerCapacity
from tracker.studies.queries import Listed
from tracker.studies.rules import State
from tracker.tasks.ratings import has_move

_DELIVERABLE = {
    State.PLANNED: Mark(tone=Tone.IDLE, words="Nothing yet"),
    State.SUBMITTED: Mark(tone=Tone.WAIT, words="Waiting for a check"),
    State.IN_REVIEW: Mark(tone=Tone.WAIT, words="Being checked"),
    State.RETURNED: Mark(tone=Tone.STOP, words="Changes asked"),
    State.ACCEPTED: Mark(tone=Tone.OK, words="Accepted"),
}
STANDINGS = {
    Standing.MET: Mark(tone=Tone.OK, words="Met"),
    Standing.NOT_APPLICABLE: Mark(tone=Tone.IDLE, words="Not needed here"),
    Standing.WAIVED: Mark(tone=Tone.EXCEPTION, words="Exception"),
    Standing.PARTIALLY_MET: Mark(tone=Tone.WARN, words="Partly met"),
    Standing.UNDER_REVIEW: Mark(tone=Tone.WAIT, words="Being checked"),
    Standing.EVIDENCE_SUBMITTED: Mark(tone=Tone.WAIT, words="Waiting for a check"),
    Standing.NOT_STARTED: Mark(tone=Tone.IDLE, words="Nothing yet"),
    Standing.NOT_MET: Mark(tone=Tone.STOP, words="Not met"),
    Standing.LAPSED: Mark(tone=Tone.STOP, words="No longer holds"),
}
_BANDS = {
    Band.MET: Mark(tone=Tone.OK, words="Target met"),
    Band.NEAR: Mark(tone=Tone.OK, words="Near the target"),
    Band.PARTIAL: Mark(tone=Tone.WARN, words="Part of the way"),
    Band.MISSED: Mark(tone=Tone.STOP, words="Missed"),
    Band.REGRESSED: Mark(tone=Tone.STOP, words="Gone back"),
    Band.UNKNOWN: Mark(tone=Tone.IDLE, words="Not to be computed"),
}
_NO_FIGURE = Mark(tone=Tone.IDLE, words="No figure")
_QUALITY = {
    Quality.MEASURED: "accurate measurement",
    Quality.FROM_SURVEY: "extrapolated from a survey",
    Quality.FROM_HIGHER_LEVEL: "extrapolated from higher-level data",
    Quality.ESTIMATED: "estimated on assumptions",
    Quality.PERSONAL_ESTIMATE: "personal estimate",
    Quality.UNKNOWN: "not traceable",
}
_ROLES = {
    Role.FIRM_MEMBER: "consultant or provider",
    Role.CITY_CONTACT: "city contact",
    Role.CITY_SECURITY: "city security",
    Role.CITY_PRIVACY: "city privacy",
    Role.CITY_APPROVER: "city approver",
    Role.COMMITTEE_MEMBER: "selection committee",
}


def roles(owed_by: Iterable[Role]) -> str:
    """Who owes something, as people call them."""
    return ", ".join(_ROLES.get(role, role.value.replace("_", " ")) for role in owed_by)


def deliverable_rows(facts: StatusFacts) -> tuple[DeliverableRow, ...]:
    return tuple(_deliverable(facts, one) for one in facts.deliverables)


_PROVEN = frozenset({Kind.GIVE_EVIDENCE, Kind.REVIEW_EVIDENCE})


def waits_for(listed: Listed, waits: Iterable[Wait]) -> list[Wait]:
    """Who has the move on a deliverable."""
    return [wait for wait in waits if has_move(wait.task, listed.row)]


def _deliverable(facts: StatusFacts, listed: Listed) -> DeliverableRow:
    waits = waits_for(listed, facts.waits)
    return DeliverableRow(
        code=listed.row.code,
        title=listed.row.title,
        owner=_owner(facts, listed.row.owner_capacity),
        original_due=listed.row.original_due,
        due=listed.row.due,
        submitted=None if listed.newest is None else project_day(facts.project, listed.newest.at),
        version=0 if listed.newest is None else listed.newest.number,
        state=_DELIVERABLE[listed.stands.state],
        days_late=max((wait.days_late for wait in waits), default=0),
        whose_move=whom_of(waits),
    )


def whom_of(waits: Iterable[Wait]) -> tuple[Whom, ...]:
    """Everybody waited for, each once."""
    return tuple(dict.fromkeys(whom for wait in waits for whom in wait.whom))


def _owner(facts: StatusFacts, capacity: OwnerCapacity) -> str:
    if capacity is OwnerCapacity.CITY:
        return facts.around.city.name
    if capacity is OwnerCapacity.SECRETARIAT:
        return "the secretariat"
    firms = [
        firm for held, here in facts.around.firms.items() for firm in here if held == capacity.value
    ]
    return ", ".join(firm.name for firm in firms) or capacity.value.replace("_", " ")


def indicator_rows(measured: Sequence[Measured]) -> tuple[IndicatorRow, ...]:
    judged = zip(measured, bands(measured), strict=True)
    return tuple(_indicator(one, share, stands) for one, (_, share, stands) in judged)


def _indicator(one: Measured, share: float | None, stands: Band) -> IndicatorRow:
    row = one.indicator
    valued = [(read, read.value) for read in one.readings if read.value is not None]
    newest, actual = valued[-1] if valued else (None, None)
    gap = one.readings[-1].not_reported_reason if one.readings and newest is None else None
    return IndicatorRow(
        code=row.code,
        title=row.title,
        unit=row.unit,
        must_have=row.must_have,
        baseline=row.baseline_value,
        baseline_on=row.baseline_on,
        target=row.target_value,
        target_on=row.target_on,
        actual=actual,
        read_on=newest.period_end if newest else None,
        quality=_QUALITY[newest.quality] if newest and newest.quality else "",
        attainment=share,
        state=_state(row, stands, has_figure=newest is not None),
        points=tuple((read.period_end, value) for read, value in valued),
        gap=gap or ("" if newest else "no reading is confirmed"),
    )


def _state(row: Indicator, stands: Band, *, has_figure: bool) -> Mark:
    if not has_figure:
        return _NO_FIGURE
    if stands is Band.UNKNOWN and row.direction is Direction.MAINTAIN:
        return Mark(tone=Tone.IDLE, words="To be kept")
    return _BANDS[stands]


def counts(asked: Iterable[tuple[ChecklistEntry, Judged]]) -> tuple[RequirementCount, ...]:
    """How many mandatory entries stand how; states that nothing is in are left out."""
    found = [judged.standing for _, judged in _mandatory(asked)]
    return tuple(
        RequirementCount(words=mark.words, tone=mark.tone, number=found.count(standing))
        for standing, mark in STANDINGS.items()
        if standing in found
    )


def open_requirements(
    asked: Iterable[tuple[ChecklistEntry, Judged]], waits: Sequence[Wait]
) -> tuple[RequirementRow, ...]:
    """Mandatory entries that are not clear: what and who, no detail of the weakness."""
    return tuple(
        requirement(entry, judged, whom_of(_waits_for(entry, waits)))
        for entry, judged in _mandatory(asked)
        if not is_clear(judged)
    )


def _waits_for(entry: ChecklistEntry, waits: Sequence[Wait]) -> list[Wait]:
    """A proof is given once, whatever lists ask for it; it is checked for each gate apart."""
    found = [wait for wait in waits if wait.kind in _PROVEN and entry.requirement in wait.subjects]
    here = [wait for wait in found if wait.task.detail["gate"] == entry.gate]
    return here or found


def requirement(entry: ChecklistEntry, judged: Judged, owed_by: tuple[Whom, ...]) -> RequirementRow:
    return RequirementRow(
        requirement=entry.requirement,
        title=entry.title,
        state=_standing(entry, judged),
        owed_by=owed_by,
        since=judged.since or entry.applicable_since,
    )


def _mandatory(
    asked: Iterable[tuple[ChecklistEntry, Judged]],
) -> Iterator[tuple[ChecklistEntry, Judged]]:
    for entry, judged in asked:
        if entry.level is Level.MANDATORY:
            yield entry, judged


def _standing(entry: ChecklistEntry, judged: Judged) -> Mark:
    mark = STANDINGS[judged.standing]
    if judged.standing is Standing.PARTIALLY_MET and judged.review is not None:
        missing = len(entry.criteria - judged.review.ticked)
        return Mark(tone=mark.tone, words=f"Partly met: {missing} of {len(entry.criteria)} missing")
    if judged.because is Because.EXPIRED and judged.since is not None:
        return Mark(tone=mark.tone, words=f"Proof ran out on {day(judged.since)}")
    return mark


def waiver_row(title: str, waiver: WaiverOnRecord) -> WaiverRow:
    return WaiverRow(
        requirement=waiver.requirement,
        title=title,
        gates=tuple(sorted(waiver.gates)),
        measure=waiver.compensating_measure,
        starts=waiver.starts,
        expires=waiver.expires,
        agreed_by=tuple(vote.person_id for vote in waiver.votes),
    )
