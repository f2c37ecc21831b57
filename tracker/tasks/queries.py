"""Reading tasks: one's own, those of others, those of a project; always as they are now."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from tracker.journal.desk import AnyDesk, Desk
from tracker.journal.reading import once
from tracker.kernel.actor import Actor, Role
from tracker.kernel.database import for_actor, for_system, rows_of
from tracker.kernel.days import begin_of
from tracker.people.models import Organisation
from tracker.process.policy import may
from tracker.process.tasks import KINDS, OUTSIDE, Kind, Task, late_from, may_do, may_know, rank
from tracker.process.today import InZone
from tracker.projects.models import Project
from tracker.projects.queries import in_projects_of
from tracker.tasks import freshness
from tracker.tasks.derive import Derived, derive
from tracker.tasks.models import StoredTask, TaskOwner
from tracker.tasks.outside_projects import ZONE, Outside, outside
from tracker.tasks.rated import Rated
from tracker.tasks.urgency import Counts, Urgency, urgency, urgency_of_row

MOST_STALE = 20
"""So many projects that changed are derived while they are read.

Of more the rows are read as they are kept, and that is said.
"""


MOST_COUNTED = 1_000
"""Further nobody counts: of so many people read the first, and counting is what takes long."""


class Shown(Struct, frozen=True, kw_only=True):
    """A task as somebody reads it; `ahead`: nobody's turn before its day.

    `project` is the code, "" of what belongs to none: then `title` says what it is about. `zone`
    is where its days are.
    """

    task: Task
    project: str
    title: str
    city: str
    zone: str
    rank: str
    mine: bool
    ahead: bool


class Listing(Struct, frozen=True, kw_only=True):
    """A page of tasks; `counts` of all, MOST_COUNTED of more; `next` the rank after which to go on.

    `behind`: more projects have changed than were looked at, so that rows may come and go.
    """

    items: list[Shown]
    counts: Counts
    next: str | None
    behind: bool

    @property
    def count(self) -> int:
        return min(self.counts.total(), MOST_COUNTED)


class Sought(Struct, frozen=True, kw_only=True):
    """Which tasks are asked for; what is None asks for nothing.

    `owner_id`: a person who owns it by name, or an organisation in which it is owned. `late`: its
    last day is over. `due_before`: its last day is before that one.
    """

    project: str | None = None
    kind: Kind | None = None
    owner_id: UUID | None = None
    gate: str | None = None
    late: bool | None = None
    due_before: date | None = None


EVERYTHING = Sought()


class Fresh(Struct, frozen=True, kw_only=True):
    """What is kept nowhere, for one reader: tasks and ratings of projects that have changed since
    they were kept, and what belongs to no project.
    """

    projects: frozenset[UUID]
    items: tuple[Shown, ...]
    behind: bool
    ratings: Mapping[UUID, tuple[Rated, ...]] = {}


async def fresh(desk: Desk) -> Fresh:
    """Laid over what is kept: a read writes nothing, and still nobody reads what was."""
    asked = _with_city(Project.id.in_(freshness.out_of_date(desk.now)))
    theirs = asked.where(in_projects_of(desk, Project.id)).order_by(Project.id)
    rows = (await desk.session.execute(for_actor(theirs.limit(MOST_STALE + 1), desk.actor))).all()
    free = tuple(_outside(desk.actor, one) for one in await outside(desk))
    if len(rows) > MOST_STALE:  # a new day, an upgrade: the mender is at it
        return Fresh(projects=frozenset(), items=free, behind=True)
    changed = [(row, city, await derive(desk, row)) for row, city in rows]
    return _laid_over(desk, changed, free)


async def fresh_of(desk: Desk, stale: Sequence[tuple[Project, str]]) -> Fresh:
    """As `fresh`, of projects that are known to have changed, each with its city's name."""
    if len(stale) > MOST_STALE:
        return Fresh(projects=frozenset(), items=(), behind=True)
    return _laid_over(desk, [(row, city, await derive(desk, row)) for row, city in stale], ())


async def fresh_in(desk: Desk, project: Project) -> Fresh:
    """As `fresh`, of one project that the actor sees; read once for all that ask for it."""
    return _laid_over(desk, await _changed(desk, project.id), ())


@once
async def _changed(desk: AnyDesk, project_id: UUID) -> list[tuple[Project, str, Derived]]:
    """A project with its city and what is derived of it now; empty where that is as kept."""
    stale = freshness.out_of_date(desk.now)
    asked = _with_city(Project.id.in_(stale), Project.id == project_id)
    rows = await desk.session.execute(for_system(asked, "whether a project has changed"))
    return [(row, city, await derive(desk, row)) for row, city in rows.all()]


def _with_city(*where: ColumnElement[bool]) -> Select[*tuple[Project, str]]:
    asked = select(Project, Organisation.name)
    return asked.join(Organisation, Organisation.id == Project.city_id).where(*where)


def _laid_over(
    desk: Desk, changed: Collection[tuple[Project, str, Derived]], free: tuple[Shown, ...]
) -> Fresh:
    told = (
        _shown(desk, one, row, city)
        for row, city, derived in changed
        for one in derived.tasks
        if may_know(desk.actor, one)
    )
    return Fresh(
        projects=frozenset(row.id for row, _, _ in changed),
        items=(*free, *told),
        behind=False,
        ratings={row.id: derived.ratings for row, _, derived in changed},
    )


async def mine(desk: Desk, over: Fresh, after: str, limit: int) -> Listing:
    """What is the actor's turn, by urgency; a page of `limit` after a rank."""
    return await _listing(desk, over, owned(desk.actor), after, limit, mine=True)


async def mine_by_project(desk: Desk, over: Fresh) -> Counter[str]:
    """How many things are the actor's turn in each project, by its code; one statement."""
    added = (one for one in over.items if one.mine and not one.ahead)
    return await _by_project(desk, over, owned(desk.actor), added)


async def late_by_project(desk: Desk, over: Fresh, codes: Collection[str]) -> Counter[str]:
    """How many things are late in each of these projects, as far as the actor may know of them;
    one statement.
    """
    late = Sought(late=True)
    where = and_(known(desk.actor), Project.code.in_(codes), *_sought(late, desk.now))
    added = (
        one
        for one in over.items
        if one.project in codes and not one.ahead and meets(one, late, desk.now)
    )
    return await _by_project(desk, over, where, added)


async def before_gates(desk: Desk, over: Fresh) -> Counter[tuple[str, str, Kind]]:
    """How many things wait before a gate of a project, by their kind, as far as the actor may know
    of them; one statement.
    """
    kept = _kept(desk, over).where(known(desk.actor), _has_come(desk.now), StoredTask.gates != "")
    some = kept.add_columns(StoredTask.kind, StoredTask.gates).subquery()
    alike = (some.c.code, some.c.gates, some.c.kind)
    counted = select(*alike, func.count().label("many")).group_by(*alike)
    found = Counter[tuple[str, str, Kind]]()
    for row in await rows_of(desk.session, for_actor(counted, desk.actor)):
        for gate in row.gates.split():
            found[row.code, gate, row.kind] += row.many
    for one in over.items:
        if not one.ahead:
            found.update((one.project, gate, one.task.kind) for gate in one.task.gates)
    return found


async def _by_project(
    desk: Desk, over: Fresh, where: ColumnElement[bool], added: Iterable[Shown]
) -> Counter[str]:
    kept = _kept(desk, over).where(where, _has_come(desk.now)).subquery()
    counted = select(kept.c.code, func.count().label("many")).group_by(kept.c.code)
    rows = await rows_of(desk.session, for_actor(counted, desk.actor))
    found = Counter({row.code: row.many for row in rows})
    found.update(one.project for one in added)
    return found


async def of_others(
    desk: Desk, over: Fresh, after: str, limit: int, sought: Sought = EVERYTHING
) -> Listing:
    """What waits for somebody else, as far as the actor may know of it."""
    where = and_(known(desk.actor), ~owned(desk.actor), *_sought(sought, desk.now))
    items = tuple(one for one in over.items if meets(one, sought, desk.now))
    over = replace(over, items=items)
    return await _listing(desk, over, where, after, limit, mine=False)


async def ahead(desk: Desk, over: Fresh, limit: int) -> list[Shown]:
    """What will be the actor's turn on a day to come, the next first."""
    asked = _kept(desk, over).where(owned(desk.actor), StoredTask.opens > desk.now)
    rows = await rows_of(
        desk.session,
        for_actor(asked.order_by(StoredTask.opens, StoredTask.rank).limit(limit), desk.actor),
    )
    found = [*_read(desk, rows), *(one for one in over.items if one.mine and one.ahead)]
    return sorted(found, key=lambda one: (one.task.opens, one.rank))[:limit]


async def of_project(desk: Desk, project: Project) -> list[Shown]:
    """Everything that waits in a project and that lies ahead, as far as the actor may know."""
    return await of_projects(desk, await fresh_in(desk, project), [project.id])


async def of_projects(desk: Desk, over: Fresh, projects: Collection[UUID]) -> list[Shown]:
    """As `of_project`, of several; MOST_COUNTED at most, by urgency."""
    asked = _kept(desk, over).where(StoredTask.project_id.in_(projects), known(desk.actor))
    asked = asked.order_by(StoredTask.rank).limit(MOST_COUNTED)
    rows = await rows_of(desk.session, for_actor(asked, desk.actor))
    return sorted([*_read(desk, rows), *over.items], key=lambda one: one.rank)


async def _listing(
    desk: Desk, over: Fresh, where: ColumnElement[bool], after: str, limit: int, *, mine: bool
) -> Listing:
    asked = _kept(desk, over).where(where, _has_come(desk.now))
    soon = urgency_of_row(desk.now).label("urgency")
    some = asked.with_only_columns(soon).limit(MOST_COUNTED).subquery()
    counted = select(some.c.urgency, func.count().label("many")).group_by(some.c.urgency)
    many = await rows_of(desk.session, for_actor(counted, desk.actor))
    counts = Counts({Urgency(row.urgency): row.many for row in many})
    page = asked.where(StoredTask.rank > after).order_by(StoredTask.rank).limit(limit + 1)
    rows = await rows_of(desk.session, for_actor(page, desk.actor))
    added = [one for one in over.items if one.mine is mine and not one.ahead]
    found = [*_read(desk, rows), *(one for one in added if one.rank > after)]
    found.sort(key=lambda one: one.rank)
    counts.update(urgency(one.task, one, desk.now) for one in added)
    return Listing(
        items=found[:limit],
        counts=counts,
        next=found[limit - 1].rank if len(found) > limit else None,
        behind=over.behind,
    )


def meets(one: Shown, sought: Sought, now: datetime) -> bool:
    """Whether a task is asked for."""
    task, since = one.task, late_from(one.task, one)
    at_home = any(role in OUTSIDE for role in task.owner.roles)
    owners = task.owner.persons | (task.owner.houses if at_home else frozenset())
    return (
        sought.project in (None, one.project)
        and sought.kind in (None, task.kind)
        and (sought.owner_id is None or sought.owner_id in owners)
        and (sought.gate is None or sought.gate in task.gates)
        and (sought.late is None or sought.late is (since is not None and since <= now))
        and (sought.due_before is None or (task.due is not None and task.due < sought.due_before))
    )


def _sought(sought: Sought, now: datetime) -> Iterator[ColumnElement[bool]]:
    """`meets`, for rows."""
    if sought.project is not None:
        yield Project.code == sought.project
    if sought.kind is not None:
        yield StoredTask.kind == sought.kind
    if sought.owner_id is not None:
        whose = or_(
            TaskOwner.person_id == sought.owner_id, TaskOwner.organisation_id == sought.owner_id
        )
        yield exists().where(TaskOwner.task_id == StoredTask.id, whose)
    if sought.gate is not None:
        yield StoredTask.gates.contains(f" {sought.gate} ", autoescape=True)
    if sought.late is not None:
        late = and_(StoredTask.late_from.is_not(None), StoredTask.late_from <= now)
        yield late if sought.late else ~late
    if sought.due_before is not None:
        yield StoredTask.due < sought.due_before


def owned(actor: Actor) -> ColumnElement[bool]:
    """`process.tasks.may_do`, for rows."""
    kinds = [kind for kind, row in KINDS.items() if row.act is None or may(actor, row.act)]
    by_name = TaskOwner.person_id == actor.person_id
    house = or_(
        TaskOwner.organisation_id.is_(None), TaskOwner.organisation_id == actor.organisation_id
    )
    theirs = exists().where(
        TaskOwner.task_id == StoredTask.id,
        or_(by_name, and_(TaskOwner.role == actor.role, house)),
    )
    barred = StoredTask.barred.contains(f" {actor.person_id} ", autoescape=True)
    return and_(StoredTask.kind.in_(kinds), ~barred, theirs)


def known(actor: Actor) -> ColumnElement[bool]:
    """`process.tasks.may_know`, for rows of projects that the actor sees."""
    if actor.role is Role.FIRM_MEMBER:
        told = StoredTask.firms.contains(f" {actor.organisation_id} ", autoescape=True)
        return or_(told, owned(actor))
    acts = sorted({row.seen_with.value for row in KINDS.values() if may(actor, row.seen_with)})
    told = StoredTask.seen_with.in_(acts) if acts else false()
    return or_(told, owned(actor))


def _has_come(now: datetime) -> ColumnElement[bool]:
    return or_(StoredTask.opens.is_(None), StoredTask.opens <= now)


def _kept(desk: Desk, over: Fresh) -> Select[*tuple[Any, ...]]:
    """Rows of projects that the actor sees and that have not changed since."""
    return (
        select(
            StoredTask.body,
            StoredTask.rank,
            StoredTask.opens,
            Project.code,
            Project.title,
            Project.zone,
            Organisation.name,
        )
        .join(Project, Project.id == StoredTask.project_id)
        .join(Organisation, Organisation.id == Project.city_id)
        .where(
            in_projects_of(desk, StoredTask.project_id),
            StoredTask.project_id.not_in(over.projects),
        )
    )


def _read(desk: Desk, rows: Sequence[Any]) -> Iterable[Shown]:
    for row in rows:
        task = msgspec.json.decode(row.body, type=Task)
        yield Shown(
            task=task,
            project=row.code,
            title=row.title,
            city=row.name,
            zone=task.zone or row.zone,
            rank=row.rank,
            mine=may_do(desk.actor, task),
            ahead=row.opens is not None and row.opens > desk.now,
        )


def _shown(desk: Desk, task: Task, project: Project, city: str) -> Shown:
    return Shown(
        task=task,
        project=project.code,
        title=project.title,
        city=city,
        zone=task.zone or project.zone,
        rank=rank(task, project.code),
        mine=may_do(desk.actor, task),
        ahead=is_ahead(task, project, desk.now),
    )


def _outside(actor: Actor, one: Outside) -> Shown:
    return Shown(
        task=one.task,
        project="",
        title=one.title,
        city="",
        zone=ZONE,
        rank=rank(one.task, ""),
        mine=may_do(actor, one.task),
        ahead=False,
    )


def is_ahead(task: Task, project: InZone, now: datetime) -> bool:
    """Nobody's turn before a day of the project to come."""
    return task.opens is not None and begin_of(task.opens, project.zone) > now
