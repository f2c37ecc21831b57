"""Answers to the facts of a catalogue, and the reviewer's look at them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from tracker.compliance.lists import Answer
from tracker.compliance.models import CheckOutcome, FactAnswer, FactCheck
from tracker.kernel.by_name import shown
from tracker.kernel.text import Code, Input, OptionalText, ShortText


class NewAnswer(Input):
    answer: Answer
    reason: ShortText


class NewAnswers(Input):
    """Answers by fact, for one reason. Those that are on record already are left as they are."""

    answers: Annotated[dict[Code, Answer], Meta(min_length=1, max_length=100)]
    reason: ShortText


class NewCheck(Input):
    outcome: CheckOutcome
    comment: OptionalText = ""


class FactView(Struct, frozen=True, kw_only=True):
    """A fact with its newest answer, and what it counts for since which day (project's zone).

    Unknown and a "no" that nobody confirmed count as yes. `confirmed` is None until checked.
    """

    fact: str
    question: str
    help: str
    answer: Answer
    answer_id: UUID | None
    reason: str | None
    by: UUID | None
    at: datetime | None
    confirmed: bool | None
    checked_by: UUID | None
    counts_as: Answer
    since: date | None


class AnswerView(Struct, frozen=True, kw_only=True):
    id: UUID
    fact: str
    answer: Answer
    reason: str
    by: UUID
    at: datetime
    replaces_id: UUID | None

    @classmethod
    def of(cls, row: FactAnswer) -> "AnswerView":
        return shown(cls, row, at=row.created_at)


class AnswersView(Struct, frozen=True, kw_only=True):
    """The answers that were put on record together, in the order of the catalogue."""

    items: list[AnswerView]


class FactCheckView(Struct, frozen=True, kw_only=True):
    id: UUID
    fact_answer_id: UUID
    by: UUID
    outcome: CheckOutcome
    comment: str
    at: datetime

    @classmethod
    def of(cls, row: FactCheck) -> "FactCheckView":
        return shown(cls, row, by=row.person_id, at=row.created_at)
