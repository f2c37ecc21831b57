"""Which projects somebody sees: what every feature narrows by."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
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


def assigned(desk: Desk, project_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether the actor belongs to the project now, as organisation or by name."""
    today = access_day(desk.now)
    return exists().where(
        Assignment.project_id == project_id,
        Assignment.organisation_id == desk.actor.organisation_id,
        or_(Assignment.person_id.is_(None), Assignment.person_id == desk.actor.person_id),
        _role_fits(desk.actor),
        Assignment.starts <= today,
        or_(Assignment.until.is_(None), Assignment.until >= today),
    )


def in_projects_of(desk: Desk, project_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether a row's project is one the actor may know of; every `visible_to` begins with it.

    The office sees a project from the day its proposal is handed in, a committee member what they
    were given to read until it is selected or closed.
    """
    if desk.actor.role in SEES_ALL:
        return _of_project(project_id, _is_no_draft)
    if desk.actor.role is Role.COMMITTEE_MEMBER:
        return and_(assigned(desk, project_id), _of_project(project_id, _awaits_selection))
    if desk.actor.role in CITY_ROLES | {Role.FIRM_MEMBER}:
        return assigned(desk, project_id)
    return false()


def visible_to(desk: Desk, projects: Select[*Columns]) -> Select[*Columns]:
    """The one place that says which projects somebody may see."""
    if desk.actor.role is Role.OBSERVER:
        seen = projects.where(or_(Project.stage != Stage.PROPOSAL, Project.status == Status.PAST))
    else:
        seen = projects.where(in_projects_of(desk, Project.id))
    return for_actor(seen, desk.actor)


async def get(desk: Desk, code: str) -> Project:
    """The project for reading; NotFound if it is absent or not the actor's to know of."""
    found = select(Project).where(Project.code == code)
    row = await desk.session.scalar(visible_to(desk, found))
    if row is None:
        raise NotFound
    return row


async def lock(desk: Desk, code: str) -> Project:
    """The project for a command: its row is locked until the transaction ends."""
    found = select(Project).where(Project.code == code).with_for_update(of=Project)
    row = await desk.session.scalar(
        visible_to(desk, found).execution_options(populate_existing=True)
    )
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
    reads = status_at(desk.now) if stage is Stage.PROPOSAL else Project.status
    asked = select(
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
    ).join(Organisation, Organisation.id == Project.city_id)
    if stage is Stage.PROPOSAL:
        asked = asked.outerjoin(Call, Call.id == Project.call_id)
    asked = asked.where(
        Project.stage == stage if stage is not None else Project.stage != Stage.PROPOSAL
    )
    if status is not None:
        asked = asked.where(reads == status)
    if find:
        asked = asked.where(found_by(find))
    seen = visible_to(desk, newest_first(asked, Project.id, after, limit))
    return page_of(
        await rows_of(desk.session, seen), limit, lambda row: ProjectLine.of(row, desk.now)
    )


def found_by(text: str) -> ColumnElement[bool]:
    """Whether a part of its code, title or city is this text."""
    return has_part(text, Project.code, Project.title, Organisation.name)


async def next_number(session: AsyncSession, city_id: UUID, prefix: str) -> int:
    """The next running number of a city's projects in a year."""
    taken = select(func.count()).where(Project.city_id == city_id, Project.code.startswith(prefix))
    return 1 + (await session.scalar(for_system(taken, "codes in use")) or 0)


def _role_fits(actor: Actor) -> ColumnElement[bool]:
    """A committee member sees as committee only; a city's people by their city."""
    if actor.role is Role.COMMITTEE_MEMBER:
        return Assignment.capacity == Capacity.COMMITTEE
    if actor.role is Role.FIRM_MEMBER:
        return Assignment.capacity.in_([Capacity.CONSULTING_COMPANY, Capacity.SOLUTION_PROVIDER])
    return Assignment.capacity != Capacity.COMMITTEE


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
