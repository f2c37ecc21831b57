"""Words that stand for a code within a sentence, and are translated with it."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import reduce

from tracker.kernel.saying import Filled
from tracker.web.language import N_
from tracker.web.words import FIELDS, MEMBERS

_WITHIN = {
    "ConcernKind.issue": N_("issue"),
    "ConcernKind.risk": N_("risk"),
    "ConditionEnd.met": N_("met"),
    "ConditionEnd.replaced": N_("replaced"),
    "ConditionEnd.void": N_("no longer needed"),
    "DutyRole.city": N_("City's contact"),
    "DutyRole.city_privacy": N_("City's privacy contact"),
    "DutyRole.city_security": N_("City's security contact"),
    "DutyRole.consultant": N_("Consulting company"),
    "DutyRole.gate_board": N_("Reviewer or manager"),
    "DutyRole.manager": N_("Programme manager"),
    "DutyRole.officer": N_("Project officer"),
    "DutyRole.reviewer": N_("Security and privacy reviewer"),
    "DutyRole.risk_owner": N_("City's approver"),
    "DutyRole.supplier": N_("Solution provider"),
    "MotionState.carried": N_("carried out"),
    "MotionState.lapsed": N_("lapsed"),
    "MotionState.lost": N_("lost"),
    "MotionState.open": N_("open"),
    "MotionState.withdrawn": N_("withdrawn"),
    "ReadingStatus.entered": N_("not checked yet"),
    "ReadingStatus.replaced": N_("replaced"),
    "ReadingStatus.returned": N_("returned"),
    "ReadingStatus.verified": N_("confirmed"),
    "Side.city": N_("city"),
    "Side.officer": N_("officer"),
    "WaiverState.expired": N_("over"),
    "WaiverState.granted": N_("agreed"),
    "WaiverState.rejected": N_("rejected"),
    "WaiverState.requested": N_("asked for"),
    "WaiverState.revoked": N_("revoked"),
}
"""Words within a sentence, where they differ from the label."""


def word_of(member: StrEnum) -> Filled:
    """The word for a member of an enum; KeyError where no table has one."""
    key = f"{type(member).__name__}.{member.value}"
    return Filled(_WITHIN.get(key) or MEMBERS[key])


def label_of(field: str) -> Filled:
    """What a field of a form is called, in quotes; the name in the code, which an API takes, where
    no form has it.
    """
    return Filled(N_("“%(field)s”"), field=Filled(FIELDS[field]) if field in FIELDS else field)


def any_of(members: Iterable[StrEnum]) -> Filled:
    """`Project officer or Programme manager`."""
    words = map(word_of, dict.fromkeys(members))
    return reduce(lambda one, other: Filled(_OR, one=one, other=other), words)


def all_of(words: Iterable[str]) -> Filled:
    """`Places, Theme`; what is `Filled` is translated."""
    given = (one if isinstance(one, Filled) else Filled("%(one)s", one=one) for one in words)
    return reduce(lambda one, other: Filled(_AND, one=one, other=other), given)


_OR = N_("%(one)s or %(other)s")
_AND = N_("%(one)s, %(other)s")


def of_day(name: str, day: date) -> Filled:
    """`Kick-off, 25 November 2026`, for a choice among things that have a day."""
    return Filled("%(name)s, %(day)s", name=name, day=day)


def seat_word(seat: str) -> Filled:
    """A seat of a panel by its name; those of a committee are numbered."""
    number = seat.rpartition("_")[2]
    if number.isdigit():
        return Filled(N_("Committee member %(number)s"), number=number)
    return Filled(MEMBERS["Role.committee_member" if seat == "committee" else f"Role.{seat}"])
