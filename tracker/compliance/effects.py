"""What answers to the facts bring onto the lists, and what they take away. Pure."""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from tracker.compliance.catalogue import Catalogue
from tracker.compliance.catalogue_checks import CLOSING
from tracker.compliance.facts import Answers, after, of_project, yes_since
from tracker.compliance.lists import Answer, applies, asked, closing_list
from tracker.compliance.record import AnswerOnRecord

_NOBODY = UUID(int=0)


class Asking(Struct, frozen=True, kw_only=True):
    """What the gates ahead, or the end, may ask of a project."""

    catalogue: Catalogue
    gates: tuple[str, ...]
    field_work: bool

    def of(self, yes: Set[str]) -> frozenset[str]:
        """The ids of the requirements that are asked while these facts count as yes."""
        lists = [
            closing_list(self.catalogue)
            if gate == CLOSING
            else asked(self.catalogue, gate, field_work=self.field_work)
            for gate in self.gates
        ]
        return frozenset(
            one.requirement.id
            for list_ in lists
            for one in list_
            if applies(one.requirement, one.entry, frozenset(yes))
        )


class Effect(Struct, frozen=True, kw_only=True):
    """Ids of requirements: those that come in at once, and those that fall away once what is
    answered no is confirmed.
    """

    comes_in: frozenset[str]
    falls_away: frozenset[str]

    @property
    def some(self) -> bool:
        return bool(self.comes_in or self.falls_away)


def effect(asking: Asking, answers: Answers, new: Mapping[str, Answer], at: datetime) -> Effect:
    """Of new answers beside those on record; an answer that is there already changes nothing."""
    given = [
        _given(fact, answer, at) for fact, answer in new.items() if _is_new(answers, fact, answer)
    ]
    confirmed = [
        replace(one, confirmed=True, checked_at=at) if one.answer is Answer.NO else one
        for one in given
    ]
    before = asking.of(_yes(asking, answers))
    now = asking.of(_yes(asking, after(answers, given)))
    then = asking.of(_yes(asking, after(answers, confirmed)))
    return Effect(comes_in=now - before, falls_away=(now | before) - then)


def effect_of_each(
    asking: Asking, answers: Answers, facts: Iterable[str], at: datetime
) -> dict[str, Effect]:
    """What each fact alone would change: to No where it counts as yes, else to Yes."""
    yes = _yes(asking, answers)
    others = {fact: Answer.NO if fact in yes else Answer.YES for fact in facts}
    return {fact: effect(asking, answers, {fact: other}, at) for fact, other in others.items()}


def _is_new(answers: Answers, fact: str, answer: Answer) -> bool:
    given = answers.get(fact, ())
    return not given or given[-1].answer is not answer or given[-1].confirmed is not True


def _yes(asking: Asking, answers: Answers) -> Set[str]:
    return yes_since(of_project(asking.catalogue, answers)).keys()


def _given(fact: str, answer: Answer, at: datetime) -> AnswerOnRecord:
    return AnswerOnRecord(
        id=_NOBODY,
        fact=fact,
        answer=answer,
        reason="",
        by=_NOBODY,
        at=at,
        confirmed=None,
        checked_by=None,
        checked_at=None,
        replaces_id=None,
    )
