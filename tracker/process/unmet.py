"""What readiness answers: one point for each thing in the way."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from tracker.kernel.actor import Role


class FixKind(StrEnum):
    """Where a point is mended; `web` makes a link of it."""

    REQUIREMENT = "requirement"
    EVIDENCE = "evidence"
    DELIVERABLE = "deliverable"
    CONDITION = "condition"
    REWORK_POINT = "rework_point"
    INDICATOR = "indicator"
    PROJECT = "project"
    PROPOSAL = "proposal"
    CALL = "call"
    AGREEMENTS = "agreements"
    EVALUATION = "evaluation"
    OPERATION = "operation"
    PEOPLE = "people"
    MOTION = "motion"
    VOTE_LETTER = "vote_letter"
    GATE = "gate"
    WAIVER = "waiver"
    JUSTIFICATION = "justification"
    FACT = "fact"
    FACT_ANSWER = "fact_answer"
    SUBMISSION = "submission"
    READING = "reading"
    CHECK_IN = "check_in"
    CONCERN = "concern"
    UPGRADE = "upgrade"
    MEMBERSHIP = "membership"
    LETTER = "letter"


class Fix(Struct, frozen=True, kw_only=True):
    kind: FixKind
    id: str


class Unmet(Struct, frozen=True, kw_only=True):
    """One thing in the way: `why` is a sentence, `since` a day in the project's zone."""

    rule: str
    subject: str
    what: str
    why: str
    owed_by: tuple[Role, ...]
    since: date | None
    fix: Fix


class Refusal(Struct, frozen=True, kw_only=True):
    """A no that stays on record: returned, never raised, so that its journal entry is kept.

    `four_eyes`: another person may do it; else the state of things forbids it to everybody.
    """

    sentence: str
    reasons: tuple[Unmet | str, ...]
    four_eyes: bool = False
