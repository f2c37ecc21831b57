"""The list of a gate as people read it."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from tracker.compliance.wire.evidence import EvidenceView
from tracker.compliance.wire.waivers import WaiverState
from tracker.kernel.actor import Role
from tracker.process.stages import DutyRole, Level, Severity
from tracker.process.status import Because, Standing


class CriterionLine(Struct, frozen=True, kw_only=True):
    """A criterion; `index` is what a review ticks, `ticked` says what the newest review did."""

    index: int
    text: str
    asked: bool
    ticked: bool


class ReviewLine(Struct, frozen=True, kw_only=True):
    """The newest review for this gate; its comment is empty where it speaks of others' evidence."""

    id: UUID
    evidence_digest: str
    of_this_set: bool
    by: UUID
    at: datetime
    rejected: bool
    more_wanted: bool
    comment: str
    verified_as: DutyRole


class WaiverLine(Struct, frozen=True, kw_only=True):
    """A waiver; `number` counts those asked for here, `missing` who has yet to agree."""

    id: UUID
    number: int
    gates: list[str]
    state: WaiverState
    starts: date
    expires: date
    used_up_for: list[str]
    requested_by: UUID
    compensating_measure: str
    residual_risk: str
    action: str
    action_owner: UUID
    action_due: date
    missing: list[DutyRole]


class JustificationLine(Struct, frozen=True, kw_only=True):
    """The newest justification; `verified` is None until the verifier has answered."""

    id: UUID
    text: str
    by: UUID
    at: datetime
    verified: bool | None


class NextStep(Struct, frozen=True, kw_only=True):
    """What clears the entry next, and who does it."""

    what: str
    who: list[DutyRole]


class ChecklistLine(Struct, frozen=True, kw_only=True):
    """One entry: how it stands today and why. Days are in the project's zone.

    `set_digest` names the current evidence set for a review; `hidden_pieces` counts evidence of
    other organisations that the reader does not see. `next` is None where nothing is left to do.
    `holds_until` is the last day on which it is clear by what it rests on now; None without end.
    """

    requirement: str
    title: str
    gate: str
    level: Level
    severity: Severity
    statement: str
    expects: str
    applicable: bool
    applicable_since: date | None
    standing: Standing
    because: Because
    since: date | None
    clear: bool
    holds_until: date | None
    why: str | None
    criteria: list[CriterionLine]
    set_digest: str
    pieces: list[EvidenceView]
    hidden_pieces: int
    review: ReviewLine | None
    waivable: bool
    waivers: list[WaiverLine]
    justification: JustificationLine | None
    provided_by: list[DutyRole]
    owed_by: list[Role]
    verified_by: DutyRole
    next: NextStep | None

    @property
    def blocks(self) -> bool:
        """Whether its gate waits for it."""
        return self.level is Level.MANDATORY and not self.clear


class Checklist(Struct, frozen=True, kw_only=True):
    """The list of a gate on a day; `clear` when every applicable mandatory entry is.

    A firm sees the entries that it provides for, and only its own organisation's evidence;
    `clear` is about all entries for everybody.
    """

    project: str
    gate: str
    outcome: str | None
    today: date
    catalogue: str
    catalogue_sha256: str
    clear: bool
    entries: list[ChecklistLine]
