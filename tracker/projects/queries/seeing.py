"""Which projects somebody sees: what every feature narrows by."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, TypeVarTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    ScalarSelect,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from tracker.journal.desk import AnyDesk, Desk
from tracker.journal.reading import once
from tracker.kernel.actor import CITY_ROLES, Actor, Role
from tracker.kernel.database import for_actor, for_system, rows_of
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.kernel.text_search import has_part
from tracker.people.models import Organisation
from tracker.process.policy import Act, may
from tracker.process.stages import OPEN, Stage, Status
from tracker.process.today import access_day
from tracker.programme.models import Call
from tracker.projects.models import (
    Assignment,
    Capacity,
    Project,
)
from tracker.projects.wire import ProjectLine, ProjectView

Columns = TypeVarTuple("Columns")

SEES_ALL = frozenset({Role.OFFICER, Role.MANAGER, Role.REVIEWER})
_ITS = aliased(Project)
"""The project of a row; conditions on it are put together once."""


class Asker(NamedTuple):
    """Whom an assignment has to fit and on which day; or parameters, for whoever asks later."""

    organisation: UUID | BindParameter[UUID]
    person: UUID | BindParameter[UUID]
    day: date | BindParameter[date]


_WHOEVER = Asker(
    bindparam("asker_organisation", type_=Uuid()),
    bindparam("asker_person", type_=Uuid()),
    bindparam("asker_day", type_=Date()),
)


def assigned(desk: Desk, project_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether the actor belongs to the project now, as organisation or by name."""
    return _assigned(desk.actor.role, project_id, _asker(desk))


def _asker(desk: Desk) -> Asker:
    return Asker(desk.actor.organisation_id, desk.actor.person_id, access_day(desk.now))


def _assigned(
    role: Role, project_id: InstrumentedAttribute[Any], asker: Asker
) -> ColumnElement[bool]:
    return exists().where(
        Assignment.project_id == project_id,
        Assignment.organisation_id == asker.organisation,
        or_(Assignment.person_id.is_(None), Assignment.person_id == asker.person),
        _role_fits(role),
        Assignment.starts <= asker.day,
        or_(Assignment.until.is_(None), Assignment.until >= asker.day),
    )


def in_projects_of(desk: Desk, project_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether a row's project is one the actor may know of; every `visible_to` begins with it.

    The office sees a project from the day its proposal is handed in, a committee member what they
    were given to read until it is selected or closed.
    """
    return _within(desk.actor.role, project_id, _asker(desk))


def _within(
    role: Role, project_id: InstrumentedAttribute[Any], asker: Asker
) -> ColumnElement[bool]:
    if role in SEES_ALL:
        return _of_project(project_id, _is_no_draft)
    if role is Role.COMMITTEE_MEMBER:
        awaits = _of_project(project_id, _awaits_selection)
        return and_(_assigned(role, project_id, asker), awaits)
    if role in CITY_ROLES | {Role.FIRM_MEMBER}:
        return _assigned(role, project_id, asker)
    return false()


def visible_to(desk: Desk, projects: Select[*Columns]) -> Select[*Columns]:
    """Which projects somebody may see."""
    return for_actor(projects.where(_visible(desk.actor.role, _asker(desk))), desk.actor)


def _visible(role: Role, asker: Asker) -> ColumnElement[bool]:
    """The one place that says which projects somebody may see."""
    if role is Role.OBSERVER:
        return or_(Project.stage != Stage.PROPOSAL, Project.status == Status.PAST)
    return _within(role, Project.id, asker)


def _theirs(desk: Desk) -> dict[str, Any]:
    """What somebody gives to a statement that serves whoever asks in their role."""
    organisation, person, day = _asker(desk)
    return {"asker_organisation": organisation, "asker_person": person, "asker_day": day}


@cache
def _by_code(role: Role, *, locked: bool) -> Select[Project]:
    found = select(Project).where(Project.code == bindparam("code"), _visible(role, _WHOEVER))
    if not locked:
        return found
    return found.with_for_update(of=Project).execution_options(populate_existing=True)


async def get(desk: Desk, code: str) -> Project:
    """The project for reading; NotFound if it is absent or not the actor's to know of."""
    return await _seen(desk, code, desk.actor)


@once
async def _seen(desk: AnyDesk, code: str, by: Actor) -> Project:
    return await _one(Desk(desk.session, desk.now, by), code, locked=False)


async def lock(desk: Desk, code: str) -> Project:
    """The project for a command: its row is locked until the transaction ends."""
    return await _one(desk, code, locked=True)


async def _one(desk: Desk, code: str, *, locked: bool) -> Project:
    asked, given = _by_code(desk.actor.role, locked=locked), _theirs(desk) | {"code": code}
    seen = await desk.session.scalars(asked, given, execution_options={"seen_by": desk.actor})
    row = seen.one_or_none()
    if row is None:
        raise NotFound
    return row


async def lock_by_id(desk: Desk, project_id: UUID | ScalarSelect[UUID]) -> Project:
    """As `lock`, for the project of a row; a subquery finds and locks it in one statement."""
    found = select(Project).where(Project.id == project_id).with_for_update(of=Project)
    row = await desk.session.scalar(
        visible_to(desk, found).execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


async def lock_seen(session: AsyncSession, project_id: UUID) -> Project:
    """As `lock`, for the project of a row that the actor was shown by its own feature."""
    found = select(Project).where(Project.id == project_id).with_for_update(of=Project)
    marked = for_system(found, "the project of a row that was shown")
    return (await session.scalars(marked.execution_options(populate_existing=True))).one()


def view(actor: Actor, project: Project) -> ProjectView:
    """One project as the actor reads it: the grounds of its status are not for everybody."""
    return ProjectView.of(project, grounds=may(actor, Act.PROJECT_SEE_GROUNDS))


def status_at(now: datetime) -> ColumnElement[Status]:
    """A project's status as it reads; its select joins its call, if it has one.

    A draft whose call is past its closing is withdrawn, whether anybody has closed the call or not.
    """
    too_late = and_(
        Project.stage == Stage.PROPOSAL,
        Project.status == Status.ACTIVE,
        Project.handed_in_at.is_(None),
        Call.closes_at <= now,
    )
    return case((too_late, literal(Status.WITHDRAWN, Project.status.type)), else_=Project.status)


async def status_of(desk: AnyDesk, project: Project) -> Status:
    """As `status_at`, of one project; no statement but for a draft."""
    if project.stage is not Stage.PROPOSAL or project.handed_in_at is not None:
        return project.status
    asked = (
        select(status_at(desk.now))
        .outerjoin(Call, Call.id == Project.call_id)
        .where(Project.id == project.id)
    )
    return (await desk.session.scalars(for_system(asked, "a draft past its call's closing"))).one()


async def code_of(session: AsyncSession, project_id: UUID) -> str:
    """The code of a project whose row an actor was already shown."""
    asked = select(Project.code).where(Project.id == project_id)
    return (await session.scalars(for_system(asked, "the code beside an id"))).one()


async def by_id(session: AsyncSession, project_id: UUID) -> Project:
    """A project whose row an actor was already shown."""
    asked = select(Project).where(Project.id == project_id)
    return (await session.scalars(for_system(asked, "the project of a row"))).one()


async def page(
    desk: Desk,
    stage: Stage | None,
    status: Status | None,
    find: str | None,
    after: str | None,
    limit: int,
) -> Page[ProjectLine]:
    """Projects, newest first; proposals only when the stage is asked for."""
    role = desk.actor.role
    if stage is Stage.PROPOSAL:
        asked = newest_first(_drafts(role, status, desk.now), Project.id, after, limit)
    elif after is not None:
        asked = newest_first(_lines(role, stage, status), Project.id, after, limit)
    else:
        asked = _first_lines(role, stage, status, limit)
    if find:
        asked = asked.where(found_by(find))
    rows = await rows_of(desk.session, asked, desk.actor, **_theirs(desk))
    return page_of(rows, limit, lambda row: ProjectLine.of(row, desk.now))


def lines(
    desk: Desk, stage: Stage | None, status: Status | None, find: str | None
) -> Select[*tuple[Any, ...]]:
    """The rows of `page`, in no order yet, each for `ProjectLine.of`; to be joined and paged."""
    role = desk.actor.role
    draft = stage is Stage.PROPOSAL
    asked = _drafts(role, status, desk.now) if draft else _lines(role, stage, status)
    found = asked.where(found_by(find)) if find else asked
    return for_actor(found.params(**_theirs(desk)), desk.actor)


def open_lines(desk: Desk, find: str | None, status: Status | None) -> Select[*tuple[Any, ...]]:
    """As `lines`, of proposals and projects alike that run or are on hold, or are one of these."""
    reads = status_at(desk.now)
    asked = _columns(reads).outerjoin(Call, Call.id == Project.call_id)
    found = asked.where(reads.in_(OPEN if status is None else [status]))
    return visible_to(desk, found.where(found_by(find)) if find else found)


def _columns(
    reads: ColumnElement[Status] | InstrumentedAttribute[Status],
) -> Select[*tuple[Any, ...]]:
    return select(
        Project.id,
        Project.code,
        Project.title,
        Organisation.name.label("city"),
        Organisation.country,
        Project.stage,
        Project.stage_since,
        reads.label("status"),
        Project.operation,
        Project.live_until,
        Project.zone,
        Project.planned_ends,
    ).join(Organisation, Organisation.id == Project.city_id)


@cache
def _first_lines(
    role: Role, stage: Stage | None, status: Status | None, limit: int
) -> Select[*tuple[Any, ...]]:
    """One statement for everybody of a role, which SQLAlchemy compiles and adapts once."""
    return newest_first(_lines(role, stage, status), Project.id, None, limit)


@cache
def _lines(role: Role, stage: Stage | None, status: Status | None) -> Select[*tuple[Any, ...]]:
    asked = _columns(Project.status).where(_visible(role, _WHOEVER))
    asked = asked.where(Project.stage == stage if stage else Project.stage != Stage.PROPOSAL)
    return asked.where(Project.status == status) if status is not None else asked


def _drafts(role: Role, status: Status | None, now: datetime) -> Select[*tuple[Any, ...]]:
    """Proposals, whose status turns with the time of their call."""
    reads = status_at(now)
    asked = (
        _columns(reads).where(_visible(role, _WHOEVER)).outerjoin(Call, Call.id == Project.call_id)
    )
    asked = asked.where(Project.stage == Stage.PROPOSAL)
    return asked.where(reads == status) if status is not None else asked


def found_by(text: str) -> ColumnElement[bool]:
    """Whether a part of its code, title or city is this text."""
    return has_part(text, Project.code, Project.title, Organisation.name)


async def next_number(session: AsyncSession, city_id: UUID, prefix: str) -> int:
    """The next running number of a city's projects in a year."""
    taken = select(func.count()).where(Project.city_id == city_id, Project.code.startswith(prefix))
    return 1 + (await session.scalar(for_system(taken, "codes in use")) or 0)


def _role_fits(role: Role) -> ColumnElement[bool]:
    """A committee member sees as committee only; a city's people by their city."""
    if role is Role.COMMITTEE_MEMBER:
        return Assignment.capacity == Capacity.COMMITTEE
    if role is Role.FIRM_MEMBER:
        return Assignment.capacity.in_([Capacity.CONSULTING_COMPANY, Capacity.SOLUTION_PROVIDER])
    return Assignment.capacity != Capacity.COMMITTEE


@cache
def _of_project(
    project_id: InstrumentedAttribute[Any], holds: Callable[[type[Project]], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """What holds of the project of a row, or of the row itself where it is the project."""
    if project_id.class_ is Project:
        return holds(Project)
    return exists().where(_ITS.id == project_id, holds(_ITS))


@cache
def _is_no_draft(project: type[Project]) -> ColumnElement[bool]:
    """Handed in at least once, or past that."""
    return or_(
        project.handed_in_at.is_not(None),
        project.stage != Stage.PROPOSAL,
        project.status == Status.PAST,
    )


@cache
def _awaits_selection(project: type[Project]) -> ColumnElement[bool]:
    return and_(project.stage == Stage.PROPOSAL, project.status.in_(OPEN))
