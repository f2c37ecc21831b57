"""How long tasks hold by themselves: the first instant at which time alone may change them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Date, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates.models import Motion
from tracker.kernel.actor import OrganisationKind
from tracker.kernel.database import for_system
from tracker.kernel.days import begin_of
from tracker.people.models import Membership
from tracker.process.entry import ChecklistEntry
from tracker.process.status import last_day, renewal_lapses_from
from tracker.process.terms import Terms
from tracker.process.today import InZone, project_day
from tracker.process.working_days import working_day_after
from tracker.programme.models import CommitteeSeat
from tracker.projects.models import Assignment, Deputy, Project

_DAY = timedelta(days=1)
_THE_PRESENT = frozenset({"today", "as_of"})
"""Fields that say when the facts were read, and not what they are."""


def first_turn(facts: Iterable[Any], project: InZone, now: datetime) -> datetime | None:
    """The first instant after `now` that the facts name, as a day that begins, or that is over.

    It may come too early, and then nothing has changed; it never comes too late.
    """
    today = project_day(project, now)
    turns = set[datetime]()
    for found in _times(facts):
        if isinstance(found, datetime):
            if found > now:
                turns.add(found)
        elif found >= today:
            day = found if found > today else found + _DAY
            turns.add(begin_of(day, project.zone))
    return min((turn for turn in turns if turn > now), default=None)


def _times(facts: Any) -> Iterator[date | datetime]:
    """Every day and instant in plain data, and those that an entry's rules count from them.

    What several facts share is looked at once.
    """
    todo, seen = [facts], dict[int, Any]()  # kept, so that no other gets the same id
    while todo:
        value = todo.pop()
        if isinstance(value, date):  # an instant is one too
            yield value
        elif (parts := _PARTS[_shape_of(type(value))]) is not None and id(value) not in seen:
            seen[id(value)] = value
            todo.extend(parts(value))
            if isinstance(value, ChecklistEntry):
                yield from _of_entry(value)


_PARTS: Mapping[type | None, Callable[[Any], Iterable[Any]] | None] = {
    Struct: lambda value: (
        getattr(value, name) for name in value.__struct_fields__ if name not in _THE_PRESENT
    ),
    Mapping: lambda value: value.values(),
    Iterable: iter,
    None: None,
}


_SHAPES: dict[type, type | None] = {}


def _shape_of(kind: type) -> type | None:
    """What of `_PARTS` it is; there are few types, and asking an abstract one takes long."""
    if kind not in _SHAPES:
        text = issubclass(kind, str | bytes)
        fits = (one for one in _PARTS if one is not None and not text and issubclass(kind, one))
        _SHAPES[kind] = next(fits, None)
    return _SHAPES[kind]


def _of_entry(entry: ChecklistEntry) -> Iterator[date]:
    yield from (day for piece in entry.pieces if (day := last_day(entry, piece)) is not None)


def renewals(entries: Iterable[ChecklistEntry], live_since: date | None) -> Iterator[date]:
    """The days on which renewals that are missed lapse."""
    if live_since is not None:
        for entry in entries:
            yield from renewal_lapses_from(entry, live_since)


async def days_of_people(session: AsyncSession, project: Project, today: date) -> list[date]:
    """The next days on which roles, assignments, deputies or seats begin or end; one statement."""
    theirs = select(Assignment.organisation_id).where(Assignment.project_id == project.id)
    members = or_(
        Membership.kind == OrganisationKind.SECRETARIAT, Membership.organisation_id.in_(theirs)
    )
    deputies = or_(Deputy.project_id == project.id, Deputy.project_id.is_(None))
    periods: list[tuple[Any, Any, ColumnElement[bool]]] = [
        (Membership.starts, Membership.until, members),
        (Assignment.starts, Assignment.until, Assignment.project_id == project.id),
        (Deputy.starts, Deputy.until, deputies),
        (CommitteeSeat.starts, CommitteeSeat.until, CommitteeSeat.call_id == project.call_id),
    ]
    on = literal(today, Date())
    asked = union_all(
        *(
            select(func.min(day).label("day")).where(where, is_ahead)
            for starts, until, where in periods
            for day, is_ahead in ((starts, starts > on), (until, until >= on))
        )
    )
    found = await session.scalars(for_system(select(asked.subquery().c.day), "who comes and goes"))
    return [day for day in found if day is not None]


def motion_turns(motion: Motion, terms: Terms) -> Iterator[date | datetime]:
    """When a motion grows too old, and when deputies and managers may sit for who stays silent."""
    for factor in (1, 2):
        yield motion.created_at + factor * timedelta(days=terms.motion_days, seconds=1)
    for waited in (terms.silent_working_days, terms.city_silent_working_days):
        yield working_day_after(motion.opened_on, waited)
    if motion.look_again_on is not None:
        yield motion.look_again_on
