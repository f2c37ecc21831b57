"""The memo of one gate decision, from its sealed snapshot: facts in, `DecisionMemo` out."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from tracker.compliance.record import WaiverOnRecord
from tracker.gates.models import Choice
from tracker.kernel.actor import Role
from tracker.pilots.models import Evaluation
from tracker.pilots.queries import Measured
from tracker.process import GATE_BY_ID, Gate, expected, unmet
from tracker.process.dossier import DeliverableFacts, Dossier
from tracker.process.gate import FORWARD
from tracker.process.panel import Panel
from tracker.process.stages import Level, Verdict
from tracker.process.status import Because, status, whose_move
from tracker.process.today import InZone, project_day
from tracker.projects.models.decisions import Decision
from tracker.reports import rows
from tracker.reports.content import (
    ConditionRow,
    DecisionMemo,
    DeliverableRow,
    Heading,
    Mark,
    Tone,
    VerdictOption,
    VoteRow,
    WaiverRow,
    Whom,
)
from tracker.reports.wording import STAGES, VERDICTS

_QUESTIONS = {
    "G1": "Shall the proposal be selected?",
    "G2": "Shall the study be commissioned?",
    "G3": "Is the study accepted, and shall a pilot be prepared?",
    "G4": "Shall the pilot go live?",
    "G5": "Is the pilot evaluated?",
    "G6": "Shall the solution be scaled?",
}
_CHOICES = {
    Choice.FOR: Mark(tone=Tone.OK, words="For"),
    Choice.AGAINST: Mark(tone=Tone.STOP, words="Against"),
}


class _Moved(Struct):
    conditions: list[dict[str, str | bool | None]]
    moved_by: UUID


class _Letter(Struct):
    signed_on: date


class _Voted(Struct):
    seat: str
    person: UUID
    choice: Choice
    grounds: str
    at: datetime
    stands_in: bool
    letter: _Letter | None = None


class _Decided(Struct):
    at: datetime
    by: UUID
    zone: str


class Sealed(Struct):
    """What a snapshot says, as `gates.snapshot` wrote it."""

    motion: _Moved
    votes: list[_Voted]
    decided: _Decided
    dossier: Dossier


class MemoFacts(Struct, frozen=True, kw_only=True):
    """A decision with what its snapshot names by id only.

    `measured` and `evaluation` are as they stood at the instant of the decision; `waivers` those
    that covered an entry, by their ids. `heading` is of today but for stage and instant.
    """

    decision: Decision
    heading: Heading
    taken_back_on: date | None
    measured: list[Measured]
    evaluation: Evaluation | None
    waivers: dict[UUID, WaiverOnRecord]


def unsealed(snapshot: str) -> Sealed:
    return msgspec.json.decode(snapshot, type=Sealed)


def decision_memo(facts: MemoFacts) -> DecisionMemo:
    """What was decided and on what; later changes do not show, but that it was taken back."""
    row, sealed = facts.decision, unsealed(facts.decision.snapshot)
    dossier, gate = sealed.dossier, GATE_BY_ID[row.gate]
    listed = [
        (entry, status(entry, dossier.today, dossier.project.visit))
        for entry in dossier.compliance.asked
    ]
    votes = tuple(
        VoteRow(
            seat=_seat(vote.seat),
            person=vote.person,
            choice=_CHOICES[vote.choice],
            grounds=vote.grounds,
            at=vote.at,
            signed_on=vote.letter.signed_on if vote.letter is not None else None,
        )
        for vote in sealed.votes
    )
    return DecisionMemo(
        heading=facts.heading,
        gate=gate.id,
        gate_title=gate.title,
        round=row.round,
        question=_QUESTIONS[gate.id],
        decider=_panel(gate.decided_by),
        verdict=VERDICTS[row.verdict],
        leads_to=_leads_to(row),
        grounds=row.grounds,
        deliverables=tuple(
            _deliverable(one, dossier.today)
            for one in dossier.study.deliverables
            if one.stage is dossier.project.stage
        ),
        counts=rows.counts(listed),
        requirements=tuple(
            rows.requirement(entry, judged, _in_words(whose_move(entry, judged)))
            for entry, judged in listed
            if entry.level is Level.MANDATORY and judged.because is not Because.FACTS
        ),
        not_asked=tuple(
            entry.title
            for entry, judged in listed
            if entry.level is Level.MANDATORY and judged.because is Because.FACTS
        ),
        indicators=rows.indicator_rows(facts.measured),
        readiness_areas=_areas(facts.evaluation),
        waivers=tuple(_waivers(facts, dossier)),
        funding=tuple(_funding(dossier)),
        unmet=tuple(str(point.why) for point in expected(gate, dossier, row.leads_to)),
        options=tuple(_options(gate, dossier, row, sealed.motion.moved_by)),
        conditions=tuple(_conditions(row.gate, sealed.motion.conditions)),
        stale=tuple(_stale(dossier)),
        votes=votes,
        dissent=tuple(
            vote for vote in votes if vote.choice.words == _CHOICES[Choice.AGAINST].words
        ),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        snapshot_sha256=row.snapshot_sha256,
        prev_sha256=row.prev_sha256,
        taken_back_on=facts.taken_back_on,
    )


def waivers_used(snapshot: str) -> set[UUID]:
    """The waivers that covered an entry when a decision was taken."""
    return set(_used(unsealed(snapshot).dossier))


def _used(dossier: Dossier) -> Iterator[UUID]:
    for entry in dossier.compliance.asked:
        judged = status(entry, dossier.today, dossier.project.visit)
        if judged.waiver is not None:
            yield judged.waiver.id


def _seat(name: str) -> str:
    return name.replace("_", " ")


def _panel(panel: Panel) -> str:
    if panel.is_committee:
        return "the selection committee"
    return ", ".join(_seat(seat.name) for seat in panel.seats)


def _leads_to(row: Decision) -> str:
    words = [STAGES[row.leads_to]] if row.leads_to is not None else []
    words += [row.scaling.value.replace("_", " ")] if row.scaling is not None else []
    words += [f"referred to {row.partner}"] if row.partner else []
    return ", ".join(words)


def _deliverable(one: DeliverableFacts, today: date) -> DeliverableRow:
    if one.accepted_version is not None:
        state = Mark(tone=Tone.OK, words="Accepted")
    elif one.returned_on is not None:
        state = Mark(tone=Tone.STOP, words="Changes asked")
    else:
        state = Mark(tone=Tone.WAIT, words="Not accepted")
    return DeliverableRow(
        code=one.code,
        title=one.title,
        owner=rows.roles(one.owed_by),
        original_due=None,
        due=one.due,
        submitted=one.accepted_on,
        version=one.accepted_version or 0,
        state=state,
        days_late=0,
        whose_move=() if one.accepted_version else _in_words(one.owed_by),
    )


def _in_words(owed_by: Iterable[Role]) -> tuple[Whom, ...]:
    """The sealed picture knows roles, and no names."""
    return tuple(Whom(person=None, words=rows.roles([role])) for role in owed_by)


def _areas(evaluation: Evaluation | None) -> tuple[tuple[str, str], ...]:
    if evaluation is None:
        return ()
    return tuple(
        (area.replace("_", " ").capitalize(), f"{said['score']} of 2: {said['note']}")
        for area, said in evaluation.readiness.items()
    )


def _waivers(facts: MemoFacts, dossier: Dossier) -> Iterator[WaiverRow]:
    titles = {entry.requirement: entry.title for entry in dossier.compliance.asked}
    for id_ in sorted(set(_used(dossier))):
        waiver = facts.waivers[id_]
        yield rows.waiver_row(titles[waiver.requirement], waiver)


def _funding(dossier: Dossier) -> Iterator[str]:
    project = dossier.project
    for words, value in (
        ("Owner afterwards", project.owner_after),
        ("Run by", project.operating_unit),
        ("Funding afterwards", project.funding_after),
        ("Handed over to", project.handed_over_to),
    ):
        if value:
            yield f"{words}: {value}."


def _stale(dossier: Dossier) -> Iterator[str]:
    """Earlier decisions whose grounds had changed by the day of this one."""
    for one in dossier.stale:
        yield f"{one.gate}, round {one.round}: {', '.join(one.parts)}."


def _options(gate: Gate, dossier: Dossier, row: Decision, mover: UUID) -> Iterator[VerdictOption]:
    """A pass is counted on the way that was decided; on another nobody asked the list."""
    for verdict, mark in VERDICTS.items():
        against: int | None = 0
        if verdict in FORWARD:
            against = None
            if row.leads_to is not None:
                against = len(unmet(gate, dossier, verdict, row.leads_to, mover))
        yield VerdictOption(words=mark.words, unmet=against, chosen=verdict is Verdict(row.verdict))


def _conditions(gate: str, asked: list[dict[str, str | bool | None]]) -> Iterator[ConditionRow]:
    for one in asked:
        yield ConditionRow(
            gate=gate,
            text=str(one["text"]),
            owner=UUID(str(one["owner_id"])),
            due=date.fromisoformat(str(one["due"])),
            state=Mark(tone=Tone.WAIT, words="Set"),
        )


def taken_back_on(decision: Decision, later: list[Decision], project: InZone) -> date | None:
    """The day, in the project's zone, of the decision that took this one back."""
    return next(
        (project_day(project, one.decided_at) for one in later if one.supersedes_id == decision.id),
        None,
    )
