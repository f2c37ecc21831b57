"""Reading projects. `visible_projects` and `assigned` are what every feature narrows by."""

from datetime import date, datetime
from typing import Any, TypeVarTuple
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from tracker.files.models import StoredFile
from tracker.identity.models import Organisation
from tracker.journal.models import Entry
from tracker.kernel.actor import CITY_ROLES, Actor, Role
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.days import day_in
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.process.stages import Stage, Status
from tracker.projects.models import (
    Agreement,
    Assignment,
    Capacity,
    Deputy,
    MoneyLine,
    OperationChange,
    Project,
    RecheckEvent,
    StageVisit,
)
from tracker.projects.wire import JournalLine, ProjectLine

Columns = TypeVarTuple("Columns")

SEES_ALL = frozenset({Role.OFFICER, Role.MANAGER, Role.REVIEWER})


def assigned(
    actor: Actor, project_id: InstrumentedAttribute[Any], today: date
) -> ColumnElement[bool]:
    """Whether the actor belongs to the project today (UTC), as organisation or by name."""
    return exists().where(
        Assignment.project_id == project_id,
        Assignment.organisation_id == actor.organisation_id,
        or_(Assignment.person_id.is_(None), Assignment.person_id == actor.person_id),
        _role_fits(actor),
        Assignment.starts <= today,
        or_(Assignment.until.is_(None), Assignment.until >= today),
    )


def in_projects_of(
    actor: Actor, project_id: InstrumentedAttribute[Any], now: datetime
) -> ColumnElement[bool]:
    """Whether a row's project is one the actor may know of; every `visible_to` begins with it."""
    if actor.role in SEES_ALL:
        return true()
    if actor.role in CITY_ROLES | {Role.FIRM_MEMBER, Role.COMMITTEE_MEMBER}:
        return assigned(actor, project_id, day_in("UTC", now))
    return false()


def visible_to(actor: Actor, projects: Select[*Columns], now: datetime) -> Select[*Columns]:
    """The one place that says which projects somebody may see."""
    if actor.role is Role.OBSERVER:
        seen = projects.where(Project.stage != Stage.PROPOSAL)
    else:
        seen = projects.where(in_projects_of(actor, Project.id, now))
    return for_actor(seen, actor)


async def get(session: AsyncSession, actor: Actor, code: str, now: datetime) -> Project:
    """The project for reading; NotFound if it is absent or not the actor's to know of."""
    found = select(Project).where(Project.code == code)
    row = await session.scalar(visible_to(actor, found, now))
    if row is None:
        raise NotFound
    return row


async def lock(session: AsyncSession, actor: Actor, code: str, now: datetime) -> Project:
    """The project for a command: its row is locked until the transaction ends."""
    found = select(Project).where(Project.code == code).with_for_update(of=Project)
    row = await session.scalar(
        visible_to(actor, found, now).execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


async def lock_by_id(
    session: AsyncSession, actor: Actor, project_id: UUID | ScalarSelect[UUID], now: datetime
) -> Project:
    """As `lock`, for the project of a row; a subquery finds and locks it in one statement."""
    found = select(Project).where(Project.id == project_id).with_for_update(of=Project)
    row = await session.scalar(
        visible_to(actor, found, now).execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


async def code_of(session: AsyncSession, project_id: UUID) -> str:
    """The code of a project whose row an actor was already shown."""
    asked = select(Project.code).where(Project.id == project_id)
    return (await session.scalars(for_system(asked, "the code beside an id"))).one()


async def by_id(session: AsyncSession, project_id: UUID) -> Project:
    """A project whose row an actor was already shown."""
    asked = select(Project).where(Project.id == project_id)
    return (await session.scalars(for_system(asked, "the project of a row"))).one()


async def page(
    session: AsyncSession,
    actor: Actor,
    stage: Stage | None,
    status: Status | None,
    after: str | None,
    limit: int,
    now: datetime,
) -> Page[ProjectLine]:
    """Projects, newest first; proposals only when the stage is asked for."""
    asked = select(
        Project.id,
        Project.code,
        Project.title,
        Organisation.name.label("city"),
        Organisation.country,
        Project.stage,
        Project.stage_since,
        Project.status,
        Project.operation,
    ).join(Organisation, Organisation.id == Project.city_id)
    asked = asked.where(
        Project.stage == stage if stage is not None else Project.stage != Stage.PROPOSAL
    )
    if status is not None:
        asked = asked.where(Project.status == status)
    seen = visible_to(actor, newest_first(asked, Project.id, after, limit), now)
    rows = (await session.execute(seen)).all()
    return page_of(rows, limit, lambda row: ProjectLine(**row._mapping))


async def agreements_on_file(session: AsyncSession, project_id: UUID) -> frozenset[str]:
    asked = select(Agreement.kind).where(Agreement.project_id == project_id)
    kinds = await session.scalars(for_system(asked, "the dossier of a gate"))
    return frozenset(kind.value for kind in kinds)


async def money_lines(session: AsyncSession, project_id: UUID) -> list[MoneyLine]:
    """Every amount on record, in the order in which it was recorded."""
    asked = select(MoneyLine).where(MoneyLine.project_id == project_id).order_by(MoneyLine.id)
    return list(await session.scalars(for_system(asked, "the money of one project")))


async def visits(session: AsyncSession, project_id: UUID) -> list[StageVisit]:
    """Every entry into a stage, oldest first."""
    asked = select(StageVisit).where(StageVisit.project_id == project_id)
    rows = await session.scalars(
        for_system(asked.order_by(StageVisit.number), "the way of a project")
    )
    return list(rows)


async def operation_changes(session: AsyncSession, project_id: UUID) -> list[OperationChange]:
    """What became of the equipment, oldest first."""
    asked = select(OperationChange).where(OperationChange.project_id == project_id)
    rows = await session.scalars(
        for_system(asked.order_by(OperationChange.id), "the operation of a project")
    )
    return list(rows)


async def recheck_events(session: AsyncSession, project_id: UUID) -> list[RecheckEvent]:
    """Events that re-open requirements, oldest first."""
    asked = select(RecheckEvent).where(RecheckEvent.project_id == project_id)
    rows = await session.scalars(
        for_system(asked.order_by(RecheckEvent.on_day, RecheckEvent.id), "status of requirements")
    )
    return list(rows)


async def assignments(
    session: AsyncSession, project_id: UUID, today: date | None = None
) -> list[Assignment]:
    """Who belongs to the project, on a day (UTC) or ever."""
    asked = select(Assignment).where(Assignment.project_id == project_id)
    if today is not None:
        asked = asked.where(
            Assignment.starts <= today, or_(Assignment.until.is_(None), Assignment.until >= today)
        )
    rows = await session.scalars(for_system(asked.order_by(Assignment.id), "who belongs here"))
    return list(rows)


class CapacityFacts(Struct, frozen=True, kw_only=True):
    """Which organisations hold which capacity on a day."""

    organisations: dict[Capacity, frozenset[UUID]]
    persons: dict[Capacity, frozenset[UUID]]


async def capacities(session: AsyncSession, project_id: UUID, today: date) -> CapacityFacts:
    organisations: dict[Capacity, set[UUID]] = {}
    persons: dict[Capacity, set[UUID]] = {}
    for row in await assignments(session, project_id, today):
        organisations.setdefault(row.capacity, set()).add(row.organisation_id)
        if row.person_id is not None:
            persons.setdefault(row.capacity, set()).add(row.person_id)
    return CapacityFacts(
        organisations={key: frozenset(value) for key, value in organisations.items()},
        persons={key: frozenset(value) for key, value in persons.items()},
    )


async def stored_file(session: AsyncSession, project_id: UUID, file_id: UUID) -> StoredFile | None:
    """A file of this project, for a command that refers to it."""
    asked = select(StoredFile).where(StoredFile.project_id == project_id, StoredFile.id == file_id)
    return await session.scalar(for_system(asked, "a file that an act refers to"))


async def visible_file(
    session: AsyncSession, actor: Actor, file_id: UUID, now: datetime
) -> StoredFile:
    """A file the actor may read: a firm its own organisation's, the others their projects'."""
    asked = select(StoredFile).where(
        StoredFile.id == file_id, in_projects_of(actor, StoredFile.project_id, now)
    )
    if actor.role is Role.FIRM_MEMBER:
        asked = asked.where(StoredFile.organisation_id == actor.organisation_id)
    row = await session.scalar(for_actor(asked, actor))
    if row is None:
        raise NotFound
    return row


async def reported_damaged(session: AsyncSession, row: StoredFile, since: datetime) -> bool:
    asked = select(
        exists().where(
            Entry.project_id == row.project_id,
            Entry.what == "file.damaged",
            Entry.object_id == row.id,
            Entry.at > since,
        )
    )
    return bool(await session.scalar(for_system(asked, "a damaged file is told once a day")))


async def assignment(
    session: AsyncSession, actor: Actor, assignment_id: UUID, now: datetime
) -> Assignment:
    asked = select(Assignment).where(
        Assignment.id == assignment_id, in_projects_of(actor, Assignment.project_id, now)
    )
    row = await session.scalar(for_actor(asked, actor))
    if row is None:
        raise NotFound
    return row


async def deputies(
    session: AsyncSession, organisation_ids: list[UUID], project_id: UUID, today: date
) -> list[Deputy]:
    """Deputies named for these organisations or this project, in force on the day."""
    asked = select(Deputy).where(
        or_(Deputy.organisation_id.in_(organisation_ids), Deputy.project_id == project_id),
        Deputy.starts <= today,
        or_(Deputy.until.is_(None), Deputy.until >= today),
    )
    return list(await session.scalars(asked.order_by(Deputy.id)))


async def next_number(session: AsyncSession, city_id: UUID, prefix: str) -> int:
    """The next running number of a city's projects in a year."""
    taken = select(func.count()).where(Project.city_id == city_id, Project.code.startswith(prefix))
    return 1 + (await session.scalar(for_system(taken, "codes in use")) or 0)


async def journal_of(
    session: AsyncSession, actor: Actor, project: Project, after: int | None, limit: int
) -> list[JournalLine]:
    """Entries of one project, newest first, before the entry `after`."""
    asked = select(
        Entry.seq,
        Entry.at,
        Entry.person_id,
        Entry.role,
        Entry.what,
        Entry.object_type,
        Entry.object_id,
        Entry.detail,
        Entry.hash,
    ).where(Entry.project_id == project.id)
    if after is not None:
        asked = asked.where(Entry.seq < after)
    rows = await session.execute(for_actor(asked.order_by(Entry.seq.desc()).limit(limit), actor))
    return [JournalLine(**row._mapping) for row in rows]


def _role_fits(actor: Actor) -> ColumnElement[bool]:
    """A committee member sees as committee only; a city's people by their city."""
    if actor.role is Role.COMMITTEE_MEMBER:
        return Assignment.capacity == Capacity.COMMITTEE
    if actor.role is Role.FIRM_MEMBER:
        return Assignment.capacity.in_([Capacity.CONSULTING_COMPANY, Capacity.SOLUTION_PROVIDER])
    return Assignment.capacity != Capacity.COMMITTEE
