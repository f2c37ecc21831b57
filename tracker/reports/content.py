"""What a report says, apart from how it looks.

A report is made in three steps: facts are read in one transaction, `status.py` or `memo.py` turns
them into the structs below (pure), and `word/` draws those. The structs are what is frozen: their
canonical JSON is the report's snapshot, so whatever Word prints must be in here. Persons are ids;
their names are looked up when the document is drawn, for names live in one table only.
Dates are days in the project's zone; instants are UTC.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from tracker.tasks.rated import Dimension, Rating


class Tone(StrEnum):
    """How a status is marked beside its words (interface.md: ok, wait, warn, stop, exception)."""

    OK = "ok"
    WAIT = "wait"
    WARN = "warn"
    STOP = "stop"
    EXCEPTION = "exception"
    IDLE = "idle"


class Mark(Struct, frozen=True, kw_only=True):
    """A status as people read it; the symbol follows from the tone."""

    tone: Tone
    words: str


class Override(Struct, frozen=True, kw_only=True):
    """An officer's rating in place of the computed one; printed beside it with its reason."""

    rating: Rating
    reason: str
    by: UUID


class RatingLine(Struct, frozen=True, kw_only=True):
    """One dimension. `previous`: what the last report printed. `evidence`: a sentence a fact."""

    dimension: Dimension
    previous: Rating | None
    computed: Rating
    evidence: tuple[str, ...]
    override: Override | None = None


class Heading(Struct, frozen=True, kw_only=True):
    """What stands at the top of each report. `as_of` is UTC, `zone` the project's IANA zone.

    `author` None is the operator at the command line.
    """

    code: str
    title: str
    city: str
    country: str
    call: str
    theme: str
    consultant: str
    provider: str
    stage: str
    status: str
    as_of: datetime
    zone: str
    author: UUID | None
    number: int
    journal_seq: int
    catalogue_version: str


class GateRow(Struct, frozen=True, kw_only=True):
    """A gate on the project's way: planned day and the days of its decisions."""

    gate: str
    title: str
    planned: date | None
    decided: date | None
    standing: Mark


class Whom(Struct, frozen=True, kw_only=True):
    """Somebody who is waited for: a person, whose office `words` names; without one, a firm or a
    role in words.
    """

    person: UUID | None
    words: str


class DeliverableRow(Struct, frozen=True, kw_only=True):
    """`days_late` are working days past the due day of whoever has the move; () is nobody's."""

    code: str
    title: str
    owner: str
    original_due: date | None
    due: date | None
    submitted: date | None
    version: int
    state: Mark
    days_late: int
    whose_move: tuple[Whom, ...]


class RequirementCount(Struct, frozen=True, kw_only=True):
    words: str
    tone: Tone
    number: int


class RequirementRow(Struct, frozen=True, kw_only=True):
    """A mandatory requirement of the next gate that is open; no detail of the weakness."""

    requirement: str
    title: str
    state: Mark
    owed_by: tuple[Whom, ...]
    since: date | None


class WaiverRow(Struct, frozen=True, kw_only=True):
    """An exception in force; always printed. `expires`: its last day."""

    requirement: str
    title: str
    gates: tuple[str, ...]
    measure: str
    starts: date
    expires: date
    agreed_by: tuple[UUID, ...]


class ConditionRow(Struct, frozen=True, kw_only=True):
    gate: str
    text: str
    owner: UUID
    due: date
    state: Mark


class IndicatorRow(Struct, frozen=True, kw_only=True):
    """An indicator with its newest verified reading.

    `attainment` is the share of the way from baseline to target, 1.0 being the target (domain.md
    4.2), None where it is undefined. `points`: period end and value of each counted reading,
    oldest first, for the chart. `gap`: why there is no figure.
    """

    code: str
    title: str
    unit: str
    must_have: bool
    baseline: float | None
    baseline_on: date | None
    target: float | None
    target_on: date | None
    actual: float | None
    read_on: date | None
    quality: str
    attainment: float | None
    state: Mark
    points: tuple[tuple[date, float], ...] = ()
    gap: str = ""


class Money(Struct, frozen=True, kw_only=True):
    """`amount` in minor units of `currency` (KRW has none, USD has two)."""

    amount: int
    currency: str


class MoneyRow(Struct, frozen=True, kw_only=True):
    """Co-funding by source, per currency only; nothing is added up across currencies."""

    source: str
    pledged: tuple[Money, ...]
    confirmed: tuple[Money, ...]
    received: tuple[Money, ...]


class LogRow(Struct, frozen=True, kw_only=True):
    """A risk or an issue; `trend` is a symbol and a word, `weight` the exposure out of 25."""

    kind: str
    title: str
    owner: UUID | None
    due: date | None
    trend: str
    weight: str


class AskRow(Struct, frozen=True, kw_only=True):
    """A decision that somebody is waited for: what, from whom, by when, and what delay costs.

    `days_late` are working days past that day.
    """

    what: str
    whom: tuple[Whom, ...]
    by: date | None
    days_late: int
    consequence: str


class WaitRow(Struct, frozen=True, kw_only=True):
    """Something that waits for somebody: since when, by when, and how many working days late."""

    what: str
    whom: tuple[Whom, ...]
    since: date
    due: date | None
    days_late: int


class FileRow(Struct, frozen=True, kw_only=True):
    name: str
    what: str
    received: date
    sha256: str


class ChangeRow(Struct, frozen=True, kw_only=True):
    """Acts of one kind on one day, from the journal: the first and the last entry's number."""

    first: int
    last: int
    on: date
    words: str


class WeaknessRow(Struct, frozen=True, kw_only=True):
    """An open weakness in words; printed only in the restricted annex."""

    requirement: str
    title: str
    severity: str
    what: str
    why: str
    due: date | None


class StatusReport(Struct, frozen=True, kw_only=True):
    """The status of one project on one day, in the order in which it is printed (domain.md 5.2).

    `period_from`: the day of the last report, else the day the project entered its stage.
    `foreword`: the author's own words; `summary` is computed.
    `weaknesses`, and `restricted_risks` of security and privacy, go into a separate document for
    officers, managers, reviewers and the city.
    """

    heading: Heading
    period_from: date
    period_to: date
    foreword: str
    summary: str
    ratings: tuple[RatingLine, ...]
    gates: tuple[GateRow, ...]
    waivers: tuple[WaiverRow, ...]
    conditions: tuple[ConditionRow, ...]
    deliverables: tuple[DeliverableRow, ...]
    next_gate: str
    counts: tuple[RequirementCount, ...]
    open_requirements: tuple[RequirementRow, ...]
    indicators: tuple[IndicatorRow, ...]
    money: tuple[MoneyRow, ...]
    risks: tuple[LogRow, ...]
    asks: tuple[AskRow, ...]
    waits: tuple[WaitRow, ...]
    done: tuple[str, ...]
    planned: tuple[str, ...]
    changes: tuple[ChangeRow, ...]
    files: tuple[FileRow, ...]
    weaknesses: tuple[WeaknessRow, ...]
    restricted_risks: tuple[LogRow, ...] = ()


class VoteRow(Struct, frozen=True, kw_only=True):
    """`signed_on`: it came by signed letter; `at` is when it was compared and counted."""

    seat: str
    person: UUID
    choice: Mark
    grounds: str
    at: datetime
    signed_on: date | None = None


class VerdictOption(Struct, frozen=True, kw_only=True):
    """A verdict that was open; `unmet` counts what stood against it, None where nobody asked."""

    words: str
    unmet: int | None
    chosen: bool


class DecisionMemo(Struct, frozen=True, kw_only=True):
    """One gate decision as it was taken (domain.md 5.4), from its sealed snapshot alone.

    `decided_at` is UTC. `taken_back_on` is the only thing of a later day.
    """

    heading: Heading
    gate: str
    gate_title: str
    round: int
    question: str
    decider: str
    verdict: Mark
    leads_to: str
    grounds: str
    deliverables: tuple[DeliverableRow, ...]
    counts: tuple[RequirementCount, ...]
    requirements: tuple[RequirementRow, ...]
    not_asked: tuple[str, ...]
    indicators: tuple[IndicatorRow, ...]
    readiness_areas: tuple[tuple[str, str], ...]
    waivers: tuple[WaiverRow, ...]
    funding: tuple[str, ...]
    unmet: tuple[str, ...]
    options: tuple[VerdictOption, ...]
    conditions: tuple[ConditionRow, ...]
    stale: tuple[str, ...]
    votes: tuple[VoteRow, ...]
    dissent: tuple[VoteRow, ...]
    decided_at: datetime
    decided_by: UUID
    snapshot_sha256: str
    prev_sha256: str
    taken_back_on: date | None = None
