"""Answers to facts, and justifications: claims that another person checks."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, String, Uuid, cast, literal, null, select, type_coerce, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.lists import Answer
from tracker.compliance.models import (
    CheckOutcome,
    FactAnswer,
    FactCheck,
    Justification,
    JustificationCheck,
)
from tracker.compliance.record import AnswerOnRecord, JustificationOnRecord
from tracker.kernel.database import for_system, rows_of
from tracker.kernel.scoped import PROJECT


class Claims(Struct, frozen=True, kw_only=True):
    answers: dict[str, tuple[AnswerOnRecord, ...]]
    justifications: dict[str, tuple[JustificationOnRecord, ...]]


async def claims(session: AsyncSession, project_id: UUID) -> Claims:
    """All claims in one statement, oldest first, with the checks of them."""
    rows = await rows_of(session, _claims(), project_id=project_id)
    return Claims(
        answers=_answers(row for row in rows if row.what == "answer"),
        justifications=_justifications(row for row in rows if row.what == "justification"),
    )


@cache
def _claims() -> Select[Any]:
    answers = (
        select(
            literal("answer").label("what"),
            FactAnswer.id,
            FactAnswer.fact.label("subject"),
            type_coerce(FactAnswer.answer, String).label("answer"),
            FactAnswer.reason.label("text"),
            FactAnswer.by,
            FactAnswer.created_at.label("at"),
            type_coerce(FactCheck.outcome, String).label("outcome"),
            FactCheck.person_id.label("checked_by"),
            FactCheck.created_at.label("checked_at"),
            FactAnswer.replaces_id,
        )
        .outerjoin(FactCheck, FactCheck.fact_answer_id == FactAnswer.id)
        .where(FactAnswer.project_id == PROJECT)
    )
    justifications = (
        select(
            literal("justification"),
            Justification.id,
            Justification.requirement,
            cast(null(), String()),
            Justification.text,
            Justification.by,
            Justification.created_at,
            type_coerce(JustificationCheck.outcome, String),
            JustificationCheck.person_id,
            JustificationCheck.created_at,
            cast(null(), Uuid()),
        )
        .outerjoin(JustificationCheck, JustificationCheck.justification_id == Justification.id)
        .where(Justification.project_id == PROJECT)
    )
    both = union_all(answers, justifications).subquery()
    return for_system(select(both).order_by(both.c.at, both.c.id), "the status of requirements")


def _answers(rows: Iterable[Any]) -> dict[str, tuple[AnswerOnRecord, ...]]:
    """By fact, each answer after the one that it replaces."""
    after: dict[tuple[str, UUID | None], AnswerOnRecord] = {}
    for row in rows:
        after[row.subject, row.replaces_id] = AnswerOnRecord(
            id=row.id,
            fact=row.subject,
            answer=Answer(row.answer),
            reason=row.text,
            by=row.by,
            at=row.at,
            confirmed=_agreed(row.outcome),
            checked_by=row.checked_by,
            checked_at=row.checked_at,
            replaces_id=row.replaces_id,
        )
    return {fact: tuple(_chain(fact, after)) for fact, _ in after}


def _chain(
    fact: str, after: dict[tuple[str, UUID | None], AnswerOnRecord]
) -> Iterator[AnswerOnRecord]:
    answer = after.get((fact, None))
    while answer is not None:
        yield answer
        answer = after.get((fact, answer.id))


def _justifications(rows: Iterable[Any]) -> dict[str, tuple[JustificationOnRecord, ...]]:
    by_requirement: dict[str, tuple[JustificationOnRecord, ...]] = {}
    for row in rows:
        ground = JustificationOnRecord(
            id=row.id,
            requirement=row.subject,
            text=row.text,
            by=row.by,
            at=row.at,
            verified=_agreed(row.outcome),
            checked_by=row.checked_by,
            checked_at=row.checked_at,
        )
        by_requirement[row.subject] = (*by_requirement.get(row.subject, ()), ground)
    return by_requirement


def _agreed(outcome: str | None) -> bool | None:
    return None if outcome is None else outcome == CheckOutcome.CONFIRMED
