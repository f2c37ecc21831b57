"""For whom a task waits, by name: as people and organisations are at that instant."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.identity.models import Membership, Organisation, Person
from tracker.identity.queries import in_force
from tracker.kernel.actor import Role
from tracker.kernel.saying import N_, Filled
from tracker.process.tasks import OUTSIDE, Owner, Task
from tracker.web.words import word

_BY_NAME = 2
"""So many persons are named; of more, what they are."""


class Holder(Struct, frozen=True, kw_only=True):
    """An active person in a role of an organisation, with the names of both."""

    person_id: UUID
    name: str
    organisation_id: UUID
    office: str
    role: Role


async def holders(session: AsyncSession, tasks: Iterable[Task], now: datetime) -> Sequence[Holder]:
    """Everybody for whom one of the tasks may wait; one statement, none without tasks."""
    owners = [one.owner for one in tasks]
    if not owners:
        return []
    persons = frozenset[UUID]().union(*(one.persons for one in owners))
    houses = frozenset[UUID]().union(*(one.houses for one in owners))
    roles = {role for one in owners for role in one.roles}
    asked = (
        select(
            Person.id.label("person_id"),
            Person.name,
            Membership.organisation_id,
            Organisation.name.label("office"),
            Membership.role,
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            in_force(now),
            Person.active,
            or_(
                Person.id.in_(persons),
                Membership.role.in_(roles - OUTSIDE),
                and_(Membership.role.in_(roles & OUTSIDE), Organisation.id.in_(houses)),
            ),
        )
        .order_by(Person.name, Person.id, Membership.id)
    )
    return [Holder(**row._mapping) for row in await session.execute(asked)]


def whose(owner: Owner, among: Sequence[Holder]) -> Filled:
    """`Example person, Example city`, `Example firm`, or `Reviewer` where many hold the role."""
    return _joined(dict.fromkeys(_said(owner, among)))


def _said(owner: Owner, among: Sequence[Holder]) -> Iterator[Filled]:
    able = [one for one in among if one.person_id not in owner.barred]
    by_name = {one.person_id: one for one in able if one.person_id in owner.persons}
    persons = list(by_name.values()) if len(by_name) <= _BY_NAME else []
    if len(by_name) > _BY_NAME:
        yield Filled(N_("one of %(count)s people"), count=len(by_name))
    others = []
    for role in owner.roles:
        held = {
            one.person_id: one
            for one in able
            if one.role is role and _at_home(one, owner) and one.person_id not in by_name
        }
        if role is Role.FIRM_MEMBER:  # whoever of its people does it
            others += [
                Filled("%(name)s", name=name)
                for name in sorted({one.office for one in held.values()})
            ]
        elif len(held) <= _BY_NAME:
            persons += held.values()
        else:
            others.append(Filled(word(f"Role.{role.value}", role.value)))
    yield from _with_their_office(persons)
    yield from others


def _at_home(one: Holder, owner: Owner) -> bool:
    return one.role not in OUTSIDE or one.organisation_id in owner.houses


def _with_their_office(persons: Iterable[Holder]) -> Iterator[Filled]:
    by_office: dict[str, dict[UUID, Filled]] = {}
    for one in persons:
        names = by_office.setdefault(one.office, {})
        names[one.person_id] = Filled("%(name)s", name=one.name)
    for office, names in by_office.items():
        yield Filled("%(names)s, %(office)s", names=_joined(names.values()), office=office)


def _joined(said: Iterable[Filled]) -> Filled:
    first, *others = list(said) or [Filled(N_("Nobody by name"))]
    for other in others:
        first = Filled(N_("%(one)s or %(other)s"), one=first, other=other)
    return first
