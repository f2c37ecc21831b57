"""Who sits for whom: named beforehand by those whose seat it is."""

from datetime import timedelta
from uuid import UUID

from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import CITY_ROLES, Actor, OrganisationKind, Role
from tracker.kernel.errors import Conflict, Forbidden, NotFound, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.kernel.versions import expect_version
from tracker.people import letters
from tracker.people import queries as people
from tracker.process.policy import Act, Relation, relation
from tracker.process.shut import refuse_if_shut
from tracker.process.today import access_day
from tracker.projects import queries
from tracker.projects.commands.assignments import check_days
from tracker.projects.models import Deputy, Project
from tracker.projects.rules import may_deputise
from tracker.projects.wire import NewDeputy
from tracker.web.values import any_of, word_of


async def name_deputy(desk: Desk, data: NewDeputy) -> Deputy:
    """Name beforehand who sits when the holder of a role is barred, absent or silent."""
    if (data.organisation_id is None) == (data.project is None):
        raise Unfit("organisation_id", N_("Name either an organisation or a project."))
    project = None
    if data.project is not None:
        project = await queries.get(desk, data.project)
        refuse_if_shut(Act.DEPUTY_NAME, project)
    if data.person_id == data.deputy_id:
        raise Unfit("deputy_id", N_("Name somebody else than the holder."))
    starts = data.starts or access_day(desk.now)
    check_days(starts, data.until)
    where = _where(project, data)
    _refuse_others_seats(desk.actor, data.role, data.person_id, where)
    await _check_people(desk, data, where)
    row = desk.add(
        Deputy(
            organisation_id=data.organisation_id,
            project_id=project and project.id,
            role=data.role,
            person_id=data.person_id,
            deputy_id=data.deputy_id,
            starts=starts,
            until=data.until,
        )
    )
    desk.record("deputy.named", row, role=data.role)
    await desk.session.flush()
    await letters.deputy_named(desk, row.role, row.person_id, row.deputy_id)
    return row


async def end_deputy(desk: Desk, row: Deputy, version: int) -> None:
    """At once, in whichever zone: the last day is over everywhere."""
    where = row.organisation_id
    if row.project_id is not None:
        project = await queries.by_id(desk.session, row.project_id)
        refuse_if_shut(Act.DEPUTY_NAME, project)
        where = project.city_id if row.role in CITY_ROLES else where
    expect_version(row, version)
    _refuse_others_seats(desk.actor, row.role, row.person_id, where)
    yesterday = access_day(desk.now) - timedelta(days=1)
    if row.until is not None and row.until <= yesterday:
        raise Conflict(N_("This deputy sits no more already."))
    row.until = yesterday
    row.starts = min(row.starts, yesterday)
    desk.record("deputy.ended", row, until=row.until)
    await desk.session.flush()


def _where(project: Project | None, data: NewDeputy) -> UUID | None:
    """The organisation in which holder and deputy have their roles; None: wherever the role is."""
    if project is not None and data.role in CITY_ROLES:
        return project.city_id
    return data.organisation_id


def _refuse_others_seats(actor: Actor, role: Role, holder_id: UUID, where: UUID | None) -> None:
    """A reviewer names a deputy for themselves, a city for its own seat, the desk the office's."""
    asked = relation(actor, Act.DEPUTY_NAME)
    if asked is Relation.OWN and holder_id != actor.person_id:
        raise Forbidden(N_("A reviewer names a deputy for themselves; ask an officer for others."))
    if actor.kind is OrganisationKind.CITY:
        if where is not None and where != actor.organisation_id:
            raise NotFound
        if role not in CITY_ROLES:
            raise Forbidden(
                N_("A city names deputies for its own roles; ask an officer for others.")
            )
    elif role in CITY_ROLES:
        raise Forbidden(N_("A city's seat is filled by the city; ask its focal point or approver."))


async def _check_people(desk: AnyDesk, data: NewDeputy, where: UUID | None) -> None:
    deputising = may_deputise(data.role)
    if not deputising:
        raise Unfit(
            "role",
            Filled(N_("No seat of the role “%(role)s” has deputies."), role=word_of(data.role)),
        )
    there = None if where is None else [where]
    holders = await people.holders(desk, [data.role, *deputising], there)
    if not any(h.person_id == data.person_id and h.role is data.role for h in holders):
        raise Unfit(
            "person_id",
            Filled(
                N_("Name somebody who holds the role “%(role)s” here today."),
                role=word_of(data.role),
            ),
        )
    if not any(h.person_id == data.deputy_id and h.role in deputising for h in holders):
        raise Unfit(
            "deputy_id",
            Filled(
                N_("Name somebody who holds one of these roles here today: %(roles)s."),
                roles=any_of(deputising),
            ),
        )
