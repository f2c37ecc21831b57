"""What comes in and goes out about proposals, and what a gate asks of them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, field

from tracker.kernel.by_name import shown
from tracker.kernel.text import Code, Count, Input, Line, LongText, OptionalText, ShortText
from tracker.process.stages import Status
from tracker.programme.models import Call
from tracker.projects.models import Project
from tracker.proposals.models import (
    ConflictOfInterest,
    Eligibility,
    EligibilityCheck,
    Proposal,
    ProposalVersion,
)
from tracker.proposals.rules import ProposalState, state_of

Answers = Annotated[dict[Code, OptionalText], Meta(max_length=200)]
"""A question's code to its answer."""
Files = Annotated[list[UUID], Meta(max_length=50)]


class Held(Struct, frozen=True, kw_only=True):
    """A proposal, its project and its call, locked for a command."""

    call: Call
    project: Project
    proposal: Proposal


class Member(Struct, frozen=True, kw_only=True):
    """A seated committee member, as the newest version of one proposal finds them."""

    person_id: UUID
    organisation_id: UUID
    number: int
    conflicted: bool
    scores_in: bool


class NewProposal(Input):
    """A draft may be unfinished; it is checked when it is submitted."""

    title: Line
    challenges: OptionalText = ""
    solution_id: UUID | None = None
    answers: Answers = field(default_factory=dict)


class PaperProposal(Input):
    """A proposal that a city sent on paper; `original_id` is of a file uploaded to the call."""

    city_id: UUID
    original_id: UUID
    title: Line
    challenges: LongText
    solution_id: UUID | None = None
    answers: Answers = field(default_factory=dict)


class ProposalChange(Input):
    """Left out means unchanged; `files` are ids of files uploaded to the project."""

    title: Line | UnsetType = UNSET
    challenges: OptionalText | UnsetType = UNSET
    solution_id: UUID | UnsetType | None = UNSET
    answers: Answers | UnsetType = UNSET
    files: Files | UnsetType = UNSET


class ProposalLine(Struct, frozen=True, kw_only=True):
    """A line of the list; `number` is that of the newest version, 0 for a draft.

    `status` is its project's. A draft whose call has closed reads withdrawn in both.
    """

    id: UUID
    project: str
    project_id: UUID
    call_id: UUID
    city: str
    title: str
    status: Status
    state: ProposalState
    number: int
    submitted_at: datetime | None
    withdrawn_at: datetime | None


class ProposalView(Struct, frozen=True, kw_only=True):
    """The city reads its draft, everybody else the newest version handed in.

    `resubmit_until` is a day in the project's zone; `eligible` is None until that version was
    checked. `status` is the project's; a draft whose call has closed reads withdrawn in both.
    """

    id: UUID
    project: str
    project_id: UUID
    call_id: UUID
    city_id: UUID
    status: Status
    state: ProposalState
    title: str
    challenges: str
    solution_id: UUID | None
    answers: dict[str, str]
    files: list[UUID]
    number: int
    receipt: str | None
    submitted_at: datetime | None
    withdrawn_at: datetime | None
    resubmit_until: date | None
    eligible: bool | None
    eligibility_reasons: str | None
    version: int

    @classmethod
    def of(
        cls,
        row: Proposal,
        project: Project,
        status: Status,
        text: Proposal | ProposalVersion,
        check: EligibilityCheck | None,
    ) -> "ProposalView":
        """`status` as it reads now."""
        return shown(
            cls,
            row,
            project=project.code,
            project_id=project.id,
            city_id=project.city_id,
            status=status,
            state=state_of(status, row.submitted_at, row.withdrawn_at),
            title=text.title,
            challenges=text.challenges,
            solution_id=text.solution_id,
            answers=dict(text.answers),
            files=[UUID(file_id) for file_id in text.files],
            eligible=None if check is None else check.result is Eligibility.ELIGIBLE,
            eligibility_reasons=None if check is None else check.reasons,
        )


class ReceiptView(Struct, frozen=True, kw_only=True):
    """What the city keeps as proof; its last part is the beginning of the content's SHA-256."""

    proposal_id: UUID
    number: int
    receipt: str
    submitted_at: datetime

    @classmethod
    def of(cls, row: ProposalVersion) -> "ReceiptView":
        return cls(
            proposal_id=row.proposal_id,
            number=row.number,
            receipt=row.receipt,
            submitted_at=row.created_at,
        )


class Withdrawal(Input):
    reason: ShortText


class NewEligibilityCheck(Input):
    """`reasons` are required where the proposal is not eligible."""

    result: Eligibility
    reasons: OptionalText = ""


class EligibilityView(Struct, frozen=True, kw_only=True):
    id: UUID
    number: int
    result: Eligibility
    reasons: str
    by: UUID

    @classmethod
    def of(cls, row: EligibilityCheck) -> "EligibilityView":
        return shown(cls, row)


class NewConflict(Input):
    reason: ShortText


class ConflictView(Struct, frozen=True, kw_only=True):
    id: UUID
    number: int
    person_id: UUID
    reason: str

    @classmethod
    def of(cls, row: ConflictOfInterest) -> "ConflictView":
        return shown(cls, row)


class ScoreGiven(Input):
    criterion_id: UUID
    points: Count
    comment: OptionalText = ""


class NewScores(Input):
    """Every criterion of the call exactly once."""

    scores: Annotated[list[ScoreGiven], Meta(max_length=50)]


class ScoreView(Struct, frozen=True, kw_only=True):
    criterion_id: UUID
    points: int
    comment: str


class MemberScores(Struct, frozen=True, kw_only=True):
    """One member's scores; `total` is out of 100. A conflicted member's count for nothing."""

    person_id: UUID
    conflicted: bool
    total: str
    scores: list[ScoreView]


class ScoresView(Struct, frozen=True, kw_only=True):
    """Scores of one version; `mean` of the members' totals, out of 100, None without any."""

    number: int
    mean: str | None
    members: list[MemberScores]
