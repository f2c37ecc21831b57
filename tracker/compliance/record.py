"""What is on record about the requirements of one project, as plain data; days come later."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from tracker.compliance.lists import Answer
from tracker.compliance.models import EvidenceForm
from tracker.process.stages import DutyRole, Operation, Stage


class AnswerOnRecord(Struct, frozen=True, kw_only=True):
    """An answer to a fact; `confirmed` is None until the reviewer has looked at it."""

    id: UUID
    fact: str
    answer: Answer
    reason: str
    by: UUID
    at: datetime
    confirmed: bool | None
    checked_by: UUID | None
    checked_at: datetime | None
    replaces_id: UUID | None


class EvidenceOnRecord(Struct, frozen=True, kw_only=True):
    """A piece with its withdrawal, if any; `file_sha256` is that of the stored file.

    `uploaded_by` stored the file; `delivered_by` handed in the submission whose pages these are.
    """

    id: UUID
    requirement: str
    organisation_id: UUID
    kind: str
    title: str
    effective_on: date
    valid_until: date | None
    form: EvidenceForm
    file_id: UUID | None
    file_sha256: str | None
    pages: str | None
    submission_id: UUID | None
    url: str | None
    seen_by: UUID | None
    seen_on: date | None
    kept_at: str | None
    page_count: int | None
    seen_sha256: str | None
    submitted_by: UUID
    submitted_at: datetime
    replaces_id: UUID | None
    withdrawn_at: datetime | None
    uploaded_by: UUID | None
    delivered_by: UUID | None

    @property
    def authors(self) -> frozenset[UUID]:
        """Everybody who submitted, saw, uploaded or delivered it: none of them verifies it."""
        people = (self.submitted_by, self.uploaded_by, self.delivered_by, self.seen_by)
        return frozenset(person for person in people if person is not None)


class ReviewOnRecord(Struct, frozen=True, kw_only=True):
    """`sample`: whoever takes the sample looked after the verifier had accepted this set."""

    id: UUID
    requirement: str
    gate: str
    visit: int
    evidence_digest: str
    pieces: tuple[UUID, ...]
    ticked: frozenset[int]
    rejected: bool
    more_wanted: bool
    comment: str
    by: UUID
    at: datetime
    verified_as: DutyRole
    sample: bool


class JustificationOnRecord(Struct, frozen=True, kw_only=True):
    """`verified` is None until the verifier has answered."""

    id: UUID
    requirement: str
    text: str
    by: UUID
    at: datetime
    verified: bool | None
    checked_by: UUID | None
    checked_at: datetime | None


class VoteOnRecord(Struct, frozen=True, kw_only=True):
    person_id: UUID
    role: DutyRole
    in_favour: bool
    at: datetime


class WaiverOnRecord(Struct, frozen=True, kw_only=True):
    """A waiver with its votes; `uses` are the gates passed with it, each with the visit."""

    id: UUID
    requirement: str
    gates: frozenset[str]
    reason: str
    compensating_measure: str
    residual_risk: str
    requested_by: UUID
    organisation_id: UUID
    requested_at: datetime
    starts: date
    expires: date
    action: str
    action_owner: UUID
    action_due: date
    revoked_at: datetime | None
    votes: tuple[VoteOnRecord, ...]
    uses: frozenset[tuple[str, int]]


class VisitOnRecord(Struct, frozen=True, kw_only=True):
    number: int
    stage: Stage
    entered_on: date
    asked: str | None
    left_visit: int | None


class EventOnRecord(Struct, frozen=True, kw_only=True):
    """`source` says what it came from; of a rework it is the requirement sent back."""

    kind: str
    source: str
    on_day: date
    at: datetime


class OperationOnRecord(Struct, frozen=True, kw_only=True):
    becomes: Operation
    on_day: date


class UpgradeOnRecord(Struct, frozen=True, kw_only=True):
    """An approved change of catalogue, or its reversal; ids of published versions."""

    from_id: UUID
    to_id: UUID
    at: datetime


class Record(Struct, frozen=True, kw_only=True):
    """Everything, oldest first; the mappings are by fact or requirement."""

    zone: str
    answers: Mapping[str, tuple[AnswerOnRecord, ...]]
    evidence: Mapping[str, tuple[EvidenceOnRecord, ...]]
    reviews: Mapping[str, tuple[ReviewOnRecord, ...]]
    justifications: Mapping[str, tuple[JustificationOnRecord, ...]]
    waivers: Mapping[str, tuple[WaiverOnRecord, ...]]
    visits: tuple[VisitOnRecord, ...]
    events: tuple[EventOnRecord, ...]
    operations: tuple[OperationOnRecord, ...]
    upgrades: tuple[UpgradeOnRecord, ...]

    @property
    def field_work(self) -> bool:
        """Whether a decision ever led to the preparation of a pilot."""
        return any(visit.stage is Stage.PREPARATION for visit in self.visits)

    def pieces(self, requirement: str) -> tuple[EvidenceOnRecord, ...]:
        """The current set: what was neither withdrawn nor replaced."""
        handed_in = self.evidence.get(requirement, ())
        replaced = {piece.replaces_id for piece in handed_in}
        return tuple(
            piece for piece in handed_in if piece.withdrawn_at is None and piece.id not in replaced
        )

    def hands_on(self, requirement: str) -> dict[UUID, datetime]:
        """Everybody who ever handed in, wrote, saw or requested something here, and since when.

        They do not verify it nor agree to its waiver, and reviews they made before count no more.
        """
        claims = (
            *((one.authors, one.submitted_at) for one in self.evidence.get(requirement, ())),
            *(({one.by}, one.at) for one in self.justifications.get(requirement, ())),
            *(({one.requested_by}, one.requested_at) for one in self.waivers.get(requirement, ())),
        )
        since: dict[UUID, datetime] = {}
        for people, at in claims:
            for person in people:
                since[person] = min(at, since.get(person, at))
        return since
