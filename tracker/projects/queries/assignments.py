"""Reading who belongs to a project, as what, and who sits for whom."""

from collections.abc import Collection, Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, and_, exists, or_, select

from tracker.journal.desk import AnyDesk, Desk
from tracker.journal.reading import once
from tracker.kernel.actor import CITY_ROLES, Actor, OrganisationKind
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.process.policy import Act, Relation, relation
from tracker.process.stages import OPEN
from tracker.process.today import access_day
from tracker.projects.models import Assignment, Capacity, Deputy, Project
from tracker.projects.queries.seeing import in_projects_of
from tracker.projects.wire import AssignmentView, DeputyView

_AT_THE_PILOT = (
    Capacity.CITY,
    Capacity.CITY_APPROVER,
    Capacity.CONSULTING_COMPANY,
    Capacity.SOLUTION_PROVIDER,
)


async def assignments(desk: AnyDesk, project_id: UUID) -> list[Assignment]:
    """Who belongs to the project at this instant."""
    return list(await _assignments(desk, project_id))


@once
async def _assignments(desk: AnyDesk, project_id: UUID) -> Sequence[Assignment]:
    today = access_day(desk.now)
    statement = select(Assignment).where(
        Assignment.project_id == project_id,
        Assignment.starts <= today,
        or_(Assignment.until.is_(None), Assignment.until >= today),
    )
    rows = await desk.session.scalars(
        for_system(statement.order_by(Assignment.id), "who belongs here")
    )
    return rows.all()


class CapacityFacts(Struct, frozen=True, kw_only=True):
    """Which organisations, and which persons by name, hold which capacity."""

    organisations: dict[Capacity, frozenset[UUID]]
    persons: dict[Capacity, frozenset[UUID]]


async def capacities(desk: AnyDesk, project_id: UUID) -> CapacityFacts:
    organisations: dict[Capacity, set[UUID]] = {}
    persons: dict[Capacity, set[UUID]] = {}
    for row in await assignments(desk, project_id):
        organisations.setdefault(row.capacity, set()).add(row.organisation_id)
        if row.person_id is not None:
            persons.setdefault(row.capacity, set()).add(row.person_id)
    return CapacityFacts(
        organisations={key: frozenset(value) for key, value in organisations.items()},
        persons={key: frozenset(value) for key, value in persons.items()},
    )


async def lock_worked_on(
    desk: AnyDesk, person_id: UUID, organisation_ids: Collection[UUID]
) -> list[Project]:
    """The open projects whose city or firms the person works for today, locked in one order."""
    today = access_day(desk.now)
    belongs = exists().where(
        Assignment.project_id == Project.id,
        Assignment.organisation_id.in_(organisation_ids),
        Assignment.capacity.in_(_AT_THE_PILOT),
        or_(Assignment.person_id.is_(None), Assignment.person_id == person_id),
        Assignment.starts <= today,
        or_(Assignment.until.is_(None), Assignment.until >= today),
    )
    statement = select(Project).where(Project.status.in_(OPEN), belongs).order_by(Project.id)
    marked = for_system(statement.with_for_update(of=Project), "where somebody who leaves worked")
    return list(await desk.session.scalars(marked.execution_options(populate_existing=True)))


async def assignment(desk: Desk, assignment_id: UUID) -> Assignment:
    statement = select(Assignment).where(
        Assignment.id == assignment_id, in_projects_of(desk, Assignment.project_id)
    )
    row = await desk.session.scalar(for_actor(statement, desk.actor))
    if row is None:
        raise NotFound
    return row


async def deputies(desk: AnyDesk, organisation_ids: list[UUID], project_id: UUID) -> list[Deputy]:
    """Deputies named for these organisations or this project, in force now."""
    today = access_day(desk.now)
    statement = select(Deputy).where(
        or_(Deputy.organisation_id.in_(organisation_ids), Deputy.project_id == project_id),
        Deputy.starts <= today,
        or_(Deputy.until.is_(None), Deputy.until >= today),
    )
    return list(await desk.session.scalars(statement.order_by(Deputy.id)))


async def assignments_page(
    desk: Desk, project: Project, after: str | None, limit: int
) -> Page[AssignmentView]:
    """Who belongs or belonged to a project, those brought last first."""
    statement = select(Assignment).where(
        Assignment.project_id == project.id, in_projects_of(desk, Assignment.project_id)
    )
    seen = for_actor(newest_first(statement, Assignment.id, after, limit), desk.actor)
    rows = (await desk.session.scalars(seen)).all()
    return page_of(rows, limit, lambda row: AssignmentView.of(row, desk.now))


async def deputies_page(desk: Desk, after: str | None, limit: int) -> Page[DeputyView]:
    """Deputies the actor may name or end, those named last first, ended ones among them."""
    asked = newest_first(select(Deputy), Deputy.id, after, limit)
    rows = (await desk.session.scalars(_visible_deputies(desk.actor, asked))).all()
    return page_of(rows, limit, lambda row: DeputyView.of(row, desk.now))


async def deputy(desk: Desk, deputy_id: UUID) -> Deputy:
    statement = select(Deputy).where(Deputy.id == deputy_id)
    row = await desk.session.scalar(_visible_deputies(desk.actor, statement))
    if row is None:
        raise NotFound
    return row


def _visible_deputies(actor: Actor, deputies: Select[Deputy]) -> Select[Deputy]:
    """The desk sees all, a city those of its own seats, a reviewer those for themselves."""
    if actor.kind is OrganisationKind.CITY:
        own = select(Project.id).where(Project.city_id == actor.organisation_id)
        of_city = and_(Deputy.role.in_(CITY_ROLES), Deputy.project_id.in_(own))
        deputies = deputies.where(or_(Deputy.organisation_id == actor.organisation_id, of_city))
    elif relation(actor, Act.DEPUTY_NAME) is not Relation.ANY:
        deputies = deputies.where(Deputy.person_id == actor.person_id)
    return for_actor(deputies, actor)
