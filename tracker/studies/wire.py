"""What comes in and goes out about deliverables."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, field

from tracker.kernel.actor import Role
from tracker.kernel.by_name import shown
from tracker.kernel.text import Code, Input, Line, LongText, OptionalText, ShortText
from tracker.process.stages import Stage
from tracker.projects.models.submissions import Submission
from tracker.studies.models import (
    Deliverable,
    DueChange,
    Outcome,
    OwnerCapacity,
    Remark,
    RemarkAnswer,
    RemarkSettlement,
    SubmissionReview,
    TimeAnswer,
    TimeOutcome,
    TimeRequest,
)
from tracker.studies.rules import DeliverableStanding, HandInDuty, State, is_late
from tracker.studies.templates import Template, TemplateEntry, each

Acceptors = Annotated[list[Role], Meta(min_length=1, max_length=6)]
Files = Annotated[list[UUID], Meta(min_length=1, max_length=50)]


class NewDeliverable(Input):
    """`due` is a day in the zone of who owes it; `acceptors` are roles that each have to accept.

    Without `organisation_id` it is owed by the city, the secretariat, or whichever firm holds the
    capacity. `only_for_pilot`: not asked where the study leads to no pilot.
    """

    code: Code
    title: Line
    stage: Stage
    owner_capacity: OwnerCapacity
    acceptors: Acceptors
    minimum_content: LongText
    due: date | None = None
    organisation_id: UUID | None = None
    required: bool = True
    only_for_pilot: bool = False


class NewPlan(Input):
    """A template by its name, and the day of kick-off that its weeks are counted from."""

    template: Code
    kick_off: date


class TemplateEntryView(Struct, frozen=True, kw_only=True):
    """A deliverable of a template, due `weeks` of five working days after kick-off.

    `pay_percent` is a share of the contract, as a proposal.
    """

    code: str
    title: str
    stage: Stage
    weeks: int
    owner_capacity: OwnerCapacity
    acceptors: list[Role]
    pay_percent: int | None
    only_for_pilot: bool
    minimum_content: str

    @classmethod
    def of(cls, entry: TemplateEntry) -> "TemplateEntryView":
        return shown(
            cls,
            entry,
            owner_capacity=entry.owner,
            acceptors=list(entry.acceptors),
            pay_percent=entry.pay,
            minimum_content=entry.content,
        )


class TemplateView(Struct, frozen=True, kw_only=True):
    """A template; what comes again stands in it as often as it is planned."""

    name: str
    title: str
    begins: Stage
    entries: list[TemplateEntryView]

    @classmethod
    def of(cls, template: Template) -> "TemplateView":
        return cls(
            name=template.name,
            title=template.title,
            begins=template.begins,
            entries=[TemplateEntryView.of(entry) for entry in each(template)],
        )


class DeliverableChange(Input):
    """Left out means unchanged; a due date that was given moves only with a `reason`."""

    title: Line | UnsetType = UNSET
    minimum_content: LongText | UnsetType = UNSET
    organisation_id: UUID | UnsetType | None = UNSET
    due: date | UnsetType = UNSET
    reason: ShortText | None = None


class DeliverableView(Struct, frozen=True, kw_only=True):
    """A deliverable and how its newest version `number` stands since an instant.

    `due` is the last day in the zone of the organisation that owes it, of the project where several
    do or none; `late`: it has ended there and it is the owner's
    turn, in the present stage of an active project.
    """

    id: UUID
    project_id: UUID
    code: str
    title: str
    stage: Stage
    owner_capacity: OwnerCapacity
    organisation_id: UUID | None
    original_due: date | None
    due: date | None
    late: bool
    acceptors: list[str]
    minimum_content: str
    required: bool
    only_for_pilot: bool
    state: State
    number: int | None
    state_since: datetime | None
    version: int

    @classmethod
    def of(
        cls, row: Deliverable, stands: DeliverableStanding, duty: HandInDuty
    ) -> "DeliverableView":
        return shown(
            cls,
            row,
            late=is_late(stands, row.due, duty),
            acceptors=list(row.acceptors),
            state=stands.state,
            number=stands.number,
            state_since=stands.since,
        )


class NewSubmission(Input):
    """Files uploaded to the project by the same organisation before.

    `answers` are to open remarks on earlier versions, by their ids; what is left out stays
    open and goes with this version.
    """

    files: Files
    note: OptionalText = ""
    answers: Annotated[dict[UUID, ShortText], Meta(max_length=200)] = field(default_factory=dict)


class NewRemark(Input):
    """Something to be changed, at a place in the document, such as `page 12, table 4`."""

    text: ShortText
    place: Annotated[str, Meta(max_length=400)] = ""


class NewSubmissionReview(Input):
    """`comments` or `remarks` are needed unless the version is accepted as it is.

    `settled` are open remarks of one's own, or of one's role, that ask for nothing any more;
    whoever accepts the version as it is settles all of them.
    """

    outcome: Outcome
    settled: Annotated[list[UUID], Meta(max_length=200)] = field(default_factory=list)
    remarks: Annotated[list[NewRemark], Meta(max_length=100)] = field(default_factory=list)
    comments: OptionalText = ""


class RemarkAnswerView(Struct, frozen=True, kw_only=True):
    """What was answered with version `number`."""

    number: int
    text: str
    by: UUID
    at: datetime

    @classmethod
    def of(cls, row: RemarkAnswer, number: int) -> "RemarkAnswerView":
        return shown(cls, row, number=number, at=row.created_at)


class RemarkView(Struct, frozen=True, kw_only=True):
    """A remark asked on version `asked_on`, with its answers, the oldest first.

    `settled_by` None: it is open, and goes with the newest version.
    """

    id: UUID
    number: int
    place: str
    text: str
    role: Role
    by: UUID
    at: datetime
    asked_on: int
    answers: list[RemarkAnswerView]
    settled_by: UUID | None
    settled_at: datetime | None

    @classmethod
    def of(
        cls,
        row: Remark,
        asked_on: int,
        answers: list[RemarkAnswerView],
        settled: RemarkSettlement | None,
    ) -> "RemarkView":
        return shown(
            cls,
            row,
            at=row.created_at,
            asked_on=asked_on,
            answers=answers,
            settled_by=settled.by if settled is not None else None,
            settled_at=settled.created_at if settled is not None else None,
        )


class NewTimeRequest(Input):
    """`wanted` is the day, in the zone of who owes the deliverable, by which it would come."""

    wanted: date
    reason: ShortText


class NewTimeAnswer(Input):
    """Granted, the day moves to what was asked for; `reason` is told to who asked."""

    answer: TimeOutcome
    reason: ShortText


class TimeRequestView(Struct, frozen=True, kw_only=True):
    """A request for a later day; `granted` None: nobody has answered it."""

    id: UUID
    deliverable_id: UUID
    wanted: date
    reason: str
    by: UUID
    at: datetime
    granted: bool | None
    answer: str | None
    answered_by: UUID | None
    answered_at: datetime | None

    @classmethod
    def of(cls, row: TimeRequest, answered: TimeAnswer | None) -> "TimeRequestView":
        return shown(
            cls,
            row,
            at=row.created_at,
            granted=answered.granted if answered is not None else None,
            answer=answered.reason if answered is not None else None,
            answered_by=answered.by if answered is not None else None,
            answered_at=answered.created_at if answered is not None else None,
        )


class DueChangeView(Struct, frozen=True, kw_only=True):
    """Why a due day moved."""

    was: date
    becomes: date
    reason: str
    by: UUID
    at: datetime

    @classmethod
    def of(cls, row: DueChange) -> "DueChangeView":
        return shown(cls, row, at=row.created_at)


class SubmissionReviewView(Struct, frozen=True, kw_only=True):
    id: UUID
    submission_id: UUID
    person_id: UUID
    role: Role
    outcome: Outcome
    comments: str
    at: datetime

    @classmethod
    def of(cls, row: SubmissionReview) -> "SubmissionReviewView":
        return shown(cls, row, at=row.created_at)


class SubmissionView(Struct, frozen=True, kw_only=True):
    """One version with its files and reviews."""

    id: UUID
    deliverable_id: UUID
    number: int
    organisation_id: UUID
    note: str
    submitted_by: UUID
    submitted_at: datetime
    files: list[UUID]
    reviews: list[SubmissionReviewView]

    @classmethod
    def of(
        cls, row: Submission, files: list[UUID], reviews: list[SubmissionReviewView]
    ) -> "SubmissionView":
        return shown(cls, row, submitted_at=row.created_at, files=files, reviews=reviews)
