"""What somebody can do now and a project waits for, whose it is, and who may know. Pure data.

Each feature has one generator beside its rules, from facts to tasks; `tracker/tasks` joins them.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from tracker.kernel.actor import CITY_ROLES, Actor, Role
from tracker.kernel.days import begin_of
from tracker.process.policy import may
from tracker.process.task_kinds import KINDS as KINDS
from tracker.process.task_kinds import Kind as Kind
from tracker.process.today import InZone
from tracker.process.unmet import FixKind

OUTSIDE = CITY_ROLES | {Role.FIRM_MEMBER}
"""Roles that are meant in a house: that of the project's city, of a firm that takes part."""


class Owner(Struct, frozen=True, kw_only=True):
    """Persons by name, or whoever holds one of `roles`; never somebody of `barred` (four eyes).

    Roles of a city or a firm are meant in one of `houses` alone, those of the secretariat
    wherever they are held.
    """

    persons: frozenset[UUID] = frozenset()
    roles: tuple[Role, ...] = ()
    houses: frozenset[UUID] = frozenset()
    barred: frozenset[UUID] = frozenset()


class Thing(Struct, frozen=True, kw_only=True):
    """What a task is done to: the id by which `fix` finds it, and its name for people."""

    id: str
    name: str


class Task(Struct, frozen=True, kw_only=True):
    """One thing to do now, or from the day `opens` on (None: now); equal things are one task.

    `subject` tells it from others of its kind in the project, and stays while the thing does.
    `things` are what it is done to, found by `fix`. `detail` has further values of the sentence.
    Days are days in the zone of who owes it, `zone` where that is not the project's: `since` the
    ball is theirs, `due` is the last day.
    `gates` are those it holds up. `firms`: of firms, these alone may know of it.
    """

    kind: Kind
    subject: str
    owner: Owner
    since: date
    fix: FixKind
    things: tuple[Thing, ...]
    due: date | None = None
    zone: str = ""
    opens: date | None = None
    detail: dict[str, str] = {}
    gates: tuple[str, ...] = ()
    firms: frozenset[UUID] = frozenset()


def may_do(actor: Actor, task: Task) -> bool:
    """Whether the task is this actor's, in the role in which they act now."""
    owner, act = task.owner, KINDS[task.kind].act
    if actor.person_id in owner.barred or (act is not None and not may(actor, act)):
        return False
    if actor.person_id in owner.persons:
        return True
    at_home = actor.role not in OUTSIDE or actor.organisation_id in owner.houses
    return actor.role in owner.roles and at_home


def may_know(actor: Actor, task: Task) -> bool:
    """Whether they may read of it, in a project that they see; another firm's is nobody's."""
    if may_do(actor, task):
        return True
    if actor.role is Role.FIRM_MEMBER:
        return actor.organisation_id in task.firms
    return may(actor, KINDS[task.kind].seen_with)


def late_from(task: Task, project: InZone) -> datetime | None:
    """The instant from which on it is late: its last day is over where it is owed."""
    if task.due is None:
        return None
    return begin_of(task.due + timedelta(days=1), task.zone or project.zone)


def keys(task: Task) -> tuple[str, ...]:
    """What names it among the tasks of its project, by each of the things that it is done to.

    The first is its own and nobody else's: equal tasks of two owners are done to other things.
    The others still find it once the first thing is done.
    """
    return tuple(f"{task.kind.value}:{task.subject}:{thing.id}" for thing in task.things)


_NO_DAY = "9999-12-31"


def rank(task: Task, project: str) -> str:
    """Sorts tasks: by their last day, those that hold up a gate first, then who waits longest."""
    due = task.due.isoformat() if task.due is not None else _NO_DAY
    free = "0" if task.gates else "1"
    return "|".join((due, free, task.since.isoformat(), project, keys(task)[0]))


def together(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Equal things of one owner, day and gate as one task that names them all.

    Equal are tasks of one kind and subject; `since` is the day of the one that waits longest.
    """
    joined: dict[tuple[object, ...], Task] = {}
    for one in tasks:
        key = (one.kind, one.subject, one.owner, one.due, one.opens, one.gates)
        known = joined.get(key)
        joined[key] = one if known is None else _joined(known, one)
    return tuple(joined.values())


def both(known: Task, one: Task) -> Task:
    """Two tasks of one kind and subject as one: everything it is done to, the earlier days."""
    due = min((day for day in (known.due, one.due) if day is not None), default=None)
    return replace(_joined(known, one), due=due)


def _joined(known: Task, one: Task) -> Task:
    things = {thing.id: thing for thing in (*known.things, *one.things)}
    return replace(
        known,
        things=tuple(things.values()),
        since=min(known.since, one.since),
        firms=known.firms | one.firms,
    )
