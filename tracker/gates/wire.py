"""What comes in and goes out about gates."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct, field

from tracker.gates.models import Choice, Motion, MotionState, ReworkPoint
from tracker.kernel.actor import Role
from tracker.kernel.by_name import shown
from tracker.kernel.text import Code, Input, Line, LongText, OptionalText, ShortText
from tracker.process.dossier import Lapse
from tracker.process.renewals import Renewal
from tracker.process.stages import Operation, Scaling, Stage, Status, Verdict
from tracker.process.unmet import Unmet
from tracker.projects.models import Project
from tracker.projects.models.decisions import Condition, ConditionEnd, Decision


class NewCondition(Input):
    """Text, owner and last day (project's zone); `about` names the expected point it stands for.

    `renews`: close or renew what `about` names by that day. `replaces` ends an older condition.
    """

    text: ShortText
    owner_id: UUID
    due: date
    about: Line | None = None
    renews: bool = False
    replaces: UUID | None = None


class NewPoint(Input):
    """A numbered point of rework: `what` is a deliverable's code, a requirement's id, or free."""

    what: Line
    text: ShortText
    owner_id: UUID
    due: date


class Move(Input):
    """A motion: what the decision would say.

    `leads_to` left out: the project stays. `supersedes`: the decision it takes back. `new_end`:
    the last day of an extended pilot. `look_again_on`: with hold. `partner`: with a referral.
    `operation_after` and `live_until`: with G5 to the decision. `changes`: with "adapt".
    `resubmit_until`: with rework at G1.
    """

    verdict: Verdict
    grounds: LongText
    leads_to: Stage | None = None
    scaling: Scaling | None = None
    conditions: Annotated[list[NewCondition], Meta(max_length=100)] = field(default_factory=list)
    points: Annotated[list[NewPoint], Meta(max_length=100)] = field(default_factory=list)
    voids: Annotated[list[UUID], Meta(max_length=100)] = field(default_factory=list)
    changes: Annotated[list[Code], Meta(max_length=10)] = field(default_factory=list)
    operation_after: Operation | None = None
    live_until: date | None = None
    new_end: date | None = None
    look_again_on: date | None = None
    resubmit_until: date | None = None
    partner: Line | None = None
    supersedes: UUID | None = None


class NewVote(Input):
    """A voice for one seat; against needs grounds."""

    seat: Code
    choice: Choice
    grounds: OptionalText = ""


class NewDelegation(Input):
    seat: Code
    delegate_id: UUID


class NewReminder(Input):
    seat: Code


class DecisionReason(Input):
    reason: LongText


class Ending(Input):
    """How a condition ends; only `met` by hand, the others by a decision of the panel."""

    end: ConditionEnd
    proof: ShortText


class PointAnswer(Input):
    answer: ShortText


class Handover(Input):
    """Who owes a point from now on, and why somebody else does."""

    owner_id: UUID
    reason: ShortText


class OperationChangeAsked(Input):
    """What becomes of the equipment; `off` needs proof."""

    becomes: Operation
    reason: LongText
    proof_file_id: UUID | None = None


class VoteView(Struct, frozen=True, kw_only=True):
    """`letter_id`: it came by signed letter, which a second person compared."""

    person_id: UUID
    seat: str
    choice: Choice
    grounds: str
    stands_in: bool
    letter_id: UUID | None
    at: datetime


class MotionView(Struct, frozen=True, kw_only=True):
    """A motion; `state` reads lapsed as soon as nothing can be decided on it any more."""

    id: UUID
    project: str
    gate: str
    round: int
    verdict: Verdict
    leads_to: Stage | None
    scaling: Scaling | None
    grounds: str
    conditions: list[Any]
    points: list[Any]
    supersedes_id: UUID | None
    dossier_digest: str
    moved_by: UUID
    opened_on: date
    state: str
    votes: list[VoteView]
    version: int

    @classmethod
    def of(
        cls, row: Motion, code: str, votes: list[VoteView], state: MotionState | None = None
    ) -> "MotionView":
        return shown(
            cls,
            row,
            project=code,
            conditions=list(row.conditions),
            points=list(row.points),
            state=(state or row.state).value,
            votes=votes,
        )


class DecisionView(Struct, frozen=True, kw_only=True):
    """A decision as it was made; `stale` and `taken_back_by` are of today.

    `stale` names what a moving decision in force rests on and what changed since.
    `silent_city`: a manager sat for a city that stayed silent; the days on which it was reminded.
    """

    id: UUID
    gate: str
    round: int
    verdict: Verdict
    leads_to: Stage | None
    scaling: Scaling | None
    grounds: str
    partner: str | None
    silent_city: list[date]
    snapshot_sha256: str
    prev_sha256: str
    supersedes_id: UUID | None
    taken_back_by: UUID | None
    stale: list[str]
    decided_at: datetime
    decided_by: UUID

    @classmethod
    def of(
        cls, row: Decision, taken_back_by: UUID | None, stale: Iterable[str] = ()
    ) -> "DecisionView":
        return shown(
            cls,
            row,
            silent_city=[date.fromisoformat(day) for day in row.silent_city],
            taken_back_by=taken_back_by,
            stale=list(stale),
        )


class ConditionView(Struct, frozen=True, kw_only=True):
    """`times_replaced`: how often the date or text was set anew before this one."""

    id: UUID
    decision_id: UUID
    requirement: str | None
    renews: bool
    text: str
    owner_id: UUID
    due: date
    end: ConditionEnd | None
    ended_by: UUID | None
    replaces_id: UUID | None
    times_replaced: int
    version: int

    @classmethod
    def of(cls, row: Condition, times_replaced: int) -> "ConditionView":
        return shown(cls, row, times_replaced=times_replaced)


class PointView(Struct, frozen=True, kw_only=True):
    id: UUID
    decision_id: UUID
    what: str
    text: str
    owner_id: UUID
    due: date
    answer: str | None
    answered_by: UUID | None
    confirmed_by: UUID | None
    version: int

    @classmethod
    def of(cls, row: ReworkPoint) -> "PointView":
        return shown(cls, row)


class GateLine(Struct, frozen=True, kw_only=True):
    """One gate of the project's way; `standing` is ahead, here, passed or not_on_the_way."""

    gate: str
    title: str
    standing: str
    decisions: list[DecisionView]


class ClosingDuty(Struct, frozen=True, kw_only=True):
    """What is owed after the end, by whom and by which day (project's zone).

    `list`: closing or G6, for a requirement; `condition_id`: for a condition still open; neither:
    the equipment is to be switched off.
    """

    list: str | None
    requirement: str | None
    condition_id: UUID | None
    what: str
    owed_by: tuple[Role, ...]
    due: date


class GatesView(Struct, frozen=True, kw_only=True):
    """The way of one project today; `operation` is as the rules of lapse and term read it.

    `status_text`: the status with what is still owed, such as "stopped, 3 closing duties open".
    `live_until`: the last day to which the decision that ended the pilot lets it run.
    """

    project: str
    stage: Stage
    status: Status
    status_text: str
    operation: Operation
    suspend_or_restore_by: date | None
    live_until: date | None
    lapses: list[Lapse]
    gates: list[GateLine]
    motion_id: UUID | None
    conditions: list[ConditionView]
    points: list[PointView]
    closing_duties: list[ClosingDuty]


class ReadinessView(Struct, frozen=True, kw_only=True):
    """What stands in the way of this verdict today; `expected` must become conditions.

    `renewals` are proofs that fall due in the stage that the verdict leads to.
    """

    project: str
    gate: str
    verdict: Verdict
    leads_to: Stage | None
    as_of: datetime
    ready: bool
    unmet: list[Unmet]
    expected: list[Unmet]
    renewals: list[Renewal]


class OperationView(Struct, frozen=True, kw_only=True):
    """`waits_for_another`: the first of two consents is given, operation is as it was."""

    project: str
    operation: Operation
    waits_for_another: bool

    @classmethod
    def of(cls, project: Project, asked: Operation) -> "OperationView":
        return cls(
            project=project.code,
            operation=project.operation,
            waits_for_another=project.operation is not asked,
        )
