"""With whom a deliverable was, so that nobody is charged with another's days. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise

from msgspec import Struct

from tracker.kernel.actor import Role
from tracker.process.working_days import days_late
from tracker.studies.models import Outcome
from tracker.studies.rules import SentBack, Version


class DaysWith(Struct, frozen=True, kw_only=True):
    """Working days that a deliverable was with somebody: `role` has to accept it, None owes it.

    `since`: the day from which it is with them now, None where it is not.
    """

    role: Role | None
    days: int
    since: date | None


class _Span(Struct, frozen=True):
    """`until` None: it is there still."""

    role: Role | None
    since: date
    until: date | None


def days_with(
    began: date,
    versions: Sequence[Version],
    returns: Sequence[SentBack],
    acceptors: Iterable[str],
    day_of: Callable[[datetime], date],
    today: date,
) -> list[DaysWith]:
    """By whom it is owed first, then by who accepts it; `versions` are the oldest first.

    It is with its owner until a version is handed in, then with each role that has to accept it
    until that has spoken, another one has sent it back, or a newer version took its place.
    `day_of` says on what day an instant is.
    """
    roles = [Role(one) for one in acceptors]
    spans = list(_spans(began, versions, returns, roles, day_of))
    return [
        DaysWith(
            role=role,
            days=sum(days_late(one.since, one.until or today) for one in spans if one.role is role),
            since=next((one.since for one in spans if one.role is role and not one.until), None),
        )
        for role in (None, *roles)
    ]


def _spans(
    began: date,
    versions: Sequence[Version],
    returns: Sequence[SentBack],
    roles: Sequence[Role],
    day_of: Callable[[datetime], date],
) -> Iterator[_Span]:
    owed: date | None = began
    for version, following in pairwise([*versions, None]):
        if version is None:
            continue
        replaced = following.at if following is not None else None
        handed_in = day_of(version.at)
        if owed is not None:
            yield _Span(None, owed, handed_in)
        back = _sent_back(version, returns, replaced)
        for role in roles:
            spoke = next((said.at for said in version.said if said.role is role), None)
            until = min((one for one in (spoke, back, replaced) if one is not None), default=None)
            yield _Span(role, handed_in, day_of(until) if until is not None else None)
        owed = day_of(back) if back is not None else None
    if owed is not None:
        yield _Span(None, owed, None)


def _sent_back(
    version: Version, returns: Iterable[SentBack], replaced: datetime | None
) -> datetime | None:
    """When a review or a gate sent a version back, before a newer one took its place."""
    found = [one.at for one in version.said if one.outcome is Outcome.RETURNED]
    found += [
        one.at for one in returns if one.at >= version.at and (not replaced or one.at < replaced)
    ]
    return min(found, default=None)
