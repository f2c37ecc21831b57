"""One requirement as a gate sees it: plain facts from which its status follows."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from tracker.kernel.actor import Role
from tracker.process.stages import DutyRole, Level, Severity


class Piece(Struct, frozen=True, kw_only=True):
    """A piece of evidence; `authors` are all whose it is, with who submitted it.

    `withdrawn_on` is the day in the project's zone on which it was withdrawn (not: replaced).
    """

    id: UUID
    digest: str
    effective_on: date
    valid_until: date | None
    submitted_by: UUID
    authors: frozenset[UUID]
    organisation_id: UUID
    withdrawn_on: date | None


class Review(Struct, frozen=True, kw_only=True):
    """A review for one gate; `on` is the day in the project's zone of the instant `at`.

    `sample_wanted`: it accepts, and counts once whoever takes the sample accepts too; a `sample`
    counts while the newest other review of its set accepts and is fresh itself.
    From `discounted_on` it accepts nothing: its author has a hand in what is reviewed.
    """

    id: UUID
    gate: str
    visit: int
    evidence_digest: str
    pieces: tuple[UUID, ...]
    ticked: frozenset[int]
    rejected: bool
    more_wanted: bool
    sample_wanted: bool
    sample: bool
    by: UUID
    at: datetime
    on: date
    discounted_on: date | None


class Event(Struct, frozen=True, kw_only=True):
    """A re-check event the requirement names; it bites from `on_day` in the project's zone.

    `recorded_on` is the day in that zone of the instant `recorded_at`: before it nobody could act.
    """

    kind: str
    on_day: date
    recorded_at: datetime
    recorded_on: date


class GrantedWaiver(Struct, frozen=True, kw_only=True):
    """A waiver all of whose approvers have agreed; counts on the days starts..expires.

    `granted_on` is the day in the project's zone of the instant `granted_at`, the last approval.
    From `revoked_on` it counts no more, nor from `discounted_on`: one who agreed then came to
    have a hand in what is waived.
    """

    id: UUID
    number: int
    gates: frozenset[str]
    starts: date
    expires: date
    granted_at: datetime
    granted_on: date
    requested_by: UUID
    used_up_for: frozenset[str]
    revoked_on: date | None
    discounted_on: date | None


class VerifiedJustification(Struct, frozen=True, kw_only=True):
    """A verified written ground for "not applicable"; lapses when a fact of the project changes.

    `facts_changed_on` is the day of the first such change, None while there is none.
    """

    id: UUID
    by: UUID
    verified_by: UUID
    facts_unchanged: bool
    facts_changed_on: date | None


class ChecklistEntry(Struct, frozen=True, kw_only=True):
    """A requirement on one gate's list with all that its status rests on; nothing is favourable.

    `pieces` is the current set, `set_digest` its digest. `reviews` are all reviews for this gate,
    oldest first. `events` are those the requirement names, oldest first. `criteria` are the
    indices asked at this gate. `former` is evidence that left the set, replaced or withdrawn: in
    the watch a review may still rest on what was replaced, never on what was withdrawn.
    `applicable_since` is the day in the project's zone of the instant `applicable_since_at`.
    `text_changed_at` is the upgrade of the catalogue that changed the wording, `text_changed_on`
    its day in the project's zone. `owed_by` provides; `checked_by` looks next at what is there.
    """

    requirement: str
    title: str
    gate: str
    level: Level
    severity: Severity
    expects: str
    applicable: bool
    applicable_since: date | None
    applicable_since_at: datetime | None
    criteria: frozenset[int]
    evidence_validity_days: int | None
    renew_every_days: int | None
    renew_is_report: bool
    grace_days: int
    rechecked_each_gate: bool
    pieces: tuple[Piece, ...]
    set_digest: str
    former: tuple[Piece, ...]
    reviews: tuple[Review, ...]
    review_begun: bool
    events: tuple[Event, ...]
    waivers: tuple[GrantedWaiver, ...]
    waiver_allowed: bool
    waiver_max_days: int | None
    justification: VerifiedJustification | None
    text_changed_at: datetime | None
    text_changed_on: date | None
    provided_by: tuple[DutyRole, ...]
    verified_by: DutyRole
    owed_by: tuple[Role, ...]
    checked_by: tuple[Role, ...]
    submitters: frozenset[UUID]
