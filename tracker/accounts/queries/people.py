"""Reading passwords, links, sessions and invitations. None of them belongs to a project."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.accounts.models import (
    Authenticator,
    Invitation,
    LinkKind,
    MailLink,
    Password,
    SignIn,
    SignInProvider,
)
from tracker.accounts.rules import Standing, holds
from tracker.accounts.secret import digest
from tracker.accounts.wire import Credentials, InvitationView, SignInView
from tracker.identity.models import Membership, Organisation, Person
from tracker.identity.queries import in_force
from tracker.kernel.actor import Actor, Role
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.process.policy import Act, Relation, relation


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
    session: AsyncSession, person_id: UUID, now: datetime, provider_id: UUID | None
) -> Sequence[tuple[UUID, Role, str]]:
    """What somebody may act as today: membership, role, organisation.

    A session that a provider opened acts for that provider's organisation alone: whoever keeps
    the people of one house does not say who somebody is in another.
    """
    asked = (
        select(Membership.id, Membership.role, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id, in_force(now))
        .order_by(Organisation.name, Membership.role, Membership.id)
    )
    if provider_id is not None:
        asked = asked.join(
            SignInProvider, SignInProvider.organisation_id == Membership.organisation_id
        ).where(SignInProvider.id == provider_id, SignInProvider.ended_at.is_(None))
    rows = await session.execute(asked)
    return [(row.id, row.role, row.name) for row in rows]


async def has_password(session: AsyncSession, person_id: UUID) -> bool:
    """Whether the person has come in once and set one."""
    asked = select(Password.id).where(Password.person_id == person_id)
    return await session.scalar(asked) is not None


async def link(session: AsyncSession, secret: str, now: datetime) -> MailLink | None:
    """The link of an address that was mailed, while it works."""
    return await session.scalar(
        select(MailLink).where(
            MailLink.hash == digest(secret), MailLink.ended_at.is_(None), MailLink.expires_at > now
        )
    )


async def open_link(session: AsyncSession, link_id: UUID | None, now: datetime) -> MailLink | None:
    """The link of this id, while it works."""
    return await session.scalar(
        select(MailLink).where(
            MailLink.id == link_id, MailLink.ended_at.is_(None), MailLink.expires_at > now
        )
    )


async def sign_ins(
    session: AsyncSession, person_id: UUID, this: UUID, now: datetime
) -> list[SignInView]:
    """Somebody's sessions that hold, newest first."""
    rows = await session.scalars(
        select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.id.desc())
    )
    return [
        SignInView.of(row, this)
        for row in rows
        if holds(
            Standing(seen_at=row.seen_at, expires_at=row.expires_at, remembered=row.remembered), now
        )
    ]


def _visible(actor: Actor, asked: Select[Invitation]) -> Select[Invitation]:
    """An administrator sees all invitations, others those of their own organisation."""
    match relation(actor, Act.PERSON_INVITE):
        case Relation.ANY:
            return asked
        case Relation.OWN_ORGANISATION:
            return asked.where(Invitation.organisation_id == actor.organisation_id)
        case _:
            return asked.where(false())


async def invitation(session: AsyncSession, actor: Actor, invitation_id: UUID) -> Invitation:
    asked = select(Invitation).where(Invitation.id == invitation_id)
    row = await session.scalar(_visible(actor, asked))
    if row is None:
        raise NotFound
    return row


async def invitations(
    session: AsyncSession, actor: Actor, after: str | None, limit: int, now: datetime
) -> Page[InvitationView]:
    """Invitations, newest first."""
    asked = newest_first(_visible(actor, select(Invitation)), Invitation.id, after, limit)
    rows = (await session.scalars(asked)).all()
    views = {view.id: view for view in await invitation_views(session, rows, now)}
    return page_of(rows, limit, lambda row: views[row.id])


async def invitation_views(
    session: AsyncSession, rows: Sequence[Invitation], now: datetime
) -> list[InvitationView]:
    people = [row.person_id for row in rows]
    named = await session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    names = {row.id: row.name for row in named}
    waiting = set(
        await session.scalars(
            select(MailLink.person_id).where(
                MailLink.person_id.in_(people),
                MailLink.kind == LinkKind.INVITATION,
                MailLink.ended_at.is_(None),
                MailLink.expires_at > now,
            )
        )
    )
    return [InvitationView.of(row, names[row.person_id], row.person_id in waiting) for row in rows]
