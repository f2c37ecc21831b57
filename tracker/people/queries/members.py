"""Reading people and organisations. These tables belong to no project."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import aliased

from tracker.journal.desk import AnyDesk
from tracker.kernel.actor import Actor, OrganisationKind, Role
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.kernel.text_search import has_part
from tracker.people.models import ApiToken, Membership, Organisation, Person
from tracker.people.wire import (
    MembershipView,
    OrganisationView,
    PersonView,
    TokenView,
    WaitingRole,
)
from tracker.process.today import access_day


class Holder(Struct, frozen=True, kw_only=True):
    """An active person in a role today."""

    person_id: UUID
    organisation_id: UUID
    role: Role


def in_force(now: datetime) -> ColumnElement[bool]:
    """Whether a membership holds on the UTC day of `now`."""
    return holds_on(access_day(now))


def holds_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Whether a membership holds on a day (UTC): it is confirmed, has begun and has not ended."""
    return and_(
        Membership.confirmed_at.is_not(None),
        Membership.starts <= day,
        or_(Membership.until.is_(None), Membership.until >= day),
    )


@cache
def _of_token() -> Select[UUID, UUID, UUID, OrganisationKind, Role]:
    return (
        select(
            Membership.id,
            Membership.person_id,
            Membership.organisation_id,
            Membership.kind,
            Membership.role,
        )
        .join(ApiToken, ApiToken.membership_id == Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            ApiToken.hash == bindparam("digest"),
            ApiToken.expires_at > bindparam("now"),
            ApiToken.revoked_at.is_(None),
            Person.active,
            holds_on(bindparam("today", type_=Date())),
        )
    )


async def is_anybody(session: AsyncSession) -> bool:
    """Whether the tracker knows a person at all: a new one has none, and nobody to sign in."""
    return bool(await session.scalar(select(exists().select_from(Person))))


async def actor_of_token(connection: AsyncConnection, digest: str, now: datetime) -> Actor | None:
    """Who a token acts for at this instant; None if it is unknown, ended, or the person left."""
    asked = {"digest": digest, "now": now, "today": access_day(now)}
    row = (await connection.execute(_of_token(), asked)).first()
    if row is None:
        return None
    return Actor(
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        membership_id=row.id,
        kind=row.kind,
        role=row.role,
    )


async def organisations(
    session: AsyncSession, find: str | None, after: str | None, limit: int
) -> Page[OrganisationView]:
    """Organisations, newest first; `find` is a part of the name or the code."""
    statement = select(Organisation)
    if find:
        statement = statement.where(has_part(find, Organisation.name, Organisation.code))
    page = newest_first(statement, Organisation.id, after, limit)
    return page_of((await session.scalars(page)).all(), limit, OrganisationView.of)


async def organisation(session: AsyncSession, organisation_id: UUID) -> Organisation:
    row = await session.get(Organisation, organisation_id)
    if row is None:
        raise NotFound
    return row


async def city_by_code(session: AsyncSession, code: str) -> Organisation | None:
    return await session.scalar(
        select(Organisation).where(
            Organisation.code == code, Organisation.kind == OrganisationKind.CITY
        )
    )


async def persons(
    session: AsyncSession, find: str | None, after: str | None, limit: int
) -> Page[PersonView]:
    """People, newest first; `find` is a part of the name or the mail address."""
    statement = select(Person)
    if find:
        statement = statement.where(has_part(find, Person.name, Person.email))
    page = newest_first(statement, Person.id, after, limit)
    return page_of((await session.scalars(page)).all(), limit, PersonView.of)


async def person(session: AsyncSession, person_id: UUID) -> Person:
    row = await session.get(Person, person_id)
    if row is None:
        raise NotFound
    return row


async def person_by_email(session: AsyncSession, email: str) -> Person | None:
    return await session.scalar(select(Person).where(Person.email == email.lower()))


async def memberships_page(
    desk: AnyDesk, person_id: UUID, after: str | None, limit: int
) -> Page[MembershipView]:
    """The roles a person holds or held, those given last first."""
    statement = select(Membership).where(Membership.person_id == person_id)
    page = newest_first(statement, Membership.id, after, limit)
    rows = (await desk.session.scalars(page)).all()
    return page_of(rows, limit, lambda row: MembershipView.of(row, desk.now))


async def tokens_page(
    desk: AnyDesk, person_id: UUID, after: str | None, limit: int
) -> Page[TokenView]:
    """The tokens of a person, those issued last first; their secrets are kept nowhere."""
    statement = (
        select(ApiToken)
        .join(Membership, Membership.id == ApiToken.membership_id)
        .where(Membership.person_id == person_id)
    )
    page = newest_first(statement, ApiToken.id, after, limit)
    rows = (await desk.session.scalars(page)).all()
    return page_of(rows, limit, lambda row: TokenView.of(row, desk.now))


async def membership(session: AsyncSession, membership_id: UUID) -> Membership:
    row = await session.get(Membership, membership_id)
    if row is None:
        raise NotFound
    return row


def _waiting(now: datetime) -> Select[*tuple[Any, ...]]:
    """Roles that nobody has confirmed and that have not ended meanwhile."""
    today, giver = access_day(now), aliased(Person)
    return (
        select(
            Membership.id,
            Membership.person_id,
            Person.name.label("person"),
            Person.email,
            Organisation.name.label("organisation"),
            Membership.role,
            Membership.starts,
            Membership.until,
            Membership.given_by,
            giver.name.label("giver"),
            Membership.created_at.label("given_at"),
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(giver, giver.id == Membership.given_by)
        .where(
            Membership.confirmed_at.is_(None),
            Person.active,
            or_(Membership.until.is_(None), Membership.until >= today),
        )
    )


async def waiting_roles(desk: AnyDesk, after: str | None, limit: int) -> Page[WaitingRole]:
    """Roles that wait for a second person, those given last first."""
    page = newest_first(_waiting(desk.now), Membership.id, after, limit)
    rows = (await desk.session.execute(page)).all()
    return page_of(rows, limit, lambda row: WaitingRole(**row._mapping))


async def waiting_role(desk: AnyDesk, membership_id: UUID) -> WaitingRole:
    row = (
        await desk.session.execute(_waiting(desk.now).where(Membership.id == membership_id))
    ).first()
    if row is None:
        raise NotFound
    return WaitingRole(**row._mapping)


async def waiting_of(desk: AnyDesk, email: str, role: Role) -> Membership | None:
    """The role of whoever has the address that waits for a second person."""
    ids = (await desk.session.execute(_waiting(desk.now))).all()
    found = next((row.id for row in ids if row.email == email.lower() and row.role is role), None)
    return await membership(desk.session, found) if found is not None else None


async def memberships_ever(session: AsyncSession, person_id: UUID) -> list[Membership]:
    """The roles a person holds or held."""
    statement = select(Membership).where(Membership.person_id == person_id)
    return list(await session.scalars(statement.order_by(Membership.id)))


async def memberships_of(desk: AnyDesk, person_id: UUID) -> list[Membership]:
    """The roles a person holds today."""
    statement = select(Membership).where(Membership.person_id == person_id, in_force(desk.now))
    return list(await desk.session.scalars(statement.order_by(Membership.id)))


def acting(row: Membership) -> Actor:
    """Its person, in this role."""
    return Actor(
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        membership_id=row.id,
        kind=row.kind,
        role=row.role,
    )


async def organisations_of(desk: AnyDesk, person_id: UUID) -> frozenset[UUID]:
    """Where a person holds a role today, through whichever account they act."""
    statement = select(Membership.organisation_id).where(
        Membership.person_id == person_id, in_force(desk.now)
    )
    return frozenset(await desk.session.scalars(statement))


async def token(session: AsyncSession, token_id: UUID) -> ApiToken:
    row = await session.get(ApiToken, token_id)
    if row is None:
        raise NotFound
    return row


async def holders(
    desk: AnyDesk, roles: Iterable[Role], organisation_ids: Sequence[UUID] | None = None
) -> list[Holder]:
    """Active persons who hold one of the roles today, in one of the organisations if given."""
    statement = (
        select(Membership.person_id, Membership.organisation_id, Membership.role)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.role.in_(list(roles)), Person.active, in_force(desk.now))
        .order_by(Membership.id)
    )
    if organisation_ids is not None:
        statement = statement.where(Membership.organisation_id.in_(organisation_ids))
    rows = await desk.session.execute(statement)
    return [
        Holder(person_id=row.person_id, organisation_id=row.organisation_id, role=row.role)
        for row in rows
    ]


async def last_day_of(
    desk: AnyDesk, role: Role, organisation_id: UUID | None = None
) -> date | None:
    """The day on which the last holder of a role left; None if nobody did, or somebody holds it."""
    statement = select(Membership.until).where(
        Membership.role == role, Membership.confirmed_at.is_not(None)
    )
    if organisation_id is not None:
        statement = statement.where(Membership.organisation_id == organisation_id)
    days = list(await desk.session.scalars(statement))
    ended = [day for day in days if day is not None and day < access_day(desk.now)]
    return max(ended) if ended and len(ended) == len(days) else None


async def roles_of_persons(
    session: AsyncSession, person_ids: Iterable[UUID]
) -> dict[UUID, tuple[Role, ...]]:
    """The roles that persons hold or held, for saying who owes something."""
    ids = list(person_ids)
    if not ids:
        return {}
    rows = await session.execute(
        select(Membership.person_id, Membership.role)
        .where(Membership.person_id.in_(ids))
        .order_by(Membership.id)
    )
    found: dict[UUID, tuple[Role, ...]] = {}
    for person_id, role in rows:
        found[person_id] = (*found.get(person_id, ()), role)
    return found


async def active_persons(session: AsyncSession, person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the persons whose account is active."""
    ids = list(person_ids)
    if not ids:
        return set()
    rows = await session.scalars(select(Person.id).where(Person.id.in_(ids), Person.active))
    return set(rows)


async def names(session: AsyncSession, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names that persons have today."""
    statement = select(Person.id, Person.name).where(Person.id.in_(list(person_ids)))
    return {row.id: row.name for row in await session.execute(statement)}


async def addresses(session: AsyncSession, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Where persons whose account is active are written to."""
    statement = select(Person.id, Person.email).where(
        Person.id.in_(list(person_ids)), Person.active
    )
    return {row.id: row.email for row in await session.execute(statement.order_by(Person.id))}


async def names_of_all(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, str]:
    """As `names`, of persons and organisations at once."""
    wanted = list(ids)
    asked = union_all(
        select(Person.id, Person.name).where(Person.id.in_(wanted)),
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(wanted)),
    )
    return {row.id: row.name for row in await session.execute(asked)}


async def organisations_of_kind(
    session: AsyncSession, kinds: Sequence[OrganisationKind], most: int
) -> list[tuple[UUID, str]]:
    """Ids and names, by name."""
    statement = (
        select(Organisation.id, Organisation.name)
        .where(Organisation.kind.in_(kinds))
        .order_by(Organisation.name, Organisation.id)
        .limit(most)
    )
    return [(row.id, row.name) for row in await session.execute(statement)]


async def organisations_by_id(
    session: AsyncSession, organisation_ids: Iterable[UUID]
) -> dict[UUID, Organisation]:
    statement = select(Organisation).where(Organisation.id.in_(list(organisation_ids)))
    return {row.id: row for row in await session.scalars(statement)}
