"""Whom a cookie stands for, in one statement."""

from datetime import datetime
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Date, Select, and_, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tracker.kernel.actor import Actor
from tracker.people.models import Authenticator, Membership, Organisation, Person, SignIn
from tracker.people.queries.members import holds_on
from tracker.people.rules import SessionStanding, holds, needs_second_factor
from tracker.people.secret import digest
from tracker.process.today import access_day
from tracker.web.visitor import Visitor


class Visit(Struct, frozen=True, kw_only=True):
    """A visitor, and when the session was last known to be in use."""

    visitor: Visitor
    seen_at: datetime


@cache
def _of_cookie() -> Select[*tuple[Any, ...]]:
    today = bindparam("today", type_=Date())
    return (
        select(
            SignIn.id,
            SignIn.person_id,
            SignIn.proven_at,
            SignIn.second_at,
            SignIn.seen_at,
            SignIn.expires_at,
            SignIn.remembered,
            SignIn.provider_id,
            Person.name,
            Person.email,
            Person.language,
            Person.zone,
            Membership.id.label("membership_id"),
            Membership.organisation_id,
            Membership.kind,
            Membership.role,
            Organisation.name.label("organisation"),
            exists()
            .where(
                Authenticator.person_id == SignIn.person_id, Authenticator.confirmed_at.is_not(None)
            )
            .label("has_factor"),
        )
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(
            Membership,
            and_(Membership.id == SignIn.membership_id, holds_on(today)),
        )
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(SignIn.hash == bindparam("digest"), SignIn.ended_at.is_(None), Person.active)
    )


async def visitor_by_cookie(
    connection: AsyncConnection, secret: str, now: datetime, *, demanded: bool
) -> Visit | None:
    """Who a session's cookie stands for at this instant; None if it is unknown, over or ended."""
    asked = {"digest": digest(secret), "today": access_day(now)}
    row = (await connection.execute(_of_cookie(), asked)).first()
    if row is None or not holds(
        SessionStanding(seen_at=row.seen_at, expires_at=row.expires_at, remembered=row.remembered),
        now,
    ):
        return None
    return Visit(visitor=_visitor(row, secret, demanded), seen_at=row.seen_at)


def _visitor(row: Any, secret: str, demanded: bool) -> Visitor:
    proven = row.second_at is not None
    may_act = row.membership_id is not None and (
        proven or (not row.has_factor and not needs_second_factor(row.role, demanded=demanded))
    )
    actor = Actor(
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        membership_id=row.membership_id,
        kind=row.kind,
        role=row.role,
    )
    return Visitor(
        session_id=row.id,
        secret=secret,
        person_id=row.person_id,
        name=row.name,
        email=row.email,
        language=row.language,
        zone=row.zone,
        organisation=row.organisation,
        role=row.role,
        actor=actor if may_act else None,
        has_factor=row.has_factor,
        proven_at=row.proven_at,
        second_at=row.second_at,
        remembered=row.remembered,
        provider_id=row.provider_id,
    )
