"""Reading passwords, links and sessions. None of them belongs to a project."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import Actor, OrganisationKind, Role
from tracker.kernel.errors import NotFound
from tracker.people.models import (
    Authenticator,
    Invitation,
    MailLink,
    Membership,
    Organisation,
    Password,
    Person,
    SignIn,
    SignInProvider,
)
from tracker.people.queries.invitations import offer_views
from tracker.people.queries.members import in_force
from tracker.people.rules import SessionStanding, holds
from tracker.people.secret import digest
from tracker.people.wire import Credentials, Guest, InvitationState, SignInView


async def credentials(session: AsyncSession, email: str) -> Credentials | None:
    """What is known of an address; None where nobody has it."""
    return await _credentials(session, _known().where(Person.email == email.lower()))


async def credentials_of(session: AsyncSession, person_id: UUID) -> Credentials:
    found = await _credentials(session, _known().where(Person.id == person_id))
    if found is None:
        raise NotFound
    return found


def _known() -> Select[UUID, str, str, bool, str | None, bool]:
    factor = exists().where(
        Authenticator.person_id == Person.id, Authenticator.confirmed_at.is_not(None)
    )
    return select(
        Person.id, Person.name, Person.email, Person.active, Password.hash, factor.label("factor")
    ).outerjoin(Password, Password.person_id == Person.id)


async def _credentials(
    session: AsyncSession, asked: Select[UUID, str, str, bool, str | None, bool]
) -> Credentials | None:
    row = (await session.execute(asked)).first()
    if row is None:
        return None
    return Credentials(
        person_id=row.id,
        name=row.name,
        email=row.email,
        hash=row.hash,
        active=row.active,
        has_factor=row.factor,
    )


async def memberships_today(
    desk: AnyDesk, person_id: UUID, provider_id: UUID | None
) -> Sequence[tuple[UUID, Role, str]]:
    """What somebody may act as today: membership, role, organisation.

    A session that a provider opened acts for that provider's organisation alone: whoever keeps
    the people of one house does not say who somebody is in another.
    """
    rows = await desk.session.execute(_memberships(person_id, desk.now, provider_id))
    return [(row.id, row.role, row.name) for row in rows]


async def other_parts(desk: Desk, provider_id: UUID | None) -> list[tuple[Actor, str]]:
    """As whom else somebody may act today, with the organisation; as `memberships_today`."""
    rows = await desk.session.execute(_memberships(desk.actor.person_id, desk.now, provider_id))
    return [
        (
            Actor(
                person_id=desk.actor.person_id,
                organisation_id=row.organisation_id,
                membership_id=row.id,
                kind=row.kind,
                role=row.role,
            ),
            row.name,
        )
        for row in rows
        if row.id != desk.actor.membership_id
    ]


def _memberships(
    person_id: UUID, now: datetime, provider_id: UUID | None
) -> Select[UUID, Role, str, UUID, OrganisationKind]:
    statement = (
        select(
            Membership.id,
            Membership.role,
            Organisation.name,
            Membership.organisation_id,
            Membership.kind,
        )
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id, in_force(now))
        .order_by(Organisation.name, Membership.role, Membership.id)
    )
    if provider_id is not None:
        statement = statement.join(
            SignInProvider, SignInProvider.organisation_id == Membership.organisation_id
        ).where(SignInProvider.id == provider_id, SignInProvider.ended_at.is_(None))
    return statement


async def has_password(session: AsyncSession, person_id: UUID) -> bool:
    """Whether the person has come in once and set one."""
    statement = select(Password.id).where(Password.person_id == person_id)
    return await session.scalar(statement) is not None


async def guest(desk: AnyDesk, secret: str) -> Guest | None:
    """Whom the secret of a mailed link lets in; None where it works no more."""
    return await _guest(desk, MailLink.hash == digest(secret))


async def guest_of_link(desk: AnyDesk, link_id: UUID | None) -> Guest | None:
    """Whom the link of this id lets in; None where it works no more."""
    return await _guest(desk, MailLink.id == link_id)


async def _guest(desk: AnyDesk, which: ColumnElement[bool]) -> Guest | None:
    row = await desk.session.scalar(
        select(MailLink).where(which, MailLink.ended_at.is_(None), MailLink.expires_at > desk.now)
    )
    if row is None:
        return None
    if row.invitation_id is not None:
        return await _guest_of_invitation(desk, row.id, row.invitation_id)
    known = await _credentials(desk.session, _known().where(Person.id == row.person_id))
    if known is None or not known.active:
        return None
    return Guest(
        link_id=row.id, person_id=known.person_id, name=known.name, email=known.email, offer=None
    )


async def _guest_of_invitation(desk: AnyDesk, link_id: UUID, invitation_id: UUID) -> Guest | None:
    """Whoever has the address that the letter went to, and no password yet.

    With a password they sign in and answer there: a letter to a mailbox is no way round it.
    """
    row = await desk.session.get_one(Invitation, invitation_id)
    known = await credentials(desk.session, row.email)
    if row.person_id is not None and (known is None or known.person_id != row.person_id):
        return None
    if known is not None and (known.hash is not None or not known.active):
        return None
    (offer,) = await offer_views(desk, [row])
    if offer.state is not InvitationState.OPEN:
        return None
    return Guest(
        link_id=link_id,
        person_id=known.person_id if known else None,
        name=known.name if known else row.name,
        email=row.email,
        offer=offer,
    )


async def sign_ins(desk: AnyDesk, person_id: UUID, this: UUID) -> list[SignInView]:
    """Somebody's sessions that hold, newest first."""
    rows = await desk.session.scalars(
        select(SignIn)
        .where(
            SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.expires_at > desk.now
        )
        .order_by(SignIn.id.desc())
    )
    return [
        SignInView.of(row, this)
        for row in rows
        if holds(
            SessionStanding(
                seen_at=row.seen_at, expires_at=row.expires_at, remembered=row.remembered
            ),
            desk.now,
        )
    ]
