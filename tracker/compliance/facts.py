"""What the answers to the facts count for, and since when. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from tracker.compliance.catalogue import Catalogue
from tracker.compliance.lists import Answer
from tracker.compliance.record import AnswerOnRecord

Answers = Mapping[str, tuple[AnswerOnRecord, ...]]
"""Answers by fact, each oldest first."""


class Counted(Struct, frozen=True, kw_only=True):
    """A fact as it counts: `changes` are the instants at which that turned round, oldest first.

    `answered_anew` are those at which another word was answered than before, unknown at first:
    that it counts for the same does not make unknown and yes the same.
    """

    newest: AnswerOnRecord | None
    counts: bool
    changes: tuple[datetime, ...]
    answered_anew: tuple[datetime, ...]

    @property
    def word(self) -> str:
        """The answer for a dossier: a "no" that nobody confirmed reads so."""
        if self.newest is None:
            return Answer.UNKNOWN.value
        if self.newest.answer is Answer.NO and self.counts:
            return "no_unconfirmed"
        return self.newest.answer.value


def history(answers: Sequence[AnswerOnRecord]) -> Counted:
    """Yes until a "no" is confirmed; a newer answer makes it yes again until that is confirmed."""
    counts, changes = True, []
    word, anew = Answer.UNKNOWN, []
    for answer in answers:
        if answer.answer is not word:
            word = answer.answer
            anew.append(answer.at)
        if not counts:
            counts = True
            changes.append(answer.at)
        if answer.answer is Answer.NO and answer.confirmed and answer.checked_at is not None:
            counts = False
            changes.append(answer.checked_at)
    return Counted(
        newest=answers[-1] if answers else None,
        counts=counts,
        changes=tuple(changes),
        answered_anew=tuple(anew),
    )


def of_project(catalogue: Catalogue, answers: Answers) -> dict[str, Counted]:
    """Every fact of the catalogue, in its order."""
    return {fact.id: history(answers.get(fact.id, ())) for fact in catalogue.facts}


def yes_since(facts: dict[str, Counted]) -> dict[str, datetime | None]:
    """The facts that count as yes, each with the instant since which it does; None always did."""
    return {
        fact: one.changes[-1] if one.changes else None for fact, one in facts.items() if one.counts
    }


def version(answers: Answers) -> int:
    """Which answers somebody has read: another number once there is one more."""
    return 1 + sum(len(given) for given in answers.values())


def after(answers: Answers, new: Sequence[AnswerOnRecord]) -> Answers:
    """The answers as they are with some more."""
    found = dict(answers)
    for one in new:
        found[one.fact] = (*found.get(one.fact, ()), one)
    return found
