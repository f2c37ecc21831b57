"""For whom a task waits, by name: as people and organisations are at that instant."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import and_, or_, select

from tracker.journal.desk import AnyDesk
from tracker.kernel.actor import Role
from tracker.kernel.saying import N_, Filled
from tracker.people.models import Membership, Organisation, Person
from tracker.people.queries.members import in_force
from tracker.process.tasks import OUTSIDE, Owner, Task
from tracker.web.words import word

_BY_NAME = 2
"""So many persons are named who are meant themselves; of more, how many they are."""
_OFFICES = 2
"""So many offices are named of persons who are counted."""
_IN_ROLES = 3
"""So many persons of an office are named who may do it by their roles; of more, the roles."""
NOBODY = N_("Nobody by name")


class NamedHolder(Struct, frozen=True, kw_only=True):
    """An active person in a role of an organisation, with the names of both."""

    person_id: UUID
    name: str
    organisation_id: UUID
    office: str
    role: Role


async def holders(desk: AnyDesk, tasks: Iterable[Task]) -> Sequence[NamedHolder]:
    """Everybody for whom one of the tasks may wait; one statement, none without tasks."""
    return await holders_of(desk, [one.owner for one in tasks])


async def holders_of(desk: AnyDesk, owners: Sequence[Owner]) -> Sequence[NamedHolder]:
    """As `holders`, of whom the tasks would be."""
    if not owners:
        return []
    persons = frozenset[UUID]().union(*(one.persons for one in owners))
    houses = frozenset[UUID]().union(*(one.houses for one in owners))
    roles = {role for one in owners for role in one.roles}
    statement = (
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
            in_force(desk.now),
            Person.active,
            or_(
                Person.id.in_(persons),
                Membership.role.in_(roles - OUTSIDE),
                and_(Membership.role.in_(roles & OUTSIDE), Organisation.id.in_(houses)),
            ),
        )
        .order_by(Person.name, Person.id, Membership.id)
    )
    return [NamedHolder(**row._mapping) for row in await desk.session.execute(statement)]


class Party(Struct, frozen=True, kw_only=True):
    """Somebody for whom a task waits: a person of an office; without one a firm or a role."""

    person_id: UUID | None = None
    name: Filled
    office: str = ""


def parties(owner: Owner, among: Sequence[NamedHolder]) -> list[Party]:
    """Persons while they are few, firms by name, else the roles in which anybody may do it."""
    able = [one for one in among if one.person_id not in owner.barred]
    by_name = {one.person_id: one for one in able if one.person_id in owner.persons}
    persons = list(by_name.values()) if len(by_name) <= _BY_NAME else []
    many = list(by_name.values()) if len(by_name) > _BY_NAME else []
    others = []
    in_roles, roles = dict[UUID, NamedHolder](), []
    for role in owner.roles:
        held = {
            one.person_id: one
            for one in able
            if one.role is role and _at_home(one, owner) and one.person_id not in by_name
        }
        if role is Role.FIRM_MEMBER:  # whoever of its people does it
            firms = sorted({one.office for one in held.values()})
            others += [Filled("%(name)s", name=name) for name in firms]
        elif held:
            in_roles |= held
            roles.append(role)
    offices = Counter(one.office for one in in_roles.values())
    if max(offices.values(), default=0) <= _IN_ROLES:
        persons += in_roles.values()
    else:
        others += [Filled(word(f"Role.{role.value}", role.value)) for role in roles]
    return [
        *_persons(persons),
        *_counted(many),
        *(Party(name=name) for name in dict.fromkeys(others)),
    ]


def _counted(many: Sequence[NamedHolder]) -> Iterator[Party]:
    """So many persons by name that they are counted, in the offices where they are."""
    offices = sorted(Counter(one.office for one in many).items())
    if len(offices) > _OFFICES:
        offices = []
        yield Party(name=Filled(N_("one of %(count)s people"), count=len(many)))
    for office, count in offices:
        said = N_("one of %(count)s people of %(office)s")
        one = N_("somebody of %(office)s")
        yield Party(name=Filled(said if count > 1 else one, count=count, office=office))


def _persons(found: Iterable[NamedHolder]) -> Iterator[Party]:
    once = {holder.person_id: holder for holder in found}
    for one in sorted(once.values(), key=lambda holder: (holder.office, holder.name)):
        name = Filled("%(name)s", name=one.name)
        yield Party(person_id=one.person_id, name=name, office=one.office)


def _at_home(one: NamedHolder, owner: Owner) -> bool:
    return one.role not in OUTSIDE or one.organisation_id in owner.houses


def parties_of(owner: Owner, among: Sequence[NamedHolder]) -> frozenset[UUID]:
    """The persons and houses that it waits for; of the secretariat's roles, those who hold them."""
    houses = owner.houses if any(role in OUTSIDE for role in owner.roles) else frozenset[UUID]()
    holding = {
        one.person_id
        for one in among
        if one.role in owner.roles and one.role not in OUTSIDE and one.person_id not in owner.barred
    }
    return owner.persons | houses | holding


def houses_of(owner: Owner, among: Sequence[NamedHolder]) -> frozenset[UUID]:
    """The organisations in which it can be done: of those who owe it by name, and by role."""
    return frozenset(
        one.organisation_id
        for one in among
        if one.person_id not in owner.barred
        and (one.person_id in owner.persons or (one.role in owner.roles and _at_home(one, owner)))
    )


def whose(owner: Owner, among: Sequence[NamedHolder]) -> Filled:
    """`Example person, Example city`, `Example firm`, or `Reviewer` where many hold the role."""
    by_office: dict[str, list[Filled]] = {}
    alone = []
    for one in parties(owner, among):
        if one.office:
            by_office.setdefault(one.office, []).append(one.name)
        else:
            alone.append(one.name)
    placed = [
        Filled("%(names)s, %(office)s", names=_joined(names), office=office)
        for office, names in by_office.items()
    ]
    houses = [*placed, *alone]
    return _joined(houses, N_("%(one)s; or %(other)s") if placed else _OR)


_OR = N_("%(one)s or %(other)s")


def _joined(said: Iterable[Filled], marked: str = _OR) -> Filled:
    first, *others = list(said) or [Filled(NOBODY)]
    for other in others:
        first = Filled(marked, one=first, other=other)
    return first
