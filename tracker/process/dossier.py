"""Everything a gate wants to know, part by part. No part has a favourable default."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from tracker.kernel.actor import Role
from tracker.process.entry import ChecklistEntry
from tracker.process.stages import Operation, Scaling, Severity, Stage, Status
from tracker.process.terms import Terms


class ProjectFacts(Struct, frozen=True, kw_only=True):
    """The project row and its way; days are in the project's zone.

    `next_stage` is where the move leads that this dossier was put together for (None: nowhere),
    `planned_end` that stage's planned end (follow-up needs none: its check-ins have their days).
    `extensions` counts the decisions in force that extended the pilot since the newest G4 decision
    in force. `field_work` is true from the first decision that led to preparation, for good.
    """

    id: UUID
    code: str
    stage: Stage
    stage_since: date
    status: Status
    visit: int
    next_stage: Stage | None
    planned_end: date | None
    operation: Operation
    went_live: bool
    handed_over_to: str | None
    owner_after: str | None
    operating_unit: str | None
    funding_after: str | None
    field_work: bool
    g4_in_force: bool
    extensions: int
    installed: bool


class ProposalFacts(Struct, frozen=True, kw_only=True):
    """The newest version (number 0: none) and what was made of it.

    `content_sha256` is of what its `receipt` vouches for. `eligible` is None until checked;
    `scores_missing` counts members without conflict, `scores_sha256` is over their points.
    """

    submitted: bool
    version: int
    receipt: str | None
    content_sha256: str | None
    eligible: bool | None
    scores_missing: int
    scores_sha256: str
    places_left: int


class ContractFacts(Struct, frozen=True, kw_only=True):
    on_file: frozenset[str]


class DeliverableFacts(Struct, frozen=True, kw_only=True):
    """How it stands; of a deliverable of the present stage only versions of this visit count.

    `accepted_version` is set when every acceptor role accepted the newest version that counts;
    `ever_accepted` tells of any version. `submitted_by` handed in a version that counts, also one
    that was returned.
    """

    id: UUID
    code: str
    title: str
    stage: Stage
    required: bool
    only_for_pilot: bool
    due: date | None
    accepted_version: int | None
    accepted_on: date | None
    ever_accepted: bool
    submitted_by: frozenset[UUID]
    owed_by: tuple[Role, ...]
    returned_on: date | None


class StudyFacts(Struct, frozen=True, kw_only=True):
    deliverables: tuple[DeliverableFacts, ...]


class IndicatorFacts(Struct, frozen=True, kw_only=True):
    id: UUID
    code: str
    title: str
    has_baseline: bool


class EvaluationFacts(Struct, frozen=True, kw_only=True):
    """The newest evaluation of this visit: locked once accepted by officer and city.

    `submitted_by` handed in an evaluation of this visit, the newest or an earlier one.
    """

    id: UUID
    digest: str
    submitted_by: frozenset[UUID]
    accepted: bool


class PilotFacts(Struct, frozen=True, kw_only=True):
    indicators: tuple[IndicatorFacts, ...]
    evaluation: EvaluationFacts | None


class WatchedList(Struct, frozen=True, kw_only=True):
    """Mandatory entries watched for lapse, judged by the second clock (process.md, section 5).

    `visit` is the visit that the decision which asked the list ended; `live_since` the first
    go-live after it, None while nothing is live. `live_from` is the newest go-live or restoration.
    """

    gate: str
    visit: int
    passed_on: date
    live_since: date | None
    live_from: date | None
    entries: tuple[ChecklistEntry, ...]


class ComplianceFacts(Struct, frozen=True, kw_only=True):
    """`asked`: the list of the way; `become_conditions`: G6 entries written into a decision."""

    catalogue_sha256: str
    facts: tuple[tuple[str, str], ...]
    asked: tuple[ChecklistEntry, ...]
    become_conditions: tuple[ChecklistEntry, ...]
    watched: tuple[WatchedList, ...]


class ConditionFacts(Struct, frozen=True, kw_only=True):
    """An open condition of a decision in force; `renews` names the requirement it renews."""

    id: UUID
    gate: str
    text: str
    due: date
    owner_id: UUID
    owed_by: tuple[Role, ...]
    decided_on: date
    renews: str | None


class ReworkPointFacts(Struct, frozen=True, kw_only=True):
    id: UUID
    what: str
    text: str
    answered: bool
    confirmed: bool
    pointed_on: date
    owed_by: tuple[Role, ...]


class RecordFacts(Struct, frozen=True, kw_only=True):
    open_conditions: tuple[ConditionFacts, ...]
    rework_points: tuple[ReworkPointFacts, ...]


class Candidate(Struct, frozen=True, kw_only=True):
    """Somebody who could fill a seat: a holder of its role, or a deputy named beforehand.

    A delegate carries the bars of both: `also_barred_as` is the person who delegated.
    """

    seat: str
    person_id: UUID
    role: Role
    holder: bool
    conflicted: bool
    scores_in: bool
    also_barred_as: UUID | None


class StaleDecision(Struct, frozen=True, kw_only=True):
    """A moving decision in force whose grounds changed since: the parts of its digest that did."""

    id: UUID
    gate: str
    round: int
    parts: tuple[str, ...]


class Hands(Struct, frozen=True, kw_only=True):
    """Whose hands were on what a gate rests on: bars B2 and B3 of process.md section 2."""

    contributed: frozenset[UUID]
    verified_last: frozenset[UUID]


class PanelFacts(Struct, frozen=True, kw_only=True):
    """Who could sit, and who could move.

    `taken_back` is of a motion that takes a decision back: whose hands were on what that decision
    rested on, as it was sealed. None: the rest of the dossier tells. `left_on`: for a seat without
    any candidate, the last day of whoever held its role last.
    """

    candidates: tuple[Candidate, ...]
    left_on: tuple[tuple[str, date], ...]
    movers: frozenset[UUID]
    quorum: int
    voting_day: date | None
    taken_back: Hands | None


class MoveFacts(Struct, frozen=True, kw_only=True):
    """What the motion itself says; all None when readiness is only asked."""

    scaling: Scaling | None
    operation_after: Operation | None
    live_until: date | None
    changes: tuple[str, ...]


class Dossier(Struct, frozen=True, kw_only=True):
    """What a decision rests on: dates, not answers that depend on the day; `today` is apart."""

    today: date
    as_of: datetime
    terms: Terms
    project: ProjectFacts
    proposal: ProposalFacts | None
    contract: ContractFacts
    study: StudyFacts
    pilot: PilotFacts
    compliance: ComplianceFacts
    record: RecordFacts
    panel: PanelFacts
    move: MoveFacts
    stale: tuple[StaleDecision, ...]


class Lapse(Struct, frozen=True, kw_only=True):
    """Assurance that ended: `severity` is the entry's, or high for an overdue condition."""

    gate: str
    subject: str
    why: str
    since: date
    severity: Severity
    owed_by: tuple[Role, ...]
