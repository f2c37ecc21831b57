"""`tracker audit-visibility`: who sees which project, and by what; for operators."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import Actor, Role
from tracker.kernel.database import for_system
from tracker.kernel.errors import NotFound
from tracker.people.models import Membership, Organisation, Person
from tracker.people.queries.members import in_force
from tracker.process.policy import Act, may
from tracker.projects.models import Assignment, Project
from tracker.projects.queries import SEES_ALL, visible_to

_REASON = "the audit of an operator"


class Sight(Struct, frozen=True, kw_only=True):
    """Somebody in one role, the projects seen in it by code, and what shows them."""

    email: str
    role: Role
    organisation: str
    codes: tuple[str, ...]
    by: str


async def sights(desk: AnyDesk, email: str | None = None, code: str | None = None) -> list[Sight]:
    """Every role that is held today, or those of one person, or those that see one project."""
    statement = (
        select(Membership, Person.email, Organisation.name)
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Person.active, in_force(desk.now))
        .order_by(Person.email, Membership.role, Membership.id)
    )
    if email is not None:
        statement = statement.where(Person.email == email.lower())
    rows = (await desk.session.execute(statement)).all()
    if email is not None and not rows:
        raise NotFound(f"Nobody with the address {email} holds a role today.")
    capacities = await _capacities(desk.session)
    found = [await _sight(desk, held, address, name, capacities) for held, address, name in rows]
    if code is None:
        return found
    if not await desk.session.scalar(
        for_system(select(Project.id).where(Project.code == code), _REASON)
    ):
        raise NotFound(f"There is no project {code}.")
    return [one for one in found if code in one.codes]


async def _sight(
    desk: AnyDesk,
    membership: Membership,
    email: str,
    organisation: str,
    capacities: Mapping[UUID, set[str]],
) -> Sight:
    actor = Actor(
        person_id=membership.person_id,
        organisation_id=membership.organisation_id,
        membership_id=membership.id,
        kind=membership.kind,
        role=membership.role,
    )
    codes: tuple[str, ...] = ()
    if may(actor, Act.PROJECT_SEE):
        asked = visible_to(
            Desk(desk.session, desk.now, actor), select(Project.code).order_by(Project.code)
        )
        codes = tuple(await desk.session.scalars(asked))
    if actor.role in SEES_ALL:
        by = "role"
    elif actor.role is Role.OBSERVER:
        by = "role, after selection"
    else:
        by = ", ".join(sorted(capacities.get(actor.organisation_id, set()))) or "nothing"
    return Sight(email=email, role=actor.role, organisation=organisation, codes=codes, by=by)


async def _capacities(session: AsyncSession) -> dict[UUID, set[str]]:
    """As what each organisation takes part anywhere, now or once."""
    statement = select(Assignment.organisation_id, Assignment.capacity).distinct()
    found: dict[UUID, set[str]] = {}
    for row in await session.execute(for_system(statement, _REASON)):
        found.setdefault(row.organisation_id, set()).add(row.capacity.value)
    return found
